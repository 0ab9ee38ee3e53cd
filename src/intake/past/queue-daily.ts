import { sql } from "kysely";
import { dayOf, now } from "#base/clock.ts";
import { limits } from "#base/limits.ts";
import type { Database } from "#base/postgres/database.ts";
import { daysBefore, queueDays } from "./day-queries.ts";

type Keyed = { workspaceId: string; sourceId: string; timeZone: string; comparedDay: string | null };

/** Once a day, by each workspace's calendar, asks for the comparison of the last days of every source whose shop can be asked. */
export async function queueDaily(db: Database): Promise<void> {
  const keyed = await db.inSystem((tx) =>
    tx.query<Keyed>(sql`
      select k.workspace_id as "workspaceId", k.source_id as "sourceId", w.time_zone as "timeZone", k.compared_day as "comparedDay"
      from source_key k
      join workspace w on w.id = k.workspace_id
      where not exists (
        select from source_past p where p.workspace_id = k.workspace_id and p.source_id = k.source_id and p.state in ('running', 'paused')
      )
      limit 10000
    `),
  );
  for (const { workspaceId, sourceId, timeZone, comparedDay } of keyed) {
    const today = dayOf(now(), timeZone);
    if (comparedDay !== null && comparedDay >= today) continue;
    await db.inWorkspace(workspaceId, async (tx) => {
      await queueDays(tx, sourceId, daysBefore(today, limits.dailyCompareDays));
      await tx.query(sql`update source_key set compared_day = ${today} where workspace_id = ${tx.workspaceId} and source_id = ${sourceId}`);
    });
  }
}

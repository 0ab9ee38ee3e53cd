import { sql } from "kysely";
import { dayOf, now } from "#base/clock.ts";
import { limits } from "#base/limits.ts";
import type { Log } from "#base/log.ts";
import type { Database } from "#base/postgres/database.ts";
import { isDatabaseAway } from "#base/postgres/errors.ts";
import type { Worker } from "#ledger/worker.ts";
import type { Insights } from "../insights.ts";
import { isTakingIn } from "../taking-in.ts";
import { lookForChanges } from "./look.ts";

type Place = { id: string; timeZone: string; lastSeq: number; day: string | null; seq: number | null };

const everyMs = 60_000;
/** Ledger rows that the projection may be behind of a shop that goes on. */
const mostBehind = 500;

/** Looks for changes in every workspace once a day of its calendar, and sooner after much has come in. */
export function trendsWorker({ db, insights, log }: { db: Database; insights: Insights; log: Log }): Worker {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let failure: string | undefined;
  let running = Promise.resolve();

  async function sweep(): Promise<void> {
    let failed: string | undefined;
    /** What fails is logged and tried again in a minute; the other workspaces go on. */
    const attempt = async <T>(work: () => Promise<T>, workspaceId?: string): Promise<T | undefined> => {
      try {
        return await work();
      } catch (error) {
        failed = error instanceof Error ? error.message : String(error);
        if (!isDatabaseAway(error)) log.error({ err: error, workspaceId }, "could not look for changes; trying again in a minute");
        return undefined;
      }
    };
    for (const place of (await attempt(() => listPlaces(db))) ?? []) if (!stopped) await attempt(() => look(place), place.id);
    failure = failed;
    again();
  }

  async function look(place: Place): Promise<void> {
    if (isDue(place) && (await insights.seq(place.id)) >= place.lastSeq - mostBehind)
      await lookForChanges({ db, insights, workspaceId: place.id, userId: null });
  }

  const again = () => {
    if (!stopped) timer = setTimeout(() => (running = sweep()), everyMs);
  };
  return {
    name: "trends",
    start: again,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
    lag: () => Promise.resolve(0),
    error: () => failure,
  };
}

/** Those not looked at for longest come first. */
function listPlaces(db: Database): Promise<Place[]> {
  return db.inSystem((tx) =>
    tx.query<Place>(sql`
      select workspace.id, time_zone as "timeZone", last_seq as "lastSeq", look.day, look.seq
      from workspace
      left join alert_look look on look.workspace_id = workspace.id
      where not ${isTakingIn()}
      order by look.looked_at nulls first, workspace.id
      limit 1000
    `),
  );
}

/** Once a day, since what was found may still wait for its week; much is a tenth of the ledger, and a few thousand rows at least. */
function isDue({ timeZone, lastSeq, day, seq }: Place): boolean {
  if (day === null || seq === null) return lastSeq > 0;
  return dayOf(now(), timeZone) !== day || lastSeq - seq > Math.max(limits.readerRows, seq / 10);
}

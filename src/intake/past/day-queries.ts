import { sql } from "kysely";
import { addDays, now } from "#base/clock.ts";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";
import type { DaySum, gapReasons } from "./contract.ts";

export type Todo = "compare" | "heal" | "confirm";

/** A compared day as it is stored. Instants are epoch ms. */
export type Day = {
  sourceId: string;
  day: string;
  todo: Todo | null;
  tries: number;
  trouble: string | null;
  healId: string | null;
  comparedAt: number | null;
  sums: DaySum[];
  gaps: number;
};

/** One order that is not the same at the shop and here. Amounts in minor units. */
export type Gap = {
  externalId: string;
  number: string | null;
  why: (typeof gapReasons)[number];
  reason: string | null;
  currency: string | null;
  shopMinor: number | null;
  hereMinor: number | null;
};

const columns = sql`
  source_id as "sourceId", day, todo, tries, trouble, heal_id as "healId", compared_at as "comparedAt", sums, gap_count as gaps`;

/** Newest first. */
export function listDays(tx: Tx, sourceId: string, from: string, to: string): Promise<Day[]> {
  return tx.query<Day>(sql`
    select ${columns} from source_day
    where workspace_id = ${tx.workspaceId} and source_id = ${sourceId} and day between ${from} and ${to}
    order by day desc
    limit ${limits.compareRangeDays}
  `);
}

export async function findDay(tx: Tx, sourceId: string, day: string): Promise<Day | undefined> {
  return (await listDays(tx, sourceId, day, day))[0];
}

/** What is to be worked on next: the newest day that has something to do, and, where it is to be compared, the days before it that are as well. */
export async function listDueDays(tx: Tx, sourceId: string): Promise<Day[]> {
  const due = await tx.query<Day>(sql`
    select ${columns} from source_day
    where workspace_id = ${tx.workspaceId} and source_id = ${sourceId} and todo is not null and todo_at <= ${new Date(now()).toISOString()}
    order by day desc
    limit ${limits.compareTogether}
  `);
  const [newest] = due;
  if (newest?.todo !== "compare") return due.slice(0, 1);
  const end = due.findIndex(({ day, todo }, n) => todo !== "compare" || day !== addDays(newest.day, -n));
  return due.slice(0, end === -1 ? due.length : end);
}

export function daysBefore(today: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => addDays(today, -1 - n));
}

/** Asks for a comparison of these days; one that is under way is left to itself. */
export async function queueDays(tx: Tx, sourceId: string, days: readonly string[]): Promise<void> {
  await tx.query(sql`
    insert into source_day (workspace_id, source_id, day, todo, todo_at)
    select ${tx.workspaceId}, ${sourceId}, d.day, 'compare', ${new Date(now()).toISOString()} from unnest(${days}::date[]) as d (day)
    on conflict (workspace_id, source_id, day) do update set todo = 'compare', todo_at = excluded.todo_at, tries = 0, trouble = null
    where source_day.todo is null
  `);
}

/** What is to be done with a day next, and when; `todo` null: nothing. */
export async function setTodo(
  tx: Tx,
  { sourceId, day }: Pick<Day, "sourceId" | "day">,
  next: { todo: Todo | null; atMs?: number; tries?: number; trouble?: string | null; healId?: string | null },
): Promise<void> {
  await tx.query(sql`
    update source_day
    set todo = ${next.todo}, todo_at = ${next.todo === null ? null : new Date(next.atMs ?? now()).toISOString()}, tries = ${next.tries ?? 0},
      trouble = ${next.trouble ?? null}, heal_id = coalesce(${next.healId ?? null}::uuid, heal_id)
    where workspace_id = ${tx.workspaceId} and source_id = ${sourceId} and day = ${day}
  `);
}

/** Writes what a comparison found in the place of what the one before found. */
export async function saveComparison(
  tx: Tx,
  { sourceId, day }: Pick<Day, "sourceId" | "day">,
  found: { sums: readonly DaySum[]; gaps: readonly Gap[] },
): Promise<void> {
  await tx.query(sql`
    update source_day
    set todo = null, todo_at = null, tries = 0, trouble = null, heal_id = null, compared_at = ${new Date(now()).toISOString()},
      sums = ${JSON.stringify(found.sums)}::jsonb, gap_count = ${found.gaps.length}
    where workspace_id = ${tx.workspaceId} and source_id = ${sourceId} and day = ${day}
  `);
  await tx.query(sql`delete from source_gap where workspace_id = ${tx.workspaceId} and source_id = ${sourceId} and day = ${day}`);
  if (found.gaps.length === 0) return;
  await tx.query(sql`
    insert into source_gap (workspace_id, source_id, day, external_id, number, why, reason, currency, shop_minor, here_minor)
    select ${tx.workspaceId}, ${sourceId}, ${day}, r."externalId", r.number, r.why, r.reason, r.currency, r."shopMinor", r."hereMinor"
    from json_to_recordset(${JSON.stringify(found.gaps)}::json) as r (
      "externalId" text, number text, why text, reason text, currency text, "shopMinor" bigint, "hereMinor" bigint
    )
  `);
}

export function listGaps(tx: Tx, sourceId: string, day: string, limit: number): Promise<Gap[]> {
  return tx.query<Gap>(sql`
    select external_id as "externalId", number, why, reason, currency, shop_minor as "shopMinor", here_minor as "hereMinor" from source_gap
    where workspace_id = ${tx.workspaceId} and source_id = ${sourceId} and day = ${day}
    order by number, external_id
    limit ${limit}
  `);
}

/** How many of the things that a healing fetched wait to be worked off. Index: inbound_past. */
export async function countHealWaiting(tx: Tx, sourceId: string, healId: string): Promise<number> {
  const [row] = await tx.query<{ waiting: number }>(sql`
    select count(*) as waiting from inbound
    where workspace_id = ${tx.workspaceId} and source_id = ${sourceId} and status = 'waiting' and past_id = ${healId}
  `);
  return row!.waiting;
}

import { sql } from "kysely";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { SeriesId } from "./contract.ts";

export type AlertRow = SeriesId & {
  id: string;
  direction: 1 | -1;
  since: string;
  sinceLow: string;
  sinceHigh: string;
  beforeFrom: string;
  afterTo: string;
  before: number;
  after: number;
  changeLow: number;
  changeHigh: number;
  nBefore: number;
  nAfter: number;
  moneyLow: number | null;
  moneyHigh: number | null;
  currency: string;
  chance: number;
  horizonDays: number | null;
  toldAt: number | null;
  overSince: string | null;
  dismissedAt: number | null;
  seenBy: string[];
};

const columns = sql`
  id, metric, pipeline_id as "pipelineId", stage_id as "stageId", segment_by as "segmentBy", segment, direction,
  since_day as since, since_low as "sinceLow", since_high as "sinceHigh", compared_from as "beforeFrom", looked_to as "afterTo",
  before, after, change_low as "changeLow", change_high as "changeHigh", n_before as "nBefore", n_after as "nAfter",
  money_low as "moneyLow", money_high as "moneyHigh", currency, chance, horizon_days as "horizonDays", told_at as "toldAt", over_since as "overSince",
  dismissed_at as "dismissedAt", seen_by as "seenBy"
`;

/** Looking and telling happen one at a time in a workspace, also where several processes look. */
export async function lockAlerts(tx: Tx): Promise<void> {
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${`alerts ${tx.workspaceId}`}, 0))`);
}

/** All alerts, the newest first. */
export function listAlerts(tx: Tx): Promise<AlertRow[]> {
  return tx.query<AlertRow>(sql`
    select ${columns} from alert where workspace_id = ${tx.workspaceId} order by coalesce(told_at, found_at) desc, id limit ${limits.alerts}
  `);
}

/** Those told by an instant; `all`: with those set aside by then and those over since a day or before, of the present all that are over. Index: alert_told. */
export function listTold(tx: Tx, overBy: string | undefined, atMs: number, all: boolean): Promise<AlertRow[]> {
  const at = new Date(atMs).toISOString();
  return tx.query<AlertRow>(sql`
    select ${columns} from alert
    where workspace_id = ${tx.workspaceId} and told_at <= ${at}
      and (${all} or ((dismissed_at is null or dismissed_at > ${at}) and (over_since is null or over_since > coalesce(${overBy ?? null}::date, 'infinity'))))
    order by greatest(abs(money_low), abs(money_high)) desc nulls last, told_at desc, id
    limit ${limits.alerts}
  `);
}

export async function findAlert(tx: Tx, id: string): Promise<AlertRow> {
  const [row] = await tx.query<AlertRow>(sql`
    select ${columns} from alert where workspace_id = ${tx.workspaceId} and id = ${id} and told_at is not null
  `);
  if (!row) throw refuse("missing", "alert_missing", { id });
  return row;
}

/** Writes new rows and what is known anew of old ones; when they were told and by whom seen stays. */
export async function saveAlerts(tx: Tx, rows: readonly (AlertRow & { foundAt: number })[]): Promise<void> {
  if (rows.length === 0) return;
  const wire = rows.map(({ toldAt, foundAt, dismissedAt: _, seenBy: __, ...row }) => ({
    ...row,
    toldAt: toldAt === null ? null : new Date(toldAt).toISOString(),
    foundAt: new Date(foundAt).toISOString(),
  }));
  await tx.query(sql`
    insert into alert (workspace_id, id, metric, pipeline_id, stage_id, segment_by, segment, direction, since_day, since_low, since_high, compared_from, looked_to,
      before, after, change_low, change_high, n_before, n_after, money_low, money_high, currency, chance, horizon_days, found_at, told_at, over_since)
    select ${tx.workspaceId}, id, metric, "pipelineId", "stageId", "segmentBy", segment, direction, since, "sinceLow", "sinceHigh", "beforeFrom", "afterTo",
      before, after, "changeLow", "changeHigh", "nBefore", "nAfter", "moneyLow", "moneyHigh", currency, chance, "horizonDays", "foundAt", "toldAt", "overSince"
    from json_to_recordset(${JSON.stringify(wire)}) as row (id uuid, metric text, "pipelineId" uuid, "stageId" text, "segmentBy" text, segment text, direction smallint,
      since date, "sinceLow" date, "sinceHigh" date, "beforeFrom" date, "afterTo" date, before float8, after float8, "changeLow" float8, "changeHigh" float8,
      "nBefore" bigint, "nAfter" bigint, "moneyLow" bigint, "moneyHigh" bigint, currency text, chance float8, "horizonDays" float8, "foundAt" timestamptz, "toldAt" timestamptz, "overSince" date)
    on conflict (workspace_id, id) do update set
      since_day = excluded.since_day, since_low = excluded.since_low, since_high = excluded.since_high, compared_from = excluded.compared_from, looked_to = excluded.looked_to,
      before = excluded.before, after = excluded.after, change_low = excluded.change_low, change_high = excluded.change_high,
      n_before = excluded.n_before, n_after = excluded.n_after, money_low = excluded.money_low, money_high = excluded.money_high, currency = excluded.currency,
      chance = excluded.chance, told_at = excluded.told_at, over_since = excluded.over_since
  `);
}

export async function setDismissed(tx: Tx, id: string, by: string | null, at: number | null): Promise<void> {
  await findAlert(tx, id);
  await tx.query(sql`
    update alert set dismissed_at = ${at === null ? null : new Date(at).toISOString()}, dismissed_by = ${at === null ? null : by}
    where workspace_id = ${tx.workspaceId} and id = ${id}
  `);
}

/** Notes that a person has had some told alerts before the eyes. */
export async function markSeen(tx: Tx, userId: string, ids: readonly string[]): Promise<void> {
  await tx.query(sql`
    update alert set seen_by = seen_by || ${userId}::text
    where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) and told_at is not null and not ${userId}::text = any(seen_by)
  `);
}

/** How many are new to a person: told, neither set aside nor over. */
export async function countUnread(tx: Tx, userId: string | null): Promise<number> {
  const [row] = await tx.query<{ n: number }>(sql`
    select count(*) as n from alert
    where workspace_id = ${tx.workspaceId} and told_at is not null and dismissed_at is null and over_since is null
      and not coalesce(${userId}::text, '') = any(seen_by)
  `);
  return row?.n ?? 0;
}

export type Look = { day: string; seq: number; lookedAt: number };

export async function findLook(tx: Tx): Promise<Look | undefined> {
  const [row] = await tx.query<Look>(sql`
    select day, seq, looked_at as "lookedAt" from alert_look where workspace_id = ${tx.workspaceId}
  `);
  return row;
}

export async function saveLook(tx: Tx, { day, seq, lookedAt }: Look): Promise<void> {
  await tx.query(sql`
    insert into alert_look (workspace_id, day, seq, looked_at) values (${tx.workspaceId}, ${day}, ${seq}, ${new Date(lookedAt).toISOString()})
    on conflict (workspace_id) do update set day = excluded.day, seq = excluded.seq, looked_at = excluded.looked_at
  `);
}

import { sql } from "kysely";
import type { Database, Tx } from "#base/postgres/database.ts";
import type { pastStates } from "./contract.ts";
import type { Place } from "./shop-api.ts";

/** Where a fetch stands: at a place of the shop's, or with everything fetched and waiting to be worked off. */
export type Cursor = Place | { stage: "work" };

/** A fetch of a source's past as it is stored. Instants are epoch ms. */
export type Run = {
  id: string;
  sourceId: string;
  state: (typeof pastStates)[number];
  fromAt: number | null;
  months: number | null;
  cursor: Cursor;
  step: number;
  customersTotal: number | null;
  customersDone: number;
  ordersTotal: number | null;
  ordersDone: number;
  changesDone: number;
  kept: number;
  nextAt: number;
  trouble: string | null;
  tries: number;
  startedAt: number;
  resumedAt: number;
  resumedDone: number;
  endedAt: number | null;
};

const columns = sql`
  id, source_id as "sourceId", state, from_at as "fromAt", months, cursor, step, customers_total as "customersTotal", customers_done as "customersDone",
  orders_total as "ordersTotal", orders_done as "ordersDone", changes_done as "changesDone", kept, next_at as "nextAt", trouble, tries,
  started_at as "startedAt", resumed_at as "resumedAt", resumed_done as "resumedDone", ended_at as "endedAt"`;

export async function findRun(tx: Tx, sourceId: string): Promise<Run | undefined> {
  const [row] = await tx.query<Run>(
    sql`select ${columns} from source_past where workspace_id = ${tx.workspaceId} and source_id = ${sourceId}`,
  );
  return row;
}

export async function lockRun(tx: Tx, sourceId: string): Promise<Run | undefined> {
  const [row] = await tx.query<Run>(
    sql`select ${columns} from source_past where workspace_id = ${tx.workspaceId} and source_id = ${sourceId} for update`,
  );
  return row;
}

export async function saveRun(tx: Tx, run: Run): Promise<void> {
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  await tx.query(sql`
    insert into source_past (workspace_id, source_id, id, state, from_at, months, cursor, step, customers_total, customers_done, orders_total, orders_done,
      changes_done, kept, next_at, trouble, tries, started_at, resumed_at, resumed_done, ended_at)
    values (${tx.workspaceId}, ${run.sourceId}, ${run.id}, ${run.state}, ${iso(run.fromAt)}, ${run.months}, ${JSON.stringify(run.cursor)}::jsonb, ${run.step},
      ${run.customersTotal}, ${run.customersDone}, ${run.ordersTotal}, ${run.ordersDone}, ${run.changesDone}, ${run.kept}, ${iso(run.nextAt)},
      ${run.trouble}, ${run.tries}, ${iso(run.startedAt)}, ${iso(run.resumedAt)}, ${run.resumedDone}, ${iso(run.endedAt)})
    on conflict (workspace_id, source_id) do update set
      id = excluded.id, state = excluded.state, from_at = excluded.from_at, months = excluded.months, cursor = excluded.cursor, step = excluded.step,
      customers_total = excluded.customers_total, customers_done = excluded.customers_done, orders_total = excluded.orders_total,
      orders_done = excluded.orders_done, changes_done = excluded.changes_done, kept = excluded.kept, next_at = excluded.next_at,
      trouble = excluded.trouble, tries = excluded.tries, started_at = excluded.started_at, resumed_at = excluded.resumed_at,
      resumed_done = excluded.resumed_done, ended_at = excluded.ended_at
  `);
}

/** How many fetched things of a source wait to be worked off. Index: inbound_past. */
export async function countPastWaiting(tx: Tx, sourceId: string): Promise<number> {
  const [row] = await tx.query<{ waiting: number }>(sql`
    select count(*) as waiting from inbound
    where workspace_id = ${tx.workspaceId} and source_id = ${sourceId} and status = 'waiting' and past_id is not null
  `);
  return row!.waiting;
}

/** Forgets what was fetched and not worked off yet, so that it can be fetched again. */
export async function dropPastWaiting(tx: Tx, sourceId: string): Promise<void> {
  await tx.query(sql`
    delete from inbound
    where workspace_id = ${tx.workspaceId} and source_id = ${sourceId} and status = 'waiting' and past_id is not null
  `);
}

export type SourceAt = { workspaceId: string; sourceId: string };

/** Above workspaces: the sources whose shops something is to be asked of now. Indexes: source_past_running, source_day_todo. */
export function listDue(db: Database, nowMs: number): Promise<SourceAt[]> {
  const at = new Date(nowMs).toISOString();
  return db.inSystem((tx) =>
    tx.query<SourceAt>(sql`
      select workspace_id as "workspaceId", source_id as "sourceId" from source_past where state = 'running' and next_at <= ${at}
      union
      select workspace_id as "workspaceId", source_id as "sourceId" from source_day where todo is not null and todo_at <= ${at}
      limit 100
    `),
  );
}

/** Above workspaces: how many fetches and days are under way. */
export async function countUnderWay(db: Database): Promise<number> {
  const [row] = await db.inSystem((tx) =>
    tx.query<{ left: number }>(sql`
      select (select count(*) from source_past where state = 'running') + (select count(*) from source_day where todo is not null) as left
    `),
  );
  return row!.left;
}

import { sql } from "kysely";
import { now } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import type { HorizonName } from "./contract.ts";
import type { Tried } from "./origins.ts";

export type Stretch = "month" | "quarter";
export type TargetRow = { scope: string; stretch: Stretch; from: string; amountMinor: number | null };

/** What was wanted in a currency of the workspace, as it was known at an instant (epoch ms), newest first. */
export function listTargets(tx: Tx, currency: string, knownMs: number): Promise<TargetRow[]> {
  return tx.query<TargetRow>(sql`
    select distinct on (from_day, scope, stretch) scope, stretch, from_day::text as "from", amount_minor as "amountMinor"
    from target
    where workspace_id = ${tx.workspaceId} and currency = ${currency} and set_at <= ${new Date(knownMs).toISOString()}
    order by from_day desc, scope, stretch, set_at desc
    limit 2000
  `);
}

/** The target of the month or quarter that begins on a day. */
export function targetOf(rows: readonly TargetRow[], scope: string, stretch: Stretch, from: string): number | null {
  return rows.find((row) => row.scope === scope && row.stretch === stretch && row.from <= from)?.amountMinor ?? null;
}

export async function saveTarget(tx: Tx, currency: string, { scope, stretch, from, amountMinor }: TargetRow): Promise<void> {
  await tx.query(sql`
    insert into target (workspace_id, currency, scope, stretch, from_day, set_at, amount_minor)
    values (${tx.workspaceId}, ${currency}, ${scope}, ${stretch}, ${from}, ${new Date(now()).toISOString()}, ${amountMinor})
    on conflict (workspace_id, currency, scope, stretch, from_day, set_at) do update set amount_minor = excluded.amount_minor
  `);
}

export type ShownRow = {
  scope: string;
  horizon: HorizonName;
  day: string;
  from: string;
  to: string;
  currency: string;
  middle: number;
  low50: number | null;
  high50: number | null;
  low80: number | null;
  high80: number | null;
  low95: number | null;
  high95: number | null;
  method: string;
  state: string;
  n: number;
  inputs: string;
};

export async function saveShown(tx: Tx, rows: readonly ShownRow[], at: number): Promise<void> {
  await tx.query(sql`
    insert into forecast_shown (workspace_id, scope, horizon, day, from_day, to_day, currency, middle, low50, high50, low80, high80, low95, high95, method, state, n, inputs, shown_at)
    select ${tx.workspaceId}, scope, horizon, day, "from", "to", currency, middle, low50, high50, low80, high80, low95, high95, method, state, n, inputs, ${new Date(at).toISOString()}
    from json_to_recordset(${JSON.stringify(rows)}) as r (scope text, horizon text, day date, "from" date, "to" date, currency text, middle bigint, low50 bigint, high50 bigint,
      low80 bigint, high80 bigint, low95 bigint, high95 bigint, method text, state text, n int, inputs text)
    on conflict (workspace_id, scope, horizon, day, currency) do update set
      (from_day, to_day, middle, low50, high50, low80, high80, low95, high95, method, state, n, inputs, shown_at)
      = (excluded.from_day, excluded.to_day, excluded.middle, excluded.low50, excluded.high50, excluded.low80, excluded.high80, excluded.low95, excluded.high95,
         excluded.method, excluded.state, excluded.n, excluded.inputs, excluded.shown_at)
  `);
}

/** Forecasts as they were shown in a currency of the workspace, oldest first. Index: primary key. */
export async function listShown(tx: Tx, scope: string, currency: string, until: string): Promise<ShownRow[]> {
  const rows = await tx.query<ShownRow>(sql`
    select scope, horizon, day::text as day, from_day::text as "from", to_day::text as "to", currency, middle, low50, high50, low80, high80, low95, high95, method, state, n, inputs
    from forecast_shown
    where workspace_id = ${tx.workspaceId} and scope = ${scope} and currency = ${currency} and day <= ${until}
    order by day desc, horizon
    limit 4000
  `);
  return rows.reverse();
}

export async function findBacktest(tx: Tx, scope: string): Promise<{ basis: string; tried: Tried[] } | undefined> {
  const [row] = await tx.query<{ basis: string; tried: Tried[] }>(
    sql`select basis, tried from forecast_backtest where workspace_id = ${tx.workspaceId} and scope = ${scope}`,
  );
  return row;
}

export async function saveBacktest(tx: Tx, scope: string, basis: string, tried: readonly Tried[], at: number): Promise<void> {
  await tx.query(sql`
    insert into forecast_backtest (workspace_id, scope, basis, tried, made_at)
    values (${tx.workspaceId}, ${scope}, ${basis}, ${JSON.stringify(tried)}, ${new Date(at).toISOString()})
    on conflict (workspace_id, scope) do update set basis = excluded.basis, tried = excluded.tried, made_at = excluded.made_at
  `);
}

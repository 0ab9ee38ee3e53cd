import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { convertMinor } from "#base/money.ts";
import { append } from "#ledger/append.ts";
import type { PersonCause } from "./http.ts";

export type Rate = { currency: string; fromDay: string; rate: number };

/** Every rate ever set, newest first within a currency. */
export function listRates(tx: Tx): Promise<Rate[]> {
  return tx.query<Rate>(sql`
    select currency, from_day as "fromDay", rate from exchange_rate
    where workspace_id = ${tx.workspaceId}
    order by currency, from_day desc
    limit 10000
  `);
}

/** What one unit of each currency is worth in the workspace's own on that day. */
export async function ratesOn(tx: Tx, day: string): Promise<Map<string, number>> {
  const rows = await tx.query<Rate>(sql`
    select distinct on (currency) currency, rate from exchange_rate
    where workspace_id = ${tx.workspaceId} and from_day <= ${day}
    order by currency, from_day desc
  `);
  return new Map(rows.map((row) => [row.currency, row.rate]));
}

/** Replaces the rates of the days it names, leaves the others, and tells the ledger (`workspace.changed` with `data.rates`). */
export async function saveRates(tx: Tx, rates: readonly Rate[], by: PersonCause): Promise<void> {
  const unique = [...new Map(rates.map((rate) => [`${rate.currency} ${rate.fromDay}`, rate])).values()];
  await tx.query(sql`
    insert into exchange_rate (workspace_id, currency, from_day, rate)
    select ${tx.workspaceId}, r.currency, r."fromDay", r.rate
    from json_to_recordset(${JSON.stringify(unique)}::json) as r (currency text, "fromDay" date, rate numeric)
    on conflict (workspace_id, currency, from_day) do update set rate = excluded.rate
  `);
  await append(tx, [{ type: "workspace.changed", at: by.at, cause: by.cause, actorId: by.actorId, data: { rates: unique } }], by.at);
}

export type MoneyGroup = { currency: string | null; count: number; sumMinor: number };

/** Adds up amounts of several currencies in one; what has no rate is listed, never guessed. */
export function addUp(
  groups: readonly MoneyGroup[],
  currency: string,
  rates: ReadonlyMap<string, number>,
): { sumMinor: number; unconverted: { currency: string; count: number; sumMinor: number }[] } {
  let sumMinor = 0;
  const unconverted = [];
  for (const group of groups) {
    if (!group.currency) continue;
    const rate = group.currency === currency ? 1 : rates.get(group.currency);
    if (rate === undefined) unconverted.push({ currency: group.currency, count: group.count, sumMinor: group.sumMinor });
    else sumMinor += convertMinor(group.sumMinor, group.currency, currency, rate);
  }
  return { sumMinor, unconverted };
}

import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { convertMinor } from "#base/money.ts";
import { append } from "#ledger/append.ts";
import type { PersonCause } from "./http.ts";
import { lockWorkspace } from "./queries.ts";

export type Rate = { currency: string; fromDay: string; rate: number };

/** Every rate ever set into a currency of the workspace, `quote`, newest first within a currency. */
export function listRates(tx: Tx, quote: string): Promise<Rate[]> {
  return tx.query<Rate>(sql`
    select currency, from_day as "fromDay", rate from exchange_rate
    where workspace_id = ${tx.workspaceId} and quote_currency = ${quote}
    order by currency, from_day desc
    limit 10000
  `);
}

/**
 * The rates into a currency as the ledger's first `knownSeq` rows had told them: what was set later is left out, or stands at what it was before.
 * A rate that no row tells of was always there. Rows that do not say the currency meant the workspace's of then. Index: ledger_settings.
 */
export function listRatesKnown(tx: Tx, quote: string, knownSeq: number): Promise<Rate[]> {
  return tx.query<Rate>(sql`
    with told as (
      select r.currency, r."fromDay", r.rate, l.seq
      from ledger l cross join lateral jsonb_to_recordset(l.data->'rates') as r (currency text, "fromDay" date, rate float8)
      where l.workspace_id = ${tx.workspaceId} and l.type = 'workspace.changed' and l.data ? 'rates'
        and ${quote} = coalesce(
          l.data->>'currency',
          (
            select changed.data->'before'->>'currency' from ledger changed
            where changed.workspace_id = ${tx.workspaceId} and changed.type = 'workspace.changed' and changed.seq > l.seq and changed.data ? 'before'
            order by changed.seq
            limit 1
          ),
          (select currency from workspace where id = ${tx.workspaceId})
        )
    )
    select currency, "fromDay"::text as "fromDay", rate
    from (select distinct on (currency, "fromDay") * from told where seq <= ${knownSeq} order by currency, "fromDay", seq desc) known
    union all
    select currency, from_day::text, rate::float8 from exchange_rate e
    where workspace_id = ${tx.workspaceId} and quote_currency = ${quote}
      and not exists (select from told where told.currency = e.currency and told."fromDay" = e.from_day)
    order by currency, "fromDay"
    limit 100000
  `);
}

/** What one unit of each currency is worth in `quote`, the workspace's own, on that day; `knownSeq`: by the rates that were known then. */
export async function ratesOn(tx: Tx, quote: string, day: string, knownSeq?: number): Promise<Map<string, number>> {
  if (knownSeq !== undefined) {
    const known = (await listRatesKnown(tx, quote, knownSeq)).filter(({ fromDay }) => fromDay <= day);
    return new Map(known.map((row) => [row.currency, row.rate])); // the newest of a currency comes last
  }
  const rows = await tx.query<Rate>(sql`
    select distinct on (currency) currency, rate from exchange_rate
    where workspace_id = ${tx.workspaceId} and quote_currency = ${quote} and from_day <= ${day}
    order by currency, from_day desc
  `);
  return new Map(rows.map((row) => [row.currency, row.rate]));
}

/**
 * Replaces the rates of the days it names, into the workspace's present currency, leaves the others, and tells the ledger (`workspace.changed` with
 * `data.rates` and `data.currency`).
 */
export async function saveRates(tx: Tx, rates: readonly Rate[], by: PersonCause): Promise<void> {
  const { currency } = await lockWorkspace(tx);
  const unique = [...new Map(rates.map((rate) => [`${rate.currency} ${rate.fromDay}`, rate])).values()];
  await tx.query(sql`
    insert into exchange_rate (workspace_id, quote_currency, currency, from_day, rate)
    select ${tx.workspaceId}, ${currency}, r.currency, r."fromDay", r.rate
    from json_to_recordset(${JSON.stringify(unique)}::json) as r (currency text, "fromDay" date, rate numeric)
    on conflict (workspace_id, quote_currency, currency, from_day) do update set rate = excluded.rate
  `);
  await append(
    tx,
    [{ type: "workspace.changed", at: by.at, cause: by.cause, actorId: by.actorId, data: { currency, rates: unique } }],
    by.at,
  );
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

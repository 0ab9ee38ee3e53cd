import type { Duck } from "#base/duck.ts";
import { openSql } from "../deal-conditions.ts";
import { withFactor } from "../records-sql.ts";
import { offsetsOf } from "../offsets.ts";
import type { Scope } from "../scope.ts";
import type { Sql } from "../trends/rows-sql.ts";

/**
 * Every customer with the days of their orders, a line each, as text, so that a thread and not this process takes it apart: id, then
 * `day:value:orders:known` for each day with an order, in order. `value` is that of the orders of which it is known, `known` how many those are.
 */
export async function ordersOf(duck: Duck, scope: Scope, untilMs: number): Promise<string> {
  const { text, values } = salesSql(scope, untilMs);
  const [row] = await duck.rows<{ lines: string | null }>(
    `
    with daily as (select who, day, coalesce(sum(value), 0)::bigint as value, count(*) as sales, count(value) as known from (${text}) group by all),
    customer as (select who, string_agg(concat_ws(':', day, value, sales, known), ' ' order by day) as days from daily group by who)
    select string_agg(who::varchar || ' ' || days, chr(10) order by who) as lines from customer`,
    values,
  );
  return row?.lines ?? "";
}

/** The orders from a day on, or only those of customers who had ordered on an earlier day: id, happened, part (null where not known), outcome. */
export function orderRows(scope: Scope, untilMs: number, fromDay: number, onlyReturning: boolean): Sql {
  const { text, values } = salesSql(scope, untilMs);
  return {
    text: `
      select id, closed_at as happened, value as part, 'won' as outcome
      from (select *, min(day) over (partition by who) as first_day from (${text}))
      where day >= $since ${onlyReturning ? "and day > first_day" : ""}`,
    values: { ...values, since: fromDay },
  };
}

/**
 * All orders: who, id, closed_at, day (since 1970, on the workspace's clocks as they stood then), value (null without value or rate). A won deal is an
 * order, refunds taken off; merged contacts are one customer; filters choose customers by their first order, all of whose orders count.
 */
function salesSql(scope: Scope, untilMs: number): Sql {
  const { values, bind, chosen } = openSql(scope);
  const pipeline = scope.pipelineId === undefined ? "true" : "pipeline_id = $pipeline::uuid";
  const won = `(select *, (${chosen}) as fits from deal where workspace_id = $workspace::uuid and outcome = 'won' and closed_at <= $until and contact_id is not null and ${pipeline})`;
  const text = `
    with recursive merged as (select id, merged_into as into_id from contact where workspace_id = $workspace::uuid and merged_into is not null),
    chain as (
      select id, into_id, 1 as depth from merged
      union
      select chain.id, merged.into_id, depth + 1 from chain join merged on merged.id = chain.into_id where depth < 50
    ),
    root as (select id, arg_max(into_id, depth) as root from chain group by id),
    sale as (
      select coalesce(root.root, o.contact_id) as who, o.id, o.closed_at, floor((o.closed_at + clock.offsetMs)::double / 86400000)::integer as day, round(o.value_minor * o.factor) as value, o.fits
      from (select * from ${withFactor(won, scope.factors, bind)}) o
      asof join (select unnest(from_json($offsets, '[{"fromMs":"BIGINT","offsetMs":"BIGINT"}]'), recursive := true)) clock on greatest(o.closed_at, 0) >= clock.fromMs
      left join root on root.id = o.contact_id
    ),
    chosen as (
      select who from (select who, fits from sale qualify row_number() over (partition by who order by closed_at, id) = 1) where fits
    )
    select * from sale where who in (select who from chosen)`;
  return { text, values: { ...values, until: untilMs, offsets: JSON.stringify(offsetsOf(scope.timeZone, 0, untilMs)) } };
}

import { openSql, type Values } from "../deal-conditions.ts";
import { wallMs } from "../metrics.ts";
import { withFactor } from "../records-sql.ts";
import type { Scope } from "../scope.ts";

export type Sql = { text: string; values: Values };

const dimensions = `
  pipeline_id::varchar as pipeline, coalesce(touch_source, 'none') as source, coalesce(category, 'none') as category, coalesce(country, 'none') as country,
  case when is_repeat then 'returning' else 'new' end as customers`;

/**
 * The deals that a scope chooses, one row each, with the dimensions that they are told apart by. `value`: minor units of the workspace's currency,
 * null without value or rate. `cycle`: ms from beginning to close.
 */
export function dealRows(scope: Scope, { at, where }: { at: "closed_at" | "begun_at"; where: string }): Sql {
  const { values, bind, chosen } = openSql(scope);
  const people = "(select id, country from contact where workspace_id = $workspace::uuid)";
  const deals = `(select deal.*, who.country from deal left join ${people} who on who.id = deal.contact_id where ${chosen} and ${at} >= $from and ${at} < $to and ${where})`;
  return {
    text: `
      select id, ${at} as happened, outcome, round(value_minor * factor) as value, ${wallMs("closed_at - begun_at")} as cycle, owner_id as owner, ${dimensions}
      from ${withFactor(deals, scope.factors, bind)}`,
    values: { ...values, from: scope.fromMs, to: scope.toMs },
  };
}

/** First arrivals at stages, not those that an import found there. `passed`: ms until the deal stood further along. */
export function arrivalRows(scope: Scope): Sql {
  const { values, chosen } = openSql(scope);
  return {
    text: `
      select deal_id as id, entered_at as happened, pipeline_id::varchar as pipeline, stage_id as stage, passed_at - entered_at as passed
      from visit
      where ${chosen} and first_time and not found and entered_at >= $from and entered_at < $to`,
    values: { ...values, from: scope.fromMs, to: scope.toMs },
  };
}

/** Puts rows into weeks: adds `week`, the index of its bucket. `$weeks` are the starts. */
export function byWeek(text: string): string {
  return `
    select record.*, bucket.week
    from (${text}) record
    asof join (select unnest(from_json($weeks, '[{"week":"INTEGER","fromMs":"BIGINT"}]'), recursive := true)) bucket on record.happened >= bucket.fromMs`;
}

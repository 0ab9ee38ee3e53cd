import { dealConditions, type Bind } from "../deal-conditions.ts";
import { wallMs } from "../metrics.ts";
import { withFactor } from "../records-sql.ts";
import type { Scope } from "../scope.ts";

export type Sql = { text: string; values: Record<string, string | number | null> };

const dimensions = `
  pipeline_id::varchar as pipeline, coalesce(touch_source, 'none') as source, coalesce(category, 'none') as category, coalesce(country, 'none') as country,
  case when is_repeat then 'returning' else 'new' end as customers`;

/**
 * The deals that a scope chooses, one row each, with the dimensions that they are told apart by. `value`: minor units of the workspace's currency,
 * null without value or rate. `cycle`: ms from beginning to close.
 */
export function dealRows(scope: Scope, { at, where }: { at: "closed_at" | "begun_at"; where: string }): Sql {
  const values: Sql["values"] = { workspace: scope.workspaceId, from: scope.fromMs, to: scope.toMs };
  const bind: Bind = (name, value) => {
    values[name] = value;
    return `$${name}`;
  };
  const conditions = ["workspace_id = $workspace::uuid", `${at} >= $from`, `${at} < $to`, where, ...dealConditions(scope, bind)];
  const people = "(select id, country from contact where workspace_id = $workspace::uuid)";
  const chosen = `(select deal.*, who.country from deal left join ${people} who on who.id = deal.contact_id where ${conditions.map((condition) => `(${condition})`).join(" and ")})`;
  return {
    text: `
      select id, ${at} as happened, outcome, round(value_minor * factor) as value, ${wallMs("closed_at - begun_at")} as cycle, owner_id as owner, ${dimensions}
      from ${withFactor(chosen, scope.factors, bind)}`,
    values,
  };
}

/** First arrivals at stages, not those that an import found there. `passed`: ms until the deal stood further along. */
export function arrivalRows(scope: Scope): Sql {
  const values: Sql["values"] = { workspace: scope.workspaceId, from: scope.fromMs, to: scope.toMs };
  const bind: Bind = (name, value) => {
    values[name] = value;
    return `$${name}`;
  };
  const conditions = dealConditions({ ...scope, pipelineId: undefined }, bind);
  const ofDeals =
    conditions.length === 0
      ? ""
      : `and deal_id in (select id from deal where workspace_id = $workspace::uuid and ${conditions.join(" and ")})`;
  const ofPipeline = scope.pipelineId === undefined ? "" : `and pipeline_id = ${bind("pipeline", scope.pipelineId)}::uuid`;
  return {
    text: `
      select deal_id as id, entered_at as happened, pipeline_id::varchar as pipeline, stage_id as stage, passed_at - entered_at as passed
      from visit
      where workspace_id = $workspace::uuid and first_time and not found and entered_at >= $from and entered_at < $to ${ofPipeline} ${ofDeals}`,
    values,
  };
}

/** Puts rows into weeks: adds `week`, the index of its bucket. `$weeks` are the starts. */
export function byWeek(text: string): string {
  return `
    select record.*, bucket.week
    from (${text}) record
    asof join (select unnest(from_json($weeks, '[{"week":"INTEGER","fromMs":"BIGINT"}]'), recursive := true)) bucket on record.happened >= bucket.fromMs`;
}

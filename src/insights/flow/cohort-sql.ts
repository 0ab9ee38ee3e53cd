import type { Duck, DuckRow } from "#base/duck.ts";
import { dealConditions, type Bind } from "../deal-conditions.ts";
import { wallMs } from "../metrics.ts";
import { stepOfAge } from "../records-sql.ts";
import type { PipelineScope } from "./asked.ts";

export type Values = Record<string, string | number | null>;

/** A statement being put together: what it binds, and the conditions on `deal` that the scope means. */
export function openSql(scope: PipelineScope): { values: Values; bind: Bind; deals: string; filtered: boolean } {
  const values: Values = { workspace: scope.workspaceId, pipeline: scope.pipelineId };
  const bind: Bind = (name, value) => {
    values[name] = value;
    return `$${name}`;
  };
  const conditions = dealConditions(scope, bind);
  return {
    values,
    bind,
    deals: ["workspace_id = $workspace::uuid", ...conditions].join(" and "),
    filtered: Object.values(scope.where).some((value) => value !== undefined),
  };
}

/** Runs a statement with those of the values that it names: a database refuses others. */
export function ask<Row extends DuckRow>(duck: Duck, text: string, values: Values): Promise<Row[]> {
  const named = new Set(Array.from(text.matchAll(/\$([A-Za-z]\w*)/g), ([, name]) => name!));
  return duck.rows<Row>(text, Object.fromEntries(Object.entries(values).filter(([name]) => named.has(name))));
}

/** Conditions on `visit` that the scope means, without its period. */
export function visitsOf({ deals, filtered }: ReturnType<typeof openSql>): string {
  const own = "workspace_id = $workspace::uuid and pipeline_id = $pipeline::uuid";
  return filtered ? `${own} and deal_id in (select id from deal where ${deals})` : own;
}

/** How long something has been open when it was last seen, in ms. A past day is seen until its last instant, which is less than the next one's first by one. */
export function seenSince(from: string): string {
  return `greatest(${wallMs(`$seen + 1 - ${from}`)} - 1, 0)`;
}

/** Minutes of an age in ms, in the steps that ages are followed in; `perDay` minutes make a day. */
export function steppedMinutes(ms: string, perDay = 1440): string {
  const steps = stepOfAge.replaceAll("4320", String(3 * perDay)).replaceAll("1440", String(perDay));
  return steps.replaceAll("minutes", `floor((${ms})::double / 60000)::integer`);
}

/**
 * The first stays in each stage, of deals that entered it in [$from, $to): id, stage, happened, state (passed, lost, open), entry and age (ms since
 * it was entered; `entry` 0 unless an import found the deal open later). Deals that an import found in a stage entered it nobody knows when.
 */
export function firstStaysSql(sql: ReturnType<typeof openSql>): string {
  return `
    select
      v.deal_id as id, v.stage_id as stage, v.entered_at as happened,
      case when v.passed_at is not null then 'passed' when v.lost_at is not null then 'lost' else 'open' end as state,
      greatest(coalesce(late.seen_from - v.entered_at, 0), 0) as entry,
      greatest(coalesce(coalesce(v.passed_at, v.lost_at) - v.entered_at, ${seenSince("v.entered_at")}), 0) as age
    from (select * from visit where ${visitsOf(sql)} and first_time and not found and entered_at >= $from and entered_at < $to) v
    left join (select id, seen_from from deal where workspace_id = $workspace::uuid and seen_from is not null) late on late.id = v.deal_id`;
}

/** How far along each stage stands; one that was removed keeps the place it had. */
export const rankSql =
  "select stage_id, arg_max(rank, version) as rank from stage where workspace_id = $workspace::uuid and pipeline_id = $pipeline::uuid group by stage_id";

/**
 * The deals that began in [$from, $to): id, happened, entry (ms, see above), closing (ms until it closed or was last seen), outcome, and for each rank r in
 * `ranks` `reach_r`: ms until it first stood there or further along (null: not so far), and `stood_r`: whether it stood in the stage itself.
 */
export function waySql(sql: ReturnType<typeof openSql>, stages: readonly { id: string; rank: number }[]): string {
  const columns = stages.flatMap(({ rank }, index) => [
    `min(v.entered_at) filter (where r.rank >= ${rank} and v.entered_at >= d.begun_at) as reach_${index}`,
    `coalesce(bool_or(v.stage_id = ${sql.bind(`stage${index}`, stages[index]!.id)} and v.entered_at >= d.begun_at), false) as stood_${index}`,
  ]);
  return `
    with begun as (select * from deal where ${sql.deals} and begun_at >= $from and begun_at < $to),
    ranks as (${rankSql}),
    stood as (
      select v.deal_id as id, ${columns.join(", ")}
      from visit v
      join begun d on d.id = v.deal_id
      left join ranks r on r.stage_id = v.stage_id
      where v.workspace_id = $workspace::uuid
      group by v.deal_id
    )
    select
      d.id, d.begun_at as happened, d.outcome, greatest(coalesce(d.seen_from - d.begun_at, 0), 0) as entry,
      greatest(coalesce(d.closed_at - d.begun_at, ${seenSince("d.begun_at")}), 0) as closing,
      ${stages.map((_, index) => `s.reach_${index} - d.begun_at as reach_${index}, coalesce(s.stood_${index}, false) as stood_${index}`).join(", ")}
    from begun d
    left join stood s using (id)`;
}

import type { Duck, DuckRow } from "#base/duck.ts";
import { listSql, openSql, type Sql, type Values } from "../deal-conditions.ts";
import { wallMs } from "../metrics.ts";
import { ageSteps } from "../records-sql.ts";
import type { PipelineScope } from "./asked.ts";

/** Runs a statement with those of the values that it names: a database refuses others. */
export function ask<Row extends DuckRow>(duck: Duck, text: string, values: Values): Promise<Row[]> {
  const named = new Set(Array.from(text.matchAll(/\$([A-Za-z]\w*)/g), ([, name]) => name!));
  return duck.rows<Row>(text, Object.fromEntries(Object.entries(values).filter(([name]) => named.has(name))));
}

/** How long something has been open when it was last seen, in ms. A past day is seen until its last instant, which is less than the next one's first by one. */
export function seenSince(from: string): string {
  return `greatest(${wallMs(`$seen + 1 - ${from}`)} - 1, 0)`;
}

/** Minutes of an age in ms, in the steps that ages are followed in; `perDay` minutes make a day. */
export function steppedMinutes(ms: string, perDay?: number): string {
  return ageSteps(`floor((${ms})::double / 60000)::integer`, perDay);
}

/**
 * The first stays in each stage, of deals that entered it in [$from, $to): id, stage, happened, state (passed, lost, open), entry and age (ms since
 * it was entered; `entry` 0 unless an import found the deal open later). Deals that an import found in a stage entered it nobody knows when.
 */
export function firstStaysSql(sql: Sql): string {
  return `
    select
      deal_id as id, stage_id as stage, entered_at as happened,
      case when passed_at is not null then 'passed' when lost_at is not null then 'lost' else 'open' end as state,
      case when seen_from > entered_at then seen_from - entered_at else 0 end as entry,
      greatest(coalesce(coalesce(passed_at, lost_at) - entered_at, ${seenSince("entered_at")}), 0) as age
    from visit
    where ${sql.chosen} and first_time and not found and entered_at >= $from and entered_at < $to`;
}

/** How far along each stage stands; one that was removed keeps the place it had. */
export const rankSql =
  "select stage_id, arg_max(rank, version) as rank from stage where workspace_id = $workspace::uuid and pipeline_id = $pipeline::uuid group by stage_id";

/**
 * All stages that a pipeline has or had; the place of a column's stage among them from 1, and how far along it stands, as SQL: looked up once for each
 * name of a block, where a join would do it for each row.
 */
export type Ranks = { stages: readonly string[]; placeOf(column: string): string; rankOf(column: string): string };

export async function readRanks(duck: Duck, scope: PipelineScope): Promise<Ranks> {
  const { values } = openSql(scope);
  const rows = await ask<{ stage_id: string; rank: number }>(duck, `${rankSql} order by rank, stage_id`, values);
  const stages = rows.map(({ stage_id }) => stage_id);
  const placeOf = (column: string) => `list_position(${listSql(stages)}, ${column})`;
  return {
    stages,
    placeOf,
    rankOf: (column) => `list_extract([${rows.map(({ rank }) => rank).join(", ")}]::integer[], ${placeOf(column)})`,
  };
}

/**
 * The deals that began in [$from, $to): id, happened, entry (ms, see above), closing (ms until it closed or was last seen), outcome, and for each rank r in
 * `ranks` `reach_r`: ms until it first stood there or further along (null: not so far), and `stood_r`: whether it stood in the stage itself.
 */
export function waySql(sql: Sql, stages: readonly { id: string; rank: number }[], ranks: Ranks): string {
  const columns = stages.flatMap(({ rank }, index) => [
    `min(entered_at) filter (where rank >= ${rank}) as reach_${index}`,
    `bool_or(place = ${ranks.stages.indexOf(stages[index]!.id) + 1}) as stood_${index}`,
  ]);
  const begun = `${sql.chosen} and begun_at >= $from and begun_at < $to`;
  return `
    with stood as (
      select deal_id as id, ${columns.join(", ")}
      from (select deal_id, entered_at, ${ranks.placeOf("stage_id")} as place, ${ranks.rankOf("stage_id")} as rank from visit where ${begun} and entered_at >= begun_at and entered_at >= $from)
      group by deal_id
    )
    select
      d.id, d.begun_at as happened, d.outcome, case when d.seen_from > d.begun_at then d.seen_from - d.begun_at else 0 end as entry,
      greatest(coalesce(d.closed_at - d.begun_at, ${seenSince("d.begun_at")}), 0) as closing,
      ${stages.map((_, index) => `s.reach_${index} - d.begun_at as reach_${index}, coalesce(s.stood_${index}, false) as stood_${index}`).join(", ")}
    from (select * from deal where ${begun}) d
    left join stood s using (id)`;
}

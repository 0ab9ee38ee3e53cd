import type { Duck } from "#base/duck.ts";
import { flowsOf } from "#stats/flow/flows.ts";
import type { Question } from "../contract.ts";
import { bucketsOf } from "../period.ts";
import type { Asker } from "../scope.ts";
import { withPipeline, type PipelineScope } from "./asked.ts";
import { openSql } from "../deal-conditions.ts";
import { ask, rankSql } from "./cohort-sql.ts";
import type { FlowsAnswer } from "./contract.ts";

const causes = ["next", "skipped", "back", "won", "lost"] as const;

/** What entered and left each stage in each month of the period: counts of what happened, not of a cohort. */
export async function askFlows(asker: Asker, question: Question): Promise<FlowsAnswer> {
  return withPipeline(asker, question, async (duck, scope, pipeline) => {
    const months = bucketsOf(scope.period, "month", scope.timeZone);
    const rows = await readFlows(
      duck,
      scope,
      months.map(({ fromMs }) => fromMs),
    );
    const known = pipeline.stages.map(({ id, name, kind }) => ({ stage: id, name, kind }));
    const gone = [...new Set(rows.map(({ stage }) => stage))].filter((id) => !known.some(({ stage }) => stage === id));
    const stages = [...known, ...gone.map((stage) => ({ stage, name: stage, kind: "open" as const }))];
    const place = new Map(stages.map(({ stage }, index) => [stage, index]));
    const flows = flowsOf(
      {
        stage: rows.map(({ stage }) => place.get(stage)!),
        entered: rows.map(({ entered }) => entered),
        left: rows.map(({ gone }) => gone ?? Number.NaN),
        cause: rows.map(({ cause }) => causes.indexOf(cause)),
        count: rows.map(({ n }) => n),
      },
      stages.length,
      causes.length,
      [...months.keys(), months.length],
    );
    return {
      pipelineId: pipeline.id,
      months: months.map(({ key }) => key),
      stages: stages.map((stage, index) => ({
        ...stage,
        months: flows[index]!.map(({ before, entered, left, after }) => ({
          before,
          entered,
          ...(Object.fromEntries(causes.map((cause, at) => [cause, left[at]!])) as Record<(typeof causes)[number], number>),
          after,
        })),
      })),
    };
  });
}

type Row = { stage: string; entered: number; gone: number | null; cause: (typeof causes)[number]; n: number };

/** Stays by the months (their places, −1 before the first) in which they began and ended, and how. */
async function readFlows(duck: Duck, scope: PipelineScope, months: readonly number[]): Promise<Row[]> {
  const sql = openSql(scope);
  Object.assign(sql.values, { first: months[0]!, end: scope.toMs });
  const placeOf = (at: string) => `len(list_filter([${months.join(", ")}]::bigint[], lambda edge: edge <= ${at}))::integer - 1`;
  return ask<Row>(
    duck,
    `
    with ranks as (${rankSql}),
    stays as (
      select
        v.stage_id as stage, v.entered_at, case when v.left_at < $end then v.left_at end as left_at,
        case
          when v.next_stage is null and v.outcome = 'won' then 'won'
          when v.next_stage is null then 'lost'
          when target.rank < own.rank then 'back'
          when exists_between.n > 0 then 'skipped'
          else 'next'
        end as cause
      from (select * from visit where ${sql.chosen} and entered_at < $end and coalesce(left_at >= $first, true)) v
      left join ranks own on own.stage_id = v.stage_id
      left join ranks target on target.stage_id = v.next_stage
      left join (
        select a.stage_id as own, b.stage_id as target, count(*) filter (where c.rank > a.rank and c.rank < b.rank) as n
        from ranks a, ranks b, ranks c group by all
      ) exists_between on exists_between.own = v.stage_id and exists_between.target = v.next_stage
    )
    select stage, ${placeOf("entered_at")} as entered, case when left_at is not null then ${placeOf("left_at")} end as gone, case when left_at is null then 'next' else cause end as cause, count(*) as n
    from stays
    group by all
  `,
    sql.values,
  );
}

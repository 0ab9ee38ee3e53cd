import { refuse } from "#base/refusal.ts";
import type { Duck } from "#base/duck.ts";
import type { Stage } from "#pipelines/pipeline.ts";
import { listNames } from "../queries.ts";
import type { Asker } from "../scope.ts";
import { withPipeline, type PipelineScope } from "./asked.ts";
import { ask, firstStaysSql, openSql, waySql } from "./cohort-sql.ts";
import type { FlowRecords, FlowRecordsQuestion } from "./contract.ts";
import { wayStages } from "./stages.ts";
import { stalledSql, zombiesSql } from "./zombies.ts";

type Found = { id: string; happened: number; part: number; outcome: string | null; value: number | null; currency: string | null };

/** The deals behind a count of the funnel or of the zombies, newest first (zombies: oldest first). */
export async function askFlowRecords(asker: Asker, question: FlowRecordsQuestion): Promise<FlowRecords> {
  const { of: _of, stage: _stage, state: _state, offset: _offset, limit: _limit, ...asked } = question;
  const found = await withPipeline(asker, asked, async (duck, scope, pipeline) => readPage(duck, scope, pipeline.stages, question));
  const names = await asker.db.inWorkspace(asker.workspaceId, (tx) =>
    listNames(
      tx,
      "deal",
      found.rows.map(({ id }) => id),
    ),
  );
  return {
    total: found.total,
    sum: found.total,
    records: found.rows.map(({ id, happened, part, outcome, value, currency }) => ({
      kind: "deal",
      id,
      name: names.get(id) ?? null,
      at: new Date(happened).toISOString(),
      value: part,
      currency,
      valueMinor: value,
      outcome,
    })),
  };
}

async function readPage(
  duck: Duck,
  scope: PipelineScope,
  stages: readonly Stage[],
  { of, stage, state, offset, limit }: FlowRecordsQuestion,
): Promise<{ total: number; rows: Found[] }> {
  const sql = openSql(scope);
  Object.assign(sql.values, { seen: scope.seenMs });
  const base = baseSql();
  const [count] = await ask<{ n: number }>(duck, `select count(*) as n from (${base})`, sql.values);
  const rows = await ask<Found>(
    duck,
    `
    select b.id::varchar as id, b.happened, b.part::double as part, d.outcome, d.value_minor as value, d.currency
    from (${base}) b
    left join (select id, outcome, value_minor, currency from deal where workspace_id = $workspace::uuid) d on d.id = b.id
    order by ${of === "zombies" || of === "stalled" ? "b.part desc, b.id" : "b.happened desc, b.id desc"}
    limit $limit offset $offset
  `,
    { ...sql.values, limit, offset },
  );
  return { total: count?.n ?? 0, rows };

  function baseSql(): string {
    if (of === "zombies") return `select id, happened, days as part from (${zombiesSql(sql, scope.factors)}) where older`;
    if (of === "stalled") return `select id, happened, days as part from (${stalledSql(sql)}) where older ${ofStage("stage")}`;
    Object.assign(sql.values, { from: scope.fromMs, to: scope.toMs });
    if (of === "stage")
      return `select id, happened, 1 as part from (${firstStaysSql(sql)}) where true ${ofStage("stage")} ${ofState("state")}`;
    const way = wayStages(stages);
    const place = way.findIndex(({ id }) => id === stage);
    if (stage !== undefined && place < 0) throw refuse("invalid", "stage_not_in_pipeline", { stageId: stage });
    const last = place < 0 ? way.findIndex(({ kind }) => kind === "won") : place;
    const won = "outcome = 'won'";
    const reached = last < 0 || way[last]!.kind === "won" ? won : `(reach_${last} is not null or ${won})`;
    return `select id, happened, 1 as part from (select *, case when ${reached} then 'passed' when outcome = 'lost' then 'lost' else 'open' end as state from (${waySql(sql, way)})) where true ${ofState("state")}`;
  }
  function ofStage(column: string): string {
    return stage === undefined ? "" : `and ${column} = ${sql.bind("ofStage", stage)}`;
  }
  function ofState(column: string): string {
    return state === undefined ? "" : `and ${column} = ${sql.bind("ofState", state)}`;
  }
}

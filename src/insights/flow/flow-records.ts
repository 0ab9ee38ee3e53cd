import { refuse } from "#base/refusal.ts";
import type { Duck } from "#base/duck.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import { openSql, valueToday, type Sql } from "../deal-conditions.ts";
import { listNames } from "../queries.ts";
import type { Asker } from "../scope.ts";
import { withPipeline, type PipelineScope } from "./asked.ts";
import { agedSql, clockOf } from "./clock-sql.ts";
import { ask, firstStaysSql, readRanks, steppedMinutes, waySql, type Ranks } from "./cohort-sql.ts";
import type { FlowRecords, FlowRecordsQuestion } from "./contract.ts";
import { boundTo, readWindows, staysSql, teamSql } from "./jam-counts.ts";
import { answersSql, owedSql } from "./response.ts";
import { wayStages } from "./stages.ts";
import { unloggedSql, waitsSql, waitValues } from "./waits.ts";
import { stalledSql, zombiesSql } from "./zombies.ts";

type Found = { id: string; happened: number; part: number; outcome: string | null; value: number | null; currency: string | null };

/** The deals behind a count of funnel, durations and jams, newest first (zombies: oldest first); a deal stands there once for each stay that counts. */
export async function askFlowRecords(asker: Asker, question: FlowRecordsQuestion): Promise<FlowRecords> {
  const { of: _of, stage: _stage, state: _state, age: _age, clock: _clock, offset: _offset, limit: _limit, ...asked } = question;
  const found = await withPipeline(asker, asked, async (duck, scope, pipeline) => readPage(duck, scope, pipeline, question));
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
    money: found.money,
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
  pipeline: Pipeline,
  { of, stage, state, age, clock, offset, limit }: FlowRecordsQuestion,
): Promise<{ total: number; money: number; rows: Found[] }> {
  const sql = of === "jam" || of === "stock" || of === "team" ? boundTo(scope, await readWindows(duck, scope)) : openSql(scope);
  Object.assign(sql.values, waitValues(scope));
  const ranks = await readRanks(duck, scope);
  const base = baseSql();
  const deals = "(select id, outcome, value_minor, currency from deal where workspace_id = $workspace::uuid) d on d.id = b.id";
  const [whole] = await ask<{ n: number; money: number }>(
    duck,
    `select count(*) as n, coalesce(sum(${valueToday(scope.factors)}), 0)::double as money from (${base}) b left join ${deals}`,
    sql.values,
  );
  const rows = await ask<Found>(
    duck,
    `
    select b.id::varchar as id, b.happened, b.part::double as part, d.outcome, d.value_minor as value, d.currency
    from (${base}) b
    left join ${deals}
    order by ${of === "zombies" || of === "stalled" ? "b.part desc, b.id" : "b.happened desc, b.id desc"}
    limit $limit offset $offset
  `,
    { ...sql.values, limit, offset },
  );
  return { total: whole?.n ?? 0, money: Math.round(whole?.money ?? 0), rows };

  function baseSql(): string {
    const isOld = state === "open" ? "id is not null" : "older";
    switch (of) {
      case "zombies":
        return `select id, happened, days as part from (${zombiesSql(sql, scope.factors)}) where ${isOld}`;
      case "stalled":
        return `select id, happened, days as part from (${stalledSql(sql)}) where ${isOld} ${ofStage("stage")}`;
      case "unknown":
        return `select id, seen_from as happened, 1 as part from deal where ${sql.chosen} and begun_at is null and seen_from is not null and outcome = 'open'`;
      case "stage":
        return `select id, happened, 1 as part from (${firstStaysSql(sql)}) where true ${ofStage("stage")} ${ofState("state")}`;
      case "jam":
        return `select deal_id as id, entered_at as happened, 1 as part from (select * replace (case state when 'on' then 'passed' else state end as state) from (${staysSql(sql)})) where w = 0 ${ofStage("stage")} ${ofState("state")}`;
      case "stock":
        return `select deal_id as id, entered_at as happened, 1 as part from visit where ${sql.chosen} and coalesce(left_at >= $end, true) and entered_at < $end ${ofStage("stage_id")}`;
      case "team":
        return `select deal_id as id, entered_at as happened, 1 as part from (${teamSql(sql, state === "passed")}) where true ${ofStage("stage_id")}`;
      case "stays":
      case "back":
      case "again":
      case "found":
        return `select deal_id as id, entered_at as happened, 1 as part from (${turnsSql(sql, ranks)}) where ${turns[of]} ${ofStage("stage_id")} ${state === "open" ? "and left_at is null" : ""}`;
      case "waits":
        return state === undefined
          ? `select distinct id, happened, 1 as part from (${waitsSql(sql)}) where asked ${ofStage("stage")}`
          : `select id, happened, 1 as part from (${waitsSql(sql)}) where asked ${ofStage("stage")} and side = ${sql.bind("ofState", state)}`;
      case "waiting":
        return `select id, begins as happened, 1 as part from (${waitsSql(sql)}) where running ${ofStage("stage")} ${state === undefined ? "" : `and side = ${sql.bind("ofState", state)}`}`;
      case "unlogged":
        return `select id, happened, 1 as part from (${unloggedSql(sql)}) where true ${ofStage("stage")}`;
      case "answers":
        return `select id, happened, 1 as part from (${answersSql(sql, owedSql(pipeline, sql), clockOf("working", scope))}) where true ${ofState("state")}`;
      case "aged":
        return agedOver();
      case "way":
        return ofWay();
    }
  }
  function agedOver(): string {
    const counted = clockOf(clock, scope);
    const steps = (ms: string) => steppedMinutes(ms, counted.perDay);
    const at = sql.bind("ofAge", age);
    return `select id, happened, 1 as part from (${agedSql(sql, counted)}) where ${steps("age")} > ${at} and ${steps("entry")} <= ${at}`;
  }
  function ofWay(): string {
    const way = wayStages(pipeline.stages);
    const place = way.findIndex(({ id }) => id === stage);
    if (stage !== undefined && place < 0) throw refuse("invalid", "stage_not_in_pipeline", { stageId: stage });
    const last = place < 0 ? way.findIndex(({ kind }) => kind === "won") : place;
    const won = "outcome = 'won'";
    const reached = last < 0 || way[last]!.kind === "won" ? won : `(reach_${last} is not null or ${won})`;
    const only =
      state === "late"
        ? "entry > 0"
        : state === "jumped"
          ? `state = 'passed' and not stood_${Math.max(0, last)}`
          : `true ${ofState("state")}`;
    return `select id, happened, 1 as part from (select *, case when ${reached} then 'passed' when outcome = 'lost' then 'lost' else 'open' end as state from (${waySql(sql, way, ranks)})) where ${only}`;
  }
  function ofStage(column: string): string {
    return stage === undefined ? "" : `and ${column} = ${sql.bind("ofStage", stage)}`;
  }
  function ofState(column: string): string {
    return state === undefined ? "" : `and ${column} = ${sql.bind("ofState", state)}`;
  }
}

const turns = {
  stays: "not found and entered_at >= $from",
  again: "not first_time and entered_at >= $from",
  back: "left_at >= $from and left_at < $to and next_rank < rank",
  found: "found and entered_at >= $from",
};

/** The stays that the period touches, with how far along their stage stands and the one that the deal went on to. */
function turnsSql(sql: Sql, ranks: Ranks): string {
  return `
    select *, ${ranks.rankOf("stage_id")} as rank, ${ranks.rankOf("next_stage")} as next_rank
    from visit
    where ${sql.chosen} and entered_at < $to and coalesce(left_at >= $from, true)`;
}

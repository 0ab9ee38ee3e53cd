import type { Duck } from "#base/duck.ts";
import type { Stage } from "#pipelines/pipeline.ts";
import type { Cohort, StageStep, WayStep } from "./contract.ts";
import { wallMs } from "../metrics.ts";
import type { PipelineScope } from "./asked.ts";
import { openSql } from "../deal-conditions.ts";
import { ask, firstStaysSql, readRanks, steppedMinutes, waySql, type Ranks } from "./cohort-sql.ts";
import { estimateOf, minutesPerDay } from "./estimates.ts";
import { readOccupation } from "./occupation.ts";
import { wayStages } from "./stages.ts";
import { sharesBy, usualHorizon, type Decided, type StateRow } from "./shares.ts";

const yearMs = 365 * 86_400_000;

/** What was computed of a cohort beside what is told of it: to hold it against another. */
export type Weighed = { cohort: Cohort; way: (Decided | null)[]; stages: Decided[] };

/** Ages in minutes that shares are told at, at most: of the way, and of each stage. */
type Ages = { way: number; stages: readonly number[] };

type StageRow = StateRow & { stage: string; current: boolean };
type WayRow = StateRow & { place: number; stood: boolean };
type Read = {
  wayRows: WayRow[];
  stageRows: StageRow[];
  counts: Map<string, StageCounts>;
  unknown: { deals: number };
  occupation: Cohort["occupation"];
};

/** The deals that began in the scope's period on their whole way, and the stages entered in it, open deals treated as open. */
export async function readCohort(duck: Duck, scope: PipelineScope, stages: readonly Stage[]): Promise<Weighed> {
  return weigh(await readRows(duck, scope, stages), scope, stages);
}

/** Two cohorts at the same ages: at ages of their own they would differ by these alone. */
export async function readCohorts(
  duck: Duck,
  [one, other]: readonly [PipelineScope, PipelineScope],
  stages: readonly Stage[],
): Promise<[Weighed, Weighed]> {
  const [first, second] = [await readRows(duck, one, stages), await readRows(duck, other, stages)];
  const own = [weigh(first, one, stages), weigh(second, other, stages)];
  // A side of which nothing is told yet sets no age for the other one.
  const least = (of: (weighed: Weighed) => { days: number; told: boolean }) =>
    Math.min(...own.map(of).map(({ days, told }) => (told ? days * minutesPerDay : Number.POSITIVE_INFINITY)));
  const isTold = (decided: Decided | null) => decided !== null && decided.next.value !== null;
  const ages: Ages = {
    way: least(({ cohort, way }) => ({ days: cohort.horizonDays, told: way.some(isTold) })),
    stages: own[0]!.stages.map((_, place) =>
      least((weighed) => ({ days: weighed.stages[place]!.horizonDays, told: isTold(weighed.stages[place]!) })),
    ),
  };
  return [weigh(first, one, stages, ages), weigh(second, other, stages, ages)];
}

async function readRows(duck: Duck, scope: PipelineScope, stages: readonly Stage[]): Promise<Read> {
  const ranks = await readRanks(duck, scope);
  return {
    wayRows: await readWay(duck, scope, wayStages(stages), ranks),
    stageRows: await readStays(duck, scope),
    counts: await readStageCounts(duck, scope, ranks),
    unknown: await readUnknown(duck, scope),
    occupation: await readOccupation(duck, scope, stages, ranks),
  };
}

function weigh(
  { wayRows, stageRows, counts, unknown, occupation }: Read,
  scope: PipelineScope,
  stages: readonly Stage[],
  ages?: Ages,
): Weighed {
  const way = wayStages(stages);
  const ofDeals = wayRows.filter(({ place }) => way[place]!.kind === "won");
  const deals = count(ofDeals);
  const horizon = usualHorizon(ofDeals);
  const whole = sharesBy(ofDeals, horizon, scope);
  const steps = way.map((stage, place) => ({ stage, rows: wayRows.filter((row) => row.place === place) }));
  // Every stage is read at one age of the deal, the lowest that holds for all of them, so that the steps of the way never grow.
  const held = steps.slice(1).map(({ rows }) => sharesBy(rows, horizon, scope).horizonDays * minutesPerDay);
  const wish = Math.min(horizon, ages?.way ?? horizon, ...held);
  const decided = steps.map(({ rows }, place) => (place === 0 ? null : sharesBy(rows, wish, scope)));
  const ofStages = stages
    .filter(({ kind }) => kind !== "won")
    .map((stage, place) => {
      const rows = stageRows.filter((row) => row.stage === stage.id);
      const own = rows.filter(({ current }) => current);
      const result = sharesBy(own, Math.min(usualHorizon(rows), ages?.stages[place] ?? Number.POSITIVE_INFINITY), scope);
      return { stage, own, result };
    });
  const closed = count(ofDeals, "passed") + count(ofDeals, "lost");
  const cohort: Cohort = {
    from: scope.period.from,
    to: scope.period.to,
    filters: Object.fromEntries(
      Object.entries(scope.where).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    ),
    deals,
    won: count(ofDeals, "passed"),
    lost: count(ofDeals, "lost"),
    open: count(ofDeals, "open"),
    unknownBeginning: unknown.deals,
    lateEntry: ofDeals.reduce((sum, row) => sum + (row.entry > 0 ? row.n : 0), 0),
    horizonDays: wish / minutesPerDay,
    lowered: whole.lowered || wish < horizon,
    hatched: whole.hatched,
    way: steps.map(({ stage, rows }, place) => stepOf(stage, rows, decided[place]!, deals, scope)),
    stages: ofStages.map(({ stage, own, result }) =>
      stageOf(
        stage,
        own,
        result,
        counts.get(stage.id),
        steps.find((step) => step.stage.id === stage.id),
      ),
    ),
    naive: {
      wonOfAll: deals >= 5 ? count(ofDeals, "passed") / deals : null,
      wonOfClosed: closed >= 5 ? count(ofDeals, "passed") / closed : null,
    },
    occupation,
  };
  return { cohort, way: decided, stages: ofStages.map(({ result }) => result) };
}

function stepOf(stage: Stage, rows: readonly WayRow[], decided: Decided | null, deals: number, scope: PipelineScope): WayStep {
  const { id, name, kind } = stage;
  const jumped = rows.reduce((sum, row) => sum + (row.state === "passed" && !row.stood ? row.n : 0), 0);
  // Who began is at the first stage or further by beginning.
  const all = (value: number) =>
    estimateOf("share", { value: deals > 0 ? value : null, n: deals, undecided: 0, method: "all of the cohort" }, scope);
  const shares = decided
    ? { share: decided.next, lostShare: decided.lostShare, openShare: decided.openShare }
    : { share: all(1), lostShare: all(0), openShare: all(0) };
  return { stage: id, name, kind, reached: count(rows, "passed"), lost: count(rows, "lost"), open: count(rows, "open"), jumped, ...shares };
}

function stageOf(
  { id, name, kind }: Stage,
  rows: readonly StateRow[],
  { next, lostShare, openShare, horizonDays, lowered, hatched }: Decided,
  counts: StageCounts | undefined,
  step: { rows: readonly WayRow[] } | undefined,
): StageStep {
  const jumped = step?.rows.reduce((sum, row) => sum + (row.state === "passed" && !row.stood ? row.n : 0), 0) ?? 0;
  const { again, back, found } = counts ?? { again: 0, back: 0, found: 0 };
  const states = { passed: count(rows, "passed"), lost: count(rows, "lost"), open: count(rows, "open") };
  return {
    stage: id,
    name,
    kind,
    entered: count(rows),
    ...states,
    jumped,
    again,
    back,
    found,
    next,
    lostShare,
    openShare,
    horizonDays,
    lowered,
    hatched,
  };
}

function count(rows: readonly StateRow[], state?: string): number {
  return rows.reduce((sum, row) => (state === undefined || row.state === state ? sum + row.n : sum), 0);
}

/** The way of the cohort counted by age: whether it had come as far as the stage of each place; the last is the sale. */
async function readWay(
  duck: Duck,
  scope: PipelineScope,
  way: readonly { id: string; rank: number; kind: string }[],
  ranks: Ranks,
): Promise<WayRow[]> {
  const sql = openSql(scope);
  Object.assign(sql.values, { from: scope.fromMs, to: scope.toMs, seen: scope.seenMs });
  const reached = way.map(({ kind }, place) =>
    kind === "won" ? "case when outcome = 'won' then closing end" : `coalesce(reach_${place}, case when outcome = 'won' then closing end)`,
  );
  const parts = reached.map((at, place) => `{ place: ${place}, reached: ${at}, stood: stood_${place} }`);
  return ask<WayRow>(
    duck,
    `
    select
      part.place as place, part.stood as stood, entry, ${steppedMinutes(wallMs("coalesce(part.reached, closing)"))} as age,
      case when part.reached is not null then 'passed' when outcome = 'lost' then 'lost' else 'open' end as state, count(*) as n
    from (select outcome, closing, ${steppedMinutes(wallMs("entry"))} as entry, unnest([${parts.join(", ")}]) as part from (${waySql(sql, way, ranks)}))
    group by all
    order by place, age, entry, state, stood
  `,
    sql.values,
  );
}

/** So many stays of the year before say how long stays usually are; of more, every second, third … is taken. */
const staysForUsual = 50_000;

/** First stays by stage and age, of the period (`current`) and of the year before, which says how long stays usually are. */
async function readStays(duck: Duck, scope: PipelineScope): Promise<StageRow[]> {
  const sql = openSql(scope);
  const year = Math.min(scope.fromMs, scope.toMs - yearMs);
  Object.assign(sql.values, { from: year, to: scope.toMs, seen: scope.seenMs, start: scope.fromMs });
  const stays = firstStaysSql(sql);
  const [before] = await ask<{ n: number }>(duck, `select count(*) as n from (${stays}) where happened < $start`, sql.values);
  sql.values["every"] = Math.max(1, Math.ceil((before?.n ?? 0) / staysForUsual));
  return ask<StageRow>(
    duck,
    `
    select stage, happened >= $start as current, ${steppedMinutes(wallMs("entry"))} as entry, ${steppedMinutes(wallMs("age"))} as age, state, count(*) as n
    from (${stays})
    where happened >= $start or happened % $every = 0
    group by all
    order by stage, age, entry, state
  `,
    sql.values,
  );
}

type StageCounts = { again: number; back: number; found: number };

/** What first stays leave out: coming back, going back, and deals that were found standing there. */
async function readStageCounts(duck: Duck, scope: PipelineScope, ranks: Ranks): Promise<Map<string, StageCounts>> {
  const sql = openSql(scope);
  Object.assign(sql.values, { from: scope.fromMs, to: scope.toMs });
  const rows = await ask<StageCounts & { stage: string }>(
    duck,
    `
    select stage_id as stage, sum(again)::integer as again, sum(back)::integer as back, sum(found)::integer as found
    from (
      select stage_id, count(*) filter (where not first_time) as again, 0 as back, count(*) filter (where found) as found
      from visit
      where ${sql.chosen} and entered_at >= $from and entered_at < $to and (not first_time or found)
      group by stage_id
      union all
      select stage_id, 0, count(*), 0
      from visit
      where ${sql.chosen} and left_at >= $from and left_at < $to and entered_at < $to and ${ranks.rankOf("next_stage")} < ${ranks.rankOf("stage_id")}
      group by stage_id
    )
    group by stage_id
  `,
    sql.values,
  );
  return new Map(rows.map((row) => [row.stage, row]));
}

async function readUnknown(duck: Duck, scope: PipelineScope): Promise<{ deals: number }> {
  const sql = openSql(scope);
  const [row] = await ask<{ deals: number }>(
    duck,
    `select count(*) as deals from deal where ${sql.chosen} and begun_at is null and seen_from is not null and outcome = 'open'`,
    sql.values,
  );
  return row ?? { deals: 0 };
}

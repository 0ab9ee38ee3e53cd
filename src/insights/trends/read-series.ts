import { dayMs } from "#base/clock.ts";
import type { Duck } from "#base/duck.ts";
import { recordsSql } from "../records-sql.ts";
import type { Scope } from "../scope.ts";
import { segmentNames, type SegmentName, type SeriesId, type TrendName } from "./contract.ts";
import { kindOf } from "./metrics.ts";
import { arrivalRows, byWeek, dealRows, type Sql } from "./rows-sql.ts";
import { weeksBetween, type Weeks } from "./weeks.ts";

/** A weekly series as it is counted: value = sum ÷ n for shares and means, sum for counts and revenue. Null: not decided yet, or not begun. */
export type RawSeries = SeriesId & {
  /** By week; `n` records, `sum` of their parts. */
  n: (number | null)[];
  sum: (number | null)[];
  horizonDays: number | null;
  /** What the deals that this series is about brought in each week, minor units. */
  revenue: number[];
};

export type ReadSeries = { weeks: Weeks; series: RawSeries[] };

const steps = [1, 2, 3, 7, 14, 28, 60, 90, 180, 365];
const mostSegments = 5;
const fewestOfSegment = 100;
const mostStages = 24;

/**
 * All weekly series of a scope, with those of its segments if wished. Shares of cohorts count what was won, or went on, within a horizon in which nine of
 * ten that ever do have done so; a week counts once that has passed.
 */
export async function readSeries(duck: Duck, asked: Scope, wish: { segments: boolean }): Promise<ReadSeries> {
  const weeks = await weeksOf(duck, asked);
  const scope = { ...asked, fromMs: weeks.fromMs[0] ?? weeks.endMs, toMs: weeks.endMs };
  if (weeks.mondays.length === 0) return { weeks, series: [] };
  const ground = { duck, scope, weeks, segments: wish.segments };
  const closed = await readClosed(ground);
  const begun = await readBegun(ground, closed.revenueOf);
  const leads = await readLeads(ground, closed.revenueOf);
  const stages = await readStages(ground, closed.settled);
  return { weeks, series: [...leads, ...begun, ...closed.series, ...stages] };
}

type Ground = { duck: Duck; scope: Scope; weeks: Weeks; segments: boolean };

async function weeksOf(duck: Duck, { workspaceId, pipelineId, seenMs, timeZone }: Scope): Promise<Weeks> {
  const ofPipeline = pipelineId === undefined ? "" : "and pipeline_id = $pipeline::uuid";
  const [row] = await duck.rows<{ first: number | null }>(
    `select min(begun_at) as first from deal where workspace_id = $workspace::uuid ${ofPipeline}`,
    { workspace: workspaceId, ...(pipelineId !== undefined && { pipeline: pipelineId }) },
  );
  return weeksBetween(row?.first ?? seenMs, seenMs, timeZone);
}

type Group = { week: number; by: SegmentName | null; value: string };

/** Selects per week, and per week and segment, of rows with our dimensions. */
function grouped({ weeks, segments }: Ground, { text, values }: Sql, columns: string): Sql {
  const week = byWeek(text);
  const one = (by: string, value: string) => `select week, ${by} as "by", ${value} as value, ${columns} from record group by all`;
  const parts = [one("null::varchar", "''"), ...(segments ? segmentNames.map((name) => one(`'${name}'`, name)) : [])];
  return {
    text: `with record as materialized (${week}) ${parts.join(" union all ")}`,
    values: { ...values, weeks: JSON.stringify(weeks.fromMs.map((fromMs, index) => ({ week: index, fromMs }))) },
  };
}

/** Rows by segment: the whole, and the largest few values of each dimension that has more than one. */
function bySegment<Row extends Group>(
  rows: readonly Row[],
  sizeOf: (row: Row) => number,
): { by: SegmentName | null; value: string; rows: Row[] }[] {
  const found = [...Map.groupBy(rows, ({ by, value }) => `${by} ${value}`).values()].map((group) => ({
    by: group[0]!.by,
    value: group[0]!.value,
    rows: group,
    size: group.reduce((sum, row) => sum + sizeOf(row), 0),
  }));
  return [null, ...segmentNames].flatMap((by) => {
    const values = found.filter((group) => group.by === by).sort((a, b) => b.size - a.size || (a.value < b.value ? -1 : 1));
    if (by === null) return values;
    // those without a value are nobody's segment: what changes there is how well things are recorded
    const named = values.filter(({ value }) => value !== "none");
    return values.length < 2 ? [] : named.filter(({ size }) => size >= fewestOfSegment).slice(0, mostSegments);
  });
}

async function readClosed(
  ground: Ground,
): Promise<{ series: RawSeries[]; settled: number; revenueOf: (by: SegmentName | null, value: string) => number[] }> {
  const { duck, scope, weeks } = ground;
  const { text, values } = grouped(
    ground,
    dealRows(scope, { at: "closed_at", where: "outcome <> 'open'" }),
    `count(*) as closed, count(*) filter (where outcome = 'won') as won, coalesce(sum(value) filter (where outcome = 'won'), 0)::double as revenue,
     count(value) filter (where outcome = 'won') as valued, coalesce(sum(cycle) filter (where outcome = 'won'), 0)::double as cycle, count(cycle) filter (where outcome = 'won') as cycles`,
  );
  type Row = Group & { closed: number; won: number; revenue: number; valued: number; cycle: number; cycles: number };
  const rows = await duck.rows<Row>(text, values);
  const settled = await settledFrom(ground, "outcome = 'won'");
  const settledAll = Math.max(settled, await settledFrom(ground, "outcome <> 'open'")); // what is lost may take longer than what is won
  const groups = bySegment(rows, (row) => row.closed);
  const revenue = new Map(groups.map(({ by, value, rows: of }) => [`${by} ${value}`, totals(weeks, of, (row) => row.revenue)]));
  const revenueOf = (by: SegmentName | null, value: string) => revenue.get(`${by} ${value}`) ?? weeks.mondays.map(() => 0);
  const series = groups.flatMap(({ by, value, rows: of }) => {
    const make = (metric: TrendName, n: (row: Row) => number, sum: (row: Row) => number, from = settled): RawSeries => ({
      ...idOf(metric, by, value),
      n: column(weeks, of, n, from),
      sum: column(weeks, of, sum, from),
      horizonDays: null,
      revenue: revenueOf(by, value),
    });
    return [
      make(
        "dealsWon",
        (row) => row.won,
        (row) => row.won,
      ),
      make(
        "revenueWon",
        (row) => row.valued,
        (row) => row.revenue,
      ),
      make(
        "averageDealSize",
        (row) => row.valued,
        (row) => row.revenue,
      ),
      make(
        "winRate",
        (row) => row.closed,
        (row) => row.won,
        settledAll,
      ),
      make(
        "salesCycle",
        (row) => row.cycles,
        (row) => row.cycle / dayMs,
      ),
    ];
  });
  return { series, settled, revenueOf };
}

/** A pipeline that has just begun closes nothing yet: what closes is watched from the first week by which nine of ten of the first would have closed. */
async function settledFrom({ duck, scope, weeks }: Ground, where: string): Promise<number> {
  const { text, values } = dealRows(scope, { at: "closed_at", where: `${where} and begun_at is not null` });
  const [row] = await duck.rows<{ cycle: number | null }>(`select quantile_cont(cycle, 0.9)::double as cycle from (${text})`, values);
  const fromMs = weeks.fromMs[0]! + (row?.cycle ?? 0);
  const at = weeks.fromMs.findIndex((start) => start >= fromMs);
  return at < 0 ? weeks.mondays.length : at;
}

async function readBegun(ground: Ground, revenueOf: (by: SegmentName | null, value: string) => number[]): Promise<RawSeries[]> {
  const { duck, scope, weeks } = ground;
  const records = dealRows(scope, { at: "begun_at", where: "begun_at is not null and seen_from is null" });
  const [row] = await duck.rows<{ cycle: number | null }>(
    `select quantile_cont(cycle, 0.9)::double as cycle from (${records.text}) where outcome = 'won'`,
    records.values,
  );
  const horizonDays = horizonOf(row?.cycle ?? null);
  const { text, values } = grouped(
    ground,
    records,
    "count(*) as begun, count(*) filter (where outcome = 'won' and cycle <= $horizon) as won",
  );
  const rows = await duck.rows<Group & { begun: number; won: number }>(text, { ...values, horizon: horizonDays * dayMs });
  const decided = decidedWeeks(ground, horizonDays);
  return bySegment(rows, (each) => each.begun).flatMap(({ by, value, rows: of }) => {
    const begun = totals(weeks, of, (each) => each.begun);
    const revenue = revenueOf(by, value);
    return [
      { ...idOf("dealsBegun", by, value), n: begun, sum: begun, horizonDays: null, revenue },
      {
        ...idOf("conversion", by, value),
        n: begun.map((n, week) => (week < decided ? n : null)),
        sum: totals(weeks, of, (each) => each.won).map((won, week) => (week < decided ? won : null)),
        horizonDays,
        revenue,
      },
    ];
  });
}

async function readLeads(ground: Ground, revenueOf: (by: SegmentName | null, value: string) => number[]): Promise<RawSeries[]> {
  const { duck, scope, weeks, segments } = ground;
  const found: (Group & { n: number })[] = [];
  for (const by of [null, ...(segments ? (["source", "country"] as const) : [])]) {
    const { text, values } = recordsSql("leadsGenerated", scope, by ?? undefined);
    const starts = JSON.stringify(weeks.fromMs.map((fromMs, index) => ({ week: index, fromMs })));
    const rows = await duck.rows<{ week: number; value: string; n: number }>(
      `select week, key as value, count(*) as n from (${byWeek(text)}) group by all`,
      { ...values, weeks: starts },
    );
    found.push(...rows.map((row) => ({ ...row, by })));
  }
  return bySegment(found, (row) => row.n).map(({ by, value, rows }) => {
    const n = totals(weeks, rows, (row) => row.n);
    return { ...idOf("leads", by, value), n, sum: n, horizonDays: null, revenue: revenueOf(by, value) };
  });
}

async function readStages(ground: Ground, settled: number): Promise<RawSeries[]> {
  const { duck, scope, weeks } = ground;
  const { text, values } = arrivalRows(scope);
  const starts = JSON.stringify(weeks.fromMs.map((fromMs, index) => ({ week: index, fromMs })));
  const paces = await duck.rows<{ pipeline: string; stage: string; passed: number | null; n: number }>(
    `select pipeline, stage, quantile_cont(passed, 0.9)::double as passed, count(*) as n from (${text}) where stage in (select stage_id from stage where workspace_id = $workspace::uuid and rank between 0 and 999) group by all having count(passed) > 0 order by n desc, pipeline, stage limit ${mostStages}`,
    values,
  );
  const horizons = paces.map(({ pipeline, stage, passed }) => ({ pipeline, stage, horizon: horizonOf(passed) * dayMs }));
  if (horizons.length === 0) return [];
  const rows = await duck.rows<{ week: number; pipeline: string; stage: string; n: number; passed: number }>(
    `
      select week, record.pipeline, record.stage, count(*) as n, count(*) filter (where passed <= pace.horizon) as passed
      from (${byWeek(text)}) record
      join (select unnest(from_json($horizons, '[{"pipeline":"VARCHAR","stage":"VARCHAR","horizon":"BIGINT"}]'), recursive := true)) pace
        on pace.pipeline = record.pipeline and pace.stage = record.stage
      group by all
    `,
    { ...values, weeks: starts, horizons: JSON.stringify(horizons) },
  );
  const worth = await revenueThrough(ground);
  return horizons.flatMap(({ pipeline, stage, horizon }) => {
    const of = rows.filter((row) => row.pipeline === pipeline && row.stage === stage);
    const through = worth.filter((row) => row.pipeline === pipeline && row.stage === stage);
    const revenue = totals(weeks, through, (row) => row.revenue);
    const n = column(weeks, of, (row) => row.n, settled);
    const decided = decidedWeeks(ground, horizon / dayMs);
    const id = { pipelineId: pipeline, stageId: stage, segmentBy: null, segment: null };
    return [
      { ...id, metric: "stageArrivals" as const, n, sum: n, horizonDays: null, revenue },
      {
        ...id,
        metric: "stageConversion" as const,
        n: n.map((each, week) => (week < decided ? each : null)),
        sum: column(weeks, of, (row) => row.passed, settled).map((passed, week) => (week < decided ? passed : null)),
        horizonDays: horizon / dayMs,
        revenue,
      },
    ];
  });
}

/** What the deals won in a week that had been in a stage brought. */
async function revenueThrough({
  duck,
  scope,
  weeks,
}: Ground): Promise<{ week: number; pipeline: string; stage: string; revenue: number }[]> {
  const { text, values } = dealRows(scope, { at: "closed_at", where: "outcome = 'won'" });
  return duck.rows(
    `
      select week, record.pipeline, stay.stage_id as stage, sum(value)::double as revenue
      from (${byWeek(text)}) record
      join visit stay on stay.workspace_id = $workspace::uuid and stay.deal_id = record.id and stay.first_time
      where value is not null
      group by all
    `,
    { ...values, weeks: JSON.stringify(weeks.fromMs.map((fromMs, index) => ({ week: index, fromMs }))) },
  );
}

/** How many weeks, from the first, are as old as the horizon asks. */
function decidedWeeks({ scope, weeks }: Ground, horizonDays: number): number {
  const until = scope.seenMs - horizonDays * dayMs;
  const open = weeks.fromMs.findIndex((_, week) => (weeks.fromMs[week + 1] ?? weeks.endMs) > until);
  return open < 0 ? weeks.mondays.length : open;
}

/** A length of time rounded up to a step, so that the series does not change its meaning from week to week. */
function horizonOf(ms: number | null): number {
  return steps.find((days) => days * dayMs >= (ms ?? 28 * dayMs)) ?? steps.at(-1)!;
}

/** One number a week; weeks without a row are 0. */
function totals<Row extends { week: number }>(weeks: Weeks, rows: readonly Row[], of: (row: Row) => number): number[] {
  const values = weeks.mondays.map(() => 0);
  for (const row of rows) values[row.week] = of(row);
  return values;
}

/** The same, null in weeks before the first that counts. */
function column<Row extends { week: number }>(
  weeks: Weeks,
  rows: readonly Row[],
  of: (row: Row) => number,
  from: number,
): (number | null)[] {
  return totals(weeks, rows, of).map((value, week) => (week < from ? null : value));
}

function idOf(metric: TrendName, by: SegmentName | null, value: string): SeriesId {
  return { metric, pipelineId: null, stageId: null, segmentBy: by, segment: by === null ? null : value };
}

/** What one series says of a week; null where it says nothing. */
export function valueAt({ metric, n, sum }: RawSeries, week: number): number | null {
  const [count, total] = [n[week], sum[week]];
  if (count === null || count === undefined || total === null || total === undefined) return null;
  if (kindOf(metric) === "count" || metric === "revenueWon") return total;
  return count === 0 ? null : total / count;
}

import { dayMs } from "#base/clock.ts";
import type { Duck } from "#base/duck.ts";
import { wallMs } from "../metrics.ts";
import { openSql, valueToday, type Sql } from "../deal-conditions.ts";
import type { PipelineScope } from "./asked.ts";
import { ask, steppedMinutes } from "./cohort-sql.ts";
import type { Worth } from "./draw.ts";

const quarterDays = 91;

/** The window that is judged, and those of the same length before it, a year of them: `seen` is until when the first is watched. */
export type Windows = { fromMs: number; toMs: number; lengthMs: number; count: number; seenMs: number; pastFromMs: number };

/**
 * The asked period where it is of four to thirteen weeks, else the thirteen weeks that end with it. Earlier windows count from when the first deal
 * closed: before that nothing was decided, and a pipeline's first weeks are no measure for the later ones.
 */
export async function readWindows(duck: Duck, scope: PipelineScope): Promise<Windows> {
  const sql = openSql(scope);
  const [row] = await ask<{ first: number | null }>(duck, `select min(closed_at) as first from deal where ${sql.chosen}`, sql.values);
  return windowsOf(scope, row?.first ?? scope.atMs);
}

function windowsOf({ fromMs, toMs, atMs, seenMs }: PipelineScope, firstCloseMs: number): Windows {
  const end = Math.min(toMs, atMs);
  const days = (toMs - fromMs) / dayMs;
  const lengthMs = days >= 27.9 && days <= 93 ? end - fromMs : quarterDays * dayMs;
  const fits = lengthMs >= 27 * dayMs ? lengthMs : quarterDays * dayMs;
  const year = Math.max(1, Math.floor((4 * quarterDays * dayMs) / fits + 0.05));
  const count = Math.max(0, Math.min(year, Math.floor((end - firstCloseMs) / fits) - 1));
  return { fromMs: end - fits, toMs: end, lengthMs: fits, count, seenMs, pastFromMs: end - fits * (count + 1) };
}

export type JamRow = { stage: string; w: number; state: string; age: number; n: number };

export type MixRow = {
  dimension: "source" | "category" | "customers";
  key: string;
  stage: string;
  current: boolean;
  events: number;
  n: number;
};

/**
 * Stays by stage, window (0 is the one that is judged) and age, and what was decided in each stage by who came in, of the judged window and of all before
 * it. Each earlier window is seen as it was when it was as old as the judged one is now, so that a stage is not taken for better in the past only because
 * more of that is decided. Both from one reading, which is what takes long.
 */
export async function readStays(duck: Duck, scope: PipelineScope, windows: Windows): Promise<{ rows: JamRow[]; mix: MixRow[] }> {
  const sql = boundTo(scope, windows);
  const found = await ask<JamRow & Omit<MixRow, "dimension"> & { dimension: MixRow["dimension"] | null }>(
    duck,
    `
    with counted as materialized (
      select grouping(age) = 0 as aged, stage, w, state, age, touch_source, category, is_repeat, count(*) as n
      from (select *, ${steppedMinutes(wallMs("lasted"))} as age from (select * exclude (age), age as lasted from (${staysSql(sql)})))
      group by grouping sets ((stage, w, state, age), (stage, w, state, touch_source, category, is_repeat))
    ),
    decided as (
      select
        stage, w = 0 as current, coalesce(touch_source, 'none') as source, coalesce(category, 'none') as category,
        case when is_repeat then 'returning' else 'new' end as customers, case when state = 'on' then n else 0 end as events, n
      from counted
      where not aged and state <> 'open'
    )
    select stage, w, state, age, n, null as dimension, null as key, null as current, null as events from counted where aged
    union all
    select
      stage, null, null, null, sum(n)::integer,
      case when grouping(source) = 0 then 'source' when grouping(category) = 0 then 'category' else 'customers' end,
      case when grouping(source) = 0 then source when grouping(category) = 0 then category else customers end,
      current, sum(events)::integer
    from decided
    group by grouping sets ((stage, current, source), (stage, current, category), (stage, current, customers))
    order by stage, w, age, state
  `,
    sql.values,
  );
  return {
    rows: found.filter(({ dimension }) => dimension === null).map(({ stage, w, state, age, n }) => ({ stage, w, state, age, n })),
    mix: found.flatMap(({ dimension, key, stage, current, events, n }) =>
      dimension === null ? [] : [{ dimension, key, stage, current, events, n }],
    ),
  };
}

export type Move = { stage: string; next: string; n: number };

/** Where those went that left a stage for another one in the judged window. */
export async function readMoves(duck: Duck, scope: PipelineScope, windows: Windows): Promise<Move[]> {
  const sql = boundTo(scope, windows);
  return ask<Move>(
    duck,
    `select stage, next, count(*) as n from (${staysSql(sql)}) where w = 0 and state = 'on' and next is not null and entered_at >= $start group by all`,
    { ...sql.values, start: windows.fromMs },
  );
}

export type Passage = { stage: string; entered: number; gone: number; stock: number };

/** What went into and out of each stage in the judged window, and what stood in it at its end. */
export async function readPassages(duck: Duck, scope: PipelineScope, windows: Windows): Promise<Passage[]> {
  const sql = openSql(scope);
  Object.assign(sql.values, { start: windows.fromMs, end: windows.toMs });
  return ask<Passage>(
    duck,
    `
    select
      stage_id as stage,
      count(*) filter (where entered_at >= $start and entered_at < $end and not found) as entered,
      count(*) filter (where left_at >= $start and left_at < $end) as gone,
      count(*) filter (where coalesce(left_at >= $end, true)) as stock
    from visit
    where ${sql.chosen} and coalesce(left_at >= $start, true) and entered_at < $end
    group by stage_id
  `,
    sql.values,
  );
}

/** Deals that began in each stage in the judged window, and what a win has been worth over the windows. */
export async function readIntake(
  duck: Duck,
  scope: PipelineScope,
  windows: Windows,
): Promise<{ begun: Map<string, number>; worth: { fresh: Worth; returning: Worth }; wins: number }> {
  const sql = openSql(scope);
  Object.assign(sql.values, { start: windows.fromMs, end: windows.toMs, past: windows.pastFromMs });
  const begun = await ask<{ stage: string; n: number }>(
    duck,
    `select stage_id as stage, count(*) as n from visit where ${sql.chosen} and n = 0 and not found and entered_at >= $start and entered_at < $end group by stage_id`,
    sql.values,
  );
  const wins = await ask<{ repeat: boolean; n: number; mean: number; spread: number | null }>(
    duck,
    `
    select is_repeat as repeat, count(value) as n, avg(value)::double as mean, stddev_samp(value)::double as spread
    from (select is_repeat, ${valueToday(scope.factors)} as value from deal where ${sql.chosen} and outcome = 'won' and closed_at >= $past and closed_at < $end)
    where value is not null
    group by is_repeat
  `,
    sql.values,
  );
  const total = wins.reduce((sum, { n }) => sum + n, 0);
  const pooled = total > 0 ? wins.reduce((sum, { n, mean }) => sum + n * mean, 0) / total : 0;
  const worthOf = (repeat: boolean): Worth => {
    const own = wins.find((row) => row.repeat === repeat);
    if (!own || own.n < 10) return { mean: pooled, error: total > 1 ? pooled / Math.sqrt(total) : pooled };
    return { mean: own.mean, error: (own.spread ?? own.mean) / Math.sqrt(own.n) };
  };
  return {
    begun: new Map(begun.map(({ stage, n }) => [stage, n])),
    worth: { fresh: worthOf(false), returning: worthOf(true) },
    wins: total,
  };
}

/** A statement that binds what the windows are. */
export function boundTo(scope: PipelineScope, windows: Windows): Sql {
  const sql = openSql(scope);
  Object.assign(sql.values, { end: windows.toMs, length: windows.lengthMs, past: windows.pastFromMs, seen: windows.seenMs });
  return sql;
}

/** Stays of all windows: stage, w, next, state (on, lost, open), age in ms, and what `visit` says of the deal. What an import found has no beginning, or was not watched from it. */
export function staysSql(sql: Sql): string {
  return `
    select
      *,
      case when gone is null then 'open' when next is null and outcome = 'lost' then 'lost' else 'on' end as state,
      greatest(coalesce(gone, greatest(until, entered_at)) - entered_at, 0) as age
    from (
      select *, case when left_at <= until then left_at end as gone
      from (
        select *, stage_id as stage, next_stage as next, $seen - w * $length as until
        from (
          select *, floor(($end - 1 - entered_at)::double / $length)::integer as w
          from visit
          where ${sql.chosen} and not found and entered_at >= $past and entered_at < $end
            and (seen_from is null or begun_at is null or seen_from <= begun_at)
        )
      )
    )`;
}

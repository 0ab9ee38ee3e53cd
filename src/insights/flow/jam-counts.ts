import { dayMs } from "#base/clock.ts";
import type { Duck } from "#base/duck.ts";
import { wallMs } from "../metrics.ts";
import { openSql, valueToday, type Sql } from "../deal-conditions.ts";
import type { PipelineScope } from "./asked.ts";
import { ask, steppedMinutes } from "./cohort-sql.ts";
import { exitsToJudge, visitsToJudge } from "./find-jams.ts";
import type { Worth } from "./draw.ts";

const quarterDays = 91;

/** The window that is judged, and those of the same length before it, a year of them: `seen` is until when the first is watched. */
export type Windows = { fromMs: number; toMs: number; lengthMs: number; count: number; seenMs: number; pastFromMs: number };

/**
 * The asked period where it is of four to thirteen weeks and enough is decided in it to judge a stage, else the thirteen weeks that end with it. Earlier windows count from when the first deal
 * closed: before that nothing was decided, and a pipeline's first weeks are no measure for the later ones.
 */
export async function readWindows(duck: Duck, scope: PipelineScope): Promise<Windows> {
  const sql = openSql(scope);
  const [row] = await ask<{ first: number | null }>(duck, `select min(closed_at) as first from deal where ${sql.chosen}`, sql.values);
  const firstCloseMs = row?.first ?? scope.atMs;
  const asked = windowsOf(scope, firstCloseMs);
  if (asked.lengthMs > 0.9 * quarterDays * dayMs || (await canJudge(duck, scope, asked))) return asked;
  return windowsOf({ ...scope, fromMs: asked.toMs - quarterDays * dayMs, toMs: asked.toMs }, firstCloseMs);
}

/** Whether any stage has had what it needs to be judged in the first of the windows. */
async function canJudge(duck: Duck, scope: PipelineScope, windows: Windows): Promise<boolean> {
  const sql = boundTo(scope, { ...windows, pastFromMs: windows.fromMs });
  const found = await ask(
    duck,
    `
    select stage
    from (${staysSql(sql)})
    group by stage
    having count(*) >= ${visitsToJudge} and count(*) filter (where state = 'on') >= ${exitsToJudge} and count(*) filter (where state = 'lost') >= ${exitsToJudge}
    limit 1
  `,
    sql.values,
  );
  return found.length > 0;
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

/** Of the deals that somebody has: by how many people, how many came in, how many left, and how many did in the busiest week. */
export type Team = { people: number; had: number; finished: number; busiest: number };

const weekMs = 7 * dayMs;

/** What went into and out of each stage in the judged window, and what stood in it at its end; and of that, what those who have deals there got done. */
export async function readPassages(duck: Duck, scope: PipelineScope, windows: Windows): Promise<(Passage & Team)[]> {
  const sql = openSql(scope);
  Object.assign(sql.values, { start: windows.fromMs, end: windows.toMs });
  return ask<Passage & Team>(
    duck,
    `
    with counted as (
      select
        stage_id as stage, owner_id as owner,
        case when left_at >= $start and left_at < $end then floor((left_at - $start)::double / ${weekMs})::integer end as week,
        count(*) filter (where entered_at >= $start and not found) as entered, count(*) filter (where left_at < $end) as gone, count(*) as n
      from visit
      where ${sql.chosen} and coalesce(left_at >= $start, true) and entered_at < $end
      group by all
    ),
    weekly as (
      select
        stage, sum(entered) as entered, sum(gone) as gone, sum(n) - sum(gone) as stock, list(distinct owner) as owners,
        sum(entered) filter (where owner is not null) as had, sum(gone) filter (where owner is not null) as finished
      from counted
      group by stage, week
    )
    select
      stage, sum(entered)::integer as entered, sum(gone)::integer as gone, sum(stock)::integer as stock,
      coalesce(len(list_distinct(flatten(list(owners)))), 0)::integer as people, coalesce(sum(had), 0)::integer as had,
      coalesce(sum(finished), 0)::integer as finished, coalesce(max(finished), 0)::integer as busiest
    from weekly
    group by stage
  `,
    sql.values,
  );
}

/** Stays of deals that somebody has: those that began in the judged window, or those that ended in a stage's busiest week of it. */
export function teamSql(sql: Sql, isOfBusiest: boolean): string {
  const own = `select deal_id, stage_id, entered_at, left_at, found from visit where ${sql.chosen} and owner_id is not null and entered_at < $end`;
  if (!isOfBusiest) return `select * from (${own}) where entered_at >= $end - $length and not found`;
  return `
    select * exclude (week, gone)
    from (
      select *, count(*) over (partition by stage_id, week) as gone
      from (select *, floor((left_at - ($end - $length))::double / ${weekMs})::integer as week from (${own}) where left_at >= $end - $length and left_at < $end)
    )
    qualify dense_rank() over (partition by stage_id order by gone desc, week) = 1`;
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

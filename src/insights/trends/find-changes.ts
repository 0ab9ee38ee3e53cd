import { watch, type Change, type Expected } from "#stats/change/watch.ts";
import { learnWeeks } from "#stats/change/online.ts";
import { zOf } from "#stats/numbers/distributions.ts";
import { mean, variance } from "#stats/numbers/quantile.ts";
import { adjustForMany } from "#stats/shares/discoveries.ts";
import type { Watched } from "#stats/change/levels.ts";
import { isSum, kindOf } from "./metrics.ts";
import { valueAt, type RawSeries } from "./read-series.ts";
import { phaseOf } from "./weeks.ts";

/** A change in weeks of the calendar, by index; `isTold`: it holds against all series watched beside it (q = 0.1). */
export type FoundChange = Change & {
  nBefore: number;
  nAfter: number;
  isTold: boolean;
  moneyLow: number | null;
  moneyHigh: number | null;
  lastWeek: number;
};

export type SeriesChanges = {
  changes: FoundChange[];
  /** By week; undefined where nothing was to be expected yet. */
  expected: (Expected | undefined)[];
  state: "watched" | "learning" | "sparse";
  /** The week from which on a change can be told, where it is not watched yet; may lie behind the last week. */
  tellsFrom: number | null;
};

const q = 0.1;
const fewestASide = 20;
const fewestAWeek = 3;
/** A change that was found longer ago than this is the past: marked on charts, not told. */
const newsWeeks = 26;
const moneyWeeks = 13;
/** A change is shown beside so many weeks before it. */
export const weeksBefore = 26;
const weeksAMonth = 52 / 12;
/** Of the ranges of changes. */
const rangeLevel = 0.8;

/**
 * Watches all series at once. A first round finds how far from quiet they come; among so many only what holds at q = 0.1 (Benjamini-Hochberg) counts as a
 * change, and the second round dates just that, so that a false alarm does not cover a true one behind it. Changes of the last 26 weeks are told. Pure; takes
 * long enough for a thread of its own.
 */
export function findChanges({ series, mondays }: { series: readonly RawSeries[]; mondays: readonly string[] }): SeriesChanges[] {
  const chances = series.map((each) => Math.min(1, ...changesOf(each, mondays).changes.map(({ chance }) => chance)));
  const adjusted = adjustForMany(chances);
  const held = chances.filter((_, i) => adjusted[i]! <= q);
  const most = Math.max(q / Math.max(1, series.length), ...held);
  const found = series.map((each) => changesOf(each, mondays, most));
  for (const { changes } of found)
    for (const change of changes) change.isTold = change.over === null && mondays.length - change.alarm <= newsWeeks;
  return found;
}

function changesOf(series: RawSeries, mondays: readonly string[], most?: number): SeriesChanges {
  const weeks: number[] = [];
  for (const week of mondays.keys()) if (speaks(series, week)) weeks.push(week);
  const expected: (Expected | undefined)[] = mondays.map(() => undefined);
  const records = weeks.reduce((sum, week) => sum + (series.n[week] ?? 0), 0);
  if (weeks.length > 0 && records / weeks.length < fewestAWeek) return { changes: [], expected, state: "sparse", tellsFrom: null };
  const watched = watchedOf(series, weeks, mondays);
  const result = watch(watched, most);
  for (const [i, week] of weeks.entries()) expected[week] = result.expected[i];
  const state = weeks.length > learnWeeks ? "watched" : "learning";
  const tellsFrom = state === "watched" ? null : (weeks.at(-1) ?? mondays.length - 1) + 1 + learnWeeks - weeks.length + 1;
  const at = (index: number) => weeks[index]!;
  const changes = result.changes
    .map((change): FoundChange => {
      const since = at(change.since);
      const lastWeek = at(change.end - 1);
      const before = weeks.filter((week) => week < since && week >= since - weeksBefore);
      const after = weeks.filter((week) => week >= since && week <= lastWeek);
      return {
        ...change,
        since,
        low: at(change.low),
        high: at(change.high),
        alarm: at(change.alarm),
        confirmed: at(change.confirmed),
        over: change.over === null ? null : at(change.over),
        nBefore: recordsIn(series, before),
        nAfter: recordsIn(series, after),
        isTold: false,
        lastWeek,
        ...moneyOf(series, change, since),
      };
    })
    .filter(({ nBefore, nAfter }) => nBefore >= fewestASide && nAfter >= fewestASide);
  return { changes, expected, state, tellsFrom };
}

/** A week of a mean or share says something from its first few records on; a count always does, and revenue where there is any. */
function speaks(series: RawSeries, week: number): boolean {
  const value = valueAt(series, week);
  if (value === null) return false;
  if (kindOf(series.metric) === "count") return true;
  if (series.metric === "revenueWon") return value > 0;
  return (series.n[week] ?? 0) >= fewestAWeek && (kindOf(series.metric) === "share" || value > 0);
}

function watchedOf(series: RawSeries, weeks: readonly number[], mondays: readonly string[]): Watched {
  const kind = kindOf(series.metric);
  return {
    kind,
    values: weeks.map((week) => (kind === "mean" ? Math.log(valueAt(series, week)!) : valueAt(series, week)!)),
    cases: weeks.map((week) => (isSum(series.metric) ? 1 : series.n[week]!)),
    phases: weeks.map((week) => phaseOf(mondays[week]!)),
  };
}

function recordsIn(series: RawSeries, weeks: readonly number[]): number {
  return weeks.reduce((sum, week) => sum + (series.n[week] ?? 0), 0);
}

/**
 * What the change is worth a month, everything else unchanged: its share of the old level × what the deals concerned brought a month in the 13 weeks
 * before. Its range has the uncertainty of both, the change's and that of what came in in so few weeks (errors added in squares, delta method). A longer
 * or shorter cycle brings money sooner or later, not more of it, so it has none.
 */
function moneyOf(
  series: RawSeries,
  { before, changeLow, changeHigh }: Change,
  since: number,
): { moneyLow: number | null; moneyHigh: number | null } {
  const earlier = series.revenue.slice(Math.max(0, since - moneyWeeks), since);
  if (series.metric === "salesCycle" || before <= 0 || earlier.length === 0) return { moneyLow: null, moneyHigh: null };
  const weekly = mean(earlier);
  if (weekly === 0) return { moneyLow: null, moneyHigh: null };
  const share = (changeLow + changeHigh) / 2 / before;
  const half = (changeHigh - changeLow) / 2 / before;
  const unsure = earlier.length > 1 ? (zOf(rangeLevel) * Math.sqrt(variance(earlier) / earlier.length)) / weekly : 0;
  const width = Math.hypot(half, share * unsure);
  const [low, high] = [share - width, share + width].map((part) => Math.round(part * weekly * weeksAMonth));
  return { moneyLow: low!, moneyHigh: high! };
}

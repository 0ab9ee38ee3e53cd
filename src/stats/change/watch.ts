import { zOf } from "../numbers/distributions.ts";
import { mean } from "../numbers/quantile.ts";
import { chanceOf, heightOf, quietOf } from "./alarm-chance.ts";
import { cusum, type Baseline } from "./alarm.ts";
import { onlyBreak, partition } from "./breaks.ts";
import { learnLevels, type Levels, type Watched } from "./levels.ts";
import { baselineOf, behind, learnWeeks, residualsOf, stepAt } from "./online.ts";
import { errorOfMean } from "./residuals.ts";

/** A change of level: indices of weeks, values in the series' own unit. */
export type Change = {
  /** First week of the new level, and the range of that week. */
  since: number;
  low: number;
  high: number;
  /** When the sum passed its limit, and when the cut was confirmed. */
  alarm: number;
  confirmed: number;
  direction: 1 | -1;
  /** What was to be expected of the weeks since, up to the week before `end`, and what came; the range is that of `after − before`. */
  end: number;
  before: number;
  after: number;
  changeLow: number;
  changeHigh: number;
  /** Chance that a quiet series comes so far within a year. */
  chance: number;
  /** First week back near the old level; null while it lasts. */
  over: number | null;
};

/** What was expected of a week beforehand, with the range that eight of ten weeks lie in. */
export type Expected = { value: number; low: number; high: number };

export type WatchResult = { changes: Change[]; expected: Expected[]; watchedFrom: number | null };

/** The fewest weeks that count as a level of their own. */
export const leastWeeks = 5;
const fewestToCut = 20;
const level = 0.8;
/** What comes later than this after the confirmation no longer dates a change. */
const dateWeeks = 8;

/**
 * Watches a weekly series as it would have been watched live: nothing of a week is used before it is over. 26 weeks are learnt from, then the
 * one-step errors go into a two-sided CUSUM; where its limit is passed and the cut is confirmed by optimal partitioning (3 · ln n, pieces of five and more), a
 * change is dated, and the watch begins anew behind it. `most` is the chance that a quiet series may have to come as far: lower where many series are watched. A change that came back to the old level is over.
 */
export function watch(series: Watched, most = 0.08): WatchResult {
  const n = series.values.length;
  const changes: Change[] = [];
  const expected: Expected[] = [];
  let start = 0;
  for (;;) {
    const stretch = cut(series, start, n);
    if (stretch.values.length <= learnWeeks) {
      fillExpected(stretch, stretch.values.length, expected, start);
      return { changes, expected, watchedFrom: changes.length === 0 ? null : start + learnWeeks };
    }
    const found = watchStretch(stretch, most, expected, start);
    if (!found) return { changes, expected, watchedFrom: start + learnWeeks };
    changes.push({
      ...found,
      since: found.since + start,
      low: found.low + start,
      high: found.high + start,
      alarm: found.alarm + start,
      confirmed: found.confirmed + start,
      end: found.end + start,
      over: found.over === null ? null : found.over + start,
    });
    start = (found.over ?? found.since) + start;
  }
}

function watchStretch(series: Watched, most: number, expected: Expected[], offset: number): Change | null {
  const n = series.values.length;
  fillExpected(series, learnWeeks, expected, offset);
  const errors: number[] = [];
  let alarm: number | null = null;
  for (let t = learnWeeks; t < n; t += 1) {
    const { error, levels, baseline } = stepAt(series, t);
    expected[offset + t] = rangeOf(series, levels, baseline, t);
    errors.push(error);
    const quiet = quietOf(baseline.carry);
    const limit = Math.max(quiet.limit, heightOf(quiet, most));
    const { up, down } = cusum(errors);
    const height = Math.max(up.at(-1)!, down.at(-1)!);
    if (height <= limit) {
      alarm = null;
      continue;
    }
    alarm ??= t;
    const direction = up.at(-1)! > limit ? 1 : -1;
    const end = Math.min(n, t + 1 + dateWeeks);
    if (t + 1 < fewestToCut || !isCut(series, levels, baseline, t + 1)) continue;
    const change = dateChange(series, { end, direction, alarm, confirmed: t });
    if (!change) continue;
    return { ...change, chance: chanceOf(quiet, height) };
  }
  return null;
}

/** Whether optimal partitioning puts a cut into the stretch. */
function isCut(series: Watched, levels: Levels, baseline: Baseline, end: number): boolean {
  const residuals = residualsOf(series, levels, 0, end);
  const noise = baseline.spread ** 2 / (1 - baseline.carry ** 2);
  return partition(residuals, 3 * Math.log(end) * noise, leastWeeks).length > 1;
}

function dateChange(
  series: Watched,
  { end, direction, alarm, confirmed }: { end: number; direction: 1 | -1; alarm: number; confirmed: number },
): Omit<Change, "chance"> | null {
  const rough = onlyBreak(residualsOf(series, learnLevels(series, Math.max(learnWeeks, confirmed - behind)), 0, end), level, leastWeeks);
  if (!rough) return null;
  const since = rough.at + 1;
  const levels = learnLevels(series, since);
  const baseline = baselineOf(series, levels, since);
  const residuals = residualsOf(series, levels, 0, end);
  const found = onlyBreak(residuals, level, leastWeeks);
  if (!found) return null;
  const [old, young] = [residuals.slice(0, since), residuals.slice(since)];
  const shift = mean(young) - mean(old);
  if (Math.sign(shift) !== direction) return null;
  // errors that carry over blur the place by as much as they blur the level
  const blur = (1 + baseline.carry) / (1 - baseline.carry);
  const half = zOf(level) * Math.hypot(errorOfMean(old, baseline.carry), errorOfMean(young, baseline.carry));
  const { before, after } = levelsSince(series, levels, since, end);
  const size = after - before;
  const [one, other] = [size * (1 - half / Math.abs(shift)), size * (1 + half / Math.abs(shift))];
  return {
    since,
    low: Math.max(0, Math.round(since - (found.at - found.low) * blur)),
    high: Math.min(end - 1, Math.round(since + (found.high - found.at) * blur)),
    alarm,
    confirmed,
    direction,
    end,
    before,
    after,
    changeLow: Math.min(one, other),
    changeHigh: Math.max(one, other),
    over: overFrom(series, levels, baseline, since, mean(old), mean(young)),
  };
}

/** From which week on the series stands nearer to its old level than to the new one, in a piece of its own at the end. */
function overFrom(series: Watched, levels: Levels, baseline: Baseline, since: number, old: number, young: number): number | null {
  const residuals = residualsOf(series, levels, since, series.values.length);
  if (residuals.length < 2 * leastWeeks) return null;
  const noise = baseline.spread ** 2 / (1 - baseline.carry ** 2);
  const pieces = partition(residuals, 3 * Math.log(residuals.length + since) * noise, leastWeeks);
  const back = pieces.slice(1).find((piece) => Math.abs(piece.mean - old) < Math.abs(piece.mean - young));
  return back ? since + back.first : null;
}

function levelsSince(series: Watched, levels: Levels, since: number, end: number): { before: number; after: number } {
  let [was, is, all] = [0, 0, 0];
  for (let t = since; t < end; t += 1) {
    const weight = series.kind === "count" ? 1 : series.cases[t]!;
    was += weight * levels.expect(t);
    is += weight * series.values[t]!;
    all += weight;
  }
  const back = (value: number) => (series.kind === "mean" ? Math.exp(value) : value);
  return { before: back(was / all), after: back(is / all) };
}

function fillExpected(series: Watched, learnt: number, expected: Expected[], offset: number): void {
  if (learnt < 8) return; // no line is drawn through a few points
  const levels = learnLevels(series, learnt);
  const baseline = baselineOf(series, levels, learnt);
  for (let t = 0; t < learnt; t += 1) expected[offset + t] = rangeOf(series, levels, baseline, t);
}

function rangeOf(series: Watched, levels: Levels, { spread, carry }: Baseline, t: number): Expected {
  const value = levels.expect(t);
  const half = zOf(level) * (spread / Math.sqrt(1 - carry * carry));
  if (series.kind === "mean") {
    const log = half / Math.sqrt(series.cases[t]!);
    return { value: Math.exp(value), low: Math.exp(value - log), high: Math.exp(value + log) };
  }
  const n = series.cases[t]!;
  const error = series.kind === "count" ? Math.sqrt(value + levels.alpha * value * value) : Math.sqrt((value * (1 - value)) / n);
  return {
    value,
    low: Math.max(0, value - half * error),
    high: series.kind === "share" ? Math.min(1, value + half * error) : value + half * error,
  };
}

function cut(series: Watched, from: number, to: number): Watched {
  const { kind, values, cases, phases } = series;
  return { kind, values: values.slice(from, to), cases: cases.slice(from, to), phases: phases.slice(from, to) };
}

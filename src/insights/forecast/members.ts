import { runRate, seasonalNaive } from "#stats/forecast/members.ts";
import { dampedSeasonal, dampedTrend } from "#stats/forecast/smoothing.ts";
import { monthEnd, monthOf, shiftMonths, wholeMonths, type Days } from "./calendar.ts";
import type { History } from "./history.ts";
import type { Known } from "./learn.ts";

/** The ways to forecast that are combined, in the order of every list of them. */
export const memberNames = ["runRate", "seasonalNaive", "smoothing", "simulation"] as const;
type Members = (number | null)[];

/**
 * What the simple members say of the days ahead, known what was known at the end of `day`; `simulated` joins them, which knows that of the first day only
 * `share` is ahead.
 */
export function membersAt(history: History, known: Known, day: number, ahead: Days, simulated: number, share = 1): Members {
  const length = ahead.to - ahead.from + 1;
  return [...simpleMembers(history, known, day, ahead).map((value) => value && (value * (length - 1 + share)) / length), simulated];
}

function simpleMembers(history: History, known: Known, day: number, ahead: Days): Members {
  const whole = wholeMonths(ahead);
  const next = whole !== null && monthOf(ahead.from) === monthOf(day) + 1 && day === monthEnd(monthOf(day));
  if (whole !== null && next)
    return [
      runRate(known.series, whole),
      seasonalNaive(known.series, whole, known.season),
      smoothed(
        known,
        Array.from({ length: whole }, () => 1),
      ),
    ];
  return [
    known.months * 30 < ahead.to - ahead.from + 1 ? null : wonBetween(history, day - (ahead.to - ahead.from + 1), day),
    sameSeason(history, known, day, ahead),
    smoothed(known, sharesOfMonths(day, ahead)),
  ];
}

/** Won on the days after `after` up to `until`. */
export function wonBetween({ won }: History, after: number, until: number): number {
  let sum = 0;
  for (let i = 0; i < won.day.length; i += 1) if (won.day[i]! > after && won.day[i]! <= until) sum += won.sum[i]!;
  return sum;
}

/** The same days of the season before, as often as the days ahead span one. */
function sameSeason(history: History, known: Known, day: number, { from, to }: Days): number | null {
  if (known.series.length < known.season) return null;
  let sum = 0;
  for (let start = from - 1; start < to;) {
    const end = Math.min(to, shiftMonths(start, known.season));
    let back = known.season;
    while (shiftMonths(end, -back) > day) back += known.season;
    sum += wonBetween(history, shiftMonths(start, -back), shiftMonths(end, -back));
    start = end;
  }
  return sum;
}

/** A damped trend from two years on, with seasons where every month had sales. */
function smoothed({ series, months }: Known, shares: readonly number[]): number | null {
  if (months < 24 || series.length < 24) return null;
  const fit = series.every((value) => value > 0) ? dampedSeasonal(series, 12) : dampedTrend(series);
  return fit.ahead(shares.length).reduce((sum, value, i) => sum + Math.max(0, value) * shares[i]!, 0);
}

/** How much of each month after the last full one lies ahead. */
function sharesOfMonths(day: number, { from, to }: Days): number[] {
  const last = day === monthEnd(monthOf(day)) ? monthOf(day) : monthOf(day) - 1;
  return Array.from({ length: monthOf(to) - last }, (_, i) => {
    const [start, end] = [monthEnd(last + i) + 1, monthEnd(last + 1 + i)];
    return Math.max(0, Math.min(end, to) - Math.max(start, from) + 1) / (end - start + 1);
  });
}

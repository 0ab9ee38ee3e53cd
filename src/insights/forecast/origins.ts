import { combine, type Origin } from "#stats/forecast/combine.ts";
import { calibratedFactor, type Shown } from "#stats/forecast/range.ts";
import { shockVariance } from "#stats/forecast/shock.ts";
import { zOf } from "#stats/numbers/distributions.ts";
import { monthEnd, monthOf, monthStart, type Days } from "./calendar.ts";
import { addExpected, calendarOf, expect, ownVariance, type Cells } from "./expect.ts";
import { originMonths, type History } from "./history.ts";
import type { Known } from "./learn.ts";
import { membersAt, wonBetween } from "./members.ts";

export const backtestKinds = ["month", "restOfQuarter", "nextQuarter"] as const;
export type BacktestKind = (typeof backtestKinds)[number];

/** What would have been said at the end of a past month about days after it, and what came (null while they are not over). */
export type Tried = {
  kind: BacktestKind;
  day: number;
  days: Days;
  members: (number | null)[];
  middle: number;
  low: number;
  high: number;
  /** Relative variance that was expected, without and with what is common to all deals. */
  own: number;
  spread: number;
  calibrated: boolean;
  actual: number | null;
};

/** So many full months before anything is said, and before it gets a range. */
export const gates = { says: 3, ranges: 6 } as const;

/** Every end of a past month as a place to forecast from, knowing only what was known then: each learns from the ones before it that were over by then. */
export function tryOrigins(history: History, knownAt: (day: number) => Known): Tried[] {
  if (history.first === null) return [];
  const lastDay = history.left > 0 ? history.today - 1 : history.today;
  const lastFull = lastDay === monthEnd(monthOf(lastDay)) ? monthOf(lastDay) : monthOf(lastDay) - 1;
  const first = Math.max(monthOf(history.first), lastFull - originMonths + 1);
  const tried: Tried[] = [];
  for (let month = first; month <= lastFull; month += 1) {
    const day = monthEnd(month);
    const known = knownAt(day);
    if (known.months < gates.ranges || known.wins < 5) continue;
    const periods = [1, 2, 3].map((ahead) => ({ from: monthStart(month + ahead), to: monthEnd(month + ahead) }));
    const expected = expect(known, openAt(history, day), day + 1, calendarOf(known, day + 1, 1, periods));
    const rest = 2 - (month % 3);
    const kinds: [BacktestKind, number][] = [
      ["month", 1],
      ...(rest > 0 ? [["restOfQuarter", rest] as [BacktestKind, number]] : []),
      ["nextQuarter", 3],
    ];
    for (const [kind, length] of kinds) {
      const days = { from: day + 1, to: monthEnd(month + length) };
      const all = addExpected(expected.slice(0, length));
      const own = ownVariance(all, known.size, (days.to - day) / 7);
      const members = membersAt(history, known, day, days, all.sum);
      const past = before(tried, kind, day);
      tried.push({
        kind,
        day,
        days,
        members,
        ...judge(members, own, past, known),
        own,
        actual: days.to <= lastDay ? wonBetween(history, day, days.to) : null,
      });
    }
  }
  return tried;
}

/** The middle of the members and its 80 % range, as past origins of the kind have taught. */
function judge(members: (number | null)[], own: number, past: readonly Over[], known: Known) {
  const middle = combine(members, asOrigins(past))!;
  const spread = own + commonVariance(past) + 1 / Math.max(1, known.wins);
  const factor = calibratedFactor(standardised(past, spread), 0.8);
  const width = factor ?? Math.exp(zOf(0.8) * Math.sqrt(Math.log1p(spread)));
  return { middle, low: middle / width, high: middle * width, spread, calibrated: factor !== null };
}

export type Over = Tried & { actual: number };

/** Those of a kind that were over at the end of a day. */
export function before(tried: readonly Tried[], kind: BacktestKind, day: number): Over[] {
  return tried.filter((one): one is Over => one.kind === kind && one.actual !== null && one.days.to <= day);
}

export function asOrigins(past: readonly Over[]): Origin[] {
  return past.map(({ members, actual }) => ({ forecasts: members, actual }));
}

/** τ² by the past errors of what was said. */
export function commonVariance(past: readonly Over[]): number {
  const usable = past.filter(({ middle, actual, own }) => middle > 0 && actual > 0 && own < 1e6);
  return shockVariance(
    usable.map(({ middle, actual }) => Math.log(actual / middle)),
    usable.map(({ own }) => own),
  );
}

/**
 * Past errors as they would be at a forecast of this spread: ln(actual ÷ forecast) in units of the spread expected then, so that a month of many sales
 * learns rightly from one of few. Misses by more than a factor of 20 count as that.
 */
export function standardised(past: readonly Over[], spread: number): Shown[] {
  return past.flatMap(({ middle, actual, spread: then }) => {
    if (!(middle > 0) || then > 1e6) return [];
    const error = Math.log(Math.min(20, Math.max(0.05, actual / middle)));
    return [{ forecast: 1, actual: Math.exp((error * Math.sqrt(spread)) / Math.sqrt(then)) }];
  });
}

function openAt({ openThen }: History, day: number): Cells {
  const chosen = Array.from(openThen.day, (_, i) => i).filter((i) => openThen.day[i] === day);
  const pick = (values: Float64Array) => chosen.map((i) => values[i]!);
  const { state, entered, segment, n, known, value } = openThen;
  return { state: pick(state), entered: pick(entered), segment: pick(segment), n: pick(n), known: pick(known), value: pick(value) };
}

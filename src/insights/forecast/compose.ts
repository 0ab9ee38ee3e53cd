import { quantileSorted } from "#stats/numbers/quantile.ts";
import { quantileDots } from "#stats/show/dots.ts";
import type { Estimate } from "../contract.ts";
import { dayName, monthEnd, monthOf, monthStart, type Days } from "./calendar.ts";
import type { ForecastAnswer } from "./contract.ts";
import type { Drawn } from "./draw.ts";
import type { History } from "./history.ts";
import type { Judged } from "./judge.ts";
import { memberNames } from "./members.ts";
import { roundToSum, shownParts, spread, type Spread } from "./spread.ts";

const levels = [0.5, 0.8, 0.95] as const;

export type Composed = Pick<
  ForecastAnswer,
  "state" | "months" | "wins" | "figure" | "ranges" | "dots" | "split" | "path" | "byMonth" | "past" | "groups" | "members" | "coverage"
>;

/** Words what was judged and drawn as an answer. `drawn` is left out while there is no range. */
export function compose(
  { history, judged, drawn, draws }: { history: History; judged: Judged; drawn: Drawn | undefined; draws: number },
  { days, periods, level, currency, grouped }: { days: Days; periods: readonly Days[]; level: number; currency: string; grouped: boolean },
): Composed {
  const { middle, factor80, months, wins } = judged;
  const state = middle === null ? "tooEarly" : !drawn ? "noRange" : factor80 === null ? "simulated" : "calibrated";
  const won = wonSoFar(history, days);
  const moved = drawn && middle !== null ? spread(drawn, draws, judged) : undefined;
  const total = middle === null ? null : won.sum + Math.round(middle);
  const at = { from: dayName(days.from), to: dayName(days.to), currency };
  const method =
    middle === null ? "none" : judged.method === "runRate" ? "run-rate" : `median of members${drawn ? `, ${state} range` : ""}`;
  const word = (value: number | null, n: number, undecided: number, own?: Float64Array, base = 0): Estimate => ({
    value,
    ...rangeOf(own, level, base),
    level: own ? level : null,
    n,
    undecided,
    unit: "money",
    method,
    ...at,
  });
  const sorted = moved?.totals.slice().sort();
  const keys = history.keys.length > 0 ? history.keys : [""];
  const wonByKey = keys.map((_, key) => wonSoFar(history, days, key));
  const openByKey = keys.map((_, key) => countOpen(history, key));
  const parts = judged.split.map(({ open, waiting, fresh, again }) => [open, waiting + again, fresh]);
  // First the parts of all, then each by key, so that the parts are the same however they are told apart.
  const wholes =
    middle === null
      ? undefined
      : roundToSum(
          [0, 1, 2].map((part) => sumBy(parts, (own) => own[part]!)),
          Math.round(middle),
        );
  const byPart = wholes?.map((whole, part) =>
    roundToSum(
      parts.map((own) => own[part]!),
      whole,
    ),
  );
  const expected = (key: number, part: number) => byPart?.[part]![key] ?? null;
  const sumOver = (part: number) => wholes?.[part] ?? null;
  const leaves = drawn && moved && middle !== null ? shownLeaves(drawn, moved, keys.length) : undefined;
  const splitOf = (members: readonly number[], value: (part: number) => number | null, wonPart: { n: number; sum: number }) => ({
    won: { ...word(wonPart.sum, wonPart.n, 0), method: "won so far" },
    open: word(
      value(0),
      sumBy(members, (key) => openByKey[key]!.open),
      sumBy(members, (key) => openByKey[key]!.open),
      addUp(leaves, members, [0]),
    ),
    returning: word(
      value(1),
      sumBy(members, (key) => openByKey[key]!.waiting),
      sumBy(members, (key) => openByKey[key]!.waiting),
      addUp(leaves, members, [1]),
    ),
    fresh: word(value(2), 0, 0, addUp(leaves, members, [2])),
  });
  const all = keys.map((_, key) => key);
  return {
    state,
    months,
    wins,
    figure: word(total, won.n, history.open.state.length, sorted, won.sum),
    ranges: sorted ? levels.map((own) => ({ level: own, ...rangeOf(sorted, own, won.sum) })) : [],
    dots: sorted ? quantileDots(sorted).map((dot) => Math.round(dot) + won.sum) : [],
    split: splitOf(all, sumOver, won),
    ...along(history, judged, drawn, moved, days, periods),
    past: pastMonths(history, days),
    ...(grouped && {
      groups: keys.map((key, i) => {
        const own = total === null ? null : wonByKey[i]!.sum + [0, 1, 2].reduce((sum, part) => sum + expected(i, part)!, 0);
        return {
          key,
          figure: word(own, wonByKey[i]!.n, openByKey[i]!.open + openByKey[i]!.waiting, addUp(leaves, [i]), wonByKey[i]!.sum),
          split: splitOf([i], (part) => expected(i, part), wonByKey[i]!),
        };
      }),
    }),
    members: memberNames.map((name, i) => ({ name, value: judged.members[i] == null ? null : Math.round(judged.members[i]) })),
    coverage: { ...judged.coverage, ratio: null },
  };
}

function rangeOf(draws: Float64Array | undefined, level: number, base = 0): { low: number; high: number } {
  if (!draws) return { low: null, high: null } as never;
  const sorted = draws.slice().sort();
  return {
    low: Math.round(quantileSorted(sorted, (1 - level) / 2)) + base,
    high: Math.round(quantileSorted(sorted, (1 + level) / 2)) + base,
  };
}

/** By key and part (open, returning, fresh) what was drawn, moved to the forecast; they add up to the totals in every draw. */
function shownLeaves(drawn: Drawn, moved: Spread, keys: number): Float64Array[] {
  const leaves = keys * 2;
  const column = (from: Float64Array, leaf: number) => Float64Array.from({ length: moved.draws }, (_, draw) => from[draw * leaves + leaf]!);
  const raw = Array.from({ length: keys }, (_, key) => {
    const again = column(drawn.young, key * 2 + 1);
    return [
      column(drawn.open, key * 2),
      column(drawn.open, key * 2 + 1).map((value, draw) => value + again[draw]!),
      column(drawn.young, key * 2),
    ];
  });
  return shownParts(raw.flat(), moved);
}

/** What was drawn of some keys and parts, added up draw by draw. */
function addUp(
  leaves: Float64Array[] | undefined,
  keys: readonly number[],
  parts: readonly number[] = [0, 1, 2],
): Float64Array | undefined {
  return (
    leaves &&
    keys.flatMap((key) => parts.map((part) => leaves[key * 3 + part]!)).reduce((sum, own) => sum.map((value, draw) => value + own[draw]!))
  );
}

/** The way to the end: summed up by week or month, and month by month. Before today it is what was won. */
function along(
  history: History,
  judged: Judged,
  drawn: Drawn | undefined,
  moved: Spread | undefined,
  days: Days,
  periods: readonly Days[],
): Pick<Composed, "path" | "byMonth"> {
  const wonOn = wonByDay(history, days);
  const between = ({ from, to }: Days) =>
    Array.from(wonOn).reduce((sum, [day, value]) => (day >= from && day <= to ? sum + value : sum), 0);
  const sales = (from: number, to: number) => wonSoFar(history, { from: Math.max(from, days.from), to: Math.min(to, days.to) }).n;
  const past = days.from < judged.first ? periods : [];
  const draws = moved?.draws ?? 0;
  // In every draw the periods add up to its total; where the members have nothing in the months that were drawn, these stay as drawn.
  const { periods: raw = new Float64Array() } = drawn ?? {};
  const shares = raw.map((value, i) => value * judged.profile[i % periods.length]!);
  const shaped = Array.from({ length: draws }, (_, draw) =>
    shares.subarray(draw * periods.length, (draw + 1) * periods.length).reduce((sum, value) => sum + value, 0),
  );
  const money = (draw: number, period: number) => {
    const at = draw * periods.length + period;
    return shaped[draw]! > 0 ? (shares[at]! * moved!.totals[draw]!) / shaped[draw]! : raw[at]! * moved!.factors[draw]!;
  };
  const sums = new Float64Array(draws);
  let soFar = 0;
  const path = periods.map((period, i) => {
    soFar += between(period);
    for (let draw = 0; draw < draws; draw += 1) sums[draw]! += money(draw, i);
    const over = period.to < judged.first;
    const sorted = moved && !over ? sums.map((sum) => Math.round(sum)).sort() : undefined;
    return {
      from: dayName(period.from),
      to: dayName(period.to),
      won: period.from <= history.today && past.length > 0 ? soFar : null,
      n: sales(days.from, period.to),
      middle: over ? soFar : sorted ? soFar + Math.round(quantileSorted(sorted, 0.5)) : null,
      ranges: sorted ? levels.map((level) => ({ level, ...rangeOf(sorted, level, soFar) })) : [],
    };
  });
  const months = [...new Set(periods.map(({ from }) => monthOf(from)))];
  const byMonth = months.map((month) => {
    const own = periods.flatMap((period, i) => (monthOf(period.from) === month ? [i] : []));
    const won = own.reduce((sum, i) => sum + between(periods[i]!), 0);
    const over = Math.min(monthEnd(month), days.to) < judged.first;
    const drawnMonth = Float64Array.from({ length: draws }, (_, draw) => own.reduce((sum, i) => sum + money(draw, i), 0)).sort();
    return {
      from: dayName(Math.max(monthStart(month), days.from)),
      to: dayName(Math.min(monthEnd(month), days.to)),
      won,
      n: sales(monthStart(month), monthEnd(month)),
      middle: over ? won : moved ? won + Math.round(quantileSorted(drawnMonth, 0.5)) : null,
      ranges: moved && !over ? levels.map((level) => ({ level, ...rangeOf(drawnMonth, level, won) })) : [],
    };
  });
  return { path, byMonth };
}

function wonByDay({ wonBy }: History, { from, to }: Days): Map<number, number> {
  const sums = new Map<number, number>();
  wonBy.day.forEach((day, i) => {
    if (day >= from && day <= to) sums.set(day, (sums.get(day) ?? 0) + wonBy.sum[i]!);
  });
  return sums;
}

function wonSoFar({ wonBy }: History, { from, to }: Days, key?: number): { n: number; sum: number } {
  let [n, sum] = [0, 0];
  wonBy.day.forEach((day, i) => {
    if (day < from || day > to || (key !== undefined && wonBy.key[i] !== key)) return;
    n += wonBy.n[i]!;
    sum += wonBy.sum[i]!;
  });
  return { n, sum };
}

function countOpen({ open, states }: History, key: number): { open: number; waiting: number } {
  const count = { open: 0, waiting: 0 };
  open.state.forEach((state, i) => {
    if (open.key[i] === key) count[states[state]!.waiting ? "waiting" : "open"] += 1;
  });
  return count;
}

/** The twelve full months before the stretch or today, whichever comes first. */
function pastMonths({ won, today, first }: History, days: Days): Composed["past"] {
  const last = Math.min(monthOf(days.from), monthOf(today + 1)) - 1;
  if (first === null) return [];
  const begin = Math.max(monthOf(first), last - 11);
  return Array.from({ length: Math.max(0, last - begin + 1) }, (_, i) => {
    const [from, to] = [monthStart(begin + i), monthEnd(begin + i)];
    let [n, sum] = [0, 0];
    won.day.forEach((day, j) => {
      if (day >= from && day <= to) [n, sum] = [n + won.n[j]!, sum + won.sum[j]!];
    });
    return { from: dayName(from), to: dayName(to), won: sum, n };
  });
}

function sumBy<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0);
}

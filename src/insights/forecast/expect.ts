import { winChancesFrom, type Calendar } from "#stats/forecast/win-chances.ts";
import type { Known } from "./learn.ts";
import type { Days } from "./calendar.ts";

/** What comes in a period on average: money, sales, and Σ value² of the sales, by which it is uncertain. `young`: the part of deals not born yet. */
export type Expected = { sum: number; wins: number; squares: number; young: number };

/** Deals of equal story: `known` of the `n` have a value, `value` is its sum. */
export type Cells = Record<"state" | "entered" | "segment" | "n" | "known" | "value", ArrayLike<number>>;

/** The coming days from `first` on, of which `left` is still to come, by the periods they belong to; days before, between and behind them count into none (the last, one too many). */
export function calendarOf(known: Pick<Known, "phaseOf">, first: number, left: number, periods: readonly Days[]): Calendar {
  const last = periods.at(-1)!.to;
  const days = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  const start = periods[0]!.from;
  const before = first < start ? 1 : 0; // what happens before the first period has one of its own
  return {
    phases: days.map(known.phaseOf),
    periodOf: days.map((day) => (day < start ? 0 : before + periods.findIndex(({ to }) => day <= to))),
    periods: periods.length + before,
    shares: days.map((_, i) => (i === 0 ? left : 1)),
    chained: true,
  };
}

/** Expected revenue in each period of a calendar whose first step is the day `first`: of open deals and of those not born yet. */
export function expect(known: Known, cells: Cells, first: number, calendar: Calendar): Expected[] {
  const { from, fresh } = winChancesFrom(known.hazards, calendar, 1);
  const sums = Array.from({ length: calendar.periods }, () => ({ sum: 0, wins: 0, squares: 0, young: 0 }));
  const chances = new Map<string, Float64Array>();
  const chanceOf = (state: number, age: number) => {
    const key = `${state} ${age}`;
    let found = chances.get(key);
    if (!found) chances.set(key, (found = from(state, age)));
    return found;
  };
  for (let i = 0; i < cells.state.length; i += 1) {
    const own = known.segments[cells.segment[i]!]!;
    const [n, valued, value] = [cells.n[i]!, cells.known[i]!, cells.value[i]!];
    const money = value * own.ratio + (n - valued) * own.mean;
    const squares = (valued > 0 ? (value * own.ratio) ** 2 / valued : 0) + (n - valued) * own.square;
    const chance = chanceOf(cells.state[i]!, Math.max(0, first - cells.entered[i]!));
    sums.forEach((into, period) => {
      into.sum += chance[period]! * money;
      into.wins += chance[period]! * n;
      into.squares += chance[period]! * squares;
    });
  }
  for (const { state, segment, perDay } of known.arrivals) {
    const own = known.segments[segment]!;
    for (let step = 0; step < calendar.phases.length; step += 1) {
      const chance = fresh(state, step);
      const rate = perDay * known.weekdays[(first + step) % 7]! * (calendar.shares?.[step] ?? 1);
      sums.forEach((into, period) => {
        const wins = rate * chance[period]!;
        into.sum += wins * own.mean;
        into.young += wins * own.mean;
        into.wins += wins;
        into.squares += wins * own.square;
      });
    }
  }
  return sums;
}

export function addExpected(parts: readonly Expected[]): Expected {
  return parts.reduce(
    (all, part) => ({
      sum: all.sum + part.sum,
      wins: all.wins + part.wins,
      squares: all.squares + part.squares,
      young: all.young + part.young,
    }),
    { sum: 0, wins: 0, squares: 0, young: 0 },
  );
}

/** Relative variance of what comes if nothing was common to all deals: Σ value² ÷ (Σ value)², and the unevenness of arrivals over so many weeks. */
export function ownVariance({ sum, squares, young }: Expected, size: number, weeks: number): number {
  if (sum <= 0) return 1e9; // nothing to come: nothing is known
  return squares / sum ** 2 + (Number.isFinite(size) ? (young / sum) ** 2 / (size * Math.max(1, weeks)) : 0);
}

import { countHazards, shrinkHazards, type HazardCounts, type Hazards } from "#stats/forecast/hazards.ts";
import { mean, variance } from "#stats/numbers/quantile.ts";
import { monthEnd, monthOf, monthStart } from "./calendar.ts";
import { arrivalDays, historyDays, type History } from "./history.ts";

/** Least age in days of each bin by which chances are told apart. */
const ages = [0, 1, 2, 4, 7, 14, 21, 28, 42, 56, 70, 84, 98, 112, 126, 140, 182, 273, 365];

/** From so many wins on a kind of deals is worth what its own were. */
export const winsToValue = 20;

/** What was known at the end of a day: chances by stage, age and phase of the calendar, values by segment, how deals arrive. */
export type Known = {
  hazards: Hazards;
  /** Months of a cycle: of the quarter, after two years of the year. */
  season: number;
  phaseOf: (day: number) => number;
  segments: readonly { mean: number; square: number; ratio: number }[];
  /** Won so far. */
  wins: number;
  arrivals: readonly { state: number; segment: number; perDay: number }[];
  /** How arrivals spread over a week from Thursday on (day 0), 1 on average. */
  weekdays: readonly number[];
  /** How uneven weeks are: the size of a negative binomial. */
  size: number;
  /** Full months since the first deal. */
  months: number;
  /** Won by month, from the first month in which anything was won. */
  series: readonly number[];
};

/** Goes through a history once; what was known at the end of any day of it (the ends of months, and today) is then told without looking at what came later. */
export function learn(history: History): (day: number) => Known {
  const { stays, states, today } = history;
  const oldest = Math.max(history.first ?? today, today - historyDays);
  const firstMonth = monthOf(oldest);
  const monthOfDay = Uint16Array.from({ length: today - oldest + 2 }, (_, i) => monthOf(oldest + i) - firstMonth);
  const shape = { states: states.length, ages, phases: monthOf(today) - firstMonth + 1 };
  const byMonth = countHazards(
    { ...stays, from: stays.from.map((day) => Math.max(day, oldest)), until: stays.until.map((day) => Math.min(day, today)) },
    shape,
    (day) => monthOfDay[day - oldest]!,
  );
  return (day) => knownAt(history, byMonth, firstMonth, day);
}

function knownAt(history: History, byMonth: HazardCounts, firstMonth: number, day: number): Known {
  const first = history.first ?? day;
  const firstFull = first === monthStart(monthOf(first)) ? monthOf(first) : monthOf(first) + 1;
  const lastFull = day === monthEnd(monthOf(day)) ? monthOf(day) : monthOf(day) - 1;
  const months = Math.max(0, lastFull - firstFull + 1);
  const season = months >= 24 ? 12 : 3;
  const series = monthlyWon(history, lastFull);
  const counts = fold(byMonth, monthOf(day) - firstMonth, season, firstMonth % season);
  return {
    hazards: shrinkHazards(counts),
    season,
    phaseOf: (at) => monthOf(at) % season,
    ...valuesUntil(history, day),
    ...arrivalsUntil(history, day, first),
    months,
    series,
  };
}

/** Counts of all months up to one, by phase of a season; `firstPhase` is that of the first month. */
function fold({ states, ages: bins, phases, steps, ends }: HazardCounts, last: number, season: number, firstPhase: number): HazardCounts {
  const ways = 2 + states;
  const cells = states * bins.length;
  const folded = {
    states,
    ages: bins,
    phases: season,
    steps: new Float64Array(cells * season),
    ends: new Float64Array(cells * season * ways),
  };
  for (let cell = 0; cell < cells; cell += 1) {
    for (let month = 0; month <= Math.min(last, phases - 1); month += 1) {
      const from = cell * phases + month;
      if (steps[from] === 0) continue;
      const to = cell * season + ((firstPhase + month) % season);
      folded.steps[to]! += steps[from]!;
      for (let way = 0; way < ways; way += 1) folded.ends[to * ways + way]! += ends[from * ways + way]!;
    }
  }
  return folded;
}

function monthlyWon({ won }: History, last: number): number[] {
  const sums = new Map<number, number>();
  won.day.forEach((day, i) => sums.set(monthOf(day), (sums.get(monthOf(day)) ?? 0) + won.sum[i]!));
  const first = Math.min(...[...sums].flatMap(([month, sum]) => (sum > 0 ? [month] : [])));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => sums.get(first + i) ?? 0);
}

function valuesUntil({ won, ratios, segments }: History, day: number): Pick<Known, "segments" | "wins"> {
  const tally = Array.from({ length: segments + 1 }, () => ({ n: 0, sum: 0, squares: 0, pairs: 0, ratio: 0 }));
  const all = tally[segments]!;
  won.day.forEach((at, i) => {
    if (at > day) return;
    for (const own of [tally[won.segment[i]!]!, all]) {
      own.n += won.n[i]!;
      own.sum += won.sum[i]!;
      own.squares += won.squares[i]!;
    }
  });
  ratios.day.forEach((at, i) => {
    if (at > day) return;
    for (const own of [tally[ratios.segment[i]!]!, all]) {
      own.pairs += ratios.n[i]!;
      own.ratio += ratios.sum[i]!;
    }
  });
  const words = tally.slice(0, segments).map((own) => {
    // A kind that hardly ever sold (visitors who looked at no product) says nothing of what its sales would bring.
    const valued = own.n >= winsToValue ? own : all;
    const told = own.pairs >= winsToValue ? own : all;
    return {
      mean: valued.n > 0 ? valued.sum / valued.n : 0,
      square: valued.n > 0 ? valued.squares / valued.n : 0,
      ratio: told.pairs > 0 ? told.ratio / told.pairs : 1,
    };
  });
  return { segments: words, wins: all.n };
}

function arrivalsUntil({ born }: History, day: number, first: number): Pick<Known, "arrivals" | "weekdays" | "size"> {
  const days = Math.max(1, Math.min(arrivalDays, day - first + 1));
  const weeks = Array.from({ length: Math.floor(days / 7) }, () => 0);
  const weekdays = Array.from({ length: 7 }, () => 0);
  const streams = new Map<string, { state: number; segment: number; perDay: number }>();
  let total = 0;
  born.day.forEach((at, i) => {
    if (at > day || at <= day - days) return;
    const [state, segment, n] = [born.state[i]!, born.segment[i]!, born.n[i]!];
    const key = `${state} ${segment}`;
    const stream = streams.get(key) ?? { state, segment, perDay: 0 };
    stream.perDay += n / days;
    streams.set(key, stream);
    total += n;
    weekdays[at % 7]! += n;
    const week = Math.floor((day - at) / 7);
    if (week < weeks.length) weeks[week]! += n;
  });
  const arrivals = [...streams.values()].sort((a, b) => a.state - b.state || a.segment - b.segment);
  const excess = weeks.length >= 6 ? variance(weeks) - mean(weeks) : 0;
  const size = excess > 0 ? mean(weeks) ** 2 / excess : Infinity;
  return {
    arrivals,
    weekdays: days >= 56 && total >= 50 ? weekdays.map((n) => (n * 7) / total) : weekdays.map(() => 1),
    size: size > 1e6 ? Infinity : size,
  };
}

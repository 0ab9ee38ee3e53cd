import { monthEnd, monthOf, monthStart } from "#insights/forecast/calendar.ts";
import { arrivalDays, originMonths, type History } from "#insights/forecast/history.ts";
import { drawNormal, drawPoisson } from "#stats/numbers/draw.ts";
import type { Random } from "#stats/numbers/random.ts";

/** A deal of one stage: `until` the day it ended, after all that was made while it is open. */
export type Deal = { entered: number; until: number; won: boolean; value: number };

/** The first month of every company, counted as `calendar.ts` does. */
export const firstMonth = 600;
const monthDays = 365.25 / 12;

/** So many months of a company, day by day; what all deals of a month have in common multiplies their chances and how many come. */
export function makeDeals(months: number, random: Random): Deal[] {
  const tau = 0.05 + 0.2 * random.uniform();
  const rate = 20 + 60 * random.uniform();
  const [win, loss] = [0.1 + 0.2 * random.uniform(), 0.1 + 0.2 * random.uniform()];
  const deals: Deal[] = [];
  let open: Deal[] = [];
  for (let month = firstMonth; month < firstMonth + months; month += 1) {
    const factor = Math.exp(tau * drawNormal(random) - (tau * tau) / 2) / monthDays;
    for (let day = monthStart(month); day <= monthEnd(month); day += 1) {
      for (let left = drawPoisson(random, rate * factor); left > 0; left -= 1)
        open.push({ entered: day, until: Infinity, won: false, value: Math.round(100_000 * Math.exp(0.83 * drawNormal(random))) });
      for (const deal of open) {
        const u = random.uniform();
        if (u < (win + loss) * factor) Object.assign(deal, { until: day, won: u < win * factor });
      }
      deals.push(...open.filter(({ until }) => until === day));
      open = open.filter(({ until }) => until > day);
    }
  }
  return [...deals, ...open];
}

export function wonIn(deals: readonly Deal[], month: number): number {
  return deals.reduce((sum, { won, until, value }) => (won && monthOf(until) === month ? sum + value : sum), 0);
}

/** What `read-history.ts` would read of the deals at the end of a day. */
export function historyAt(all: readonly Deal[], today: number): History {
  const deals = all.filter(({ entered }) => entered <= today);
  const closed = ({ until }: Deal) => until <= today;
  const won = deals.filter((deal) => closed(deal) && deal.won);
  const open = deals.filter((deal) => !closed(deal));
  const last = monthOf(today + 1) - 1;
  const ends = Array.from({ length: originMonths }, (_, i) => monthEnd(last - i)).filter((day) => day >= monthStart(firstMonth));
  const openThen = ends.flatMap((day) => {
    const then = deals.filter(({ entered, until }) => entered <= day && until > day);
    return [...Map.groupBy(then, ({ entered }) => entered)].map(([entered, own]) => ({ day, entered, own }));
  });
  const sum = (own: readonly Deal[], of: (deal: Deal) => number) => own.reduce((total, deal) => total + of(deal), 0);
  const sales = [...Map.groupBy(won, ({ until }) => until)].sort(([a], [b]) => a - b);
  const begun = [...Map.groupBy(deals, ({ entered }) => entered)].sort(([a], [b]) => a - b);
  const values = won.map(({ value }) => value).sort((a, b) => a - b);
  const recent = deals.filter(({ entered }) => entered > today - arrivalDays).length;
  return {
    today,
    left: 0,
    first: Math.min(...deals.map(({ entered }) => entered)),
    states: [{ pipelineId: "", stageId: "only", repeat: false, waiting: false }],
    segments: 1,
    keys: [""],
    stays: {
      state: zeros(deals),
      began: column(deals, ({ entered }) => entered),
      from: column(deals, ({ entered }) => entered),
      until: column(deals, ({ until }) => Math.min(until, today)),
      way: column(deals, (deal) => (closed(deal) ? (deal.won ? 0 : 1) : -1)),
      times: column(deals, () => 1),
    },
    won: {
      day: column(sales, ([day]) => day),
      segment: zeros(sales),
      n: column(sales, ([, own]) => own.length),
      sum: column(sales, ([, own]) => sum(own, ({ value }) => value)),
      squares: column(sales, ([, own]) => sum(own, ({ value }) => value ** 2)),
    },
    ratios: {
      day: column(sales, ([day]) => day),
      segment: zeros(sales),
      n: column(sales, ([, own]) => own.length),
      sum: column(sales, ([, own]) => own.length),
    },
    values: { segment: zeros(values), value: Float64Array.from(values) },
    ratioValues: { segment: zeros([1]), value: Float64Array.of(1) },
    born: {
      day: column(begun, ([day]) => day),
      state: zeros(begun),
      segment: zeros(begun),
      n: column(begun, ([, own]) => own.length),
    },
    bornBy: { state: zeros([1]), segment: zeros([1]), key: zeros([1]), n: Float64Array.of(recent) },
    open: {
      state: zeros(open),
      entered: column(open, ({ entered }) => entered),
      value: column(open, ({ value }) => value),
      segment: zeros(open),
      key: zeros(open),
    },
    openThen: {
      day: column(openThen, ({ day }) => day),
      state: zeros(openThen),
      entered: column(openThen, ({ entered }) => entered),
      segment: zeros(openThen),
      n: column(openThen, ({ own }) => own.length),
      known: column(openThen, ({ own }) => own.length),
      value: column(openThen, ({ own }) => sum(own, ({ value }) => value)),
    },
    wonBy: { day: zeros([]), key: zeros([]), repeat: zeros([]), n: zeros([]), sum: zeros([]) },
  };
}

function column<T>(rows: readonly T[], of: (row: T) => number): Float64Array {
  return Float64Array.from(rows, of);
}

function zeros(rows: readonly unknown[]): Float64Array {
  return new Float64Array(rows.length);
}

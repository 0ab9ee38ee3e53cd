import { zOf } from "#stats/numbers/distributions.ts";
import { wilson } from "#stats/shares/wilson.ts";
import { watchedAt } from "#stats/survival/ages.ts";
import { incidenceAt, incidenceRange, ageOfEvents } from "#stats/survival/incidence.ts";
import { bandsOf, cellOf, cellsOf, type Bands, type Cell } from "./cells.ts";
import { cohortsOf, secondOrders } from "./cohorts.ts";
import { readCustomers } from "./customer.ts";
import { expect, fitCustomers, holdOut, isEnough, level, misfitOf, type Expected, type Holdout } from "./expect.ts";
import { stakesOf, usualGap } from "./slipping.ts";

export type StudyInput = {
  lines: string;
  endDay: number;
  periodFromDay: number;
  weeks: number;
  /** Minor units in one of the currency. */ unit: number;
  /** By how much money counts less a year later. */ discount: number;
};

/** A share with its range; null while fewer than five ended one way or the other. */
export type Share = { value: number | null; low: number | null; high: number | null; n: number; undecided: number };

export type Study = {
  state: "tooEarly" | "rates" | "model";
  customers: number;
  repeaters: number;
  orders: number;
  /** Of them without a known value. */ leftOut: number;
  firstDay: number;
  repeat: Share & { horizonDays: number };
  repeatBy: { days: number; share: Share }[];
  nextOrder: { value: number; low: number; high: number; n: number } | null;
  /** `valued`: orders of which the value is known. */
  inPeriod: Record<"all" | "returning", { orders: number; valued: number; revenue: number }>;
  expected: Omit<Expected, "each"> | null;
  holdout: Holdout | null;
  bands: Bands;
  horizonDays: number;
  cells: Cell[];
  cohorts: { month: string; customers: number; repeat: Share; ordered: (number | null)[]; came: (number | null)[] }[];
  curve: { days: number; share: number; low: number; high: number; n: number }[];
  /** A column each, by customer. */
  each: {
    id: string[];
    cell: Uint8Array;
    sales: Uint32Array;
    /** Of those orders whose value is known. */ value: Float64Array;
    leftOut: Uint32Array;
    firstDay: Int32Array;
    /** Of the second order; of those without one the largest number. */ secondDay: Int32Array;
    lastDay: Int32Array;
    gap: Float64Array;
    /** See `stakesOf`. */ stake: Float64Array;
    alive: Float64Array | null;
    orders: Float64Array | null;
    worth: Float64Array | null;
    /** The same with later money discounted. */ present: Float64Array | null;
  };
};

const outcomesToSpeak = 5;
const eventsForMedian = 10;
/** Of fewer still in view a single one would move a share by too much. */
const leastWatched = 10;
const marks = [30, 60, 90, 180, 365];
const mostHorizonDays = 90;

/** All that is said of customers, from their orders by day; a thread's work. */
export function studyCustomers({ lines, endDay, periodFromDay, weeks, unit, discount }: StudyInput): Study {
  const customers = readCustomers(lines);
  const repeaters = customers.filter(({ days }) => days.length > 1).length;
  const firstDay = customers.reduce((first, { days }) => Math.min(first, days[0]!), endDay);
  const second = secondOrders(customers, endDay);
  const fit = isEnough(customers) ? fitCustomers(customers, endDay) : null;
  const holdout = fit && holdOut(customers, endDay, fit.name);
  const misfit = holdout ? misfitOf(holdout) : 0;
  const expected = fit && expect(customers, fit, endDay, weeks, unit, { discount, misfit });
  const bands = bandsOf(customers, endDay);
  const horizonDays = Math.min(mostHorizonDays, Math.max(1, Math.floor((endDay - firstDay) / 3)));
  const stakes = stakesOf(customers, endDay, expected);
  const { each, ...shown } = expected ?? { each: null };
  const money = expected?.spend ? each : null;
  return {
    state: expected ? "model" : repeaters >= outcomesToSpeak ? "rates" : "tooEarly",
    customers: customers.length,
    repeaters,
    orders: customers.reduce((sum, { sales }) => sum + sales, 0),
    leftOut: customers.reduce((sum, { sales, valued }) => sum + sales - valued, 0),
    firstDay,
    repeat: { ...shareOf(second, customers.length), horizonDays: second.horizon },
    repeatBy: marks.flatMap((days) => (days <= endDay - firstDay ? [{ days, share: shareBy(second, days, customers.length) }] : [])),
    nextOrder: nextOrderOf(second),
    inPeriod: inPeriod(customers, periodFromDay),
    expected: expected && (shown as Omit<Expected, "each">),
    holdout,
    bands,
    horizonDays,
    cells: cellsOf(customers, endDay, bands, horizonDays),
    cohorts: cohortsOf(customers, endDay).map(({ month, customers: own, ordered, came }) => ({
      month,
      customers: own.length,
      repeat: shareOf(secondOrders(own, endDay), own.length),
      ordered,
      came,
    })),
    curve: second.outcomes >= outcomesToSpeak ? curveOf(second) : [],
    each: {
      id: customers.map(({ id }) => id),
      cell: Uint8Array.from(customers, (customer) => cellOf(customer, endDay, bands)),
      sales: Uint32Array.from(customers, ({ sales }) => sales),
      value: Float64Array.from(customers, ({ value }) => value),
      leftOut: Uint32Array.from(customers, ({ sales, valued }) => sales - valued),
      firstDay: Int32Array.from(customers, ({ days }) => days[0]!),
      secondDay: Int32Array.from(customers, ({ days }) => days[1] ?? 2 ** 31 - 1),
      lastDay: Int32Array.from(customers, ({ days }) => days.at(-1)!),
      gap: Float64Array.from(customers, (customer) => usualGap(customer) ?? Number.NaN),
      stake: stakes,
      alive: each && each.alive,
      orders: each && each.orders,
      worth: money && money.value,
      present: money && money.present,
    },
  };
}

type Second = ReturnType<typeof secondOrders>;

function shareOf({ share, effective, outcomes, curves }: Second, n: number): Share {
  const open = curves.table.open.reduce((sum, count) => sum + count, 0);
  if (outcomes < outcomesToSpeak) return { value: null, low: null, high: null, n, undecided: open };
  return { value: share, ...wilson(share, effective, level), n, undecided: open };
}

/** By an age, as far as enough were seen for so long. */
function shareBy({ curves, horizon }: Second, days: number, n: number): Share {
  const { share, range } = incidenceRange(curves, 1, days, level);
  const waiting = curves.table.open.reduce((sum, count, j) => (curves.table.ages[j]! < days ? sum + count : sum), 0);
  const events = curves.table.ended[0]!.reduce((sum, count, j) => (curves.table.ages[j]! <= days ? sum + count : sum), 0);
  const watched = waiting === 0 || watchedAt(curves.table, days) >= leastWatched;
  const speaks = events >= outcomesToSpeak && horizon >= 0.5 * days && watched;
  return {
    value: speaks ? share : null,
    low: speaks && range ? range.low : null,
    high: speaks && range ? range.high : null,
    n,
    undecided: waiting,
  };
}

/** The middle wait of those who come back; its range by the order of the waits (binomial). */
function nextOrderOf({ curves, horizon, outcomes }: Second): Study["nextOrder"] {
  if (outcomes < eventsForMedian) return null;
  const half = (zOf(level) * 0.5) / Math.sqrt(outcomes);
  const at = (p: number) => ageOfEvents(curves, 1, p, horizon)!;
  return { value: at(0.5), low: at(0.5 - half), high: at(Math.min(1, 0.5 + half)), n: outcomes };
}

function curveOf({ curves, horizon }: Second): Study["curve"] {
  const steps = Math.min(60, Math.max(1, Math.floor(horizon)));
  return Array.from({ length: steps + 1 }, (_, i) => {
    const days = Math.round((i * horizon) / steps);
    const share = incidenceAt(curves, 1, days);
    const { range } = incidenceRange(curves, 1, days, level);
    return { days, share, low: range?.low ?? 0, high: range?.high ?? share, n: watchedAt(curves.table, days) };
  });
}

function inPeriod(customers: ReturnType<typeof readCustomers>, fromDay: number): Study["inPeriod"] {
  const none = { orders: 0, valued: 0, revenue: 0 };
  const sums = { all: { ...none }, returning: { ...none } };
  for (const { days, values, counts, known } of customers) {
    for (const [i, day] of days.entries()) {
      if (day < fromDay) continue;
      for (const sum of i === 0 ? [sums.all] : [sums.all, sums.returning]) {
        sum.orders += counts[i]!;
        sum.valued += known[i]!;
        sum.revenue += values[i]!;
      }
    }
  }
  return sums;
}

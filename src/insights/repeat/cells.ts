import { quantileSorted } from "#stats/numbers/quantile.ts";
import { fitPrior, shrink } from "#stats/shares/shrinkage.ts";
import { customersAt, type Customer } from "./customer.ts";
import { level } from "./expect.ts";

/** Where the bands part: days since the last order (quarters of customers), value of all orders (thirds). */
export type Bands = { recencyDays: number[]; money: number[] };

export type Cell = {
  recency: number;
  frequency: number;
  money: number;
  customers: number;
  revenue: number;
  again: { n: number; share: number; low: number; high: number } | null;
};

const frequencies = [1, 2, 3, 5];

export function bandsOf(customers: readonly Customer[], endDay: number): Bands {
  const silent = customers.map(({ days }) => endDay - days.at(-1)!).sort((a, b) => a - b);
  const values = customers.map(({ value }) => value).sort((a, b) => a - b);
  return {
    recencyDays: [0.25, 0.5, 0.75].map((part) => Math.floor(quantileSorted(silent, part))),
    money: [1 / 3, 2 / 3].map((part) => Math.round(quantileSorted(values, part))),
  };
}

/** The cell of a customer as one number: recency · 12 + frequency · 3 + money. */
export function cellOf({ days, value, sales }: Customer, endDay: number, { recencyDays, money }: Bands): number {
  const silent = endDay - days.at(-1)!;
  const recency = recencyDays.filter((edge) => silent > edge).length;
  const frequency = frequencies.filter((least) => sales >= least).length - 1;
  return recency * 12 + frequency * 3 + money.filter((edge) => value > edge).length;
}

/**
 * Customers by recency, frequency and money, with how many of those who stood in a cell `horizonDays` ago have ordered again since, drawn
 * towards everybody's share (empirical Bayes).
 */
export function cellsOf(customers: readonly Customer[], endDay: number, bands: Bands, horizonDays: number): Cell[] {
  const day = endDay - horizonDays;
  const then = customersAt(customers, day);
  const last = new Map(customers.map(({ id, days }) => [id, days.at(-1)!]));
  const before = bandsOf(then, day);
  const tallies = Array.from({ length: 48 }, () => ({ events: 0, n: 0 }));
  for (const customer of then) {
    const tally = tallies[cellOf(customer, day, before)]!;
    tally.n += 1;
    if (last.get(customer.id)! > day) tally.events += 1;
  }
  const speaks = then.length >= 30;
  const prior = fitPrior(tallies.filter(({ n }) => n > 0));
  const cells = tallies.map((tally, cell): Cell => ({
    recency: Math.floor(cell / 12),
    frequency: Math.floor(cell / 3) % 4,
    money: cell % 3,
    customers: 0,
    revenue: 0,
    again: speaks ? { n: tally.n, ...shrink(tally, prior, level) } : null,
  }));
  for (const customer of customers) {
    const cell = cells[cellOf(customer, endDay, bands)]!;
    cell.customers += 1;
    cell.revenue += customer.value;
  }
  return cells.filter((cell) => cell.customers > 0);
}

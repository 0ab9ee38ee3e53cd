import { quantileSorted } from "#stats/numbers/quantile.ts";
import { fitPrior, shrink } from "#stats/shares/shrinkage.ts";
import { customersAt, type Customer } from "./customer.ts";
import { level } from "./expect.ts";

/** Where the bands part: days since the last order (quarters of customers), value of all orders (thirds; empty where no customer's is known). */
export type Bands = { recencyDays: number[]; money: number[] };

export type Cell = {
  recency: number;
  frequency: number;
  money: number;
  customers: number;
  revenue: number;
  /** Orders whose value is not known. */ leftOut: number;
  again: { n: number; share: number; low: number; high: number } | null;
};

const frequencies = [1, 2, 3, 5];
/** The band of customers with an order of unknown value: by what is known of them they would stand too low. */
const unknownMoney = 3;

export function bandsOf(customers: readonly Customer[], endDay: number): Bands {
  const silent = customers.map(({ days }) => endDay - days.at(-1)!).sort((a, b) => a - b);
  const values = customers
    .filter(isKnown)
    .map(({ value }) => value)
    .sort((a, b) => a - b);
  return {
    recencyDays: [0.25, 0.5, 0.75].map((part) => Math.floor(quantileSorted(silent, part))),
    money: values.length === 0 ? [] : [1 / 3, 2 / 3].map((part) => Math.round(quantileSorted(values, part))),
  };
}

function isKnown({ sales, valued }: Customer): boolean {
  return valued === sales;
}

/** The cell of a customer as one number, see {@link bandsIn}. */
export function cellOf(customer: Customer, endDay: number, { recencyDays, money }: Bands): number {
  const { days, value, sales } = customer;
  const silent = endDay - days.at(-1)!;
  const recency = recencyDays.filter((edge) => silent > edge).length;
  const frequency = frequencies.filter((least) => sales >= least).length - 1;
  return recency * 16 + frequency * 4 + (isKnown(customer) ? money.filter((edge) => value > edge).length : unknownMoney);
}

/** The bands that a cell's number stands for. */
export function bandsIn(cell: number): Pick<Cell, "recency" | "frequency" | "money"> {
  return { recency: Math.floor(cell / 16), frequency: Math.floor(cell / 4) % 4, money: cell % 4 };
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
  const tallies = Array.from({ length: 64 }, () => ({ events: 0, n: 0 }));
  for (const customer of then) {
    const tally = tallies[cellOf(customer, day, before)]!;
    tally.n += 1;
    if (last.get(customer.id)! > day) tally.events += 1;
  }
  const speaks = then.length >= 30;
  const prior = fitPrior(tallies.filter(({ n }) => n > 0));
  const cells = tallies.map((tally, cell): Cell => ({
    ...bandsIn(cell),
    customers: 0,
    revenue: 0,
    leftOut: 0,
    again: speaks ? { n: tally.n, ...shrink(tally, prior, level) } : null,
  }));
  for (const customer of customers) {
    const cell = cells[cellOf(customer, endDay, bands)]!;
    cell.customers += 1;
    cell.revenue += customer.value;
    cell.leftOut += customer.sales - customer.valued;
  }
  return cells.filter((cell) => cell.customers > 0);
}

import type { Spend } from "#stats/repeat/gamma-gamma.ts";

/**
 * One customer's orders by day, a column each: days since 1970, values in minor units, how many orders the day had, and of how many of them the value is
 * known, which alone are in `values`. `sales`, `valued` and `value` are their sums.
 */
export type Customer = Days & { id: string; sales: number; valued: number; value: number };
type Days = { days: number[]; values: number[]; counts: number[]; known: number[] };

export function customerOf(id: string, own: Days): Customer {
  return { id, ...own, sales: sumOf(own.counts), valued: sumOf(own.known), value: sumOf(own.values) };
}

/** Takes the lines of `ordersOf` apart. */
export function readCustomers(lines: string): Customer[] {
  if (lines === "") return [];
  return lines.split("\n").map((line) => {
    const [id, ...parts] = line.split(" ");
    const own: Days = { days: [], values: [], counts: [], known: [] };
    for (const part of parts) {
      const [day, value, sales, known] = part.split(":");
      own.days.push(Number(day));
      own.values.push(Number(value));
      own.counts.push(Number(sales));
      own.known.push(Number(known));
    }
    return customerOf(id!, own);
  });
}

/** The customers as they were at the end of an earlier day; those who came later are left out. */
export function customersAt(customers: readonly Customer[], day: number): Customer[] {
  return customers.flatMap((customer) => {
    const { id, days, values, counts, known } = customer;
    if (days[0]! > day) return [];
    if (days.at(-1)! <= day) return [customer];
    const kept = days.findIndex((own) => own > day);
    const until = (column: readonly number[]) => column.slice(0, kept);
    return [customerOf(id, { days: until(days), values: until(values), counts: until(counts), known: until(known) })];
  });
}

/** Weeks between the first order and the last, and until the end; repeat orders by day. */
export function watchedOf({ days }: Customer, endDay: number): { orders: number; last: number; watched: number } {
  return { orders: days.length - 1, last: (days.at(-1)! - days[0]!) / 7, watched: (endDay - days[0]!) / 7 };
}

/**
 * Days of repeat orders whose value is known, and its mean; of none 0. A day with an order of unknown value is left out whole: what is known of it is less
 * than it was worth.
 */
export function repeatSpend({ values, counts, known }: Customer): Spend {
  const whole = values.filter((_, i) => i > 0 && known[i] === counts[i]);
  return { orders: whole.length, mean: whole.length === 0 ? 0 : sumOf(whole) / whole.length };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

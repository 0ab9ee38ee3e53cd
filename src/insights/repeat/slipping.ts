import type { Customer } from "./customer.ts";
import type { Expected } from "./expect.ts";

/** Mean days between a customer's orders; null of one order. */
export function usualGap({ days }: Customer): number | null {
  return days.length > 1 ? (days.at(-1)! - days[0]!) / (days.length - 1) : null;
}

/** Silent for so many usual gaps is longer than four of five waits would be, were the customer still there; for many more it is over. */
const [late, gone] = [1.6, 8];

/**
 * Value at stake of customers who are slipping away, 0 of the others: came back at least twice, are silent for longer than their own rhythm
 * suggests, and are not lost for sure. With a model it is what they would order if they were still there; without one the value of one order, NaN where
 * the value of none is known.
 */
export function stakesOf(customers: readonly Customer[], endDay: number, expected: Expected | null): Float64Array {
  return Float64Array.from(customers, (customer, i) => {
    const gap = usualGap(customer);
    if (gap === null || customer.days.length < 3) return 0;
    const silent = endDay - customer.days.at(-1)!;
    if (silent < late * gap || silent > gone * Math.max(gap, 7)) return 0;
    if (!expected) return customer.value / customer.valued;
    const alive = expected.each.alive[i]!;
    if (alive < 0.05 || alive > 0.8) return 0;
    const value = expected.each.value[i]!;
    return Number.isNaN(value) ? customer.value / customer.valued : value / alive;
  });
}

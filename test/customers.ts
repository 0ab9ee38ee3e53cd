import { customerOf, type Customer } from "#insights/repeat/customer.ts";
import { expect as expectOf, fitCustomers, holdOut, misfitOf, type Ranged } from "#insights/repeat/expect.ts";
import { drawBeta, drawGamma } from "#stats/numbers/draw.ts";
import type { Random } from "#stats/numbers/random.ts";
import type { BgNbd } from "#stats/repeat/bg-nbd.ts";
import type { GammaGamma } from "#stats/repeat/gamma-gamma.ts";

const endDay = 20_000;
const orderly: BgNbd = { name: "BG/NBD", r: 0.6, alpha: 6, a: 0.8, b: 2.5 };

/**
 * Customers of a year who order as BG/NBD and gamma-gamma have it, or `inRhythm`: after eight weeks, give or take four, two in five come back; and what they
 * bring in the weeks after.
 */
function drawCustomers(count: number, money: GammaGamma, weeks: number, inRhythm: boolean, random: Random) {
  const future = { orders: 0, value: 0 };
  const customers = Array.from({ length: count }, (_, i): Customer => {
    const first = endDay - 1 - Math.floor(random.uniform() * 364);
    const rate = drawGamma(random, orderly.r) / orderly.alpha;
    const leaves = inRhythm ? 0.6 : drawBeta(random, orderly.a, orderly.b);
    const wait = () => (inRhythm ? 2 * drawGamma(random, 4) : -Math.log(random.uniform()) / rate);
    const purse = drawGamma(random, money.q) / money.gamma;
    const value = () => Math.round((100 * drawGamma(random, money.p)) / purse);
    const byDay = new Map([[first, [value()]]]);
    let at = first;
    for (let isFirst = true; ; isFirst = false) {
      if ((inRhythm || !isFirst) && random.uniform() < leaves) break;
      at += 7 * wait();
      const on = Math.floor(at);
      if (on > endDay + weeks * 7) break;
      const worth = value();
      if (on <= endDay) byDay.set(on, [...(byDay.get(on) ?? []), worth]);
      else [future.orders, future.value] = [future.orders + 1, future.value + worth];
    }
    const [values, counts] = [[...byDay.values()].map(sumOf), [...byDay.values()].map(({ length }) => length)];
    return customerOf(`${i}`, { days: [...byDay.keys()], values, counts, known: counts });
  });
  return { customers, future };
}

/**
 * How many of the 80 % ranges of orders and of value hold what such customers then bring; how many of value would if it were as sure as the orders are, and
 * how many of orders do by a model that is as far off as it was half a year before.
 */
export function heldRanges(
  { runs, count, money, weeks, inRhythm = false }: { runs: number; count: number; money: GammaGamma; weeks: number; inRhythm?: boolean },
  random: Random,
): { orders: number; value: number; asOrders: number; checked: number } {
  const held = { orders: 0, value: 0, asOrders: 0, checked: 0 };
  const within = ({ low, high }: Omit<Ranged, "value">, came: number) => (low <= came && came <= high ? 1 / runs : 0);
  for (let run = 0; run < runs; run += 1) {
    const { customers, future } = drawCustomers(count, money, weeks, inRhythm, random);
    const fit = fitCustomers(customers, endDay);
    const { orders, value } = expectOf(customers, fit, endDay, weeks, 100);
    held.orders += within(orders, future.orders);
    const holdout = holdOut(customers, endDay, fit.name);
    if (holdout) held.checked += within(expectOf(customers, fit, endDay, weeks, 100, { misfit: misfitOf(holdout) }).orders, future.orders);
    if (!value) continue;
    held.value += within(value, future.value);
    const each = value.value / orders.value;
    held.asOrders += within({ low: orders.low * each, high: orders.high * each }, future.value);
  }
  return held;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

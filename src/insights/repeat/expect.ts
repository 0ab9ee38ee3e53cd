import { variance } from "#stats/numbers/quantile.ts";
import { openRandom, type Random } from "#stats/numbers/random.ts";
import { zOf } from "#stats/numbers/distributions.ts";
import {
  chanceAlive,
  discountedOrders,
  drawOrders,
  expectedOfNew,
  expectedOrders,
  fitBgNbd,
  fitRepeat,
  type BgNbd,
  type BgNbdFit,
} from "#stats/repeat/bg-nbd.ts";
import { drawSpend, expectedSpend, fitGammaGamma, spendCorrelation, type GammaGamma, type Spend } from "#stats/repeat/gamma-gamma.ts";
import { customersAt, repeatSpend, watchedOf, type Customer } from "./customer.ts";

export const needed = { customers: 300, repeaters: 100 };
export const level = 0.8;
export const holdoutWeeks = 26;

export type Ranged = { value: number; low: number; high: number };

export type Expected = {
  model: BgNbd & { logLikelihood: number };
  spend: (GammaGamma & { logLikelihood: number }) | null;
  correlation: number | null;
  orders: Ranged;
  value: Ranged | null;
  /** The same with later money discounted. */ present: Ranged | null;
  newCustomer: Ranged;
  alive: Ranged;
  /** By customer. */
  each: { alive: Float64Array; orders: Float64Array; value: Float64Array; present: Float64Array };
};

/** Weeks of which the orders are discounted together, and of a year. */
const [discountStep, year] = [4, 365.25 / 7];

const sampled = 400;
const draws = 60;

export function isEnough(customers: readonly Customer[]): boolean {
  return customers.length >= needed.customers && customers.filter(({ days }) => days.length > 1).length >= needed.repeaters;
}

/** How these customers come back. */
export function fitCustomers(customers: readonly Customer[], endDay: number): BgNbdFit {
  return fitRepeat(customers.map((customer) => watchedOf(customer, endDay)));
}

/**
 * What the customers so far will order in the coming weeks; ranges by parameters as uncertain as the fit is, customers drawn by them, and how far off the
 * model is: `misfit`, a part of what it expects. `discount`: by how much money counts less a year later.
 */
export function expect(
  customers: readonly Customer[],
  { draw, ...model }: BgNbdFit,
  endDay: number,
  weeks: number,
  unit: number,
  { discount = 0, misfit = 0 }: { discount?: number; misfit?: number } = {},
): Expected {
  const watched = customers.map((customer) => watchedOf(customer, endDay));
  const spends = customers.map(repeatSpend).map(({ orders, mean }) => ({ orders, mean: mean / unit }));
  const usable = spends.filter(({ orders, mean }) => orders > 0 && mean > 0);
  const { n: _, draw: drawMoney, ...money } = fitGammaGamma(usable);
  const spend = usable.length >= needed.repeaters && money.q > 1 ? money : null;
  const each = {
    alive: Float64Array.from(watched, (own) => chanceAlive(model, own)),
    orders: memoised(watched, (own) => expectedOrders(model, own, weeks)),
    value: new Float64Array(customers.length),
    present: new Float64Array(customers.length),
  };
  // Of the drawn parameters each customer's orders come as spread over time as of the fitted ones: that differs by next to nothing, and would take ten times as long.
  const kept = memoised(watched, (own) => {
    const orders = discount > 0 ? expectedOrders(model, own, weeks) : 0;
    return orders > 0 ? discountedOrders(model, own, weeks, { rate: discount, step: discountStep, year }) / orders : 1;
  });
  const known = spends.map((own) => (own.mean > 0 ? own : unknown));
  for (let i = 0; i < customers.length; i += 1) {
    each.value[i] = spend ? each.orders[i]! * expectedSpend(spend, known[i]!)! * unit : Number.NaN;
    each.present[i] = each.value[i]! * kept[i]!;
  }

  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const random = openRandom(9);
  const every = Math.ceil(customers.length / sampled);
  const sample = customers.flatMap((_own, i) => (i % every === 0 ? [i] : []));
  const models = Array.from({ length: draws }, () => draw?.(random) ?? model);
  const purses = Array.from({ length: draws }, () => spend && drawnSpend(spend, drawMoney, random));
  const runs = models.map((drawn, run) => {
    const purse = purses[run];
    let [expected, alive, noise, worth, scatter, present, presentScatter] = [0, 0, 0, 0, 0, 0, 0];
    for (const i of sample) {
      const mean = expectedOrders(drawn, watched[i]!, weeks);
      const count = drawOrders(drawn, watched[i]!, weeks, random);
      expected += mean;
      alive += chanceAlive(drawn, watched[i]!);
      noise += count - mean;
      if (!purse) continue;
      const value = mean * expectedSpend(purse, known[i]!)! * unit;
      worth += value;
      const off = drawSpend(purse, known[i]!, count, random) * unit - value;
      scatter += off;
      present += value * kept[i]!;
      presentScatter += off * kept[i]!;
    }
    return { expected, alive, noise, worth, scatter, present, presentScatter, fresh: expectedOfNew(drawn, weeks) };
  });
  const scale = customers.length / sample.length;
  /** What the whole is uncertain by, as a part of it: the parameters' and the model's, which move all alike, and chance, of which there is more in a smaller sample. */
  const partOf = (all: Float64Array, expected: number[], noise: number[], off = misfit) => {
    const base = sample.reduce((total, i) => total + all[i]!, 0);
    if (!(base > 0)) return 0;
    return Math.hypot(off, Math.sqrt(variance(expected)) / base, Math.sqrt(scale * variance(noise)) / sum(all));
  };
  const column = (name: keyof (typeof runs)[number]) => runs.map((run) => run[name]);
  const none = runs.map(() => 0);
  const fresh = expectedOfNew(model, weeks);
  return {
    model,
    spend,
    correlation: usable.length > 2 ? spendCorrelation(spends.map(({ mean }, i) => ({ orders: watched[i]!.orders, mean }))) : null,
    orders: around(sum(each.orders), partOf(each.orders, column("expected"), column("noise"))),
    value: spend && around(sum(each.value), partOf(each.value, column("worth"), column("scatter"))),
    present: spend && around(sum(each.present), partOf(each.present, column("present"), column("presentScatter"))),
    newCustomer: around(fresh, Math.hypot(misfit, Math.sqrt(variance(column("fresh"))) / fresh)),
    alive: around(sum(each.alive), partOf(each.alive, column("alive"), none, 0)),
    each,
  };
}

const unknown: Spend = { orders: 0, mean: 0 };

/** Parameters of the order values as uncertain as their fit is. Those without a mean are drawn anew: whoever asks for a sum has supposed that there is one. */
function drawnSpend(spend: GammaGamma, draw: ((random: Random) => GammaGamma) | null, random: Random): GammaGamma {
  for (let tries = 0; draw && tries < 20; tries += 1) {
    const drawn = draw(random);
    if (drawn.q > 1) return drawn;
  }
  return spend;
}

/** A part of itself as standard deviation. */
function around(value: number, part: number): Ranged {
  const half = zOf(level) * part * value;
  return { value, low: Math.max(0, value - half), high: value + half };
}

/** Customers with the same numbers have the same answer. */
function memoised(
  watched: readonly { orders: number; last: number; watched: number }[],
  of: (own: { orders: number; last: number; watched: number }) => number,
): Float64Array {
  const known = new Map<string, number>();
  return Float64Array.from(watched, (own) => {
    const key = `${own.orders} ${own.last} ${own.watched}`;
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = of(own)));
    return value;
  });
}

export type Holdout = {
  fromDay: number;
  customers: number;
  model: BgNbd["name"];
  actual: number;
  expected: number;
  naive: number;
  meanError: number;
  byOrders: { orders: number; customers: number; actual: number; expected: number }[];
  /** By customer, those who had ordered by then: how often they had come back, at most 7, and how often they came since; −1 of others. */
  each: { orders: Int8Array; came: Int32Array };
};

/** Who had come back more often is taken together with those. */
const mostOrders = 7;

/** How far off the model was, as a part of what it had expected, beyond what the chance of single orders (Poisson) explains. */
export function misfitOf({ actual, expected }: Holdout): number {
  return Math.sqrt(Math.max(0, (actual / expected - 1) ** 2 - 1 / expected));
}

/** What the model would have said half a year ago, learnt from what was known then, beside what came. Null while there were too few customers by then. */
export function holdOut(customers: readonly Customer[], endDay: number, name: BgNbd["name"]): Holdout | null {
  const fromDay = endDay - holdoutWeeks * 7;
  const then = customersAt(customers, fromDay);
  if (!isEnough(then)) return null;
  const watched = then.map((customer) => watchedOf(customer, fromDay));
  const model = fitBgNbd(watched, name);
  const expected = memoised(watched, (own) => expectedOrders(model, own, holdoutWeeks));
  const came = new Map(customers.map(({ id, days }) => [id, days.filter((day) => day > fromDay).length]));
  const actual = then.map(({ id }) => came.get(id)!);
  const place = new Map(then.map(({ id }, i) => [id, i]));
  const placed = customers.map(({ id }) => place.get(id));
  const total = (values: ArrayLike<number>, of: (i: number) => boolean = () => true) =>
    Array.from(values).reduce((sum, value, i) => (of(i) ? sum + value : sum), 0);
  return {
    fromDay,
    customers: then.length,
    model: model.name,
    actual: total(actual),
    expected: total(expected),
    naive: watched.reduce((sum, own) => sum + (own.watched > 0 ? (own.orders / own.watched) * holdoutWeeks : 0), 0),
    meanError: total(actual.map((count, i) => Math.abs(count - expected[i]!))) / then.length,
    byOrders: Array.from({ length: mostOrders + 1 }, (_, orders) => {
      const of = (i: number) => Math.min(mostOrders, watched[i]!.orders) === orders;
      const size = watched.filter((_own, i) => of(i)).length;
      return {
        orders,
        customers: size,
        actual: size > 0 ? total(actual, of) / size : 0,
        expected: size > 0 ? total(expected, of) / size : 0,
      };
    }),
    each: {
      orders: Int8Array.from(placed, (i) => (i === undefined ? -1 : Math.min(mostOrders, watched[i]!.orders))),
      came: Int32Array.from(placed, (i) => (i === undefined ? -1 : actual[i]!)),
    },
  };
}

import { beforeAll, describe, expect, it } from "vitest";
import { sharedTable } from "#test/shared.ts";
import { mean, rangeOf } from "../numbers/quantile.ts";
import { drawBeta, drawGamma } from "../numbers/draw.ts";
import { drawsAround } from "../numbers/draws-around.ts";
import { openRandom } from "../numbers/random.ts";
import {
  chanceAlive,
  discountedOrders,
  drawOrders,
  expectedOfNew,
  expectedOrders,
  fitBgNbd,
  fitRepeat,
  type BgNbd,
  type Customer,
} from "./bg-nbd.ts";
import { drawSpend, expectedSpend, fitGammaGamma, spendCorrelation, type Spend } from "./gamma-gamma.ts";

const customers: Customer[] = [];
const spends: Spend[] = [];
/** Orders in the 39 weeks after, by customer. */
const holdout: number[] = [];
let fit: ReturnType<typeof fitBgNbd>;

beforeAll(() => {
  for (const [, orders, last, watched, spend] of sharedTable("cdnow/cdnow_customers_summary_with_transactions.csv.gz", ",").slice(1)) {
    customers.push({ orders: Number(orders), last: Number(last), watched: Number(watched) });
    spends.push({ orders: Number(orders), mean: Number(spend) });
  }
  // Days with an order count once; the first 39 weeks end on 1997-09-30.
  const after = new Map<string, Set<string>>();
  for (const [, sample, date] of sharedTable("cdnow/CDNOW_sample.txt.gz", /\s+/)) {
    const days = after.get(sample!) ?? new Set();
    after.set(sample!, days);
    if (date! > "19970930") days.add(date!);
  }
  for (const [, days] of [...after].sort(([one], [other]) => (one < other ? -1 : 1))) holdout.push(days.size);
  fit = fitBgNbd(customers);
});

describe("CDNOW (CHECK 9)", () => {
  it("BG/NBD parameters as published", () => {
    expect(customers).toHaveLength(2357);
    const known = { r: 0.24259, alpha: 4.41353, a: 0.79289, b: 2.42576 };
    for (const [name, value] of Object.entries(known))
      expect(Math.abs(fit[name as keyof typeof known] / value - 1), name).toBeLessThan(0.005);
    expect(fit.logLikelihood).toBeGreaterThanOrEqual(-9582.44);
    expect(fit.logLikelihood).toBeLessThan(-9582.42);
  });

  it("expected orders of new and of known customers", () => {
    expect(expectedOfNew(fit, 39)).toBeCloseTo(1.195, 3);
    expect(expectedOfNew(fit, 52)).toBeCloseTo(1.444, 3);
    expect(Math.abs(expectedOrders(fit, { orders: 2, last: 30.43, watched: 38.86 }, 39) - 1.2259)).toBeLessThan(0.002);
  });

  it("the 39 weeks after: 1,653 of 1,882, and no worse by count of orders", () => {
    const expected = customers.map((customer) => expectedOrders(fit, customer, 39));
    const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
    expect(total(holdout)).toBe(1882);
    expect(Math.abs(total(expected) - 1653)).toBeLessThan(5);
    const naive = total(customers.map(({ orders, watched }) => (orders / watched) * 39));
    expect(Math.abs(naive - 2930)).toBeLessThan(5);
    const [mx, my] = [mean(expected), mean(holdout)];
    const moment = (f: (dx: number, dy: number) => number) => total(expected.map((value, i) => f(value - mx, holdout[i]! - my)));
    const correlation = moment((dx, dy) => dx * dy) / Math.sqrt(moment((dx) => dx * dx) * moment((_, dy) => dy * dy));
    expect(correlation).toBeCloseTo(0.626, 2);
    expect(mean(expected.map((value, i) => Math.abs(value - holdout[i]!)))).toBeCloseTo(0.785, 2);
    const model = [0.23, 0.52, 1.04, 1.52, 2.16, 2.65, 3.5, 6.16];
    model.forEach((known, count) => {
      const own = expected.filter((_, i) => Math.min(7, customers[i]!.orders) === count);
      expect(mean(own), `${count}`).toBeCloseTo(known, 1);
    });
  });

  it("MBG/NBD tells them hardly better, so BG/NBD is what is used", () => {
    const modified = fitBgNbd(customers, "MBG/NBD");
    const known = { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 };
    for (const [name, value] of Object.entries(known)) expect(modified[name as keyof typeof known], name).toBeCloseTo(value, 3);
    expect(modified.logLikelihood - fit.logLikelihood).toBeCloseTo(0.29, 1);
    expect(fitRepeat(customers).name).toBe("BG/NBD");
    const random = openRandom(14);
    for (const customer of [
      { orders: 0, last: 0, watched: 20 },
      { orders: 4, last: 30, watched: 38 },
    ]) {
      const drawn = Array.from({ length: 40_000 }, () => drawOrders(modified, customer, 39, random));
      expect(Math.abs(mean(drawn) / expectedOrders(modified, customer, 39) - 1)).toBeLessThan(0.03);
    }
  });

  it("gamma-gamma parameters and expected values", () => {
    const money = fitGammaGamma(spends);
    expect(money.n).toBe(946);
    const known = { p: 6.2488, q: 3.7446, gamma: 15.4477 };
    for (const [name, value] of Object.entries(known))
      expect(Math.abs(money[name as keyof typeof known] / value - 1), name).toBeLessThan(0.005);
    expect(money.logLikelihood).toBeGreaterThanOrEqual(-4055.94);
    expect(money.logLikelihood).toBeLessThan(-4055.9);
    expect(expectedSpend(money, { orders: 2, mean: 22.35 })).toBeCloseTo(24.66, 1);
    expect(expectedSpend(money, { orders: 1, mean: 11.77 })).toBeCloseTo(18.91, 1);
    expect(expectedSpend(money, { orders: 0, mean: 0 })).toBeCloseTo(35.17, 1);
    expect(spendCorrelation(spends)).toBeCloseTo(0.11, 2);
  });

  it("draws of parameters and customers spread around the expectation", () => {
    const random = openRandom(12);
    const models = Array.from({ length: 400 }, () => fit.draw!(random));
    const { low, high } = rangeOf(
      models.map(({ r }) => r),
      0.95,
    );
    expect(low).toBeLessThan(fit.r);
    expect(high).toBeGreaterThan(fit.r);
    expect(high - low).toBeCloseTo(0.049, 2); // standard error 0.0126 of r, as R's CLVTools has it
    const customer = { orders: 4, last: 30, watched: 38 };
    const drawn = Array.from({ length: 20_000 }, () => drawOrders(fit, customer, 39, random));
    expect(Math.abs(mean(drawn) / expectedOrders(fit, customer, 39) - 1)).toBeLessThan(0.03);
  });
});

it("draws of order values spread around the expectation, as uncertain as the fit is (CDNOW)", () => {
  const random = openRandom(13);
  const { draw, ...money } = fitGammaGamma(spends);
  const drawn = Array.from({ length: 400 }, () => draw!(random));
  for (const name of ["p", "q", "gamma"] as const) {
    const { low, high } = rangeOf(
      drawn.map((own) => own[name]),
      0.95,
    );
    expect([name, low < money[name], high > money[name], high - low < 2 * money[name]]).toEqual([name, true, true, true]);
  }
  const customer = { orders: 3, mean: 40 };
  const values = Array.from({ length: 20_000 }, () => drawSpend(money, customer, 2, random));
  expect(Math.abs(mean(values) / (2 * expectedSpend(money, customer)!) - 1)).toBeLessThan(0.02);
  expect(drawSpend(money, customer, 0, random)).toBe(0);
});

describe("customers out of the ordinary", () => {
  it("sixty orders in 200 weeks give finite numbers", () => {
    const customer = { orders: 60, last: 199, watched: 200 };
    expect(chanceAlive(fit, customer)).toBeGreaterThan(0.9);
    const orders = expectedOrders(fit, customer, 52);
    expect(orders).toBeGreaterThan(10);
    expect(orders).toBeLessThan(16);
    expect(Number.isFinite(fitBgNbd([...customers.slice(0, 200), customer]).logLikelihood)).toBe(true);
  });

  it("one who never came again is alive by the model, one long silent is not", () => {
    expect(chanceAlive(fit, { orders: 0, last: 0, watched: 39 })).toBe(1);
    expect(chanceAlive(fit, { orders: 12, last: 10, watched: 39 })).toBeLessThan(0.05);
    expect(expectedOrders(fit, { orders: 3, last: 30, watched: 39 }, 0)).toBeCloseTo(0, 12);
  });

  it("counts later orders as less by the end of each step, the last of which may be shorter; without a rate as they are", () => {
    const customer = { orders: 2, last: 30.43, watched: 38.86 };
    const by = (weeks: number) => expectedOrders(fit, customer, weeks);
    const discounted = (rate: number) => discountedOrders(fit, customer, 39, { rate, step: 26, year: 52 });
    expect(discounted(0)).toBeCloseTo(by(39), 12);
    expect(discounted(0.21)).toBeCloseTo(by(26) / 1.1 + (by(39) - by(26)) / 1.21 ** 0.75, 12);
  });

  it("MBG/NBD takes over where many never come back and the others soon do, and is right about how many come", () => {
    const random = openRandom(32);
    const truth: BgNbd = { name: "MBG/NBD", r: 3, alpha: 20, a: 1.5, b: 2 };
    let came = 0;
    const customers = Array.from({ length: 4_000 }, (): Customer => {
      const watched = 10 + random.uniform() * 60;
      const [rate, leaves] = [drawGamma(random, truth.r) / truth.alpha, drawBeta(random, truth.a, truth.b)];
      let [at, last, orders] = [0, 0, 0];
      while (random.uniform() >= leaves && (at -= Math.log(random.uniform()) / rate) < watched + 26) {
        if (at < watched) [last, orders] = [at, orders + 1];
        else came += 1;
      }
      return { orders, last, watched };
    });
    const found = fitRepeat(customers);
    const total = (model: BgNbd) => customers.reduce((sum, customer) => sum + expectedOrders(model, customer, 26), 0);
    expect(found.name).toBe("MBG/NBD");
    expect(Math.abs(total(found) / came - 1)).toBeLessThan(0.07);
    expect(total(fitBgNbd(customers)) / came).toBeGreaterThan(1.1);
    expect(expectedOfNew(found, 52)).toBeCloseTo(expectedOfNew(truth, 52), 1);
  });

  it("the formulas hold right at a = 1", () => {
    const beside = (a: number) => expectedOrders({ ...fit, a }, { orders: 2, last: 30, watched: 39 }, 39);
    expect(beside(1)).toBeCloseTo((beside(0.999) + beside(1.001)) / 2, 4);
    expect(Number.isFinite(expectedOfNew({ ...fit, a: 1 }, 39))).toBe(true);
  });

  it("the formulas hold where hardly anybody leaves, from one form to the other", () => {
    const one = { orders: 0, last: 0, watched: 5 };
    const stays = expectedOrders({ name: "BG/NBD", r: 0.6, alpha: 7, a: 665, b: 1e9 }, one, 26);
    expect(stays).toBeCloseTo((0.6 * 26) / (7 + 5), 3); // the rate's mean, nobody leaving
    expect(Number.isFinite(expectedOrders({ name: "BG/NBD", r: 0.6, alpha: 7, a: 665, b: 665 }, one, 26))).toBe(true);
    const beside = (a: number) => expectedOrders({ ...fit, a }, { orders: 2, last: 30, watched: 39 }, 39);
    const edge = 1 + fit.r + 2;
    expect(beside(edge - 1e-6) / beside(edge + 1e-6)).toBeCloseTo(1, 5);
  });

  it("parameters drawn where the data hardly say keep the ratio that they do say", () => {
    const draw = drawsAround(([a, b]) => 50 * (a! - b! - 2) ** 2 + 0.002 * (a! + b!) ** 2, [1, -1])!;
    const random = openRandom(5);
    for (let n = 0; n < 200; n += 1) {
      const [a, b] = draw(random);
      expect(Math.max(Math.abs(a!), Math.abs(b!))).toBeLessThanOrEqual(6.5 + 1e-9);
      expect(Math.abs(a! - b! - 2)).toBeLessThan(0.5);
    }
  });

  it("nobody's mean exists where orders are too uneven", () => {
    expect(expectedSpend({ p: 2, q: 0.8, gamma: 5 }, { orders: 0, mean: 0 })).toBeNull();
  });

  it("customers who are all alike do not send the fit to infinity, and its draws stay finite", () => {
    const random = openRandom(31);
    const alike = Array.from({ length: 1500 }, () => {
      const watched = 30 + random.uniform() * 40;
      let [at, last, orders] = [0, 0, 0];
      while ((at -= Math.log(random.uniform()) * 6) < watched) {
        [last, orders] = [at, orders + 1];
        if (random.uniform() < 0.3) break;
      }
      return { orders, last, watched };
    });
    const found = fitBgNbd(alike);
    expect(found.a / (found.a + found.b)).toBeCloseTo(0.3, 1);
    for (let n = 0; n < 50; n += 1) {
      const drawn = found.draw?.(random) ?? found;
      expect(Number.isFinite(expectedOrders(drawn, alike[n]!, 52))).toBe(true);
    }
  });
});

import { drawGamma } from "../numbers/draw.ts";
import { drawsAround } from "../numbers/draws-around.ts";
import { logGamma } from "../numbers/gamma.ts";
import { nelderMead } from "../numbers/minimise.ts";
import type { Random } from "../numbers/random.ts";

/** Mean value of a customer's repeat orders. */
export type Spend = { orders: number; mean: number };

/** Values of a customer's orders are gamma with shape p; their rate is gamma(q, gamma) over customers. */
export type GammaGamma = { p: number; q: number; gamma: number };

/**
 * Fits the gamma-gamma model of order values (Fader & Hardie 2013) by maximum likelihood to customers with repeat orders of a positive mean, any
 * currency unit. It supposes that how much and how often customers buy are unrelated: look at {@link spendCorrelation} first. `draw` gives parameters as
 * uncertain as the fit is, from the inverse of the second derivatives; null where those do not say.
 */
export function fitGammaGamma(
  customers: readonly Spend[],
): GammaGamma & { logLikelihood: number; n: number; draw: ((random: Random) => GammaGamma) | null } {
  const used = customers.filter(({ orders, mean }) => orders > 0 && mean > 0);
  const scale = used.reduce((sum, { mean }) => sum + mean, 0) / Math.max(1, used.length);
  // What depends on the number of orders alone is worked out once for each number.
  const groups = [...Map.groupBy(used, ({ orders }) => orders)].map(([x, own]) => {
    const means = Float64Array.from(own, ({ mean }) => mean / scale);
    return { x, means, logs: means.reduce((sum, z) => sum + Math.log(z), 0) };
  });
  const loss = ([logP, logQ, logG]: readonly number[]) => {
    const [p, q, g] = [Math.exp(logP!), Math.exp(logQ!), Math.exp(logG!)];
    const base = -logGamma(q) + q * Math.log(g);
    // Where all orders are alike, p and q would grow without end: beyond e^±5 it costs a little (a wide prior). Nothing within.
    const far = [logP!, logQ!, logG!].reduce((sum, log) => sum + 0.5 * Math.max(0, Math.abs(log) - 5) ** 2, 0);
    return groups.reduce((sum, { x, means, logs }) => {
      const shape = p * x;
      const alike = logGamma(shape + q) - logGamma(shape) + base + shape * Math.log(x);
      const rates = means.reduce((all, z) => all + Math.log(g + x * z), 0);
      return sum - means.length * alike - (shape - 1) * logs + (shape + q) * rates;
    }, far);
  };
  const { at, value } = nelderMead(loss, [1, 1, 0], { step: 0.5, tolerance: 1e-11 });
  const fromLogs = (logs: readonly number[]): GammaGamma => {
    const [p, q, g] = logs.map(Math.exp);
    return { p: p!, q: q!, gamma: g! * scale };
  };
  const around = drawsAround(loss, at);
  return {
    ...fromLogs(at),
    logLikelihood: -value - used.length * Math.log(scale),
    n: used.length,
    draw: around && ((random) => fromLogs(around(random))),
  };
}

/** Value to be expected of a customer's next order: p(γ + x·z̄) ÷ (p·x + q − 1), between its own mean and everybody's. Null while q ≤ 1, where no mean exists. */
export function expectedSpend({ p, q, gamma }: GammaGamma, { orders, mean }: Spend): number | null {
  const below = p * orders + q - 1;
  return below > 0 ? (p * (gamma + orders * mean)) / below : null;
}

/** Value of so many further orders of a customer, drawn: gamma(p · count) at the customer's rate, which is gamma(q + p·x, γ + x·z̄) given what is known. */
export function drawSpend({ p, q, gamma }: GammaGamma, { orders, mean }: Spend, count: number, random: Random): number {
  if (count === 0) return 0;
  const rate = drawGamma(random, q + p * orders) / (gamma + orders * mean);
  return drawGamma(random, p * count) / rate;
}

/** Correlation of how often and how much customers buy; far from 0 the gamma-gamma model misleads. */
export function spendCorrelation(customers: readonly Spend[]): number {
  const used = customers.filter(({ orders, mean }) => orders > 0 && mean > 0);
  const centre = (of: (customer: Spend) => number) => used.reduce((sum, customer) => sum + of(customer), 0) / used.length;
  const [x, z] = [centre(({ orders }) => orders), centre(({ mean }) => mean)];
  const moment = (f: (dx: number, dz: number) => number) => used.reduce((sum, { orders, mean }) => sum + f(orders - x, mean - z), 0);
  return moment((dx, dz) => dx * dz) / Math.sqrt(moment((dx) => dx * dx) * moment((_, dz) => dz * dz));
}

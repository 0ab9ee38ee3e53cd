import { logGamma } from "../numbers/gamma.ts";
import { nelderMead } from "../numbers/minimise.ts";

/** Mean value of a customer's repeat orders. */
export type Spend = { orders: number; mean: number };

/** Values of a customer's orders are gamma with shape p; their rate is gamma(q, gamma) over customers. */
export type GammaGamma = { p: number; q: number; gamma: number };

/**
 * Fits the gamma-gamma model of order values (Fader & Hardie 2013) by maximum likelihood to customers with repeat orders of a positive mean, any
 * currency unit. It supposes that how much and how often customers buy are unrelated: look at {@link spendCorrelation} first.
 */
export function fitGammaGamma(customers: readonly Spend[]): GammaGamma & { logLikelihood: number; n: number } {
  const used = customers.filter(({ orders, mean }) => orders > 0 && mean > 0);
  const scale = used.reduce((sum, { mean }) => sum + mean, 0) / Math.max(1, used.length);
  const loss = ([logP, logQ, logG]: readonly number[]) => {
    const [p, q, g] = [Math.exp(logP!), Math.exp(logQ!), Math.exp(logG!)];
    const base = -logGamma(q) + q * Math.log(g);
    // Where all orders are alike, p and q would grow without end: beyond e^±5 it costs a little (a wide prior). Nothing within.
    const far = [logP!, logQ!, logG!].reduce((sum, log) => sum + 0.5 * Math.max(0, Math.abs(log) - 5) ** 2, 0);
    return (
      far -
      used.reduce((sum, { orders: x, mean }) => {
        const z = mean / scale;
        const shape = p * x;
        return (
          sum +
          logGamma(shape + q) -
          logGamma(shape) +
          base +
          (shape - 1) * Math.log(z) +
          shape * Math.log(x) -
          (shape + q) * Math.log(g + x * z)
        );
      }, 0)
    );
  };
  const { at, value } = nelderMead(loss, [1, 1, 0], { step: 0.5, tolerance: 1e-11 });
  const [p, q, g] = at.map(Math.exp);
  return { p: p!, q: q!, gamma: g! * scale, logLikelihood: -value - used.length * Math.log(scale), n: used.length };
}

/** Value to be expected of a customer's next order: p(γ + x·z̄) ÷ (p·x + q − 1), between its own mean and everybody's. Null while q ≤ 1, where no mean exists. */
export function expectedSpend({ p, q, gamma }: GammaGamma, { orders, mean }: Spend): number | null {
  const below = p * orders + q - 1;
  return below > 0 ? (p * (gamma + orders * mean)) / below : null;
}

/** Correlation of how often and how much customers buy; far from 0 the gamma-gamma model misleads. */
export function spendCorrelation(customers: readonly Spend[]): number {
  const used = customers.filter(({ orders, mean }) => orders > 0 && mean > 0);
  const centre = (of: (customer: Spend) => number) => used.reduce((sum, customer) => sum + of(customer), 0) / used.length;
  const [x, z] = [centre(({ orders }) => orders), centre(({ mean }) => mean)];
  const moment = (f: (dx: number, dz: number) => number) => used.reduce((sum, { orders, mean }) => sum + f(orders - x, mean - z), 0);
  return moment((dx, dz) => dx * dz) / Math.sqrt(moment((dx) => dx * dx) * moment((_, dz) => dz * dz));
}

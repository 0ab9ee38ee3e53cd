import { normalQuantile } from "../numbers/distributions.ts";
import { variance } from "../numbers/quantile.ts";
import type { Random } from "../numbers/random.ts";

/** What all deals of a period have in common, as a factor for each draw; a few levels of equal chance, so that curves are computed once a level. */
export type Shocks = { factors: Float64Array; levelOf: Uint16Array };

/**
 * Variance τ² of the common shock: what the spread of ln(actual ÷ forecast) over past origins has beyond the deals' own (`independent`, one an
 * origin), pulled to 0.15² with the weight of six origins.
 */
export function shockVariance(logErrors: readonly number[], independent: readonly number[]): number {
  const n = logErrors.length;
  const own = independent.reduce((sum, value) => sum + value, 0) / Math.max(1, n);
  const seen = n > 1 ? Math.max(0, variance(logErrors) - own) : 0;
  const weight = n > 1 ? n : 0;
  return (weight * seen + 6 * 0.15 ** 2) / (weight + 6);
}

/** Draws the shock exp(ε − τ²/2), ε ~ N(0, τ²), on `levels` values of equal chance with mean 1 and the variance of the normal kept. */
export function drawShocks(tau2: number, draws: number, random: Random, levels = 25): Shocks {
  const z = Array.from({ length: levels }, (_, i) => normalQuantile((i + 0.5) / levels));
  const scale = tau2 > 0 ? Math.sqrt(tau2 / (z.reduce((sum, value) => sum + value * value, 0) / levels)) : 0;
  const raw = z.map((value) => Math.exp(scale * value));
  const norm = raw.reduce((sum, value) => sum + value, 0) / levels;
  const levelOf = Uint16Array.from({ length: draws }, (_, draw) => draw % levels);
  for (let i = draws - 1; i > 0; i -= 1) {
    const j = Math.floor(random.uniform() * (i + 1));
    [levelOf[i], levelOf[j]] = [levelOf[j]!, levelOf[i]!];
  }
  return { factors: Float64Array.from(raw, (value) => value / norm), levelOf };
}

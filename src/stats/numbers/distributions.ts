import { betaLower, betaQuantile } from "./beta.ts";
import { gammaUpper } from "./gamma.ts";
import { invert } from "./invert.ts";

/** Lower tail of the standard normal distribution at `z`, exact in the far tail as well: Φ(−z) = Q(½, z²/2) ÷ 2. */
export function normalLower(z: number): number {
  const tail = gammaUpper(0.5, (z * z) / 2) / 2;
  return z < 0 ? tail : 1 - tail;
}

function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** Standard normal quantile; ∓∞ at 0 and 1. Inverse of {@link normalLower}. */
export function normalQuantile(p: number): number {
  if (!(p > 0)) return -Infinity;
  if (p >= 1) return Infinity;
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0.5) return 0;
  return invert((z) => normalLower(z) - p, normalDensity, -39, 0, -Math.sqrt(Math.max(0, -2 * Math.log(2 * p))) / 1.3);
}

/** The z of a two-sided level: 1.96 for 0.95, 1.28 for 0.8. */
export function zOf(level: number): number {
  return -normalQuantile((1 - level) / 2);
}

/** Quantile of Student's t with `df` degrees of freedom. */
export function studentQuantile(p: number, df: number): number {
  if (p > 0.5) return -studentQuantile(1 - p, df);
  if (p < 0.25) {
    const x = betaQuantile(2 * p, df / 2, 0.5);
    return -Math.sqrt(df * (1 / x - 1));
  }
  const y = betaQuantile(1 - 2 * p, 0.5, df / 2);
  return -Math.sqrt((df * y) / (1 - y));
}

/** Chance of at most `k` successes in `n` trials of chance `p`. */
export function binomialLower(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : betaLower(1 - p, n - Math.floor(k), Math.floor(k) + 1);
}

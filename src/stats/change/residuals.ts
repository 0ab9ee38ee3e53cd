import { variance } from "../numbers/quantile.ts";

/**
 * How much more uneven than by chance counts are, as the α of a negative binomial (variance = μ + α μ²), by moments:
 * α = Σ ((y − μ)² − μ) ÷ Σ μ², at least 0. Counts that are not more uneven than Poisson's have none.
 */
export function overdispersion(counts: readonly number[], expected: readonly number[]): number {
  let [excess, square] = [0, 0];
  for (const [i, y] of counts.entries()) {
    const mu = expected[i]!;
    excess += (y - mu) ** 2 - mu;
    square += mu * mu;
  }
  return square > 0 ? Math.max(0, excess / square) : 0;
}

/**
 * Signed root of the deviance of a count against what was expected (McCullagh & Nelder 1989): near to a standard normal also where counts are
 * small and lean to one side. `alpha` 0 is Poisson's.
 */
export function countResidual(count: number, expected: number, alpha: number): number {
  if (expected <= 0) return 0;
  const ownPart = count > 0 ? count * Math.log(count / expected) : 0;
  const deviance =
    alpha > 0
      ? 2 * (ownPart - (count + 1 / alpha) * Math.log((1 + alpha * count) / (1 + alpha * expected)))
      : 2 * (ownPart - (count - expected));
  return Math.sign(count - expected) * Math.sqrt(Math.max(0, deviance));
}

/**
 * How far a share of `n` lies off what was expected, in its binomial error. At large n shares scatter by far more than that, so limits in these units
 * are too tight: who judges by them divides by their own spread first, as Laney's p′ chart (2002) does.
 */
export function shareResidual(share: number, expected: number, n: number): number {
  const p = Math.min(1 - 0.5 / (n + 1), Math.max(0.5 / (n + 1), expected));
  return (share - p) / Math.sqrt((p * (1 - p)) / n);
}

/** The error of a mean of values that carry over by φ from one to the next: s · √((1 + φ) ÷ (1 − φ)) ÷ √n. */
export function errorOfMean(values: readonly number[], carry: number): number {
  return Math.sqrt((variance(values) * (1 + carry)) / (1 - carry) / values.length);
}

import { logGamma } from "./gamma.ts";
import { invert } from "./invert.ts";

/** ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b), for a, b > 0. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Regularised incomplete beta function I_x(a, b), the lower tail of a beta variable. Continued fraction (Abramowitz & Stegun 26.5.8). */
export function betaLower(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  return x < (a + 1) / (a + b + 2) ? fraction(x, a, b) : 1 - fraction(1 - x, b, a);
}

/** The x at which a beta variable has the lower tail `p`. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p > 0)) return 0;
  if (p >= 1) return 1;
  const mean = a / (a + b);
  if (p > betaLower(mean, a, b)) return 1 - below(1 - p, b, a, 1 - mean);
  return below(p, a, b, mean);
}

/** The quantile where it lies below the mean, so that the digits next to 0 are kept. */
function below(p: number, a: number, b: number, mean: number): number {
  const norm = logBeta(a, b);
  const density = (x: number) => Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - norm);
  const start = Math.min(mean, Math.exp((Math.log(p) + Math.log(a) + norm) / a));
  return invert((x) => betaLower(x, a, b) - p, density, 0, Math.min(1, mean * (1 + 1e-9)), start > 0 ? start : mean / 2);
}

function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / avoid(1 - ((a + b) * x) / (a + 1), tiny);
  let h = d;
  for (let m = 1; m < 100_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / avoid(1 + even * d, tiny);
    c = avoid(1 + even / c, tiny);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / avoid(1 + odd * d, tiny);
    c = avoid(1 + odd / c, tiny);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return (Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) * h) / a;
}

function avoid(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

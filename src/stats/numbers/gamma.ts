import { invert } from "./invert.ts";

const halfLogTwoPi = 0.9189385332046728;

/** ln Γ(x) for x > 0, absolute error below 1e-13 for moderate x. Stirling's series after lifting x above 12 by Γ(x + 1) = x·Γ(x) (Abramowitz & Stegun 6.1.41). */
export function logGamma(x: number): number {
  let [product, z] = [1, x];
  while (z < 12) {
    product *= z;
    z += 1;
  }
  const inverse = 1 / z;
  const square = inverse * inverse;
  const series =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360_360))))));
  return (z - 0.5) * Math.log(z) - z + halfLogTwoPi + series - Math.log(product);
}

/** ψ(x) = d ln Γ(x) / dx for x > 0. Asymptotic series after lifting x above 12 (Abramowitz & Stegun 6.3.18). */
export function digamma(x: number): number {
  let [sum, z] = [0, x];
  while (z < 12) {
    sum -= 1 / z;
    z += 1;
  }
  const square = 1 / (z * z);
  return sum + Math.log(z) - 0.5 / z - square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))));
}

/** Regularised incomplete gamma function, lower tail P(a, x) = γ(a, x) ÷ Γ(a), for a > 0. */
export function gammaLower(a: number, x: number): number {
  if (x <= 0) return 0;
  return x < a + 1 ? bySeries(a, x) : 1 - byFraction(a, x);
}

/** Regularised incomplete gamma function, upper tail Q(a, x) = 1 − P(a, x), exact in the far tail as well. */
export function gammaUpper(a: number, x: number): number {
  if (x <= 0) return 1;
  return x < a + 1 ? 1 - bySeries(a, x) : byFraction(a, x);
}

/** The x at which a gamma variable of this shape (and scale 1) has the lower tail `p`; 0 at p = 0, infinite at p = 1. */
export function gammaQuantile(p: number, shape: number): number {
  if (!(p > 0)) return 0;
  if (p >= 1) return Infinity;
  const tail = p < 0.5 ? (x: number) => gammaLower(shape, x) - p : (x: number) => 1 - p - gammaUpper(shape, x);
  const density = (x: number) => Math.exp((shape - 1) * Math.log(x) - x - logGamma(shape));
  let high = shape + 1;
  while (tail(high) < 0) high *= 2;
  // For small shapes nearly all of a low quantile's mass lies against 0, where P(a, x) ≈ x^a ÷ Γ(a + 1).
  const start = Math.min(high, Math.max(shape / 2, Math.exp((Math.log(p) + logGamma(shape + 1)) / shape)));
  return invert(tail, density, 0, high, start);
}

function front(a: number, x: number): number {
  return Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** Abramowitz & Stegun 6.5.29. */
function bySeries(a: number, x: number): number {
  let [term, sum] = [1 / a, 1 / a];
  for (let n = 1; n < 100_000; n += 1) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum * front(a, x);
}

/** Abramowitz & Stegun 6.5.31, evaluated by Lentz's method. */
function byFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 100_000; n += 1) {
    const factor = -n * (n - a);
    b += 2;
    d = factor * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + factor / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return h * front(a, x);
}

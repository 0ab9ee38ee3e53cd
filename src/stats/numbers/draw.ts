import type { Random } from "./random.ts";

/** A standard normal variable (Box & Muller 1958). */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}

/** A gamma variable of this shape and scale 1 (Marsaglia & Tsang 2000; below shape 1 by their power of a uniform). */
export function drawGamma(random: Random, shape: number): number {
  if (shape < 1) return drawGamma(random, shape + 1) * random.uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** A beta variable, by two gammas. */
export function drawBeta(random: Random, a: number, b: number): number {
  const x = drawGamma(random, a);
  return x / (x + drawGamma(random, b));
}

/** Shares that add to 1, from a Dirichlet distribution with these weights; a weight of 0 always gets 0. */
export function drawDirichlet(random: Random, weights: readonly number[]): number[] {
  const parts = weights.map((weight) => (weight > 0 ? drawGamma(random, weight) : 0));
  const sum = parts.reduce((total, part) => total + part, 0);
  return parts.map((part) => part / sum);
}

/** A Poisson count. Below a mean of 30 by multiplying uniforms (Knuth), above by halving through a gamma or binomial (Ahrens & Dieter 1974). */
export function drawPoisson(random: Random, mean: number): number {
  let [left, count] = [mean, 0];
  while (left > 30) {
    const step = Math.floor((left * 7) / 8);
    const time = drawGamma(random, step);
    if (time > left) return count + drawBinomial(random, step - 1, left / time);
    count += step;
    left -= time;
  }
  const limit = Math.exp(-left);
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count += 1;
  return count;
}

/** A binomial count. Small expectations by jumps from success to success, large ones by halving through a beta (Ahrens & Dieter 1974). */
export function drawBinomial(random: Random, n: number, p: number): number {
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - drawBinomial(random, n, 1 - p);
  let [trials, chance, count] = [n, p, 0];
  while (trials * chance > 15) {
    const middle = 1 + Math.floor(trials / 2);
    const x = drawBeta(random, middle, trials + 1 - middle);
    if (x <= chance) {
      count += middle;
      trials -= middle;
      chance = (chance - x) / (1 - x);
    } else {
      trials = middle - 1;
      chance /= x;
    }
  }
  const scale = Math.log1p(-chance);
  for (let at = Math.floor(Math.log(random.uniform()) / scale); at < trials; at += 1 + Math.floor(Math.log(random.uniform()) / scale))
    count += 1;
  return count;
}

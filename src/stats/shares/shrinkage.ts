import { betaQuantile, logBeta } from "../numbers/beta.ts";
import type { Range } from "./wilson.ts";

export type Tally = { events: number; n: number };

/** What a group of shares has in common: their mean, and how many cases of each that knowledge is worth. */
export type Prior = { mean: number; cases: number };

/** What is thought of k beforehand: ln k is normal around ln `cases`; an infinite spread lets the tallies alone decide. */
const usual = { cases: 50, spread: 1 };

/**
 * Fits the prior of a group of tallies (empirical Bayes, beta-binomial): the mean is that of all cases together; the number of cases k
 * maximises Σ ln B(x + mk, n − x + (1 − m)k) − ln B(mk, (1 − m)k) with ln k ~ N(ln 50, 1) unless told otherwise, so that a few tallies that happen to be equal
 * or unequal do not decide it. A group without cases, or with none or all events, is drawn half a case towards ½.
 */
export function fitPrior(tallies: readonly Tally[], { cases, spread } = usual): Prior {
  const n = tallies.reduce((sum, tally) => sum + tally.n, 0);
  const events = tallies.reduce((sum, tally) => sum + tally.events, 0);
  const mean = events > 0 && events < n ? events / n : (events + 0.5) / (n + 1);
  const score = (log: number) => {
    const [a, b] = [mean * Math.exp(log), (1 - mean) * Math.exp(log)];
    const norm = logBeta(a, b);
    const likelihood = tallies.reduce((sum, tally) => sum + logBeta(tally.events + a, tally.n - tally.events + b) - norm, 0);
    return likelihood - (log - Math.log(cases)) ** 2 / (2 * spread ** 2);
  };
  return { mean, cases: Math.exp(highest(score, Math.log(0.5), Math.log(100_000))) };
}

/** The share of a tally drawn towards its group: (x + mk) ÷ (n + k), with the central range of its beta posterior. */
export function shrink({ events, n }: Tally, { mean, cases }: Prior, level: number): Range & { share: number } {
  const { a, b } = posterior({ events, n }, { mean, cases });
  return { share: a / (a + b), low: betaQuantile((1 - level) / 2, a, b), high: betaQuantile((1 + level) / 2, a, b) };
}

/** The beta posterior of a tally under its group's prior. */
export function posterior({ events, n }: Tally, { mean, cases }: Prior): { a: number; b: number } {
  return { a: events + mean * cases, b: n - events + (1 - mean) * cases };
}

/** Golden-section search of the highest point, after a coarse look, since there may be a ridge. */
function highest(f: (x: number) => number, low: number, high: number): number {
  const steps = 40;
  const values = Array.from({ length: steps + 1 }, (_, i) => f(low + ((high - low) * i) / steps));
  const best = values.indexOf(Math.max(...values));
  const ratio = (Math.sqrt(5) - 1) / 2;
  let a = low + ((high - low) * Math.max(0, best - 1)) / steps;
  let b = low + ((high - low) * Math.min(steps, best + 1)) / steps;
  while (b - a > 1e-9) {
    const [p, q] = [b - ratio * (b - a), a + ratio * (b - a)];
    if (f(p) < f(q)) a = p;
    else b = q;
  }
  return (a + b) / 2;
}

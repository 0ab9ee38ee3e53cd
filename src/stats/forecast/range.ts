import { studentQuantile } from "../numbers/distributions.ts";

/** A forecast that was shown, and what came. */
export type Shown = { forecast: number; actual: number };

/** From so many past origins on a range is what past errors say, before that what the simulation says. */
const originsToCalibrate = 12;

/**
 * How far off, as a factor, a forecast may be at this level, by its own past errors: exp of the ⌈(n + 1)·level⌉-th smallest |ln(actual ÷ forecast)|
 * (split conformal prediction, Lei et al. 2018). Where the level asks for more origins than there are, the widest of the 80 % level's is stretched in
 * proportion to Student's t. Null below twelve origins.
 */
export function calibratedFactor(past: readonly Shown[], level: number): number | null {
  const errors = past.map(({ forecast, actual }) => Math.abs(Math.log(actual / forecast))).sort((a, b) => a - b);
  const n = errors.length;
  if (n < originsToCalibrate) return null;
  const place = (share: number) => Math.ceil((n + 1) * share - 1e-9);
  if (place(level) <= n) return Math.exp(errors[place(level) - 1]!);
  return Math.exp((errors[place(0.8) - 1]! * studentQuantile((1 + level) / 2, n)) / studentQuantile(0.9, n));
}

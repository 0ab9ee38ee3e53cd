import { mean, variance } from "../numbers/quantile.ts";

/** What a quiet stretch says of the series: its level, the spread of one step's error, and how far a step carries over into the next. */
export type Baseline = { level: number; spread: number; carry: number };

/**
 * Fits level, AR(1) carry-over φ and the spread of the one-step error to a quiet stretch. φ is raised by one and a half times its small-sample
 * bias (1 + 3φ) ÷ n (Kendall 1954) and kept within 0 and 0.9: a carry-over seen too low takes runs for changes.
 */
export function fitBaseline(values: readonly number[]): Baseline {
  const n = values.length;
  const level = mean(values);
  let [lag, square] = [0, 0];
  for (let t = 0; t < n; t += 1) {
    square += (values[t]! - level) ** 2;
    if (t > 0) lag += (values[t]! - level) * (values[t - 1]! - level);
  }
  const raw = square > 0 ? lag / square : 0;
  const carry = Math.min(0.9, Math.max(0, raw + (1.5 * (1 + 3 * raw)) / n));
  return { level, spread: Math.sqrt(variance(values) * (1 - carry * carry)), carry };
}

/** Half the shift, in spreads, that the sums are quickest to see. */
const k = 0.5;

/** Both sums of a two-sided CUSUM (Page 1954) after each error: S⁺ ← max(0, S⁺ + z − k), S⁻ ← max(0, S⁻ − z − k), k = 0.5. */
export function cusum(errors: readonly number[]): { up: number[]; down: number[] } {
  let [high, low] = [0, 0];
  const [up, down]: [number[], number[]] = [[], []];
  for (const z of errors) {
    high = Math.max(0, high + z - k);
    low = Math.max(0, low - z - k);
    up.push(high);
    down.push(low);
  }
  return { up, down };
}

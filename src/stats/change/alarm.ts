import { drawNormal } from "../numbers/draw.ts";
import { mean, quantileSorted, variance } from "../numbers/quantile.ts";
import type { Random } from "../numbers/random.ts";

/** What a quiet stretch says of the series: its level, the spread of one step's error, and how far a step carries over into the next. */
export type Baseline = { level: number; spread: number; carry: number; n: number };

/**
 * Fits level, AR(1) carry-over φ and the spread of the one-step error to a quiet stretch. φ is raised by its small-sample bias (1 + 3φ) ÷ n
 * (Kendall 1954) and kept within 0 and 0.9; a carry-over seen too low would take runs for changes.
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
  const carry = Math.min(0.9, Math.max(0, raw + (1 + 3 * raw) / n));
  return { level, spread: Math.sqrt(variance(values) * (1 - carry * carry)), carry, n };
}

/** One-step errors in units of their spread: zₜ = (yₜ − level − φ(yₜ₋₁ − level)) ÷ spread. `before` is the value ahead of the first. */
export function errorsOf(values: readonly number[], before: number, { level, spread, carry }: Baseline): number[] {
  return values.map(
    (value, t) => (value - level - carry * ((t > 0 ? values[t - 1]! : before) - level)) / (spread > 0 ? spread : Number.POSITIVE_INFINITY),
  );
}

/** Both sums of a two-sided CUSUM (Page 1954) after each error: S⁺ ← max(0, S⁺ + z − k), S⁻ ← max(0, S⁻ − z − k). */
export function cusum(errors: readonly number[], k = 0.5): { up: number[]; down: number[] } {
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

/**
 * The limit h that a quiet series like this passes within `watch` steps with chance `falseAlarms`: quiet series with the fitted carry-over are
 * simulated, each with its own baseline fitted from as few values as ours, so that what is not known of level, spread and carry-over is in it.
 */
export function alarmLimit(
  { n, carry }: Pick<Baseline, "n" | "carry">,
  { watch, falseAlarms, random, runs = 1000, k = 0.5 }: { watch: number; falseAlarms: number; random: Random; runs?: number; k?: number },
): number {
  const highest = new Float64Array(runs);
  const step = Math.sqrt(1 - carry * carry);
  for (let run = 0; run < runs; run += 1) {
    let state = drawNormal(random);
    const series = Array.from({ length: n + watch }, () => (state = carry * state + step * drawNormal(random)));
    const { up, down } = cusum(errorsOf(series.slice(n), series[n - 1]!, fitBaseline(series.slice(0, n))), k);
    highest[run] = Math.max(...up, ...down);
  }
  return quantileSorted(highest.sort(), 1 - falseAlarms);
}

/** Where a watched series first passes its limit: which step, in which direction, and from which step on the sum had been rising. Null if it stays quiet. */
export function firstAlarm(errors: readonly number[], limit: number, k = 0.5): { at: number; direction: 1 | -1; since: number } | null {
  const { up, down } = cusum(errors, k);
  const at = up.findIndex((sum, t) => sum > limit || down[t]! > limit);
  if (at < 0) return null;
  const sums = up[at]! > limit ? up : down;
  return { at, direction: up[at]! > limit ? 1 : -1, since: sums.slice(0, at).lastIndexOf(0) + 1 };
}

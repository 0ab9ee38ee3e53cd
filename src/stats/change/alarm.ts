import { drawNormal } from "../numbers/draw.ts";
import { mean, quantileSorted, variance } from "../numbers/quantile.ts";
import type { Random } from "../numbers/random.ts";

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

/** How many steps the baseline stays behind, so that a change that has just begun does not become part of it. */
const behind = 6;

/**
 * One-step errors of a series from its `learn`-th value on, in units of their spread: zₜ = (yₜ − level − φ(yₜ₋₁ − level)) ÷ spread. The baseline is
 * fitted to the first `learn` values and, as the series goes on, to all up to six steps ago: what is not known of it fades.
 */
export function errorsOf(values: readonly number[], learn: number): number[] {
  return values.slice(learn).map((value, i) => {
    const { level, spread, carry } = fitBaseline(values.slice(0, Math.max(learn, learn + i - behind)));
    return spread > 0 ? (value - level - carry * (values[learn + i - 1]! - level)) / spread : 0;
  });
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

/**
 * The limit h that a quiet series passes within `watch` steps with about the chance `falseAlarms`: quiet series with this carry-over are simulated and
 * watched as ours is, with baselines fitted from `learn` values on, so that what is not known of level, spread and carry-over is in it. Depends on the
 * carry-over only: work it out once for steps of 0.05. The chance is set below the 10 % a year that are meant, since the carry-over is itself a guess.
 */
export function alarmLimit(
  carry: number,
  {
    learn,
    watch,
    random,
    falseAlarms = 0.08,
    runs = 1000,
  }: { learn: number; watch: number; random: Random; falseAlarms?: number; runs?: number },
): number {
  const highest = new Float64Array(runs);
  const step = Math.sqrt(1 - carry * carry);
  for (let run = 0; run < runs; run += 1) {
    let state = drawNormal(random);
    const series = Array.from({ length: learn + watch }, () => (state = carry * state + step * drawNormal(random)));
    const { up, down } = cusum(errorsOf(series, learn));
    highest[run] = Math.max(...up, ...down);
  }
  return quantileSorted(highest.sort(), 1 - falseAlarms);
}

/** Where a watched series first passes its limit: which step, in which direction, and from which step on the sum had been rising. Null if it stays quiet. */
export function firstAlarm(errors: readonly number[], limit: number): { at: number; direction: 1 | -1; since: number } | null {
  const { up, down } = cusum(errors);
  const at = up.findIndex((sum, t) => sum > limit || down[t]! > limit);
  if (at < 0) return null;
  const sums = up[at]! > limit ? up : down;
  return { at, direction: up[at]! > limit ? 1 : -1, since: sums.slice(0, at).lastIndexOf(0) + 1 };
}

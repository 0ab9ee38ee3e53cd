import type { Range } from "../shares/wilson.ts";
import { zOf } from "../numbers/distributions.ts";

/** Days of a month, on average. */
export const monthDays = 365.25 / 12;

/**
 * What a longer wait in a stage costs by itself: revenue comes later, once, not less every month. `winsWorth` is λ · w · V, the revenue a month
 * that passes the stage; `wait` and `target` are mean days in it (restricted means) with their standard errors. The sum is winsWorth · Δdays ÷ days of a month.
 */
export function timingOf(
  winsWorth: number,
  wait: { mean: number; error: number },
  target: { mean: number; error: number },
  level: number,
): Range & { days: number; lowDays: number; highDays: number; held: number } {
  const days = wait.mean - target.mean;
  const half = zOf(level) * Math.hypot(wait.error, target.error);
  const worth = (length: number) => (winsWorth * length) / monthDays;
  return { days, lowDays: days - half, highDays: days + half, held: worth(days), low: worth(days - half), high: worth(days + half) };
}

import type { Range } from "../shares/wilson.ts";
import { zOf } from "../numbers/distributions.ts";

/**
 * What a longer wait in a stage costs by itself: revenue comes later, once, not less every month. `winsWorth` is λ · w · V, the revenue a month
 * that passes the stage; `wait` and `target` are mean days in it (restricted means) with their standard errors. The sum is winsWorth · Δdays ÷ 30.
 */
export function timingOf(
  winsWorth: number,
  wait: { mean: number; error: number },
  target: { mean: number; error: number },
  level: number,
): Range & { days: number; held: number } {
  const days = wait.mean - target.mean;
  const half = zOf(level) * Math.hypot(wait.error, target.error);
  const worth = (length: number) => (winsWorth * length) / 30;
  return { days, held: worth(days), low: worth(days - half), high: worth(days + half) };
}

import { normalLower, zOf } from "../numbers/distributions.ts";
import type { Range } from "./wilson.ts";

/** A value with its standard error, both in its own unit. */
export type Known = { value: number; error: number };

/**
 * A share as it is held against another one: p̃ = (p n + 1) ÷ (n + 2) with the error √(p̃ (1 − p̃) ÷ (n + 2)) (Agresti & Caffo 2000). By p itself the error would
 * be 0 at 0 and at 100 %, and any difference to it sure. `n` may be an effective number.
 */
export function shareAmong(share: number, n: number): Known {
  const value = (share * n + 1) / (n + 2);
  return { value, error: Math.sqrt((value * (1 - value)) / (n + 2)) };
}

/** Range of the difference of two independent values at this level: (a − b) ± z · √(seₐ² + se_b²); for two means Welch's error, by the normal. */
export function difference(a: Known, b: Known, level: number): Range {
  const half = zOf(level) * Math.hypot(a.error, b.error);
  return { low: a.value - b.value - half, high: a.value - b.value + half };
}

/** Chance that two independent values differ as much or more if both were the same: 2 Φ(−|a − b| ÷ √(seₐ² + se_b²)); without errors 1 where they are equal, else 0. */
export function chanceOfDifference(a: Known, b: Known): number {
  const error = Math.hypot(a.error, b.error);
  if (!(error > 0)) return a.value === b.value ? 1 : 0;
  return 2 * normalLower(-Math.abs(a.value - b.value) / error);
}

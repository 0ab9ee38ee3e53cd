import { zOf } from "../numbers/distributions.ts";
import type { Range } from "./wilson.ts";

/** Sums over n cases of a part and the whole it is of, their squares and their product. */
export type PartSums = { n: number; part: number; whole: number; partSquares: number; products: number; wholeSquares: number };

/**
 * Share of a whole that comes in unequal cases, each with a part of its own: R = Σ part ÷ Σ whole, with the error of a ratio of two sums
 * √(n ÷ (n − 1) · Σ (part − R · whole)²) ÷ Σ whole (Cochran 1977, 6.4). Null below two cases or without a whole.
 */
export function shareOfSums(
  { n, part, whole, partSquares, products, wholeSquares }: PartSums,
  level: number,
): (Range & { share: number }) | null {
  if (n < 2 || !(whole > 0)) return null;
  const share = part / whole;
  const residuals = Math.max(0, partSquares - 2 * share * products + share * share * wholeSquares);
  const half = (zOf(level) * Math.sqrt((n / (n - 1)) * residuals)) / whole;
  return { share, low: Math.max(0, share - half), high: Math.min(1, share + half) };
}

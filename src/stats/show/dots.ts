import { quantileSorted } from "../numbers/quantile.ts";

/**
 * Quantile dots (Kay et al. 2016): `count` equally likely outcomes, the quantiles (i − 0.5) ÷ count of what was drawn, ascending. "14 of 20 lie above the
 * target" is read off them.
 */
export function quantileDots(draws: ArrayLike<number>, count = 20): number[] {
  const sorted = Float64Array.from(draws).sort();
  return Array.from({ length: count }, (_, i) => quantileSorted(sorted, (i + 0.5) / count));
}

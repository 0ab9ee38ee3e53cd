/** The quantile at `share` of values in ascending order, between neighbours in a straight line (Hyndman & Fan 1996, type 7). NaN of none. */
export function quantileSorted(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * share;
  const low = Math.floor(at);
  const below = sorted[low]!;
  return at === low ? below : below + (at - low) * (sorted[low + 1]! - below);
}

/** The middle of the values; of an even number the mean of the two in the middle. NaN of none. */
export function median(values: ArrayLike<number>): number {
  return quantileSorted(Float64Array.from(values).sort(), 0.5);
}

/** Low end, middle and high end of the central `level` of drawn values. */
export function rangeOf(values: ArrayLike<number>, level: number): { low: number; middle: number; high: number } {
  const sorted = Float64Array.from(values).sort();
  return {
    low: quantileSorted(sorted, (1 - level) / 2),
    middle: quantileSorted(sorted, 0.5),
    high: quantileSorted(sorted, (1 + level) / 2),
  };
}

/** NaN of none. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i]!;
  return sum / values.length;
}

/** Sample variance, divided by n − 1; NaN below two values. */
export function variance(values: ArrayLike<number>): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += (values[i]! - centre) ** 2;
  return values.length > 1 ? sum / (values.length - 1) : Number.NaN;
}

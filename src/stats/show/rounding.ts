/** Powers of ten by which a number may be rounded without pretending: that of the first digit of half the range's width. Infinite ranges and single points have none. */
export function meaningfulPower(low: number, high: number): number | null {
  const half = Math.abs(high - low) / 2;
  return half > 0 && Number.isFinite(half) ? Math.floor(Math.log10(half) + 1e-12) : null;
}

/** A value rounded to a power of ten: 12,345 to the power 3 is 12,000, and 0.4567 to the power −2 is 0.46. */
export function roundTo(value: number, power: number): number {
  const digits = Math.max(0, -power);
  return power > 0 ? Math.round(value / 10 ** power) * 10 ** power : Number(value.toFixed(Math.min(100, digits)));
}

/** A value and its range without fake precision: all three rounded to the first digit of the half-width, an end that this would make 0 to the next digit. */
export function roundRange({ value, low, high }: { value: number; low: number; high: number }): {
  value: number;
  low: number;
  high: number;
} {
  const power = meaningfulPower(low, high);
  if (power === null) return { value, low, high };
  const end = (at: number) => roundTo(at, power) || roundTo(at, power - 1);
  return { value: roundTo(value, power), low: end(low), high: end(high) };
}

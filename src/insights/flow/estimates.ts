import type { Estimate } from "../contract.ts";
import type { Scope } from "../scope.ts";

export const level = 0.8;
/** Below so many outcomes a share is too early to say; of as many a side two may be compared. */
export const outcomesToSpeak = 5;
export const outcomesToCompare = 20;
/** Exits that a median needs. */
export const exitsForMedian = 10;
export const minutesPerDay = 1440;

type Known = {
  value: number | null;
  low?: number | null;
  high?: number | null;
  n: number;
  undecided: number;
  method: string;
  currency?: string;
};

/** A figure with all that it has to say of itself; without a value it has no range either, and no number of it is NaN or infinite. */
export function estimateOf(
  unit: Estimate["unit"],
  { value, low, high, n, undecided, method, currency }: Known,
  { period }: { period: Pick<Scope["period"], "from" | "to"> },
): Estimate {
  const spoken = finite(value);
  const range = { low: spoken === null ? null : finite(low), high: spoken === null ? null : finite(high) };
  return {
    value: spoken,
    ...range,
    level: range.low === null && range.high === null ? null : level,
    n,
    undecided,
    unit,
    ...(currency !== undefined && { currency }),
    method,
    from: period.from,
    to: period.to,
  };
}

function finite(number: number | null | undefined): number | null {
  return number !== undefined && Number.isFinite(number) ? number : null;
}

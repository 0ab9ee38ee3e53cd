import type { Estimate } from "#insights/contract.ts";

type Words = Pick<Estimate, "n" | "method" | "from" | "to"> &
  Partial<Pick<Estimate, "low" | "high" | "level" | "undecided">> & { currency?: string | undefined };

/** A bare number of an answer as an estimate. It has a range only where the answer has one. */
export function said(value: number | null, unit: Estimate["unit"], words: Words): Estimate {
  const { low = null, high = null, level = null, n, undecided = 0, currency, method, from, to } = words;
  return { value, low, high, level, n, undecided, unit, ...(unit.startsWith("money") && currency && { currency }), method, from, to };
}

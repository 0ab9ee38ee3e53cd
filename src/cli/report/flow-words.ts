import { exponentOf } from "#base/money.ts";
import type { Estimate } from "#insights/contract.ts";

export function share(value: number | null): string {
  return value === null ? "too early" : `${(value * 100).toFixed(1)} %`;
}

export function days(value: number | null): string {
  return value === null ? "–" : `${value.toFixed(1)} days`;
}

/** A figure with its likely range. */
export function ranged({ value, low, high }: Estimate, word: (value: number | null) => string): string {
  if (value === null) return "too early";
  if (low === null && high === null) return word(value);
  return `${word(value)} (${low === null ? "…" : word(low)} – ${high === null ? "…" : word(high)})`;
}

/** Money to the unit: what is estimated has no cents. */
export function money(minor: number, currency: string): string {
  return new Intl.NumberFormat("en", { style: "currency", currency, maximumFractionDigits: 0 }).format(minor / 10 ** exponentOf(currency));
}

import { exponentOf } from "#base/money.ts";
import type { Estimate } from "#insights/contract.ts";

/** A number of a report in its unit, for people. */
export function wordOf(value: number | null, unit: "count" | "share" | "money" | "money per day" | "days", currency?: string): string {
  if (value === null) return "too early";
  if (unit === "share") return `${(value * 100).toFixed(1)} %`;
  if (unit.startsWith("money") && currency)
    return (
      new Intl.NumberFormat("en", { style: "currency", currency }).format(value / 10 ** exponentOf(currency)) +
      (unit === "money" ? "" : " a day")
    );
  if (unit === "days") return `${value.toFixed(1)} days`;
  return String(Math.round(value * 10) / 10);
}

export function share(value: number | null): string {
  return wordOf(value, "share");
}

export function days(value: number | null): string {
  return value === null ? "–" : wordOf(value, "days");
}

/** Money in whole units of its currency: what is estimated has no cents. */
export function wholeMoney(minor: number, currency: string): string {
  return new Intl.NumberFormat("en", { style: "currency", currency, maximumFractionDigits: 0 }).format(minor / 10 ** exponentOf(currency));
}

/** A figure with its likely range. */
export function ranged({ value, low, high }: Estimate, word: (value: number | null) => string): string {
  if (value === null) return "too early";
  if (low === null && high === null) return word(value);
  return `${word(value)} (${low === null ? "…" : word(low)} – ${high === null ? "…" : word(high)})`;
}

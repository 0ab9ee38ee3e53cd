import { exponentOf } from "#base/money.ts";

/** A number of a report in its unit, for people. */
export function wordOf(value: number | null, unit: "count" | "share" | "money" | "money per day" | "days", currency?: string): string {
  if (value === null) return "too early";
  if (unit === "share") return `${(value * 100).toFixed(1)} %`;
  if (unit.startsWith("money") && currency)
    return new Intl.NumberFormat("en", { style: "currency", currency }).format(value / 10 ** exponentOf(currency));
  if (unit === "days") return `${value.toFixed(1)} days`;
  return String(Math.round(value * 10) / 10);
}

import type { Format } from "#web/lib/format.ts";

/** Days, and below a day the hours. */
export function daysText(days: number, format: Format): string {
  return days >= 1 ? format.days(days) : format.duration(days * 86_400_000);
}

/** The same as it stands behind "after" and "within": German then says "Tagen". */
export function afterDays(days: number, format: Format): string {
  return daysText(days, format).replace(/Tage$/, "Tagen");
}

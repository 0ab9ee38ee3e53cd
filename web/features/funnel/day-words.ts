import type { DurationsAnswer } from "#insights/flow/contract.ts";
import type { Format } from "#web/lib/format.ts";

type Clock = DurationsAnswer["clock"];

/** How long a day of each clock is. */
const dayMs: Record<Clock, number> = { calendar: 86_400_000, working: 8 * 3_600_000 };

/** Days, and below a day the hours. */
export function daysText(days: number, format: Format, clock: Clock = "calendar"): string {
  return days >= 1 ? format.days(days) : format.duration(days * dayMs[clock]);
}

/** The same as it stands behind "after" and "within": German then says "Tagen". */
export function afterDays(days: number, format: Format, clock?: Clock): string {
  return daysText(days, format, clock).replace(/Tage$/, "Tagen");
}

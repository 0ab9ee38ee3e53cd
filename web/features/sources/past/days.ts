import type { DaySum, SourceDay } from "#intake/past/contract.ts";

export type DayState = "equal" | "gap" | "none" | "busy" | "trouble";

/** Every day of the span, oldest first, with what is known of it. */
export function stripDays(from: string, to: string, known: readonly SourceDay[]): { day: string; state: DayState; gaps: number }[] {
  const byDay = new Map(known.map((each) => [each.day, each]));
  const days: { day: string; state: DayState; gaps: number }[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const found = byDay.get(day);
    days.push({ day, state: stateOf(found), gaps: found?.gaps ?? 0 });
  }
  return days;
}

function stateOf(day: SourceDay | undefined): DayState {
  if (!day) return "none";
  if (day.todo !== null) return "busy";
  if (day.trouble !== null) return "trouble";
  if (day.comparedAt === null) return "none";
  return day.gaps > 0 ? "gap" : "equal";
}

export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** What is here more (positive) or less than at the shop. */
export function differenceOf({ shopCount, shopMinor, hereCount, hereMinor }: DaySum): { count: number; minor: number } {
  return { count: hereCount - shopCount, minor: hereMinor - shopMinor };
}

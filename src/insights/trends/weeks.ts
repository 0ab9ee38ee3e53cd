import { addDays, dayOf, startOfDay } from "#base/clock.ts";

/** Whole weeks of a workspace's calendar, from Monday, in order. `fromMs` of the last one's end closes them. */
export type Weeks = { mondays: string[]; fromMs: number[]; endMs: number };

const quarterWeeks = 13;
/** More than this is not looked back. */
export const mostWeeks = 156;

/**
 * The whole weeks from the first record on until what has been seen. Where there are too many, the start moves on by whole quarters, so that from
 * week to week the same stretch is learnt from.
 */
export function weeksBetween(firstMs: number, seenMs: number, timeZone: string): Weeks {
  const first = mondayAfter(dayOf(firstMs, timeZone));
  const last = mondayOf(dayOf(seenMs, timeZone)); // the week under way is left out
  const count = Math.max(0, weekCount(first, last));
  const dropped = count > mostWeeks ? Math.ceil((count - mostWeeks) / quarterWeeks) * quarterWeeks : 0;
  const mondays = Array.from({ length: count - dropped }, (_, i) => addDays(first, 7 * (dropped + i)));
  return { mondays, fromMs: mondays.map((day) => startOfDay(day, timeZone)), endMs: startOfDay(last, timeZone) };
}

/** Which month of its quarter a week belongs to, by its Thursday. */
export function phaseOf(monday: string): number {
  return (Number(addDays(monday, 3).slice(5, 7)) - 1) % 3;
}

function mondayOf(day: string): string {
  return addDays(day, 1 - Temporal.PlainDate.from(day).dayOfWeek);
}

/** The Monday of the first whole week. */
function mondayAfter(day: string): string {
  const monday = mondayOf(day);
  return monday === day ? monday : addDays(monday, 7);
}

function weekCount(from: string, to: string): number {
  return Math.round(Temporal.PlainDate.from(from).until(to, { largestUnit: "day" }).days / 7);
}

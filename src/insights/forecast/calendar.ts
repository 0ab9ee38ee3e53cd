/** Calendar days as numbers, counted from 1970-01-01; what a time zone makes of an instant is settled before. */

import { dayMs } from "#base/clock.ts";
import type { HorizonName } from "./contract.ts";

export function dayNumber(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs);
}

export function dayName(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** Months counted from January 1970. */
export function monthOf(day: number): number {
  const date = new Date(day * dayMs);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

export function monthStart(month: number): number {
  return Math.round(Date.UTC(1970, month, 1) / dayMs);
}

export function monthEnd(month: number): number {
  return monthStart(month + 1) - 1;
}

/** The same day so many months later; the last day of a month stays the last. */
export function shiftMonths(day: number, months: number): number {
  const month = monthOf(day);
  const to = month + months;
  return day === monthEnd(month) ? monthEnd(to) : Math.min(monthStart(to) + day - monthStart(month), monthEnd(to));
}

/** A stretch of days, both ends included. */
export type Days = { from: number; to: number };

/** A stretch cut at the ends of months, and of weeks where it is short. */
export function cut({ from, to }: Days): Days[] {
  const weekly = to - from < 100;
  const parts: Days[] = [];
  for (let start = from; start <= to;) {
    const sunday = weekly ? start + ((10 - (start % 7)) % 7) : to; // day 0 was a Thursday
    const end = Math.min(to, monthEnd(monthOf(start)), sunday);
    parts.push({ from: start, to: end });
    start = end + 1;
  }
  return parts;
}

/** How many whole months a stretch is, if it is one of whole months. */
export function wholeMonths({ from, to }: Days): number | null {
  const [first, last] = [monthOf(from), monthOf(to)];
  return from === monthStart(first) && to === monthEnd(last) ? last - first + 1 : null;
}

/** The days of a horizon, asked on `today`; `first` is the first day that has still something to come. */
export function daysOf(horizon: HorizonName, today: number, first: number): Days {
  const month = monthOf(today);
  const quarter = month - (month % 3);
  if (horizon === "month") return { from: monthStart(month), to: monthEnd(month) };
  if (horizon === "quarter") return { from: monthStart(quarter), to: monthEnd(quarter + 2) };
  if (horizon === "nextMonth") return { from: monthStart(month + 1), to: monthEnd(month + 1) };
  if (horizon === "nextQuarter") return { from: monthStart(quarter + 3), to: monthEnd(quarter + 5) };
  if (horizon === "90d") return { from: first, to: first + 89 };
  return { from: first, to: shiftMonths(first - 1, 12) };
}

import { addDays, dayOf, startOfDay } from "#base/clock.ts";
import { refuse } from "#base/refusal.ts";

/** Whole days in the workspace's time zone; `to` is the last one, included. */
export type Period = { from: string; to: string; fromMs: number; toMs: number };

/** A stretch of a period; `period` are the days of it that lie in the one asked for. */
export type Bucket = { key: string; fromMs: number; period: Period };

const defaultDays = 30;
const longestDays = 36_600;
const mostBuckets = 400;

/** `atMs` is what counts as now, `firstMs` the first thing that happened. */
export function periodOf(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  timeZone: string,
  atMs: number,
  firstMs: number,
): Period {
  const last = to === undefined ? dayOf(atMs, timeZone) : dayIn(to, timeZone);
  const first =
    from === undefined
      ? addDays(last, 1 - defaultDays)
      : from === "first"
        ? earlier(dayOf(firstMs, timeZone), last)
        : dayIn(from, timeZone);
  const days = daysBetween(first, last) + 1;
  if (days < 1 || days > longestDays) throw refuse("invalid", "invalid_period", { from: first, to: last });
  return between(first, last, timeZone);
}

/** The period of equal length just before. */
export function previousPeriod(period: Period, timeZone: string): Period {
  const days = daysBetween(period.from, period.to) + 1;
  return between(addDays(period.from, -days), addDays(period.from, -1), timeZone);
}

/**
 * The period before as far as this one has come by an instant: while a period goes on, it is compared with as much of the one before, to the same hour (`soFar`).
 */
export function previousSoFar(period: Period, atMs: number, timeZone: string): Period & { soFar: boolean } {
  const before = previousPeriod(period, timeZone);
  const missing = period.toMs - 1 - atMs;
  if (missing <= 0) return { ...before, soFar: false };
  const toMs = Math.max(before.fromMs, before.toMs - missing);
  return { ...before, to: later(before.from, dayOf(toMs - 1, timeZone)), toMs, soFar: true };
}

/** For reports that have days of their own: days that would be left out unsaid are refused. */
export function refusePeriod({ from, to }: { from?: string | undefined; to?: string | undefined }): void {
  if (from !== undefined || to !== undefined) throw refuse("invalid", "period_not_taken", { from: from ?? null, to: to ?? null });
}

/** How many days of a period have begun by an instant, at least one. */
export function daysBegun({ from, to }: Period, atMs: number, timeZone: string): number {
  return Math.max(1, daysBetween(from, earlier(to, dayOf(atMs, timeZone))) + 1);
}

export type Stretch = "day" | "week" | "month" | "quarter";

/** The days, weeks (from Monday), months or quarters that the period touches, named by their first day; the first may begin before the period. */
export function bucketsOf(period: Period, by: Stretch, timeZone: string): Bucket[] {
  const buckets: Bucket[] = [];
  for (let start = bucketStart(period.from, by); start <= period.to; start = bucketAfter(start, by)) {
    if (buckets.length === mostBuckets) throw refuse("invalid", "too_many_groups", { most: mostBuckets });
    const own = between(later(start, period.from), earlier(addDays(bucketAfter(start, by), -1), period.to), timeZone);
    buckets.push({ key: start, fromMs: startOfDay(start, timeZone), period: own });
  }
  return buckets;
}

function bucketStart(day: string, by: Stretch): string {
  if (by === "month") return `${day.slice(0, 7)}-01`;
  if (by === "quarter")
    return `${day.slice(0, 4)}-${String(Number(day.slice(5, 7)) - ((Number(day.slice(5, 7)) - 1) % 3)).padStart(2, "0")}-01`;
  return by === "day" ? day : addDays(day, 1 - Temporal.PlainDate.from(day).dayOfWeek);
}

function bucketAfter(start: string, by: Stretch): string {
  if (by === "month" || by === "quarter")
    return Temporal.PlainDate.from(start)
      .add({ months: by === "month" ? 1 : 3 })
      .toString();
  return addDays(start, by === "day" ? 1 : 7);
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

function between(from: string, to: string, timeZone: string): Period {
  return { from, to, fromMs: startOfDay(from, timeZone), toMs: startOfDay(addDays(to, 1), timeZone) };
}

function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: "day" }).days;
}

/** A day as it is written, or the day of an instant. */
function dayIn(text: string, timeZone: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : dayOfInstant(text, timeZone);
  try {
    const { year } = Temporal.PlainDate.from(day, { overflow: "reject" });
    if (year >= 1970 && year <= 2999) return day;
  } catch {
    // refused below
  }
  throw refuse("invalid", "not_a_day", { day: text });
}

function dayOfInstant(text: string, timeZone: string): string {
  const ms = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? "" : dayOf(ms, timeZone);
}

import { dayMs } from "#base/clock.ts";

/**
 * Which nightly backups may go: kept are the newest of each of the last `days` days that have one, and the newest of each of the last
 * `weeks` weeks (from Monday) that have one. `backups` are instants in epoch ms; days are cut in the given time zone.
 */
export function toDelete(backups: readonly number[], { days, weeks }: { days: number; weeks: number }, timeZone: string): number[] {
  const newestFirst = backups.toSorted((a, b) => b - a);
  const kept = new Set([
    ...newestOfEach(newestFirst, days, (at) => dayIn(at, timeZone)),
    ...newestOfEach(newestFirst, weeks, (at) => weekIn(at, timeZone)),
  ]);
  return newestFirst.filter((at) => !kept.has(at)).toSorted((a, b) => a - b);
}

function newestOfEach(newestFirst: readonly number[], most: number, spanOf: (at: number) => string): number[] {
  const spans = new Map<string, number>();
  for (const at of newestFirst) {
    const span = spanOf(at);
    if (!spans.has(span) && spans.size < most) spans.set(span, at);
  }
  return [...spans.values()];
}

/**
 * Whether the nightly backup is to be made now: between three and four by the server's clock if there is none of this night yet; at any
 * hour when the newest is older than a day and a half (the machine slept at night), an hour after the start at the earliest.
 */
export function isDue(
  { nowMs, lastMs, startedMs }: { nowMs: number; lastMs: number | undefined; startedMs: number },
  timeZone: string,
): boolean {
  const hour = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone).hour;
  if (hour === 3 && (lastMs === undefined || nowMs - lastMs > dayMs / 2)) return true;
  return lastMs !== undefined && nowMs - lastMs > 1.5 * dayMs && nowMs - startedMs > dayMs / 24;
}

function dayIn(at: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

function weekIn(at: number, timeZone: string): string {
  const { weekOfYear, yearOfWeek } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
  return `${yearOfWeek}-${weekOfYear}`;
}

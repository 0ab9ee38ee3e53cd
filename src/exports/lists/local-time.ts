import { dayMs } from "#base/clock.ts";

/**
 * The workspace's wall clock for an instant: epoch ms of the same reading in UTC. Asking Temporal takes microseconds, so the offset is kept
 * for each day (UTC) on which it does not change.
 */
export function wallClock(timeZone: string): (ms: number) => number {
  const steady = new Map<number, number | undefined>();
  return (ms) => {
    const day = Math.floor(ms / dayMs);
    if (!steady.has(day)) {
      const [first, last] = [offsetAt(day * dayMs, timeZone), offsetAt((day + 1) * dayMs - 1, timeZone)];
      steady.set(day, first === last ? first : undefined);
    }
    return ms + (steady.get(day) ?? offsetAt(ms, timeZone));
  };
}

function offsetAt(ms: number, timeZone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6;
}

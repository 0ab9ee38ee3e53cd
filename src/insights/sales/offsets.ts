/** From an instant on, the clocks of a time zone are so far ahead of UTC. */
export type Offset = { fromMs: number; offsetMs: number };

const mostChanges = 1_000;

/** How the clocks of a time zone stood between two instants: daylight saving, and what governments decided. */
export function offsetsOf(timeZone: string, fromMs: number, toMs: number): Offset[] {
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(timeZone);
  const offsets: Offset[] = [];
  while (at && at.epochMilliseconds < Math.max(toMs, fromMs + 1) && offsets.length < mostChanges) {
    offsets.push({ fromMs: at.epochMilliseconds, offsetMs: Math.round(at.offsetNanoseconds / 1e6) });
    at = at.getTimeZoneTransition("next");
  }
  return offsets;
}

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

/** The offset at an instant as a SQL expression over the moments between `fromMs` and `toMs` at which clocks were moved. */
export function offsetSql(timeZone: string, fromMs: number, toMs: number): (at: string) => string {
  const offsets = offsetsOf(timeZone, fromMs, toMs + 1);
  const last = offsets.at(-1)!.offsetMs;
  const moves = offsets.slice(1).map(({ fromMs: movedMs }, index) => ({ movedMs, offsetMs: offsets[index]!.offsetMs }));
  return (at) =>
    moves.length === 0
      ? String(last)
      : `(case ${moves.map(({ movedMs, offsetMs }) => `when (${at}) < ${movedMs} then ${offsetMs}`).join(" ")} else ${last} end)`;
}

const hourWeights = [
  0.35, 0.18, 0.1, 0.07, 0.07, 0.12, 0.35, 0.7, 0.95, 1.15, 1.25, 1.25, 1.2, 1.15, 1.15, 1.2, 1.25, 1.35, 1.55, 1.85, 2.05, 1.85, 1.25, 0.7,
];
const hourMean = hourWeights.reduce((sum, weight) => sum + weight, 0) / 24;
/** Monday first. */
const weekdayWeights = [1.08, 1.02, 1.0, 0.99, 0.9, 0.86, 1.15];
/** January first: tea sells in the cold and before Christmas. */
const monthWeights = [1.08, 1.04, 0.98, 0.92, 0.86, 0.82, 0.8, 0.84, 0.95, 1.06, 1.25, 1.35];
const yearlyGrowth = 0.12;

/** How busy the shop is in the hour from `atMs` on, against its mean day when it opened: night and evening, week, season, and a small growth. */
export function busyness(atMs: number, openedMs: number, timeZone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(timeZone);
  const afterChristmas = local.month === 12 && local.day > 19 ? 0.55 : 1;
  const growth = 1 + (yearlyGrowth * (atMs - openedMs)) / (365 * 86_400_000);
  return (
    (hourWeights[local.hour]! / hourMean) * weekdayWeights[local.dayOfWeek - 1]! * monthWeights[local.month - 1]! * afterChristmas * growth
  );
}

/** Whether somebody who comes back would be awake at this hour: 0 to 1. Local time is taken as UTC+1, which is near enough for a habit. */
export function wakefulness(atMs: number): number {
  return Math.min(1, hourWeights[Math.floor(atMs / 3_600_000 + 1) % 24]!);
}

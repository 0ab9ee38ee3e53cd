/** Standard normal quantile of a two-sided level, for the levels we show. */
export const zOf = { 0.8: 1.2815515655446004, 0.95: 1.959963984540054 } as const;
export type Level = keyof typeof zOf;

/**
 * Interval for a share: `share` was seen among `n` (Wilson 1927). `n` may be an effective number, `share · (1 − share) ÷ variance`, where
 * a part of the cases was not seen to its end.
 */
export function wilson(share: number, n: number, level: Level): { low: number; high: number } {
  if (n <= 0) return { low: 0, high: 1 };
  const z2 = zOf[level] ** 2;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (zOf[level] / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return { low: share === 0 ? 0 : Math.max(0, centre - half), high: share === 1 ? 1 : Math.min(1, centre + half) };
}

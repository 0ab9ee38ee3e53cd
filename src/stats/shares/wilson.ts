import { zOf } from "../numbers/distributions.ts";

export type Range = { low: number; high: number };

/**
 * Interval for a share at a two-sided level: `share` was seen among `n` (Wilson 1927). `n` may be an effective number, `share · (1 − share)
 * ÷ variance`, where a part of the cases was not seen to its end. Of none it is 0 to 1.
 */
export function wilson(share: number, n: number, level: number): Range {
  if (n <= 0) return { low: 0, high: 1 };
  const z = zOf(level);
  const z2 = z ** 2;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (z / (1 + z2 / n)) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return { low: share === 0 ? 0 : Math.max(0, centre - half), high: share === 1 ? 1 : Math.min(1, centre + half) };
}

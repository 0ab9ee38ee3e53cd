import type { Tally } from "./shrinkage.ts";

export type MixChange = {
  /** Share after minus share before, of all segments together; the sum of the two effects. */
  total: number;
  /** What comes from segments having become a larger or smaller part. */
  mix: number;
  /** What comes from the segments' own shares having changed. */
  rate: number;
  segments: { mix: number; rate: number }[];
};

/**
 * Splits the change of a share between two periods by segment, each effect at the mean of the other (midpoint weights, Das Gupta 1993). A
 * segment's mix effect is measured against the overall share, so that growth of a segment that is like the rest counts as none. A segment
 * that is empty in one period keeps the other's share, so all of its part is mix. Null while one period has no cases.
 */
export function mixChange(before: readonly Tally[], after: readonly Tally[]): MixChange | null {
  const size = (tallies: readonly Tally[]) => tallies.reduce((sum, { n }) => sum + n, 0);
  const share = (tallies: readonly Tally[]) => tallies.reduce((sum, { events }) => sum + events, 0) / size(tallies);
  if (size(before) === 0 || size(after) === 0) return null;
  const overall = (share(before) + share(after)) / 2;
  const segments = before.map((was, index) => {
    const now = after[index]!;
    const [weightBefore, weightAfter] = [was.n / size(before), now.n / size(after)];
    const rateBefore = was.n > 0 ? was.events / was.n : rateOf(now, overall);
    const rateAfter = now.n > 0 ? now.events / now.n : rateBefore;
    return {
      mix: (weightAfter - weightBefore) * ((rateBefore + rateAfter) / 2 - overall),
      rate: ((weightBefore + weightAfter) / 2) * (rateAfter - rateBefore),
    };
  });
  return {
    total: share(after) - share(before),
    mix: segments.reduce((sum, segment) => sum + segment.mix, 0),
    rate: segments.reduce((sum, segment) => sum + segment.rate, 0),
    segments,
  };
}

function rateOf({ events, n }: Tally, otherwise: number): number {
  return n > 0 ? events / n : otherwise;
}

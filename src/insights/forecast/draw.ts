import { drawShocks } from "#stats/forecast/shock.ts";
import { simulateNew, simulateOpen, type Simulated } from "#stats/forecast/simulate.ts";
import { openRandom } from "#stats/numbers/random.ts";
import type { Judged } from "./judge.ts";

/** Draws come in so many parts, each with a seed of its own, so that they may be drawn side by side and are the same however many are. */
export const drawParts = 2;
export const drawsInAll = 2_000;

export type DrawJob = Pick<Judged, "world" | "open" | "streams" | "size" | "tau2"> & {
  seed: number;
  part: number;
  leaves: number;
  skipped: number;
};

/** By draw and period, and by draw and leaf (twice the key, plus 1 for customers that come back) for open deals and for those not born yet; whole minor units. */
export type Drawn = { periods: Float64Array; open: Float64Array; young: Float64Array };

export function drawPart({ world, open, streams, size, tau2, seed, part, leaves, skipped }: DrawJob): Drawn {
  const random = openRandom(seed).split(part);
  const draws = drawsInAll / drawParts;
  const steps = world.calendar.phases.length;
  const shocks = drawShocks(tau2, draws, random.split(0), steps > 100 ? 9 : 25);
  const whole = { ...world, shocks, leaves };
  const old = simulateOpen(open, whole, random.split(1));
  const young = simulateNew(streams, { size, pulse: 7 }, whole, random.split(2));
  return { periods: byPeriod([old, young], skipped), open: byLeaf(old, skipped), young: byLeaf(young, skipped) };
}

function byPeriod(parts: readonly Simulated[], skipped: number): Float64Array {
  const { draws, periods, leaves } = parts[0]!;
  const kept = periods - skipped;
  const sums = new Float64Array(draws * kept);
  for (const part of parts)
    for (let draw = 0; draw < draws; draw += 1)
      for (let period = 0; period < kept; period += 1) {
        const from = (draw * periods + period + skipped) * leaves;
        for (let leaf = 0; leaf < leaves; leaf += 1) sums[draw * kept + period]! += part.sums[from + leaf]!;
      }
  return sums;
}

function byLeaf({ draws, periods, leaves, sums }: Simulated, skipped: number): Float64Array {
  const own = new Float64Array(draws * leaves);
  for (let draw = 0; draw < draws; draw += 1)
    for (let period = skipped; period < periods; period += 1)
      for (let leaf = 0; leaf < leaves; leaf += 1) own[draw * leaves + leaf]! += sums[(draw * periods + period) * leaves + leaf]!;
  return own;
}

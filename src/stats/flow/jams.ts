import { drawBeta, drawDirichlet } from "../numbers/draw.ts";
import { rangeOf } from "../numbers/quantile.ts";
import type { Random } from "../numbers/random.ts";
import { gainsOf, withConversion, type Intake } from "./chain.ts";

/** How visits to a stage ended: how many moved on to each stage, were won at once, were lost. Visits still open are not in it. */
export type StageCounts = { moved: readonly number[]; won: number; lost: number };

/** What a stage's conversion is held against: a goal that somebody set, or what is known of its own past (a beta distribution). */
export type StageTarget = { share: number } | { a: number; b: number };

/** A stage's gap in money. */
export type PricedJam = {
  /** Revenue a month more if the stage reached its target: the middle and the central range of the draws. */
  gain: { low: number; middle: number; high: number };
  mean: number;
  /** Chance that there is a gap at all, and that this stage's is the largest. */
  real: number;
  top: number;
};

/**
 * Prices the gap of every stage to its target in revenue a month. Each draw takes every row from its posterior (Dirichlet of counts + ½ on
 * ways that were seen or that lead out), the target from its own, and the worth of a win as drawn by `values`; a stage's gap alone is then
 * priced by {@link gainsOf}. `level` is that of the ranges.
 */
export function priceJams(
  counts: readonly StageCounts[],
  targets: readonly (StageTarget | null)[],
  { arrivals, values }: { arrivals: readonly number[]; values: (random: Random) => readonly number[] },
  { random, draws, level }: { random: Random; draws: number; level: number },
): { jams: PricedJam[]; together: { low: number; middle: number; high: number } } {
  const each = counts.map(() => new Float64Array(draws));
  const together = new Float64Array(draws);
  const tops = counts.map(() => 0);
  for (let draw = 0; draw < draws; draw += 1) {
    const now = counts.map((row) => drawRow(row, random));
    const aim = now.map((row, stage) => {
      const target = targets[stage];
      if (!target) return row;
      return withConversion(row, "share" in target ? target.share : drawBeta(random, target.a, target.b));
    });
    const intake: Intake = { arrivals, value: values(random) };
    const gains = gainsOf(
      { moves: now.map((row) => row.moves), win: now.map((row) => row.win) },
      { moves: aim.map((row) => row.moves), win: aim.map((row) => row.win) },
      intake,
    );
    gains.each.forEach((gain, stage) => (each[stage]![draw] = gain));
    together[draw] = gains.together;
    tops[gains.each.indexOf(Math.max(...gains.each))]! += 1;
  }
  const real = each.map((gains) => gains.filter((gain) => gain > 0).length / draws);
  const jams = each.map((gains, stage) => ({
    gain: rangeOf(gains, level),
    mean: gains.reduce((sum, gain) => sum + gain, 0) / draws,
    real: real[stage]!,
    top: tops[stage]! / draws,
  }));
  return { jams, together: rangeOf(together, level) };
}

/**
 * Which stages the headline names: none where no gap stands (among all that was compared), one where it is the largest in at least six draws of ten, else the two that
 * share the place ("A or B").
 */
export function headline(jams: readonly (Pick<PricedJam, "real" | "top"> & { stands: boolean })[]): number[] {
  const standing = jams.map((jam, stage) => ({ ...jam, stage })).filter(({ stands, real }) => stands && real >= 0.9);
  const order = standing.sort((p, q) => q.top - p.top);
  return order.slice(0, (order[0]?.top ?? 0) >= 0.6 ? 1 : 2).map(({ stage }) => stage);
}

function drawRow({ moved, won, lost }: StageCounts, random: Random): { moves: number[]; win: number } {
  const weights = [
    ...moved.map((count) => (count > 0 ? count + 0.5 : 0)),
    won > 0 || moved.every((count) => count === 0) ? won + 0.5 : 0,
    lost + 0.5,
  ];
  const shares = drawDirichlet(random, weights);
  return { moves: shares.slice(0, moved.length), win: shares[moved.length]! };
}

import { gainsOf, revenueOf, withConversion, type Chain } from "#stats/flow/chain.ts";
import { priceJams, type PricedJam, type StageCounts, type StageTarget } from "#stats/flow/jams.ts";
import { drawNormal } from "#stats/numbers/draw.ts";
import { openRandom } from "#stats/numbers/random.ts";

/** A mean known with an error. */
export type Worth = { mean: number; error: number };

export type DrawInput = {
  counts: StageCounts[];
  targets: (StageTarget | null)[];
  /** Deals a month that begin in each stage. */
  arrivals: number[];
  /** What a win of them is worth, by kind of customer, and which kind begins where. */
  worth: { fresh: Worth; returning: Worth };
  isReturning: boolean[];
  /** What who comes in has changed of each stage's conversion. */
  mix: number[];
  draws: number;
  seed: number;
};

export type Drawn = {
  jams: PricedJam[];
  together: { low: number; middle: number; high: number };
  revenue: number;
  /** Revenue a month that passes each stage in the end. */
  passing: number[];
  /** Revenue a month that the change of who comes in costs at each stage. */
  mixLoss: number[];
};

/** Prices all gaps by draws; runs on a thread of its own. */
export function drawJams({ counts, targets, arrivals, worth, isReturning, mix, draws, seed }: DrawInput): Drawn {
  const random = openRandom(seed);
  const { jams, together } = priceJams(
    counts,
    targets,
    {
      arrivals,
      values: (own) => {
        const [fresh, returning] = [worth.fresh, worth.returning].map(({ mean, error }) => Math.max(0, mean + error * drawNormal(own)));
        return isReturning.map((is) => (is ? returning! : fresh!));
      },
    },
    { random, draws, level: 0.8 },
  );
  const chain = middleOf(counts);
  const value = isReturning.map((is) => (is ? worth.returning.mean : worth.fresh.mean));
  const intake = { arrivals, value };
  const revenue = revenueOf(chain, intake);
  const changed = (stage: number, change: (conversion: number) => number): number => {
    const row = { moves: chain.moves[stage]!, win: chain.win[stage]! };
    const now = row.moves.reduce((sum, share) => sum + share, row.win);
    const aim = withConversion(row, Math.min(0.999, Math.max(0, change(now))));
    return gainsOf(
      chain,
      {
        moves: chain.moves.map((own, i) => (i === stage ? aim.moves : own)),
        win: chain.win.map((own, i) => (i === stage ? aim.win : own)),
      },
      intake,
    ).each[stage]!;
  };
  return {
    jams,
    together,
    revenue,
    passing: counts.map((_, stage) => -changed(stage, () => 0)),
    mixLoss: mix.map((effect, stage) => (effect < 0 ? changed(stage, (now) => now - effect) : 0)),
  };
}

/** The chain in the middle of what the counts allow. */
function middleOf(counts: readonly StageCounts[]): Chain {
  const rows = counts.map(({ moved, won, lost }) => {
    const weights = [...moved, won];
    const sum = weights.reduce((total, one) => total + one, lost) || 1;
    return weights.map((one) => Math.min(one / sum, 0.999));
  });
  return { moves: rows.map((row) => row.slice(0, -1)), win: rows.map((row) => row.at(-1)!) };
}

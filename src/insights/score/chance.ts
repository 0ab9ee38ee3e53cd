import { rangeOf, variance } from "#stats/numbers/quantile.ts";
import { corrected, type Platt } from "#stats/score/calibration.ts";
import type { ScoreFactor } from "./contract.ts";
import { featuresOf, readPoints, type Feature, type Point, type Sizes } from "./features.ts";
import type { ScoreFit } from "./fit.ts";
import { levelsOf, stepsTo, winsBy, wonWithin, type Model } from "./model.ts";

export const level = 0.8;

export type FoundReason = {
  factor: ScoreFactor;
  level: number;
  adds: number;
  rate: { n: number; won: number };
  others: { n: number; won: number };
};

export type Chance = {
  chance: number;
  low: number;
  high: number;
  typical: number;
  /** If it is won, after so many steps: between the first and the last eight times in ten. */
  steps: { low: number; middle: number; high: number };
  reasons: FoundReason[];
};

/** The chance of a deal, its range, when, and why it is not that of the typical deal of the same stage and age. */
export function chanceOfPoint(fit: ScoreFit, sizes: Sizes, point: Point): Chance {
  const { model, features, platt } = inUse(fit, sizes);
  const levels = levelsOf(model, point, features);
  const wins = winsBy(model, levels);
  const chance = mended(fit, platt, model, point, wins);
  const range = rangeOf(
    model.drawn.map((draw) => mended(fit, platt, model, point, winsBy(draw, levels))),
    level,
  );
  const plain = fit.plain!;
  return {
    chance,
    low: Math.min(range.low, chance),
    high: Math.max(range.high, chance),
    typical: mended(fit, fit.platt.plain, plain, point, winsBy(plain, levelsOf(plain, point, []))),
    steps: { low: stepsTo(wins, 0.1), middle: stepsTo(wins, 0.5), high: stepsTo(wins, 0.9) },
    reasons: features.flatMap((feature, f) => reasonOf(fit, model, feature, f, point, levels, wins.at(-1)!) ?? []),
  };
}

/** A column each; `spread` is how uncertain the sum of the chances is by what the fit does not know, as a part of it. No chances where nothing could be fitted. */
export type Scored = {
  ids: string[];
  chances: Float64Array | null;
  spread: number;
  stages: Uint16Array;
  ages: Float64Array;
  values: Float64Array;
};

const sampled = 300;

/** The chances of many deals, in the order of the lines; a thread's work. */
export function scoreLines({ fit, sizes, lines, stepMs }: { fit: ScoreFit; sizes: Sizes; lines: string; stepMs: number }): Scored {
  const points = readPoints(lines, stepMs);
  return {
    ids: points.map(({ id }) => id),
    ...(fit.plain ? chancesOf(fit, sizes, points) : { chances: null, spread: 0 }),
    stages: Uint16Array.from(points, ({ stage }) => stage),
    ages: Float64Array.from(points, ({ age }) => age),
    values: Float64Array.from(points, ({ valueMinor }) => valueMinor ?? Number.NaN),
  };
}

function chancesOf(fit: ScoreFit, sizes: Sizes, points: readonly Point[]): Pick<Scored, "chances" | "spread"> {
  const { model, features, platt } = inUse(fit, sizes);
  const chances = Float64Array.from(points, (point) => mended(fit, platt, model, point, winsBy(model, levelsOf(model, point, features))));
  const every = Math.ceil(points.length / sampled);
  const sample = points.flatMap((point, index) =>
    index % every === 0 ? [{ point, levels: levelsOf(model, point, features), chance: chances[index]! }] : [],
  );
  const middle = sample.reduce((sum, { chance }) => sum + chance, 0);
  const sums = model.drawn.map((draw) =>
    sample.reduce((sum, { point, levels }) => sum + mended(fit, platt, model, point, winsBy(draw, levels)), 0),
  );
  return { chances, spread: sample.length > 0 && middle > 0 ? Math.sqrt(variance(sums)) / middle : 0 };
}

function inUse(fit: ScoreFit, sizes: Sizes): { model: Model; features: Feature[]; platt: Platt | null } {
  if (!fit.full) return { model: fit.plain!, features: [], platt: fit.platt.plain };
  const features = featuresOf(sizes, fit.edges).filter(({ factor }) => fit.used.includes(factor));
  return { model: fit.full, features, platt: fit.platt.full };
}

/**
 * The whole chance: to be won within the horizon of the check, set right by it, or not and then later, as the model has it. What was learnt about too
 * bold chances does not hold for a deal older than any that was ever won.
 */
function mended({ horizonSteps }: ScoreFit, platt: Platt | null, { longest }: Model, { age }: Point, wins: readonly number[]): number {
  const chance = wins.at(-1)!;
  if (!platt || age > longest) return chance;
  const soon = wonWithin(wins, horizonSteps);
  const right = corrected(platt, soon);
  return soon < 1 ? right + ((1 - right) * (chance - soon)) / (1 - soon) : right;
}

/** What a feature adds to the ln odds of being won, set against its mean among deals of the stage. The owner is in the score and no reason. */
function reasonOf(
  fit: ScoreFit,
  model: Model,
  feature: Feature,
  f: number,
  point: Point,
  levels: readonly number[],
  chance: number,
): FoundReason | null {
  if (feature.factor === "owner") return null;
  const at = model.won.coefficients.length - fit.used.length + f;
  const own = feature.levelOf(point);
  const typical = fit.typical[point.stage]!;
  const without = winsBy(model, levels, {
    won: typical.won[f]! - model.won.coefficients[at]![own]!,
    lost: typical.lost[f]! - model.lost.coefficients[at]![own]!,
  }).at(-1)!;
  const { n, won } = fit.rates[f]!;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    factor: feature.factor,
    level: own,
    adds: logit(chance) - logit(without),
    rate: { n: n[own]!, won: won[own]! },
    others: { n: sum(n) - n[own]!, won: sum(won) - won[own]! },
  };
}

function logit(p: number): number {
  const kept = Math.min(1 - 1e-9, Math.max(1e-9, p));
  return Math.log(kept / (1 - kept));
}

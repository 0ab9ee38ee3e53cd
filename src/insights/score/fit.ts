import { mean } from "#stats/numbers/quantile.ts";
import { areaUnderCurve, brier, corrected, fitPlatt, logLoss, type Judged, type Platt } from "#stats/score/calibration.ts";
import type { Quality, ScoreFactor, ScoreState } from "./contract.ts";
import { aheads, decilesOf, featuresOf, readPoints, type Feature, type Point, type Sizes } from "./features.ts";
import { fitModel, levelsOf, winsBy, wonWithin, type Model } from "./model.ts";

export type FitInput = {
  /** The moments to learn from, and those that it is judged by: see `pointsOf`. */
  lines: string;
  asked: string;
  cutMs: number;
  stretchMs: number;
  stepMs: number;
  stages: number;
  sizes: Sizes;
  /** Features that may be used at all. */
  allowed: ScoreFactor[];
  won: number;
  lost: number;
};

/** A deal of the check: what it was given, by what was known then, and what came. */
export type JudgedDeal = {
  id: string;
  atMs: number;
  given: number;
  outcome: "open" | "won" | "lost";
  inTime: boolean;
  /** Older than any that was won by then. */ isOld: boolean;
};

export type Check = {
  fromMs: number;
  toMs: number;
  horizonMs: number;
  deals: JudgedDeal[];
  shown: Quality;
  plain: Quality;
  full: Quality;
};

/** How often deals with a level of a feature were won within the horizon, one moment of each. */
export type Rates = { n: number[]; won: number[] };

export type ScoreFit = {
  state: ScoreState;
  plain: Model | null;
  full: Model | null;
  /** What was learnt about either being too bold. */
  platt: { plain: Platt | null; full: Platt | null };
  used: ScoreFactor[];
  edges: number[];
  horizonSteps: number;
  check: Check | null;
  rates: Rates[];
  /** By stage and feature, what its levels add on average. */
  typical: { won: number[]; lost: number[] }[];
};

export const neededOutcomes = 100;
const leastOutcomes = 5;
const leastJudged = 50;
/** Chances are taken to be as right as if so many even outcomes had shown it, until what comes shows otherwise. */
const trust = 40;
const names = ["open", "won", "lost"] as const;

/**
 * Learns a score, and how right it is, from nothing but the past. What is judged is the score that would have been in use a quarter (of a short
 * history: a third) ago, by what came since; each score is set right by how one that knew a quarter less did in its last quarter. Features are
 * used where they say more in both quarters.
 */
export function fitScore(input: FitInput): ScoreFit {
  const { cutMs, stretchMs, stepMs, stages } = input;
  const points = readPoints(input.lines, stepMs);
  const asked = readPoints(input.asked, stepMs);
  const edges = input.allowed.includes("value") ? decilesOf(points.flatMap(({ valueMinor }) => valueMinor ?? [])) : [];
  const features = featuresOf(input.sizes, edges).filter(
    ({ factor, levelOf }) => input.allowed.includes(factor) && varies(points, levelOf),
  );
  const none: ScoreFit = {
    state: "tooEarly",
    plain: null,
    full: null,
    platt: { plain: null, full: null },
    used: [],
    edges,
    horizonSteps: 0,
    check: null,
    rates: [],
    typical: [],
  };
  if (input.won + input.lost < leastOutcomes || input.won === 0) return none;

  const horizonSteps = Math.max(1, Math.min(usualSteps(points), stretchMs / 2 / stepMs));
  const [first, second] = [cutMs - 2 * stretchMs, cutMs - stretchMs];
  const fit = (until: number, used: readonly Feature[]) => fitModel(points, { cutMs: until, stepMs, stages, features: used }, 6);
  const judge = (model: Model, used: readonly Feature[], from: number, to: number) =>
    judged(within(asked, from, to - horizonSteps * stepMs), model, used, horizonSteps);

  const isEnough = input.won >= neededOutcomes && input.lost >= neededOutcomes;
  const tryOut = (used: readonly Feature[]) => {
    const [early, later] = [fit(first, used), fit(second, used)];
    const [before, last] = [judge(early, used, first, second), judge(later, used, second, cutMs)];
    const isJudged = before.length >= leastJudged && last.length >= leastJudged;
    const own = isJudged ? plattOf(before) : null;
    return { before, asked: own && mend(last, own), platt: last.length >= leastJudged ? plattOf(last) : null };
  };
  const plain = tryOut([]);
  const full = isEnough && features.length > 0 ? tryOut(features) : null;
  const tried = full?.asked && plain.asked ? { plain: plain.asked, full: full.asked } : null;
  const hasSignal = tried !== null && betters(tried.full, tried.plain) && mean(gainsOf(full!.before, plain.before)) > 0;
  const state: ScoreState = !isEnough ? "rates" : hasSignal ? "features" : "noSignal";
  const shown = hasSignal ? tried.full : plain.asked;
  const used = hasSignal ? features : [];
  const fullModel = hasSignal ? fit(cutMs, features) : null;
  return {
    ...none,
    state: !tried && state === "noSignal" ? "rates" : state,
    plain: fit(cutMs, []),
    full: fullModel,
    platt: { plain: plain.platt, full: full?.platt ?? null },
    used: used.map(({ factor }) => factor),
    horizonSteps,
    check: shown && {
      fromMs: second,
      toMs: cutMs,
      horizonMs: horizonSteps * stepMs,
      deals: shown,
      shown: qualityOf(shown),
      plain: qualityOf(plain.asked!),
      full: qualityOf(tried?.full ?? plain.asked!),
    },
    rates: ratesOf(within(asked, first, cutMs - horizonSteps * stepMs), used, horizonSteps),
    typical: fullModel ? typicalOf(points, fullModel, used, stages) : [],
  };
}

function varies(points: readonly Point[], levelOf: (point: Point) => number): boolean {
  const first = points[0] && levelOf(points[0]);
  return points.some((point) => levelOf(point) !== first);
}

/** After how many steps from a moment four of five wins have come. */
function usualSteps(points: readonly Point[]): number {
  const waits = points
    .filter(({ ending }) => ending === 1)
    .map(({ until }) => until)
    .sort((a, b) => a - b);
  return Math.min(aheads.at(-1)!, Math.ceil(waits[Math.floor(0.8 * waits.length)] ?? 1));
}

function within(points: readonly Point[], fromMs: number, toMs: number): Point[] {
  return points.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
}

function judged(points: readonly Point[], model: Model, features: readonly Feature[], horizonSteps: number): JudgedDeal[] {
  return points.map((point) => ({
    id: point.id,
    atMs: point.atMs,
    given: wonWithin(winsBy(model, levelsOf(model, point, features)), horizonSteps),
    isOld: point.age > model.longest,
    outcome: names[point.ending],
    inTime: point.ending === 1 && point.until <= horizonSteps,
  }));
}

function asJudged(deals: readonly JudgedDeal[]): Judged {
  return { given: deals.map(({ given }) => given), came: deals.map(({ inTime }) => (inTime ? 1 : 0)) };
}

function plattOf(deals: readonly JudgedDeal[]): Platt | null {
  const judged = asJudged(deals.filter(({ isOld }) => !isOld));
  const platt = fitPlatt(judged, trust);
  if (!platt || platt.slope >= 0) return platt;
  const share = judged.came.reduce((sum, came) => sum + came, 0) / judged.came.length;
  return { slope: 0, intercept: Math.log(share / (1 - share)) }; // upside down is not a correction: all are given the same
}

function mend(deals: readonly JudgedDeal[], platt: Platt): JudgedDeal[] {
  return deals.map((deal) => ({ ...deal, given: deal.isOld ? deal.given : corrected(platt, deal.given) }));
}

function qualityOf(deals: readonly JudgedDeal[]): Quality {
  const all = asJudged(deals);
  const platt = fitPlatt(all);
  return {
    brier: brier(all),
    logLoss: logLoss(all),
    auc: areaUnderCurve(all),
    slope: platt?.slope ?? null,
    intercept: platt?.intercept ?? null,
  };
}

/** By how much the squared error of each deal is smaller. */
function gainsOf(full: readonly JudgedDeal[], plain: readonly JudgedDeal[]): number[] {
  return full.map(({ given, inTime }, i) => (plain[i]!.given - (inTime ? 1 : 0)) ** 2 - (given - (inTime ? 1 : 0)) ** 2);
}

/** Better by 2 % of the squared error, and by more than chance would have it. */
function betters(full: readonly JudgedDeal[], plain: readonly JudgedDeal[]): boolean {
  const gains = gainsOf(full, plain);
  const gain = mean(gains);
  const deviation = Math.sqrt(mean(gains.map((one) => (one - gain) ** 2)));
  return gain > 0.02 * brier(asJudged(plain)) && gain > (1.64 * deviation) / Math.sqrt(gains.length);
}

function ratesOf(inView: readonly Point[], features: readonly Feature[], horizonSteps: number): Rates[] {
  return features.map(({ size, levelOf }) => {
    const rates: Rates = { n: Array.from({ length: size }, () => 0), won: Array.from({ length: size }, () => 0) };
    for (const point of inView) {
      const level = levelOf(point);
      rates.n[level]! += 1;
      if (point.ending === 1 && point.until <= horizonSteps) rates.won[level]! += 1;
    }
    return rates;
  });
}

function typicalOf(points: readonly Point[], { won, lost }: Model, features: readonly Feature[], stages: number): ScoreFit["typical"] {
  const skip = won.coefficients.length - features.length;
  return Array.from({ length: stages }, (_, stage) => {
    const own = points.filter((point) => point.stage === stage);
    const all = own.length > 0 ? own : points;
    const meanOf = (coefficients: readonly Float64Array[]) =>
      features.map(
        ({ levelOf }, f) => all.reduce((sum, point) => sum + coefficients[skip + f]![levelOf(point)]!, 0) / Math.max(1, all.length),
      );
    return { won: meanOf(won.coefficients), lost: meanOf(lost.coefficients) };
  });
}

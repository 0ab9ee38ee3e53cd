import { drawNormal } from "#stats/numbers/draw.ts";
import { openRandom } from "#stats/numbers/random.ts";
import { drawFactors, fitFactors, oddsOf, type FactorLogistic } from "#stats/score/factor-logistic.ts";
import { ages, aheads, binOf, freshAges, stageAges, type Feature, type Point } from "./features.ts";

type Odds = Omit<FactorLogistic, "root">;

/** Hazards of winning and of losing in each stretch ahead of a moment, by what was known at that moment. */
export type Model = {
  won: Odds;
  lost: Odds;
  /** The same, as uncertain as the fit is. */
  drawn: { won: Odds; lost: Odds }[];
  /** How many stretches ahead, and up to which bin of age, there was anything to learn from. */
  stretches: number;
  oldest: number;
  stepMs: number;
  /** The longest that a deal took to be won. */
  longest: number;
};

const monthsOfQuarter = 3;
const plainFactors = 7;
const plainRidges = [1, 0.5, 2, 0.5, 1, 3, 6];
const enoughRows = 20;
const draws = 60;

/**
 * Learns from moments in deals' lives (landmarks; van Houwelingen 2007): each gives a row for every stretch ahead in which its deal was still
 * watched, with the stage and features of the moment, and the age that the deal then had. So an open deal counts as long as it was seen, and
 * what a stage leads to later is in its own hazards. `cutMs`: by what was known then.
 */
export function fitModel(
  points: readonly Point[],
  { cutMs, stepMs, stages, features }: { cutMs: number; stepMs: number; stages: number; features: readonly Feature[] },
  seed: number,
): Model {
  const width = plainFactors + features.length;
  const levels: number[] = [];
  const endings: number[] = [];
  const deals = new Set<string>();
  let [used, longest] = [0, 0];
  for (const point of points) {
    if (point.atMs >= cutMs) continue;
    const seen = (cutMs - point.atMs) / stepMs;
    const until = Math.min(point.until, seen);
    const ending = point.until < seen ? point.ending : 0;
    if (ending === 1) longest = Math.max(longest, point.age + until);
    deals.add(point.id);
    // The later stretches of a moment within the first step in a stage are those of the moment of entry again.
    const last = point.stageAge > 0 && point.stageAge < 1 ? 1 : aheads.length - 1;
    used += last / (aheads.length - 1);
    for (let stretch = 0; stretch < last && aheads[stretch]! <= until; stretch += 1) {
      const isLast = until < aheads[stretch + 1]!;
      if (isLast && ending === 0 && until < (aheads[stretch]! + aheads[stretch + 1]!) / 2) break; // seen for less than half of it
      pushLevels(levels, point, stretch, ages.length, features, stepMs);
      endings.push(isLast ? ending : 0);
    }
  }
  const [stretches, oldest] = [reach(levels, width, 1, aheads.length - 1), reach(levels, width, 3, ages.length)];
  const sizes = [
    stages,
    aheads.length - 1,
    stages * (aheads.length - 1),
    ages.length,
    stageAges.length,
    monthsOfQuarter,
    1 + stages * freshAges.length,
    ...features.map(({ size }) => size),
  ];
  const ridge = [...plainRidges, ...features.map((feature) => feature.ridge)];
  const packed = Uint16Array.from(levels);
  const inflate = Math.max(1, used / Math.max(1, deals.size)); // moments of one deal are not independent
  const fitFor = (ending: number) =>
    fitOrNone({ sizes, levels: packed, y: Uint8Array.from(endings, (own) => (own === ending ? 1 : 0)) }, ridge, inflate);
  const [won, lost] = [fitFor(1), fitFor(2)];
  const random = openRandom(seed);
  const columns = 1 + sizes.reduce((sum, size) => sum + size, 0);
  const normals = () => Array.from({ length: columns }, () => drawNormal(random));
  const drawn = Array.from({ length: draws }, () => ({
    won: drawFactors(won, normals()),
    lost: drawFactors(lost, normals()),
  }));
  return {
    won: { intercept: won.intercept, coefficients: won.coefficients },
    lost: { intercept: lost.intercept, coefficients: lost.coefficients },
    drawn,
    stretches,
    oldest,
    stepMs,
    longest,
  };
}

/** Nothing ended that way: about half a case is thought to have. */
function fitOrNone(rows: { sizes: number[]; levels: Uint16Array; y: Uint8Array }, ridge: number[], inflate: number): FactorLogistic {
  if (rows.y.includes(1)) return fitFactors(rows, ridge, inflate);
  const columns = 1 + rows.sizes.reduce((sum, size) => sum + size, 0);
  const intercept = -Math.log(2 * rows.y.length + 1);
  const root = Array.from({ length: columns }, (_, i) => Array.from({ length: columns }, (_x, j) => (i === 0 && j === 0 ? 1 : 0)));
  return { intercept, coefficients: rows.sizes.map((size) => new Float64Array(size)), root };
}

function reach(levels: readonly number[], width: number, place: number, size: number): number {
  const counts = new Int32Array(size);
  for (let at = place; at < levels.length; at += width) counts[levels[at]!]! += 1;
  let most = size - 1;
  while (most > 0 && counts[most]! < enoughRows) most -= 1;
  return most;
}

function pushLevels(into: number[], point: Point, stretch: number, oldest: number, features: readonly Feature[], stepMs: number): void {
  const { stage, age, stageAge } = point;
  into.push(
    stage,
    stretch,
    stage * (aheads.length - 1) + stretch,
    Math.min(oldest, binOf(ages, age + aheads[stretch]!)),
    binOf(stageAges, stageAge),
    monthOfQuarter(point.atMs + ((aheads[stretch]! + aheads[stretch + 1]!) / 2) * stepMs),
    // Who has just come into a stage goes on at once or not so soon; that wears off within a step, in each stage at its own pace.
    stretch === 0 ? 1 + stage * freshAges.length + binOf(freshAges, stageAge) : 0,
  );
  for (const { levelOf } of features) into.push(levelOf(point));
}

/** The columns' levels of a moment in each stretch ahead, to ask models with. */
export function levelsOf({ stretches, oldest, stepMs }: Model, point: Point, features: readonly Feature[]): number[] {
  const levels: number[] = [];
  for (let stretch = 0; stretch <= stretches; stretch += 1) pushLevels(levels, point, stretch, oldest, features, stepMs);
  return levels;
}

/** Moves of the ln odds of winning and losing, for asking what would be with another feature. */
export type Shift = { won: number; lost: number };

/** Chance to be won by the end of each stretch ahead, Σ S · h. */
export function winsBy({ won, lost }: { won: Odds; lost: Odds }, levels: readonly number[], shift: Shift = { won: 0, lost: 0 }): number[] {
  const width = won.coefficients.length;
  const wins: number[] = [];
  let [still, chance] = [1, 0];
  for (let at = 0; at < levels.length; at += width) {
    const win = 1 / (1 + Math.exp(-oddsOf(won, levels, at) - shift.won));
    const loss = 1 / (1 + Math.exp(-oddsOf(lost, levels, at) - shift.lost));
    const share = win + loss > 1 ? 1 / (win + loss) : 1;
    chance += still * win * share;
    wins.push(chance);
    still *= 1 - (win + loss) * share;
  }
  return wins;
}

/** The chance within `steps`, between the ends of stretches in a straight line. */
export function wonWithin(wins: readonly number[], steps: number): number {
  for (let stretch = 0; stretch < wins.length; stretch += 1) {
    const [from, to] = [aheads[stretch]!, aheads[stretch + 1]!];
    if (steps >= to) continue;
    const before = wins[stretch - 1] ?? 0;
    return before + ((wins[stretch]! - before) * (steps - from)) / (to - from);
  }
  return wins.at(-1) ?? 0;
}

/** After how many steps a share `p` of the chance has come. */
export function stepsTo(wins: readonly number[], p: number): number {
  const wanted = p * (wins.at(-1) ?? 0);
  for (let stretch = 0; stretch < wins.length; stretch += 1) {
    if (wins[stretch]! < wanted) continue;
    const before = wins[stretch - 1] ?? 0;
    const part = wins[stretch]! > before ? (wanted - before) / (wins[stretch]! - before) : 1;
    return aheads[stretch]! + part * (aheads[stretch + 1]! - aheads[stretch]!);
  }
  return aheads[wins.length]!;
}

/** Sellers have a calendar: much is closed towards the end of a quarter. In UTC. */
function monthOfQuarter(atMs: number): number {
  return new Date(atMs).getUTCMonth() % monthsOfQuarter;
}

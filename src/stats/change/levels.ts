import { mean, variance } from "../numbers/quantile.ts";
import { expectedByPhase } from "./expected.ts";
import { countResidual, overdispersion, shareResidual } from "./residuals.ts";

/**
 * A weekly series without gaps: counts, shares of `cases`, or logarithms of means over `cases`. `phases`: which month of its quarter a week
 * belongs to, 0 to 2.
 */
export type Watched = {
  kind: "count" | "share" | "mean";
  values: readonly number[];
  cases: readonly number[];
  phases: readonly number[];
};

/** What was to be expected of each week; `alpha`: how much more uneven than by chance counts are. */
export type Levels = { expect: (t: number) => number; alpha: number };

/** What the first `learnt` weeks say of level and months of the quarter; a month is believed to differ as far as the weeks within months agree. */
export function learnLevels({ kind, values, cases, phases }: Watched, learnt: number): Levels {
  const [known, months] = [values.slice(0, learnt), phases.slice(0, learnt)];
  const weights = kind === "count" ? undefined : cases.slice(0, learnt);
  const { expect: ofPhase } = expectedByPhase(known, months, { ...(weights && { weights }), ridge: ridgeOf(known, months) });
  const floor = kind === "count" ? 0.01 : Number.NEGATIVE_INFINITY;
  const expect = (t: number) => {
    const value = Math.max(floor, ofPhase(phases[t]!));
    return kind === "share" ? Math.min(1, Math.max(0, value)) : value;
  };
  const fitted = known.map((_, t) => expect(t));
  return { expect, alpha: kind === "count" ? overdispersion(known, fitted) : 0 };
}

/** How far a week lies off what was expected: deviance of a negative binomial for counts, binomial error for shares, error of the mean for means. */
export function residualOf({ kind, values, cases }: Watched, { expect, alpha }: Levels, t: number): number {
  if (kind === "count") return countResidual(values[t]!, expect(t), alpha);
  if (kind === "share") return shareResidual(values[t]!, expect(t), cases[t]!);
  return (values[t]! - expect(t)) * Math.sqrt(cases[t]!);
}

/** Weeks within a month are alike by carry-over alone, so their means differ by more than single weeks would say; months must differ by more than this to be believed. */
const doubt = 4;

/** Noise within months ÷ spread between them: how many weeks the knowledge is worth that months do not differ (empirical Bayes by moments). */
function ridgeOf(values: readonly number[], phases: readonly number[]): number {
  const groups = [...Map.groupBy(values.keys(), (t) => phases[t]!).values()].map((weeks) => weeks.map((t) => values[t]!));
  const many = groups.filter((group) => group.length > 1);
  if (many.length < 2) return 1e6;
  const within = mean(many.map((group) => variance(group)));
  const size = mean(many.map((group) => group.length));
  const between = variance(many.map((group) => mean(group))) - (doubt * within) / size;
  return between > 0 ? Math.min(1e6, Math.max(0.1, within / between)) : 1e6;
}

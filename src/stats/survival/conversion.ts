import { indexOf, type AgeTable } from "./ages.ts";
import { incidence, incidenceAt, incidenceVariance, type Incidence } from "./incidence.ts";

export type Conversion = {
  /** Share that had the event by `horizon`, those not seen to the end counted while they were watched. */
  share: number;
  /** Share that ended otherwise, and that has not ended yet, by `horizon`. The three add up to 1. */
  otherwise: number;
  undecided: number;
  variance: number;
  /** The last age at which anything happened with enough cases in view; what happened later is left out. */
  horizon: number;
  /** Ends of all causes by `horizon`. */
  outcomes: number;
  /** Effective number of cases: a share among so many would be as uncertain. */
  effective: number;
  /** What each event at an age counts: 1, and more where it also stands for cases that were not in view for so long. Their sum ÷ n is `share`. */
  weights: Map<number, number>;
  curves: Incidence;
};

/**
 * The share that ends by the first cause, of cases watched from their beginning, read off the cumulative incidence as far as no single case
 * moves it by more than 5 points (in cohorts below 60 by that of three cases): where most is undecided, that is while 20 are in view.
 */
export function conversion(table: AgeTable): Conversion {
  const curves = incidence(table);
  const { ages, atRisk, ended, open } = table;
  const n = atRisk[0] ?? 0;
  const largestStep = Math.max(0.05, 3 / n);
  const weights = new Map<number, number>();
  let [last, horizon, hidden, outcomes, before] = [-1, 0, 0, 0, 1];
  for (let j = 0; j < ages.length; j += 1) {
    if (hidden > 0 && before > largestStep * atRisk[j]!) break;
    const left = ended.reduce((sum, column) => sum + column[j]!, 0);
    if (left > 0) {
      horizon = ages[j]!;
      weights.set(horizon, (n * before) / atRisk[j]!);
    }
    outcomes += left;
    hidden += open[j]!;
    before = curves.still[j]!;
    last = j;
  }
  const share = last < 0 ? 0 : curves.share[0]![last]!;
  const otherwise = last < 0 ? 0 : curves.share.slice(1).reduce((sum, curve) => sum + curve[last]!, 0);
  const variance = last < 0 ? 0 : incidenceVariance(curves, 1, last, "jackknife");
  return {
    share,
    otherwise,
    undecided: before,
    variance,
    horizon,
    outcomes,
    effective: effectiveNumber(share, variance, n, hidden),
    weights,
    curves,
  };
}

type Beside = Pick<Conversion, "share" | "effective">;

/**
 * Among how many cases seen to their end a share would be as uncertain: p (1 − p) ÷ variance, at most all of them; where the variance says nothing, those that
 * were not hidden.
 */
export function effectiveNumber(share: number, variance: number, n: number, hidden: number): number {
  return share > 0 && share < 1 && variance > 0 ? Math.min(n, (share * (1 - share)) / variance) : n - hidden;
}

/**
 * A share and that of an earlier cohort at one age, with their effective numbers (by the jackknife): the age up to which the later one is followed, or, where that is all
 * decided, the last age of either. At ages of their own they would differ by these alone. The age is in the tables' unit.
 */
export function besideEarlier(own: Conversion, earlier: Conversion): { age: number; own: Beside; earlier: Beside } {
  const age = own.undecided > 1e-9 ? own.horizon : Math.max(own.horizon, earlier.horizon);
  const at = ({ curves }: Conversion): Beside => {
    const { ages, atRisk, open } = curves.table;
    const last = indexOf(ages, age);
    const share = incidenceAt(curves, 1, age);
    const hidden = open.reduce((sum, count, j) => (j <= last ? sum + count : sum), 0);
    const variance = last < 0 ? 0 : incidenceVariance(curves, 1, last, "jackknife");
    return { share, effective: effectiveNumber(share, variance, atRisk[0] ?? 0, hidden) };
  };
  return { age, own: at(own), earlier: at(earlier) };
}

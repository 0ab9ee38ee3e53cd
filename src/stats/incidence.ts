/** How many left at an age: by the event in question, by a competing one, or were no longer in view without either (`open`). */
export type AgeClass = { age: number; events: number; competing: number; open: number };

export type Incidence = {
  /** Share that had the event by `horizon`, those not seen to the end counted while they were in view. */
  share: number;
  /** Share that had the competing event, and that had neither yet, by `horizon`. The three add up to 1. */
  competing: number;
  undecided: number;
  /** Infinitesimal-jackknife variance of `share`. */
  variance: number;
  /** The last age at which anything happened with enough cases in view; what happened later is left out. */
  horizon: number;
  /** Events and competing events by `horizon`. */
  outcomes: number;
  /** Effective number of cases: a share among so many would be as uncertain. */
  effective: number;
  /** What each event at an age counts: 1, and more where it also stands for cases that were not in view for so long. Their sum ÷ n is `share`. */
  weights: Map<number, number>;
};

/**
 * Cumulative incidence under competing risks with open cases (Aalen & Johansen 1978); events come before the ends of view of the same age.
 * `classes` in ascending order of age. It goes as far as no single case moves the share by more than 5 points (in cohorts below 60 by
 * that of three cases): where most is undecided, that is while 20 are in view.
 */
export function incidence(classes: readonly AgeClass[]): Incidence {
  const n = classes.reduce((sum, row) => sum + row.events + row.competing + row.open, 0);
  const largestStep = Math.max(0.05, 3 / n);
  const steps: { row: AgeClass; atRisk: number; before: number; share: number }[] = [];
  const weights = new Map<number, number>();
  let [atRisk, surviving, share, competing, hidden, horizon] = [n, 1, 0, 0, 0, 0];
  for (const row of classes) {
    if (hidden > 0 && surviving > largestStep * atRisk) break;
    if (row.events + row.competing > 0) {
      horizon = row.age;
      weights.set(row.age, (n * surviving) / atRisk);
      share += (surviving * row.events) / atRisk;
      competing += (surviving * row.competing) / atRisk;
    }
    steps.push({ row, atRisk, before: surviving, share });
    surviving *= 1 - (row.events + row.competing) / atRisk;
    hidden += row.open;
    atRisk -= row.events + row.competing + row.open;
  }
  const variance = jackknife(steps, share, atRisk);
  const outcomes = steps.reduce((sum, { row }) => sum + row.events + row.competing, 0);
  const effective = share > 0 && share < 1 && variance > 0 ? Math.min(n, (share * (1 - share)) / variance) : n - hidden;
  return { share, competing, undecided: surviving, variance, horizon, outcomes, effective, weights };
}

/** Sum of squares of what each case contributes: the derivative of the share by the case's weight. `left` cases outlast the last step. */
function jackknife(
  steps: readonly { row: AgeClass; atRisk: number; before: number; share: number }[],
  total: number,
  left: number,
): number {
  let inView = 0;
  let variance = 0;
  for (const { row, atRisk, before, share } of steps) {
    const hazard = (row.events + row.competing) / atRisk;
    const later = hazard < 1 ? (total - share) / (atRisk * (1 - hazard)) : 0;
    inView += hazard * later - (before * row.events) / (atRisk * atRisk);
    variance += row.events * (inView + before / atRisk - later) ** 2 + row.competing * (inView - later) ** 2 + row.open * inView ** 2;
  }
  return variance + left * inView ** 2;
}

/** The age by which half of those that ever have the event (by the horizon) have had it: the first age where the share reaches half of its end. */
export function medianAge(classes: readonly AgeClass[], { share, weights }: Incidence): number | null {
  const n = classes.reduce((sum, row) => sum + row.events + row.competing + row.open, 0);
  let sum = 0;
  for (const row of classes) {
    sum += (row.events * (weights.get(row.age) ?? 0)) / n;
    if (sum > 0 && sum >= share / 2 - 1e-12) return row.age;
  }
  return null;
}

import { chanceOf, type Logistic, type Rows } from "./logistic.ts";

/**
 * One row for each step (week) that each case was watched, from its beginning or `from`, with y = 1 where it ended that way in that step: a
 * logistic regression on them is a discrete-time hazard (Cox 1972, Singer & Willett 1993). `row` gives the columns of a case at an age; cases
 * still open end without a 1, and train the score as long as they were watched.
 */
export function stepsOfCases(
  cases: readonly { from?: number; until: number; ended: boolean }[],
  width: number,
  row: (index: number, age: number) => ArrayLike<number>,
): Rows & { x: Float64Array; y: Uint8Array } {
  const size = cases.reduce((sum, { from = 0, until }) => sum + Math.max(0, until - from + 1), 0);
  const x = new Float64Array(size * width);
  const y = new Uint8Array(size);
  let at = 0;
  for (const [index, { from = 0, until, ended }] of cases.entries()) {
    for (let age = from; age <= until; age += 1) {
      x.set(row(index, age), at * width);
      y[at] = ended && age === until ? 1 : 0;
      at += 1;
    }
  }
  return { width, x, y };
}

/**
 * Chance that a case of this age is won within the coming steps, by the models' hazards of winning and of losing: Σ S(u − 1) · h(u). With each
 * step's chance, for a date range.
 */
export function winChance(
  { won, lost }: { won: Logistic; lost: Logistic },
  steps: number,
  row: (ahead: number) => ArrayLike<number>,
): { chance: number; bySteps: number[] } {
  let [still, chance] = [1, 0];
  const bySteps: number[] = [];
  for (let ahead = 0; ahead < steps; ahead += 1) {
    const values = row(ahead);
    const [win, loss] = [chanceOf(won, values), chanceOf(lost, values)];
    const share = win + loss > 1 ? 1 / (win + loss) : 1; // two models fitted apart may together exceed 1
    chance += still * win * share;
    bySteps.push(chance);
    still *= 1 - (win + loss) * share;
  }
  return { chance, bySteps };
}

import { logGamma } from "../numbers/gamma.ts";

/** What is thought of a piece's mean and precision before it is seen: mean around `mean`, worth `cases` values; precision gamma(`shape`, rate `rate`). */
export type NormalGamma = { mean: number; cases: number; shape: number; rate: number };

export type RunLength = {
  /** The most likely number of values since the last change, after each value, and its chance. */
  length: number[];
  chance: number[];
};

/**
 * How long ago the level last changed, updated with every value (Bayesian online change-point detection, Adams & MacKay 2007): a change comes
 * with chance `hazard` a step, values of a piece are normal with unknown mean and variance, so the next is Student's t. A change is seen some
 * steps late; say so. Quadratic in the number of values.
 */
export function runLengths(values: readonly number[], hazard: number, prior: NormalGamma): RunLength {
  let chances = [1];
  let pieces = [prior];
  const seen: RunLength = { length: [], chance: [] };
  for (const value of values) {
    const grown = chances.map((chance, i) => chance * predictive(value, pieces[i]!));
    const total = grown.reduce((sum, chance) => sum + chance, 0);
    // Where even the best piece calls the value impossible to a double's precision, everything begins anew.
    chances = total > 0 ? [hazard, ...grown.map((chance) => (chance / total) * (1 - hazard))] : [1, ...grown.map(() => 0)];
    pieces = [prior, ...pieces.map((piece) => learn(piece, value))];
    const best = chances.indexOf(Math.max(...chances));
    seen.length.push(best);
    seen.chance.push(chances[best]!);
  }
  return seen;
}

function learn({ mean, cases, shape, rate }: NormalGamma, value: number): NormalGamma {
  return {
    mean: (cases * mean + value) / (cases + 1),
    cases: cases + 1,
    shape: shape + 0.5,
    rate: rate + (cases * (value - mean) ** 2) / (2 * (cases + 1)),
  };
}

function predictive(value: number, { mean, cases, shape, rate }: NormalGamma): number {
  const df = 2 * shape;
  const scale2 = (rate * (cases + 1)) / (shape * cases);
  const log = logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(df * Math.PI * scale2);
  return Math.exp(log - ((df + 1) / 2) * Math.log1p((value - mean) ** 2 / (df * scale2)));
}

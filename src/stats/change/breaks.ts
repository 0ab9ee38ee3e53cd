import { normalLower } from "../numbers/distributions.ts";

/** A piece of a series with a level of its own, from the first to the last index. */
export type Segment = { first: number; last: number; mean: number };

/**
 * Cuts a series into pieces of constant level: the least sum of squares plus `penalty` for each cut, pieces of at least `least` values (optimal
 * partitioning, Jackson et al. 2005). The penalty is in the squared unit of the values: 3 · ln n · variance is usual. Quadratic in n.
 */
export function partition(values: readonly number[], penalty: number, least = 5): Segment[] {
  const { cost, meanOf } = prefix(values);
  const n = values.length;
  const best = new Float64Array(n + 1).fill(Infinity);
  const from = new Int32Array(n + 1);
  best[0] = -penalty;
  for (let end = least; end <= n; end += 1) {
    for (let start = 0; start <= end - least; start += start === 0 ? least : 1) {
      const total = best[start]! + cost(start, end) + penalty;
      if (total < best[end]!) [best[end], from[end]] = [total, start];
    }
  }
  const pieces: Segment[] = [];
  for (let end = n; end > 0; end = from[end]!) {
    if (best[end] === Infinity) return [{ first: 0, last: n - 1, mean: meanOf(0, n) }];
    pieces.unshift({ first: from[end]!, last: end - 1, mean: meanOf(from[end]!, end) });
  }
  return pieces;
}

export type Break = {
  /** Index of the last value before the change. */
  at: number;
  before: number;
  after: number;
  /** Sums of squares without and with the change. */
  without: number;
  within: number;
  /** Range of `at`. */
  low: number;
  high: number;
};

/**
 * Where one change of level lies by least squares, and the range of the place (Bai 1997): the place found less the true one follows, in units
 * of error variance ÷ shift², the argmax of a Brownian motion that falls off to both sides, at the pace of each side's own variance. Null below
 * 2 · `least` values.
 */
export function onlyBreak(values: readonly number[], level: number, least = 5): Break | null {
  const { cost, meanOf } = prefix(values);
  const n = values.length;
  if (n < 2 * least) return null;
  let cut = least;
  const split = (place: number) => cost(0, place) + cost(place, n);
  for (let place = least; place <= n - least; place += 1) if (split(place) < split(cut)) cut = place;
  const [before, after] = [meanOf(0, cut), meanOf(cut, n)];
  const [first, second] = [cost(0, cut) / cut, cost(cut, n) / (n - cut)];
  const unit = first / (after - before) ** 2;
  const tail = (1 - level) / 2;
  const [left, right] = unit > 0 && second > 0 ? [placeQuantile(tail, second / first, 1), placeQuantile(tail, second / first, -1)] : [0, 0];
  return {
    at: cut - 1,
    before,
    after,
    without: cost(0, n),
    within: split(cut),
    low: Math.max(0, cut - 1 - Math.ceil(left * unit)),
    high: Math.min(n - 1, cut - 1 + Math.ceil(right * unit)),
  };
}

/** Distance on one side that the argmax passes with chance `tail`; `ratio` is the variance after ÷ before. */
function placeQuantile(tail: number, ratio: number, side: 1 | -1): number {
  let [low, high] = [0, 1];
  while (placeTail(high, ratio, side) > tail) high *= 2;
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    if (placeTail(middle, ratio, side) > tail) low = middle;
    else high = middle;
  }
  return high;
}

/** Chance that the argmax lies beyond `x` on one side (Bai 1997, appendix B, with equal regressors on both sides). */
function placeTail(x: number, phi: number, side: 1 | -1): number {
  const root = Math.sqrt(x);
  if (side === 1) {
    const c = (1 + 2 * phi) / (phi * (phi + 1));
    const d = (1 + 2 * phi) ** 2 / ((phi + 1) * phi);
    const far = Math.exp(((phi + 1) / 2) * x) * normalLower(-((2 * phi + 1) / (2 * Math.sqrt(phi))) * root);
    const near = normalLower(-root / (2 * Math.sqrt(phi)));
    return -(Math.sqrt(x / (2 * Math.PI * phi)) * Math.exp(-x / (8 * phi)) + c * far + (2 - d - x / (2 * phi)) * near);
  }
  const c = (phi * (phi + 2)) / (phi + 1);
  const d = (phi + 2) ** 2 / (phi + 1);
  const far = Math.exp(((1 + 1 / phi) / (2 * phi)) * x) * normalLower(-(0.5 + 1 / phi) * root);
  return -Math.sqrt(x / (2 * Math.PI)) * Math.exp(-x / 8) - c * far + (d - 2 + x / 2) * normalLower(-root / 2);
}

function prefix(values: readonly number[]): {
  cost: (start: number, end: number) => number;
  meanOf: (start: number, end: number) => number;
} {
  const centre = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const sums = [0];
  const squares = [0];
  for (const value of values) {
    sums.push(sums.at(-1)! + value - centre);
    squares.push(squares.at(-1)! + (value - centre) ** 2);
  }
  const sumOf = (start: number, end: number) => sums[end]! - sums[start]!;
  return {
    cost: (start, end) => Math.max(0, squares[end]! - squares[start]! - sumOf(start, end) ** 2 / (end - start)),
    meanOf: (start, end) => centre + sumOf(start, end) / (end - start),
  };
}

import { wilson, type Range } from "../shares/wilson.ts";
import { fitLogistic } from "./logistic.ts";

/** Chances that were given, and what came of them (1 or 0); of one length. */
export type Judged = { given: readonly number[]; came: readonly number[] };

/** Mean squared error of chances (Brier 1950): 0 is perfect, base rate · (1 − base rate) is no better than the mean. NaN of nothing. */
export function brier({ given, came }: Judged): number {
  return given.reduce((sum, p, i) => sum + (p - came[i]!) ** 2, 0) / given.length;
}

/** Mean −ln of the chance given to what came. Chances are kept 1e-12 from 0 and 1. */
export function logLoss({ given, came }: Judged): number {
  const of = (p: number) => -Math.log(Math.min(1, Math.max(1e-12, p)));
  return given.reduce((sum, p, i) => sum + (came[i] ? of(p) : of(1 - p)), 0) / given.length;
}

/** Chance that one that came was given more than one that did not (area under the ROC curve), ties half; ½ is no signal. Null without both kinds. */
export function areaUnderCurve({ given, came }: Judged): number | null {
  const order = given.map((_, i) => i).sort((i, j) => given[i]! - given[j]!);
  const positive = came.reduce((sum, y) => sum + y, 0);
  const negative = given.length - positive;
  if (positive === 0 || negative === 0) return null;
  let ranks = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && given[order[end]!] === given[order[start]!]) end += 1;
    for (let i = start; i < end; i += 1) if (came[order[i]!]) ranks += (start + end + 1) / 2;
    start = end;
  }
  return (ranks - (positive * (positive + 1)) / 2) / (positive * negative);
}

export type Bin = { from: number; to: number; n: number; given: number; came: number; range: Range };

/** Of those given a chance within each of `bins` equal steps, how many there were, their mean chance, and the share that came with Wilson's range; empty steps left out. */
export function reliability({ given, came }: Judged, level: number, bins = 10): Bin[] {
  return Array.from({ length: bins }, (_, bin) => {
    const inside = given.flatMap((p, i) => (Math.min(bins - 1, Math.floor(p * bins)) === bin ? [i] : []));
    const n = inside.length;
    const share = inside.reduce((sum, i) => sum + came[i]!, 0) / n;
    const mean = inside.reduce((sum, i) => sum + given[i]!, 0) / n;
    return {
      from: bin / bins,
      to: (bin + 1) / bins,
      n,
      given: mean,
      came: share,
      range: n > 0 ? wilson(share, n, level) : { low: 0, high: 1 },
    };
  }).filter(({ n }) => n > 0);
}

/** A correction of chances: logit p' = intercept + slope · logit p. A slope below 1 says that the chances were too bold. */
export type Platt = { intercept: number; slope: number };

/**
 * Fits the two numbers of the correction to what came (Platt 1999, Cox 1958). `trust`: as if all had been asked once more and had come just as often as
 * given, with as much weight as that many outcomes that were even (Σ 4p(1 − p)) would have; few outcomes then correct little. Null without both kinds of outcome.
 */
export function fitPlatt({ given, came }: Judged, trust = 0): Platt | null {
  if (came.every((y) => y === came[0])) return null;
  const x = given.map(logit);
  const again = trust / given.reduce((sum, p) => sum + 4 * p * (1 - p), 0);
  const { intercept, coefficients } = fitLogistic(
    { width: 1, x: [...x, ...x], y: [...came, ...given], weight: [...given.map(() => 1), ...given.map(() => again)] },
    1e-6,
  );
  return { intercept, slope: coefficients[0]! };
}

/** A chance with the correction applied. */
export function corrected({ intercept, slope }: Platt, p: number): number {
  return 1 / (1 + Math.exp(-intercept - slope * logit(p)));
}

function logit(p: number): number {
  const kept = Math.min(1 - 1e-9, Math.max(1e-9, p));
  return Math.log(kept / (1 - kept));
}

import { cholesky } from "../numbers/matrix.ts";

/** Rows that are told by one level of each factor, row by row in one flat array; `sizes` are the numbers of levels. */
export type LevelRows = { sizes: readonly number[]; levels: ArrayLike<number>; y: ArrayLike<number> };

/** ln odds = intercept + Σ over the factors of the coefficient of the row's level. `root` · `root`ᵀ is the covariance, the intercept first. */
export type FactorLogistic = { intercept: number; coefficients: Float64Array[]; root: number[][] };

/**
 * Ridge logistic regression on factors, each level a column of its own: the same optimum as `fitLogistic` on the written-out columns (a test
 * holds it), in time by the square of the factors and not of the levels. `ridge` λ by factor; every one must be above 0, since the levels of a
 * factor add up to the intercept. `inflate` widens what the rows are uncertain by, where they are not independent, and not what the penalty holds: with the
 * penalised information H and the penalties R the covariance is H⁻¹ · (inflate · (H − R) + R) · H⁻¹.
 */
export function fitFactors({ sizes, levels, y }: LevelRows, ridge: readonly number[], inflate = 1): FactorLogistic {
  const factors = sizes.length;
  const starts = sizes.map((_, f) => 1 + sizes.slice(0, f).reduce((sum, size) => sum + size, 0));
  const width = 1 + sizes.reduce((sum, size) => sum + size, 0);
  const penalty = [1e-9, ...sizes.flatMap((size, f) => Array.from({ length: size }, () => ridge[f]!))];
  const beta = new Float64Array(width);
  const places = new Int32Array(factors + 1);
  let information: number[][] = [];
  for (let round = 0; round < 100; round += 1) {
    const gradient = Float64Array.from(penalty, (own, i) => -own * beta[i]!);
    const flat = new Float64Array(width * width);
    for (let row = 0; row < y.length; row += 1) {
      let odds = beta[0]!;
      for (let f = 0; f < factors; f += 1) {
        places[f + 1] = starts[f]! + levels[row * factors + f]!;
        odds += beta[places[f + 1]!]!;
      }
      const p = 1 / (1 + Math.exp(-odds));
      const residual = y[row]! - p;
      const curve = Math.max(p * (1 - p), 1e-12);
      for (let i = 0; i <= factors; i += 1) {
        const place = places[i]!;
        gradient[place]! += residual;
        for (let j = 0; j <= i; j += 1) flat[place * width + places[j]!]! += curve; // places ascend
      }
    }
    information = penalty.map((own, i) => penalty.map((_, j) => flat[Math.max(i, j) * width + Math.min(i, j)]! + (i === j ? own : 0)));
    const step = solveBy(cholesky(information)!, gradient);
    const largest = step.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const factor = largest > 5 ? 5 / largest : 1; // a step of more than 5 in ln odds overshoots
    for (let i = 0; i < width; i += 1) beta[i]! += factor * step[i]!;
    if (largest < 1e-7) break;
  }
  return {
    intercept: beta[0]!,
    coefficients: sizes.map((size, f) => beta.slice(starts[f], starts[f]! + size)),
    root: rootOfCovariance(information, penalty, inflate),
  };
}

/** The ln odds of a row by its levels, from `offset` in the array on. */
export function oddsOf({ intercept, coefficients }: Omit<FactorLogistic, "root">, levels: ArrayLike<number>, offset = 0): number {
  let odds = intercept;
  for (let f = 0; f < coefficients.length; f += 1) odds += coefficients[f]![levels[offset + f]!]!;
  return odds;
}

/** Coefficients as uncertain as the fit is; `normals` are as many standard normal numbers as there are columns. */
export function drawFactors(fit: FactorLogistic, normals: readonly number[]): Omit<FactorLogistic, "root"> {
  const moved = fit.root.map((row) => row.reduce((sum, value, j) => sum + value * normals[j]!, 0));
  let place = 1;
  return {
    intercept: fit.intercept + moved[0]!,
    coefficients: fit.coefficients.map((own) => own.map((value) => value + moved[place++]!)),
  };
}

/** Solves L·Lᵀ·x = b. */
function solveBy(lower: readonly (readonly number[])[], b: Float64Array): Float64Array {
  const x = Float64Array.from(b);
  for (let i = 0; i < x.length; i += 1) {
    for (let k = 0; k < i; k += 1) x[i]! -= lower[i]![k]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  for (let i = x.length - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < x.length; k += 1) x[i]! -= lower[k]![i]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  return x;
}

/** H⁻¹ · C, where C · Cᵀ is what the rows and the penalty are uncertain by together. */
function rootOfCovariance(information: number[][], penalty: readonly number[], inflate: number): number[][] {
  const held = information.map((row, i) => row.map((value, j) => inflate * value - (i === j ? (inflate - 1) * penalty[i]! : 0)));
  const [lower, spread] = [cholesky(information)!, cholesky(held)!];
  const columns = spread.map((_, j) =>
    solveBy(
      lower,
      Float64Array.from(spread, (row) => row[j]!),
    ),
  );
  return spread.map((_, i) => columns.map((column) => column[i]!));
}

import { cholesky } from "../numbers/matrix.ts";

/**
 * A fitted logistic regression: ln odds = intercept + Σ coefficient · x. `covariance` is the inverse of the penalised information, the intercept
 * first.
 */
export type Logistic = { intercept: number; coefficients: number[]; covariance: number[][]; rounds: number };

/** Rows of one length, row by row in one flat array; equal rows may be counted once with a weight. */
export type Rows = { width: number; x: ArrayLike<number>; y: ArrayLike<number>; weight?: ArrayLike<number> };

/**
 * Ridge logistic regression by iteratively reweighted least squares: maximises Σ w (y ln p + (1 − y) ln(1 − p)) − ½ λ Σ β² (le Cessie & van
 * Houwelingen 1992), the intercept not penalised; `ridge` λ may differ by column (0: none). Scale columns alike beforehand. Ends when no
 * coefficient moves by 1e-9.
 */
export function fitLogistic({ width, x, y, weight }: Rows, ridge: number | readonly number[]): Logistic {
  const size = width + 1;
  const penalty = Array.from({ length: size }, (_, i) => (i === 0 ? 1e-9 : typeof ridge === "number" ? ridge : ridge[i - 1]!));
  const beta = new Float64Array(size);
  let rounds = 0;
  let information: number[][] = [];
  for (; rounds < 100; rounds += 1) {
    const { gradient, hessian } = derivatives({ width, x, y, weight }, beta, penalty);
    information = hessian;
    const step = solveWith(cholesky(hessian)!, gradient);
    // A step of more than 5 in ln odds overshoots; half of it does not.
    const largest = Math.max(...step.map(Math.abs));
    const factor = largest > 5 ? 5 / largest : 1;
    for (let i = 0; i < size; i += 1) beta[i]! += factor * step[i]!;
    if (largest < 1e-9) break;
  }
  const lower = cholesky(information)!;
  const covariance = information.map((_, i) =>
    solveWith(
      lower,
      Float64Array.from({ length: size }, (_x, j) => (i === j ? 1 : 0)),
    ),
  );
  return { intercept: beta[0]!, coefficients: [...beta.subarray(1)], covariance, rounds };
}

/** The chance of y = 1 for a row. */
export function chanceOf({ intercept, coefficients }: Pick<Logistic, "intercept" | "coefficients">, row: ArrayLike<number>): number {
  return 1 / (1 + Math.exp(-coefficients.reduce((sum, coefficient, i) => sum + coefficient * row[i]!, intercept)));
}

function derivatives(
  { width, x, y, weight }: Rows,
  beta: Float64Array,
  penalty: readonly number[],
): { gradient: Float64Array; hessian: number[][] } {
  const size = width + 1;
  const gradient = Float64Array.from({ length: size }, (_, i) => -penalty[i]! * beta[i]!);
  const flat = new Float64Array(size * size);
  const row = new Float64Array(size);
  row[0] = 1;
  for (let r = 0; r < y.length; r += 1) {
    let odds = beta[0]!;
    for (let i = 1; i < size; i += 1) {
      row[i] = x[r * width + i - 1]!;
      odds += beta[i]! * row[i]!;
    }
    const p = 1 / (1 + Math.exp(-odds));
    const w = weight ? weight[r]! : 1;
    const [residual, curve] = [w * (y[r]! - p), Math.max(w * p * (1 - p), 1e-12 * w)];
    for (let i = 0; i < size; i += 1) {
      const own = row[i]!;
      if (own === 0) continue;
      gradient[i]! += residual * own;
      for (let j = 0; j <= i; j += 1) flat[i * size + j]! += curve * own * row[j]!;
    }
  }
  const hessian = penalty.map((own, i) => penalty.map((_, j) => flat[Math.max(i, j) * size + Math.min(i, j)]! + (i === j ? own : 0)));
  return { gradient, hessian };
}

/** Solves L·Lᵀ·x = b. */
function solveWith(lower: readonly (readonly number[])[], b: Float64Array): number[] {
  const n = lower.length;
  const x = [...b];
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k < i; k += 1) x[i]! -= lower[i]![k]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < n; k += 1) x[i]! -= lower[k]![i]! * x[k]!;
    x[i]! /= lower[i]![i]!;
  }
  return x;
}

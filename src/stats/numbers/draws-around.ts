import { drawNormal } from "./draw.ts";
import { cholesky, inverse } from "./matrix.ts";
import { hessian } from "./minimise.ts";
import type { Random } from "./random.ts";

/** Draws go no further than this in the logarithm: where the data say little, formulas would overflow. */
const widest = 6.5;

/**
 * Logarithms of parameters as uncertain as a maximum likelihood fit is: normal around the minimum of the negative log-likelihood, with the inverse of its
 * second derivatives as covariance. Null where those do not say (too few cases, flat in some direction).
 */
export function drawsAround(loss: (logs: readonly number[]) => number, at: readonly number[]): ((random: Random) => number[]) | null {
  const spread = rootOfInverse(hessian(loss, at));
  if (!spread) return null;
  return (random) => {
    const z = at.map(() => drawNormal(random));
    const step = spread.map((row) => row.reduce((sum, root, j) => sum + root * z[j]!, 0));
    // A step too far is shortened as a whole: parameters that grow together, such as both of a beta, keep their ratio.
    const part = Math.min(1, ...step.map((own, i) => Math.max(0, widest - Math.abs(at[i]!)) / Math.abs(own)));
    return at.map((log, i) => log + part * step[i]!);
  };
}

function rootOfInverse(curvature: number[][]): number[][] | null {
  try {
    return cholesky(inverse(curvature));
  } catch {
    return null;
  }
}

export type Minimum = { at: number[]; value: number; rounds: number };

/**
 * Finds a minimum without derivatives: Nelder & Mead 1965, with the usual factors (reflect 1, expand 2, contract ½, shrink ½), begun anew
 * once from the point reached. Ends when the values of the simplex differ by less than `tolerance` relative to their size.
 */
export function nelderMead(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  { step = 0.5, tolerance = 1e-12, most = 5000 } = {},
): Minimum {
  const first = descend(f, start, step, tolerance, most);
  const second = descend(f, first.at, step / 5, tolerance, most);
  return { ...second, rounds: first.rounds + second.rounds };
}

function descend(f: (x: readonly number[]) => number, start: readonly number[], step: number, tolerance: number, most: number): Minimum {
  const n = start.length;
  const finite = (x: readonly number[]) => {
    const value = f(x);
    return Number.isNaN(value) ? Infinity : value;
  };
  const simplex = [[...start], ...start.map((_, i) => start.map((x, j) => (i === j ? x + step : x)))].map((x) => ({ x, y: finite(x) }));
  let rounds = 0;
  for (; rounds < most; rounds += 1) {
    simplex.sort((p, q) => p.y - q.y);
    const [best, worst, second] = [simplex[0]!, simplex[n]!, simplex[n - 1]!];
    if (worst.y - best.y <= tolerance * (Math.abs(best.y) + tolerance)) break;
    const centre = start.map((_, i) => simplex.slice(0, n).reduce((sum, point) => sum + point.x[i]!, 0) / n);
    const along = (factor: number) => {
      const x = centre.map((c, i) => c + factor * (worst.x[i]! - c));
      return { x, y: finite(x) };
    };
    const reflected = along(-1);
    if (reflected.y < best.y) {
      const expanded = along(-2);
      simplex[n] = expanded.y < reflected.y ? expanded : reflected;
    } else if (reflected.y < second.y) simplex[n] = reflected;
    else {
      const contracted = reflected.y < worst.y ? along(-0.5) : along(0.5);
      if (contracted.y < Math.min(reflected.y, worst.y)) simplex[n] = contracted;
      else {
        for (let i = 1; i <= n; i += 1) {
          const x = simplex[i]!.x.map((value, j) => best.x[j]! + 0.5 * (value - best.x[j]!));
          simplex[i] = { x, y: finite(x) };
        }
      }
    }
  }
  simplex.sort((p, q) => p.y - q.y);
  return { at: simplex[0]!.x, value: simplex[0]!.y, rounds };
}

/** Second derivatives of `f` at a point by central differences of the given step; symmetric. */
export function hessian(f: (x: readonly number[]) => number, at: readonly number[], step = 1e-3): number[][] {
  const shifted = (i: number, di: number, j: number, dj: number) => f(at.map((x, k) => x + (k === i ? di : 0) + (k === j ? dj : 0)));
  return at.map((_, i) =>
    at.map((_x, j) => {
      if (i === j) return (shifted(i, step, -1, 0) - 2 * f(at) + shifted(i, -step, -1, 0)) / (step * step);
      return (
        (shifted(i, step, j, step) - shifted(i, step, j, -step) - shifted(i, -step, j, step) + shifted(i, -step, j, -step)) /
        (4 * step * step)
      );
    }),
  );
}

/**
 * Gauss' hypergeometric function ₂F₁(a, b; c; z) for 0 ≤ z < 1 and c > 0, by its series; where a + b > c, after Euler's transformation
 * (1 − z)^(c−a−b) · ₂F₁(c − a, c − b; c; z), whose terms do not grow (Abramowitz & Stegun 15.1.1, 15.3.3). Throws where 10⁶ terms do not suffice.
 */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  if (a + b > c) return (1 - z) ** (c - a - b) * series(c - a, c - b, c, z);
  return series(a, b, c, z);
}

function series(a: number, b: number, c: number, z: number): number {
  let [term, sum] = [1, 1];
  for (let n = 0; n < 1_000_000; n += 1) {
    const factor = (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    term *= factor;
    sum += term;
    // What is left is about a geometric series of this factor.
    if (Math.abs(term) <= 1e-16 * Math.abs(sum) * (1 - Math.min(Math.abs(factor), 0.999999))) return sum;
  }
  throw new RangeError(`2F1(${a}, ${b}; ${c}; ${z}) does not converge`);
}

const halfLogTwoPi = 0.9189385332046728;

/** ln Γ(x) for x > 0, absolute error below 1e-13 for moderate x. Stirling's series after lifting x above 12 by Γ(x + 1) = x·Γ(x) (Abramowitz & Stegun 6.1.41). */
export function logGamma(x: number): number {
  let [product, z] = [1, x];
  while (z < 12) {
    product *= z;
    z += 1;
  }
  const inverse = 1 / z;
  const square = inverse * inverse;
  const series =
    inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360_360))))));
  return (z - 0.5) * Math.log(z) - z + halfLogTwoPi + series - Math.log(product);
}

/** Regularised incomplete gamma function, upper tail Q(a, x) = Γ(a, x) ÷ Γ(a), for a > 0, exact in the far tail as well. */
export function gammaUpper(a: number, x: number): number {
  if (x <= 0) return 1;
  return x < a + 1 ? 1 - bySeries(a, x) : byFraction(a, x);
}

function front(a: number, x: number): number {
  return Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** Abramowitz & Stegun 6.5.29. */
function bySeries(a: number, x: number): number {
  let [term, sum] = [1 / a, 1 / a];
  for (let n = 1; n < 100_000; n += 1) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum * front(a, x);
}

/** Abramowitz & Stegun 6.5.31, evaluated by Lentz's method. */
function byFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 100_000; n += 1) {
    const factor = -n * (n - a);
    b += 2;
    d = factor * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + factor / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return h * front(a, x);
}

/**
 * The root of an increasing function between two bounds, to the last digits of a double: Newton's steps by the derivative `slope`, halving
 * the bracket instead wherever a step would leave it or the function is too flat to tell.
 */
export function invert(value: (x: number) => number, slope: (x: number) => number, low: number, high: number, start: number): number {
  let [a, b, x] = [low, high, start];
  for (let round = 0; round < 400; round += 1) {
    const y = value(x);
    if (y === 0) return x;
    if (y < 0) a = x;
    else b = x;
    const step = y / slope(x);
    let next = x - step;
    if (!(next > a && next < b)) next = a > 0 && b / a > 4 ? Math.sqrt(a * b) : (a + b) / 2;
    if (Math.abs(next - x) <= 1e-15 * Math.abs(next)) return next;
    x = next;
  }
  return x;
}

import { describe, expect, it } from "vitest";
import { drawBeta, drawBinomial, drawDirichlet, drawGamma, drawNormal, drawPoisson } from "./draw.ts";
import { mean, median, quantileSorted, rangeOf, variance } from "./quantile.ts";
import { openRandom, type Random } from "./random.ts";

const n = 40_000;

/** Mean and variance of many draws lie within four standard errors of what they should be; the variance within 6 %. */
function holds(draw: (random: Random) => number, centre: number, spread: number): void {
  const random = openRandom(11);
  const values = Float64Array.from({ length: n }, () => draw(random));
  expect(Math.abs(mean(values) - centre)).toBeLessThan(4 * Math.sqrt(spread / n));
  expect(Math.abs(variance(values) / spread - 1)).toBeLessThan(0.06);
}

describe("chance with a seed", () => {
  it("repeats itself to the bit, and differs by seed and by part", () => {
    const take = (random: Random) => Array.from({ length: 5 }, () => random.bits());
    expect(take(openRandom(1))).toEqual(take(openRandom(1)));
    expect(take(openRandom(1))).not.toEqual(take(openRandom(2)));
    expect(take(openRandom(1).split(0))).not.toEqual(take(openRandom(1).split(1)));
    expect(take(openRandom(1).split(0))).not.toEqual(take(openRandom(1)));
    expect(take(openRandom(1)).slice(0, 3)).toEqual([930_851_333, 49_902_802, 1_410_789_321]);
  });

  it("fills a whole array with what it would have given one by one", () => {
    const [together, single] = [new Uint32Array(5), openRandom(8)];
    openRandom(8).fill(together);
    expect([...together]).toEqual(Array.from({ length: 5 }, () => single.bits()));
  });

  it("a part does not depend on what was drawn before it", () => {
    const fresh = openRandom(5).split(3).uniform();
    const used = openRandom(5);
    for (let i = 0; i < 100; i += 1) used.bits();
    expect(used.split(3).uniform()).toBe(fresh);
  });

  it("fills every bit evenly and shows no order between neighbours or parts", () => {
    const random = openRandom(3);
    const counts = new Float64Array(32);
    let product = 0;
    let before = 0;
    for (let i = 0; i < n; i += 1) {
      const bits = random.bits();
      for (let bit = 0; bit < 32; bit += 1) counts[bit]! += (bits >>> bit) & 1;
      const value = bits / 2 ** 32 - 0.5;
      product += value * before;
      before = value;
    }
    for (const count of counts) expect(Math.abs(count / n - 0.5)).toBeLessThan(4.5 * Math.sqrt(0.25 / n));
    expect(Math.abs(product / n)).toBeLessThan(4 * (1 / 12 / Math.sqrt(n)));
    const across = Array.from({ length: n }, (_, part) => openRandom(3).split(part).uniform());
    expect(Math.abs(mean(across) - 0.5)).toBeLessThan(4 / Math.sqrt(12 * n));
  });

  it.each([0.3, 1, 7.5, 400])("gamma of shape %d", (shape) => holds((random) => drawGamma(random, shape), shape, shape));
  it.each([0.4, 5, 29.5, 31, 800])("Poisson of mean %d", (rate) => holds((random) => drawPoisson(random, rate), rate, rate));
  it.each([
    [10, 0.3],
    [2000, 0.002],
    [1000, 0.4],
    [50, 0.95],
  ])("binomial of %d trials at %d", (trials, p) => holds((random) => drawBinomial(random, trials, p), trials * p, trials * p * (1 - p)));
  it("normal, beta", () => {
    holds(drawNormal, 0, 1);
    holds((random) => drawBeta(random, 3, 7), 0.3, 0.21 / 11);
    expect([drawBinomial(openRandom(1), 0, 0.5), drawBinomial(openRandom(1), 9, 1)]).toEqual([0, 9]);
  });
  it("at mean 12 the 80 % range is 8 to 17 for Poisson", () => {
    const ends = (draw: (random: Random) => number) => {
      const random = openRandom(2);
      const { low, high } = rangeOf(
        Array.from({ length: n }, () => draw(random)),
        0.8,
      );
      return [low, high];
    };
    expect(ends((random) => drawPoisson(random, 12))).toEqual([8, 17]);
  });
  it("Dirichlet shares add to 1 and have the weights' proportions", () => {
    const random = openRandom(9);
    const draws = Array.from({ length: n }, () => drawDirichlet(random, [1, 0, 3, 0.5]));
    expect(draws.every((shares) => Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-12 && shares[1] === 0)).toBe(true);
    expect(mean(draws.map((shares) => shares[2]!))).toBeCloseTo(3 / 4.5, 2);
  });
});

describe("quantiles and means", () => {
  it("lie between neighbours in a straight line, and are NaN of nothing", () => {
    expect(quantileSorted([1, 2, 4], 0.75)).toBe(3);
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 7])).toBe(6);
    expect(rangeOf([3, 1, 2], 0.5)).toEqual({ low: 1.5, middle: 2, high: 2.5 });
    expect(variance([1, 3])).toBe(2);
    expect([median([]), mean([]), variance([1])]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});

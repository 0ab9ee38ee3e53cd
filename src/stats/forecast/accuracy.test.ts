import { describe, expect, it } from "vitest";
import { airPassengers, nile } from "#test/classics.ts";
import { normalQuantile, zOf } from "../numbers/distributions.ts";
import { coverageBand, crps, mase, overlapOf, pinball, wape, winkler } from "./accuracy.ts";
import { combine, gainOver } from "./combine.ts";
import { runRate, seasonalNaive } from "./members.ts";
import { calibratedFactor } from "./range.ts";
import { drawShocks, shockVariance } from "./shock.ts";
import { dampedSeasonal, dampedTrend, simpleSmoothing } from "./smoothing.ts";
import { drawNormal } from "../numbers/draw.ts";
import { openRandom } from "../numbers/random.ts";
import { mean, variance } from "../numbers/quantile.ts";

describe("scores (CHECK 4c)", () => {
  it("CRPS of the standard normal", () => {
    const draws = Array.from({ length: 20_000 }, (_, i) => normalQuantile((i + 0.5) / 20_000));
    expect(crps(0, draws)).toBeCloseTo(0.233695, 4);
    expect(crps(1, draws)).toBeCloseTo(0.602441, 4);
    expect(crps(7, [4])).toBe(3);
  });
  it("pinball, Winkler, WAPE", () => {
    expect([pinball(100, 120, 0.9), pinball(100, 120, 0.1)]).toEqual([expect.closeTo(2, 12), expect.closeTo(18, 12)]);
    expect(winkler(140, { low: 80, high: 130 }, 0.8)).toBeCloseTo(150, 9);
    expect(winkler(100, { low: 80, high: 130 }, 0.8)).toBe(50);
    expect(wape([100, 50], [80, 60])).toBeCloseTo(0.2, 12);
    expect(wape([0], [5])).toBe(Infinity);
  });
  it.each([
    [12, 0.8, 7, 12],
    [26, 0.8, 17, 24],
    [52, 0.8, 36, 47],
    [52, 0.95, 46, 52],
  ])("of %i ranges at %d it accepts %i to %i", (n, level, least, most) => expect(coverageBand(n, level)).toEqual({ least, most }));

  it("forecasts whose days overlap count as fewer", () => {
    const months = (length: number) => Array.from({ length: 36 }, (_, i) => ({ from: i * 30 + 1, to: (i + length) * 30 }));
    expect([1, 3].map((length) => overlapOf(months(length)))).toEqual([1, expect.closeTo((36 * 3) / 38, 12)]);
    expect(
      overlapOf([
        { from: 1, to: 10 },
        { from: 3, to: 4 },
        { from: 21, to: 30 },
      ]),
    ).toBeCloseTo(22 / 20, 12);
    expect(overlapOf([])).toBe(1);
    expect(coverageBand(36, 0.8)).toEqual({ least: 24, most: 33 });
    expect(coverageBand(36, 0.8, 3)).toEqual({ least: 19, most: 35 });
    expect(coverageBand(1, 0.8, 1)).toEqual({ least: 0, most: 1 });
  });

  it("three months forecast each month: ranges that keep their word stay within the band at least 95 times in 100, and do not within the plain one", () => {
    const random = openRandom(21);
    const half = zOf(0.8) * Math.sqrt(3);
    const bands = [coverageBand(36, 0.8), coverageBand(36, 0.8, (36 * 3) / 38)];
    const within = [0, 0];
    for (let run = 0; run < 2000; run += 1) {
      const errors = Array.from({ length: 38 }, () => drawNormal(random));
      const held = errors.slice(2).filter((_, i) => Math.abs(errors[i]! + errors[i + 1]! + errors[i + 2]!) <= half).length;
      bands.forEach(({ least, most }, i) => (within[i]! += least <= held && held <= most ? 1 / 2000 : 0));
    }
    expect(within[0]!).toBeLessThan(0.92);
    expect(within[1]!).toBeGreaterThan(0.95);
  });
});

describe("members from the series alone (CHECK 4b)", () => {
  const [past, next] = [airPassengers.slice(0, 132), airPassengers.slice(132)];

  it("simple smoothing of the Nile as R has it", () => {
    const { ahead, variance, parameters } = simpleSmoothing(nile);
    expect(parameters.alpha).toBeCloseTo(0.2457, 3);
    expect(parameters.first).toBeCloseTo(1110.7, 0);
    const [value] = ahead(1);
    expect(Math.abs(value! - 805.336)).toBeLessThan(0.2);
    const half = zOf(0.8) * Math.sqrt(variance);
    expect([value! - half, value! + half].map((end, i) => Math.abs(end - [620.496, 990.177][i]!) < 0.5)).toEqual([true, true]);
    expect(ahead(3)).toEqual([value, value, value]);
  });

  it("air passengers of 1960: seasonal naive, damped trend with seasons", () => {
    const naive = Array.from({ length: 12 }, (_, i) => seasonalNaive([...past, ...next.slice(0, i)], 1, 12)!);
    expect(naive).toEqual(airPassengers.slice(120, 132));
    expect(mase(next, naive, past, 12)).toBeCloseTo(1.571, 3);
    expect(wape(next, naive)).toBeCloseTo(0.100455, 6);
    const fit = dampedSeasonal(past, 12);
    expect(Math.abs(mase(next, fit.ahead(12), past, 12) - 0.749)).toBeLessThan(0.05);
  });

  it("a damped trend follows a line and then flattens", () => {
    const line = Array.from({ length: 30 }, (_, t) => 100 + 5 * t + (t % 2));
    const path = dampedTrend(line).ahead(40);
    expect(path[0]).toBeGreaterThan(line.at(-1)!);
    expect(path[0]! - line.at(-1)!).toBeLessThan(8);
    expect(path[39]! - path[38]!).toBeLessThan((path[1]! - path[0]!) * 0.6);
    expect(dampedTrend(line).variance).toBeLessThan(5);
  });

  it("run rate and seasonal naive need their past", () => {
    expect(runRate([1, 2, 3, 4], 3)).toBe(9);
    expect(runRate([1, 2], 3)).toBeNull();
    expect(seasonalNaive([1, 2, 3, 4, 5, 6], 4, 3)).toBe(4 + 5 + 6 + 4);
    expect(seasonalNaive([1, 2], 1, 3)).toBeNull();
  });
});

describe("one forecast from several", () => {
  const origin = (a: number, b: number | null, actual: number) => ({ forecasts: [a, b, 100], actual });
  it("is the median while little is behind, then leans on who was right", () => {
    expect(combine([90, 100, 140], [])).toBe(100);
    expect(combine([90, null, 140], [])).toBe(115);
    expect(combine([null, null], [])).toBeNull();
    const past = Array.from({ length: 8 }, () => origin(101, 140, 100));
    const value = combine([101, 140, 100], past)!;
    expect(value).toBeLessThan((101 + 140 + 100) / 3 - 5);
    expect(value).toBeGreaterThan(100);
    expect(combine([101, 140, 100], past.slice(1))).toBe(101);
  });
  it("takes the median where a member has not been seen often enough", () => {
    const past = Array.from({ length: 9 }, (_, i) => origin(101, i < 5 ? null : 140, 100));
    expect(combine([101, 140, 100], past)).toBe(101);
  });
  it("is held against a naive one", () => {
    expect(gainOver([100, 100], [90, 110], [80, 120])).toBeCloseTo(0.5, 12);
    expect(gainOver([100], [80], [90])).toBeCloseTo(-1, 12);
    expect(gainOver([], [], [])).toBeNull();
  });
});

describe("ranges", () => {
  const past = Array.from({ length: 19 }, (_, i) => ({ forecast: 100, actual: 100 * Math.exp((i % 2 ? -1 : 1) * 0.01 * (i + 1)) }));
  it("are what past errors say, once there are twelve", () => {
    expect(calibratedFactor(past, 0.8)).toBeCloseTo(Math.exp(0.16), 12);
    expect(calibratedFactor(past, 0.95)).toBeCloseTo(Math.exp(0.19), 12);
    expect(calibratedFactor(past.slice(0, 12), 0.95)!).toBeGreaterThan(Math.exp(0.12));
    expect(calibratedFactor(past.slice(0, 11), 0.8)).toBeNull();
  });
});

describe("the common shock", () => {
  it("is estimated from what past errors have beyond chance, pulled to 0.15", () => {
    expect(shockVariance([], [])).toBeCloseTo(0.0225, 12);
    expect(shockVariance([0.3], [0.01])).toBeCloseTo(0.0225, 12);
    const errors = [0.3, -0.3, 0.3, -0.3];
    expect(shockVariance(errors, [0.02, 0.02, 0.02, 0.02])).toBeCloseTo((4 * (0.12 - 0.02) + 6 * 0.0225) / 10, 12);
    expect(shockVariance(errors, [9, 9, 9, 9])).toBeCloseTo((6 * 0.0225) / 10, 12);
  });
  it("has mean 1 and the spread asked for, each level equally often", () => {
    const { factors, levelOf } = drawShocks(0.04, 1000, openRandom(1));
    expect(mean(factors)).toBeCloseTo(1, 12);
    expect(Math.sqrt(variance(factors.map((factor) => Math.log(factor))) * (24 / 25))).toBeCloseTo(0.2, 12);
    expect(new Set(Object.values(Object.groupBy(levelOf, (level) => level)).map((group) => group!.length))).toEqual(new Set([40]));
    expect([...drawShocks(0, 3, openRandom(1)).factors].every((factor) => factor === 1)).toBe(true);
  });
});

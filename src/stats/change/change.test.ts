import { describe, expect, it } from "vitest";
import { nile } from "#test/classics.ts";
import { drawNormal } from "../numbers/draw.ts";
import { mean } from "../numbers/quantile.ts";
import { openRandom } from "../numbers/random.ts";
import { cusum, fitBaseline } from "./alarm.ts";
import { onlyBreak, partition } from "./breaks.ts";
import { expectedByPhase } from "./expected.ts";
import { learnWeeks, stepAt } from "./online.ts";
import { runLengths } from "./run-length.ts";

describe("dating a change (CHECK 5)", () => {
  it("finds the Nile's one break after 1898, between 1895 and 1902", () => {
    const found = onlyBreak(nile, 0.95)!;
    expect([1871 + found.at, 1871 + found.low, 1871 + found.high]).toEqual([1898, 1895, 1902]);
    expect([found.before, found.after]).toEqual([expect.closeTo(1097.75, 2), expect.closeTo(849.97, 2)]);
    expect([found.without, found.within]).toEqual([expect.closeTo(2_835_156.75, 1), expect.closeTo(1_597_457.19, 1)]);
    const variance = found.without / 99;
    expect(partition(nile, 3 * Math.log(100) * variance).map(({ first, last }) => [first, last])).toEqual([
      [0, 27],
      [28, 99],
    ]);
  });

  it("follows the run length online, four values late", () => {
    const { length, chance } = runLengths(nile, 1 / 100, { mean: 1000, cases: 0.01, shape: 1, rate: 1e4 });
    expect(length.at(-1)).toBe(72);
    expect(Math.abs(chance.at(-1)! - 0.726947)).toBeLessThan(0.005);
    const since = length.map((own, t) => t + 1 - own);
    expect(1871 + since.findIndex((start) => Math.abs(start - 28) <= 1)).toBe(1902);
  });

  it("cuts at two changes, at none, and not into pieces that are too short", () => {
    const { uniform } = openRandom(4);
    const noise = Array.from({ length: 60 }, () => uniform() - 0.5);
    const steps = noise.map((value, t) => value + (t < 20 ? 0 : t < 33 ? 4 : 1));
    expect(partition(steps, 3 * Math.log(60) * 0.09).map(({ last }) => last)).toEqual([19, 32, 59]);
    expect(partition(noise, 3 * Math.log(60) * 0.09)).toHaveLength(1);
    expect(partition([0, 0, 0, 0, 0, 0, 9, 9, 9], 1).map(({ last }) => last)).not.toContain(5);
    expect(partition([1, 2], 1)).toEqual([{ first: 0, last: 1, mean: 1.5 }]);
    expect(onlyBreak([1, 2, 3], 0.8)).toBeNull();
    expect(onlyBreak([1, 1, 1, 1, 1, 2, 2, 2, 2, 2], 0.8)).toMatchObject({ at: 4, low: 4, high: 4, within: 0 });
  });

  it("its range of places holds the true one as often as it says", () => {
    let held = 0;
    for (let run = 0; run < 400; run += 1) {
      const random = openRandom(run).split(9);
      const found = onlyBreak(
        Array.from({ length: 60 }, (_, t) => drawNormal(random) + (t < 30 ? 0 : 1.5)),
        0.8,
      )!;
      if (found.low <= 29 && 29 <= found.high) held += 1;
    }
    expect(held / 400).toBeGreaterThan(0.78);
    expect(held / 400).toBeLessThan(0.95); // whole places only, so it holds a little more
  });

  it("begins anew at a value no piece can explain", () => {
    expect(runLengths([0, 0, 0, 1e200], 0.01, { mean: 0, cases: 1, shape: 1e6, rate: 1 }).length.at(-1)).toBe(0);
  });
});

describe("alarms", () => {
  it.each([
    [4, 167.68, 8.383],
    [5, 465.43, 10.376],
  ])("at h = %i take as many steps as Montgomery's tables say, quiet and after one σ", (h, quiet, shifted) => {
    const steps = (shift: number, runs: number) => {
      const random = openRandom(h);
      let sum = 0;
      for (let run = 0; run < runs; run += 1) {
        const errors: number[] = [];
        let at = -1;
        while (at < 0) {
          for (let i = 0; i < (shift > 0 ? 40 : 800); i += 1) errors.push(drawNormal(random) + shift);
          const { up, down } = cusum(errors);
          at = up.findIndex((high, t) => Math.max(high, down[t]!) > h);
        }
        sum += at + 1;
      }
      return sum / runs;
    };
    expect(Math.abs(steps(0, 1500) / quiet - 1)).toBeLessThan(0.08);
    expect(Math.abs(steps(1, 1500) / shifted - 1)).toBeLessThan(0.05);
  });

  it("sum both ways", () => {
    expect(cusum([1, -0.5, 2, 0.2])).toEqual({ up: [0.5, 0, 1.5, 1.2], down: [0, 0, 0, 0] });
  });

  it("take the carry-over out of the errors, by a baseline that stays six steps behind", () => {
    const values = Array.from({ length: 40 }, (_, t) => (t % 4 < 2 ? 10 : 14));
    const errorsOf = (all: number[]) => {
      const series = { kind: "mean" as const, values: all, cases: all.map(() => 1), phases: all.map(() => 0) };
      return all.slice(learnWeeks).map((_, i) => stepAt(series, learnWeeks + i).error);
    };
    const { level, spread, carry } = fitBaseline(values.slice(0, learnWeeks));
    const errors = errorsOf(values);
    expect(errors[0]).toBeCloseTo((14 - level - carry * (10 - level)) / spread, 9);
    expect(errorsOf([...values.slice(0, 32), 500, 500]).slice(0, 6)).toEqual(errors.slice(0, 6));
    expect(errorsOf(values.map(() => 5)).every((error) => error === 0)).toBe(true);
  });

  it("fit a quiet stretch", () => {
    const random = openRandom(3);
    let state = 0;
    const series = Array.from({ length: 4000 }, () => (state = 0.5 * state + 2 * drawNormal(random))).map((value) => value + 7);
    const { level, spread, carry } = fitBaseline(series);
    expect([level, spread, carry]).toEqual([expect.closeTo(7, 0), expect.closeTo(2, 1), expect.closeTo(0.5, 1)]);
    expect(fitBaseline([3, 3, 3, 3])).toEqual({ level: 3, spread: 0, carry: 0.375 });
  });
});

describe("what was to be expected", () => {
  it("keeps the months of a quarter apart: Maven's win rates raise no alarm once six months are seen (CHECK 5)", () => {
    const rates = [0.821, 0.486, 0.544, 0.828, 0.491, 0.568, 0.792, 0.493, 0.529, 0.785];
    const phases = rates.map((_, i) => (i + 2) % 3);
    const cases = [531 / 0.821, 700, 700, 700, 700, 700, 700, 700, 700, 700];
    const known = expectedByPhase(rates.slice(0, 6), phases.slice(0, 6), { weights: cases.slice(0, 6), ridge: 0.05 });
    const plain = mean(rates.slice(0, 6));
    rates.slice(6).forEach((rate, i) => {
      const error = Math.sqrt((rate * (1 - rate)) / cases[i + 6]!);
      expect(Math.abs(rate - known.expect(phases[i + 6]!)) / error).toBeLessThan(2.5);
      expect(Math.abs(rate - plain) / error).toBeGreaterThan(4); // without phases each month would be one
    });
  });

  it("says little of a phase seen once, leaves out what is missing, and nothing of nothing", () => {
    const { level, offsets } = expectedByPhase([10, 10, 10, 16, Number.NaN], [0, 0, 0, 1, 1]);
    expect(offsets[1]!).toBeGreaterThan(0);
    expect(level + offsets[1]!).toBeLessThan(15);
    expect(expectedByPhase([], []).expect(0)).toBeNaN();
  });
});

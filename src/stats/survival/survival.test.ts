import { describe, expect, it } from "vitest";
import { aml, lung, type Times } from "#test/classics.ts";
import { mavenEnd, readMaven } from "#test/maven.ts";
import { openRandom } from "../numbers/random.ts";
import { tableOfStays } from "./ages.ts";
import { ageByWhich, restrictedMean, survival, survivalLimits, type Survival } from "./survival.ts";

/** The share still in at an age; 1 before the first. */
const stillAt = ({ ages, share }: Survival, age: number) => share[ages.findLastIndex((one) => one <= age)] ?? 1;

const curveOf = (times: Times) => survival(tableOfStays(times, 1));
const both = { exit: [...lung.men.exit, ...lung.women.exit], cause: [...lung.men.cause, ...lung.women.cause] };
const median = (times: Times, scale: "log" | "log-log" = "log") => Object.values(ageByWhich(curveOf(times), 0.5, { level: 0.95, scale }));

describe("survival curves (CHECK 2)", () => {
  it("agree with R on lung: medians, quartiles and both kinds of limits exactly", () => {
    expect(both.exit).toHaveLength(228);
    expect(median(both)).toEqual([310, 285, 363]);
    expect(median(both, "log-log")).toEqual([310, 284, 361]);
    expect(median(lung.men)).toEqual([270, 212, 310]);
    expect(median(lung.women)).toEqual([426, 348, 550]);
    const at = (p: number) => ageByWhich(curveOf(both), p, { level: 0.95, scale: "log" }).age;
    expect([at(0.25), at(0.75)]).toEqual([170, 550]);
  });

  it("agree with R on aml, where no upper limit exists", () => {
    expect(median(aml.maintained)).toEqual([31, 18, null]);
    expect(median(aml.not)).toEqual([23, 8, null]);
  });

  it("give the share still in and the restricted mean of lung", () => {
    const curve = curveOf(both);
    expect([90, 180, 365].map((age) => Number(stillAt(curve, age).toFixed(3)))).toEqual([0.882, 0.722, 0.409]);
    expect(stillAt(curve, 4.9)).toBe(1);
    const { mean, error } = restrictedMean(curve, 365);
    expect(Math.abs(mean - 263)).toBeLessThan(0.5);
    expect(error).toBeCloseTo(7.8, 1);
  });

  it("the ten-deal table has median 8, and its limits stay within 0 and 1", () => {
    const curve = curveOf({ exit: [2, 3, 3, 5, 6, 7, 8, 9, 10, 12], cause: [1, 1, 0, 1, 1, 0, 1, 0, 1, 0] });
    expect(ageByWhich(curve, 0.5, { level: 0.8, scale: "log-log" }).age).toBe(8);
    curve.ages.forEach((_, j) => {
      for (const scale of ["log", "log-log"] as const) {
        const { low, high } = survivalLimits(curve, j, 0.8, scale);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(curve.share[j]!);
        expect(high).toBeGreaterThanOrEqual(curve.share[j]!);
        expect(high).toBeLessThanOrEqual(1);
      }
    });
  });

  it("says nothing about a median it never reaches, and everything once all left", () => {
    const half = curveOf({ exit: [1, 5, 5, 5], cause: [1, 0, 0, 0] });
    expect(ageByWhich(half, 0.5, { level: 0.8, scale: "log" })).toEqual({ age: null, low: null, high: null });
    expect(restrictedMean(half, 5)).toEqual({ mean: 4, error: expect.closeTo(Math.sqrt(9 / 12), 12) });
    const all = curveOf({ exit: [1, 2], cause: [1, 1] });
    expect(restrictedMean(all, 9).mean).toBe(1.5);
    expect(survivalLimits(all, 1, 0.8, "log")).toEqual({ low: Number.NaN, high: Number.NaN });
    expect(restrictedMean(curveOf({ exit: [], cause: [] }), 7)).toEqual({ mean: 7, error: 0 });
  });

  it("Maven: median time to close 69 days (67 to 70), against 48 of closed deals only", () => {
    const deals = readMaven().filter((deal) => deal.engagedDay !== null);
    const curve = curveOf({
      exit: deals.map((deal) => (deal.closedDay ?? mavenEnd) - deal.engagedDay!),
      cause: deals.map((deal) => (deal.closedDay === null ? 0 : 1)),
    });
    expect(Object.values(ageByWhich(curve, 0.5, { level: 0.95, scale: "log" }))).toEqual([69, 67, 70]);
  });

  it("finds every age among many, however unevenly they lie", () => {
    const { uniform } = openRandom(31);
    const exit = Array.from({ length: 3000 }, () => Math.floor(Math.exp(20 * uniform())));
    const entry = exit.map((age, i) => (i % 2 ? Math.floor(age * uniform()) : 0));
    const { ages, atRisk, ended } = tableOfStays({ entry, exit, cause: exit.map(() => 1) }, 1);
    for (let j = 0; j < ages.length; j += 97) {
      expect(atRisk[j]).toBe(exit.filter((age, i) => entry[i]! < ages[j]! && ages[j]! <= age && entry[i]! < age).length);
      expect(ended[0]![j]).toBe(exit.filter((age, i) => age === ages[j] && entry[i]! < age).length);
    }
  });

  it("counts stays only while they were watched: with history from an import on, late entry is right where its absence is not", () => {
    const { uniform } = openRandom(8);
    const [entry, exit, cause]: number[][] = [[], [], []];
    for (let i = 0; i < 20_000; i += 1) {
      const began = uniform() * 200;
      const length = -60 * Math.log(uniform());
      if (began + length < 100) continue; // over before the import at day 100
      entry!.push(Math.max(0, 100 - began));
      exit!.push(Math.min(length, 200 - began));
      cause!.push(length <= 200 - began ? 1 : 0);
    }
    const truth = Math.exp(-0.5);
    expect(Math.abs(stillAt(survival(tableOfStays({ entry: entry!, exit: exit!, cause: cause! }, 1)), 30) - truth)).toBeLessThan(0.01);
    expect(stillAt(survival(tableOfStays({ exit: exit!, cause: cause! }, 1)), 30) - truth).toBeGreaterThan(0.03);
  });
});

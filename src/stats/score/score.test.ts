import { describe, expect, it } from "vitest";
import { openRandom } from "../numbers/random.ts";
import { areaUnderCurve, brier, corrected, fitPlatt, logLoss, reliability } from "./calibration.ts";
import { drawFactors, fitFactors } from "./factor-logistic.ts";
import { leakingFields } from "./leaks.ts";
import { chanceOf, fitLogistic } from "./logistic.ts";

const logitOf = (p: number) => Math.log(p / (1 - p));

describe("ridge logistic regression", () => {
  it("has the closed form of two groups, errors included", () => {
    // 30 of 100 without, 60 of 100 with.
    const { intercept, coefficients, covariance } = fitLogistic(
      { width: 1, x: [0, 0, 1, 1], y: [1, 0, 1, 0], weight: [30, 70, 60, 40] },
      0,
    );
    expect(intercept).toBeCloseTo(logitOf(0.3), 7);
    expect(coefficients[0]).toBeCloseTo(logitOf(0.6) - logitOf(0.3), 7);
    expect(covariance[1]![1]).toBeCloseTo(1 / 30 + 1 / 70 + 1 / 60 + 1 / 40, 6);
  });

  it("satisfies its own equation: the gradient is 0 at the optimum", () => {
    const { uniform } = openRandom(6);
    const rows = Array.from({ length: 500 }, () => [uniform() - 0.5, uniform() * 2, uniform() < 0.3 ? 1 : 0]);
    const y = rows.map(([a, b, c]) => (uniform() < 1 / (1 + Math.exp(-(0.4 + 2 * a! - b! + c!))) ? 1 : 0));
    const ridge = [3, 0, 10];
    const fit = fitLogistic({ width: 3, x: rows.flat(), y }, ridge);
    ridge.forEach((penalty, column) => {
      const gradient = rows.reduce((sum, row, i) => sum + (y[i]! - chanceOf(fit, row)) * row[column]!, 0);
      expect(gradient).toBeCloseTo(penalty * fit.coefficients[column]!, 6);
    });
  });

  it("stays finite where the groups part perfectly, and shrinks with the penalty", () => {
    const rows = { width: 1, x: [-1, -2, 1, 2], y: [0, 0, 1, 1] };
    const [weak, strong] = [fitLogistic(rows, 0.01), fitLogistic(rows, 10)];
    expect(weak.coefficients[0]!).toBeGreaterThan(strong.coefficients[0]!);
    expect(strong.coefficients[0]!).toBeGreaterThan(0);
    expect(Number.isFinite(weak.coefficients[0]!)).toBe(true);
    expect(
      fitLogistic({ width: 1, x: Array.from({ length: 60 }, () => 0), y: Array.from({ length: 60 }, (_, i) => (i ? 1 : 0)) }, 1).intercept,
    ).toBeCloseTo(logitOf(59 / 60), 6);
  });
});

describe("ridge logistic regression on factors", () => {
  const { uniform } = openRandom(8);
  const sizes = [3, 4];
  const rows = Array.from({ length: 400 }, () => [Math.floor(uniform() * 3), Math.floor(uniform() * 3)]); // nobody has the last level
  const y = rows.map(([a, b]) => (uniform() < 1 / (1 + Math.exp(1 - a! + 0.5 * b!)) ? 1 : 0));
  const fit = (inflate: number) => fitFactors({ sizes, levels: rows.flat(), y }, [2, 5], inflate);
  const covarianceOf = ({ root }: { root: number[][] }) =>
    root.map((row) => root.map((other) => row.reduce((sum, value, k) => sum + value * other[k]!, 0)));

  it("is that of the written-out columns", () => {
    const x = rows.flatMap(([a, b]) => [
      ...[0, 1, 2].map((level) => (level === a ? 1 : 0)),
      ...[0, 1, 2, 3].map((level) => (level === b ? 1 : 0)),
    ]);
    const wanted = fitLogistic({ width: 7, x, y }, [2, 2, 2, 5, 5, 5, 5]);
    const found = fit(1);
    expect(found.intercept).toBeCloseTo(wanted.intercept, 6);
    found.coefficients.flatMap((own) => [...own]).forEach((value, i) => expect(value).toBeCloseTo(wanted.coefficients[i]!, 6));
    const covariance = covarianceOf(found);
    for (const i of [1, 2, 5, 7]) for (const j of [1, 4, 7]) expect(covariance[i]![j]).toBeCloseTo(wanted.covariance[i]![j]!, 6);
  });

  it("is less sure of what rows tell that are not independent, and not of what only the penalty holds", () => {
    const [once, four] = [covarianceOf(fit(1)), covarianceOf(fit(4))];
    expect(four[7]![7]).toBeCloseTo(1 / 5, 6); // a level that nobody had
    expect(once[7]![7]).toBeCloseTo(1 / 5, 6);
    expect(four[1]![1]! / once[1]![1]!).toBeGreaterThan(1);
    expect(four[1]![1]! / once[1]![1]!).toBeLessThan(4);
    const normals = [1, 0, 0, 0, 0, 0, 0, 0];
    expect(drawFactors(fit(4), normals).intercept - fit(4).intercept).toBeCloseTo(fit(4).root[0]![0]!, 12);
  });
});

describe("calibration", () => {
  it("scores chances", () => {
    const judged = { given: [0.8, 0.3, 0.3], came: [1, 0, 1] };
    expect(brier(judged)).toBeCloseTo((0.04 + 0.09 + 0.49) / 3, 12);
    expect(logLoss(judged)).toBeCloseTo(-(Math.log(0.8) + Math.log(0.7) + Math.log(0.3)) / 3, 12);
    expect(Number.isFinite(logLoss({ given: [0], came: [1] }))).toBe(true);
    expect(areaUnderCurve(judged)).toBeCloseTo(0.75, 12);
    expect(areaUnderCurve({ given: [0.5, 0.5], came: [1, 0] })).toBe(0.5);
    expect(areaUnderCurve({ given: [0.5], came: [1] })).toBeNull();
  });

  it("puts what came beside what was given, in ten steps", () => {
    const given = [...Array.from({ length: 120 }, () => 0.65), 1];
    const came = given.map((_, i) => (i < 77 || i === 120 ? 1 : 0));
    const [middle, top] = reliability({ given, came }, 0.8);
    expect(middle).toMatchObject({ from: 0.6, to: 0.7, n: 120, given: expect.closeTo(0.65, 12), came: 77 / 120 });
    expect(middle!.range.low).toBeLessThan(77 / 120);
    expect(top).toMatchObject({ from: 0.9, to: 1, n: 1 });
  });

  it("mends chances that are too bold, and leaves good ones (CHECK 6: slope 0.9 to 1.2 later)", () => {
    const { uniform } = openRandom(23);
    const make = (size: number) => {
      const truth = Array.from({ length: size }, () => 0.02 + 0.9 * uniform());
      const given = truth.map((p) => 1 / (1 + Math.exp(-2 * logitOf(p) - 0.5)));
      return { truth, given, came: truth.map((p) => (uniform() < p ? 1 : 0)) };
    };
    const [before, after] = [make(3000), make(3000)];
    const platt = fitPlatt(before)!;
    expect(Math.abs(platt.slope - 0.5)).toBeLessThan(0.07);
    expect(Math.abs(platt.intercept + 0.25)).toBeLessThan(0.15);
    const mended = after.given.map((p) => corrected(platt, p));
    const again = fitPlatt({ given: mended, came: after.came })!;
    expect(again.slope).toBeGreaterThan(0.9);
    expect(again.slope).toBeLessThan(1.2);
    expect(brier({ given: mended, came: after.came })).toBeLessThan(brier(after));
    expect(fitPlatt({ given: [0.2, 0.4], came: [0, 0] })).toBeNull();
  });

  it("names fields that are mostly written after the outcome", () => {
    const fields = [
      { field: "lost_reason", filled: 400, after: 398 },
      { field: "source", filled: 900, after: 12 },
      { field: "note", filled: 9, after: 9 },
    ];
    expect(leakingFields(fields)).toEqual(["lost_reason"]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { betaLower, betaQuantile, logBeta } from "./beta.ts";
import {
  binomialLower,
  chiSquareQuantile,
  chiSquareUpper,
  logChoose,
  normalLower,
  normalQuantile,
  poissonLower,
  studentLower,
  studentQuantile,
  zOf,
} from "./distributions.ts";
import { digamma, gammaLower, gammaQuantile, gammaUpper, logGamma } from "./gamma.ts";
import { hypergeometric } from "./hypergeometric.ts";

/** Equal to nine digits of its own size, however small or large; 0 to 1e-12. */
function agrees(value: number, known: number): void {
  expect(Math.abs(value - known), `${value} against ${known}`).toBeLessThanOrEqual(known === 0 ? 1e-12 : Math.abs(known) * 1e-9);
}

// The known values were computed with 40 digits.
describe("special functions, to 1e-9 of known values", () => {
  it.each([
    [0.001, 6.9071788853838537],
    [0.3, 1.0957979948180755],
    [1, 0],
    [1.5, -0.12078223763524522],
    [2, 0],
    [7.7, 7.9265413562690044],
    [100.25, 360.28455963776423],
    [123_456.5, 1_323_898.630662737],
  ])("ln Γ(%d)", (x, known) => agrees(logGamma(x), known));

  it.each([
    [0.01, -100.56088545786867],
    [1, -0.57721566490153286],
    [3.3, 1.0348224890596217],
    [250, 5.5194595845310464],
  ])("ψ(%d)", (x, known) => agrees(digamma(x), known));

  it.each([
    [0.5, 0.1, 0.34527915398142297],
    [2.5, 7, 0.98439058389973309],
    [30, 20, 0.021818217525557392],
    [1000, 1050, 0.94132888862268192],
    [3, 0, 0],
  ])("P(%d, %d)", (a, x, known) => agrees(gammaLower(a, x), known));

  it.each([
    [0.5, 30, 9.4857375710738484e-15],
    [10, 60, 2.8515077555520202e-16],
    [5000, 4900, 0.92205504377348609],
    [3, 0, 1],
  ])("Q(%d, %d)", (a, x, known) => agrees(gammaUpper(a, x), known));

  it.each([
    [0.3, 2, 5, 0.579825],
    [0.01, 0.5, 0.5, 0.063768560858519848],
    [0.9, 30, 4, 0.57694366412569253],
    [0.5, 3064, 3000, 0.20555868141006555],
    [1e-6, 0.1, 20, 0.35544952413858321],
    [0, 2, 2, 0],
    [1, 2, 2, 1],
  ])("I_%d(%d, %d)", (x, a, b, known) => agrees(betaLower(x, a, b), known));

  it.each([
    [0.05, 9, 21, 0.17246481940361089],
    [0.975, 0.5, 20.5, 0.11663898290487543],
    [0.3, 0.2, 3, 0.00060698217515809519],
    [0.9, 1935, 1130, 0.64247012998138029],
    [0.5, 2, 2, 0.5],
    [0, 2, 2, 0],
    [1, 2, 2, 1],
  ])("beta quantile %d of (%d, %d)", (p, a, b, known) => agrees(betaQuantile(p, a, b), known));

  it.each([
    [0.05, 0.5, 0.0019660700000097614],
    [0.975, 3, 7.2246876677239608],
    [0.9, 0.1, 0.26615455373883775],
    [0.001, 40, 23.259937964583782],
    [0.5, 2000, 1999.6666765450128],
    [0, 2, 0],
    [1, 2, Infinity],
  ])("gamma quantile %d of shape %d", (p, shape, known) =>
    Number.isFinite(known) ? agrees(gammaQuantile(p, shape), known) : expect(gammaQuantile(p, shape)).toBe(known),
  );

  it.each([
    [0.975, 1.9599639845400542],
    [0.9, 1.2815515655446005],
    [0.6, 0.2533471031357998],
    [1e-10, -6.3613409024040562],
    [0.5001, 0.0002506628300880351],
    [0.001, -3.0902323061678135],
    [0.5, 0],
  ])("normal quantile %d", (p, known) => agrees(normalQuantile(p), known));

  it("the z of a two-sided level", () => {
    agrees(zOf(0.95), 1.9599639845400542);
    agrees(zOf(0.8), 1.2815515655446005);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  });

  it.each([
    [0.975, 1, 12.706204736174705],
    [0.9, 5, 1.4758840488244811],
    [0.51, 12, 0.025596390148618835],
    [0.001, 30, -3.3851848668293051],
    [0.7, 2.5, 0.59730773825231746],
  ])("Student's quantile %d of %d degrees of freedom, and back", (p, df, known) => {
    agrees(studentQuantile(p, df), known);
    agrees(studentLower(known, df), p);
  });

  it.each([
    [0.95, 1, 3.841458820694126],
    [0.999, 4, 18.466826952903171],
    [0.1, 29, 19.767743559474837],
  ])("χ² quantile %d of %d degrees of freedom, and back", (p, df, known) => {
    agrees(chiSquareQuantile(p, df), known);
    agrees(chiSquareUpper(known, df), 1 - p);
  });

  it.each([
    [1, 2, 3, 0.5, 1.5451774444795625],
    [2.2426, 4.4258, 4.2187, 0.4, 3.3448970986918767],
    [62.24, 62.42, 62.2, 0.45, 16_480_642_443_893_434],
    [0.3, 0.4, 5, 0.95, 1.0273951946054279],
    [10.2, 3, 2.5, 0.9, 100_841_242_853.95959],
  ])("₂F₁(%d, %d; %d; %d)", (a, b, c, z, known) => agrees(hypergeometric(a, b, c, z), known));

  it("₂F₁ says so where its series does not end", () => {
    expect(() => hypergeometric(0.3, 0.4, 0.71, 1 - 1e-9)).toThrow("does not converge");
  });

  it("counts: Poisson, binomial, ways to choose", () => {
    agrees(poissonLower(8, 12), 0.15502778176746304);
    agrees(binomialLower(7, 12, 0.8), 0.07255549951999994);
    expect([poissonLower(-1, 3), binomialLower(-1, 3, 0.5), binomialLower(3, 3, 0.5)]).toEqual([0, 0, 1]);
    agrees(Math.exp(logChoose(12, 5)), 792);
    agrees(logBeta(3, 4), Math.log(1 / 60));
  });

  it("quantiles undo their distributions anywhere", () => {
    const share = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
    const shape = fc.double({ min: 0.3, max: 5000, noNaN: true });
    fc.assert(
      fc.property(share, shape, shape, (p, a, b) => {
        expect(betaLower(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 9);
        expect(gammaLower(a, gammaQuantile(p, a))).toBeCloseTo(p, 9);
        expect(normalLower(normalQuantile(p))).toBeCloseTo(p, 12);
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { betaLower, betaQuantile, logBeta } from "./beta.ts";
import { binomialLower, normalLower, normalQuantile, studentQuantile, zOf } from "./distributions.ts";
import { gammaUpper, logGamma } from "./gamma.ts";
import { hypergeometric } from "./hypergeometric.ts";

/** Equal to nine digits of its own size, however small or large; 0 to 1e-12. */
function agrees(value: number, known: number): void {
  expect(Math.abs(value - known), `${value} against ${known}`).toBeLessThanOrEqual(known === 0 ? 1e-12 : Math.abs(known) * 1e-9);
}

// The known values were computed with 40 digits.
describe("special functions, to 1e-9 of known values", () => {
  it.each([
    [0.001, 6.907178885383853],
    [0.3, 1.09579799481808],
    [1, 0],
    [1.5, -0.120782237635245],
    [2, 0],
    [7.7, 7.926541356269005],
    [100.25, 360.284559637764],
    [123_456.5, 1323898.630662737],
  ])("ln Γ(%d)", (x, known) => agrees(logGamma(x), known));

  it.each([
    [0.5, 30, 9.485737571073848e-15],
    [10, 60, 2.85150775555202e-16],
    [5000, 4900, 0.9220550437734861],
    [3, 0, 1],
  ])("Q(%d, %d)", (a, x, known) => agrees(gammaUpper(a, x), known));

  it.each([
    [0.3, 2, 5, 0.579825],
    [0.01, 0.5, 0.5, 0.06376856085851985],
    [0.9, 30, 4, 0.5769436641256925],
    [0.5, 3064, 3000, 0.205558681410066],
    [1e-6, 0.1, 20, 0.3554495241385832],
    [0, 2, 2, 0],
    [1, 2, 2, 1],
  ])("I_%d(%d, %d)", (x, a, b, known) => agrees(betaLower(x, a, b), known));

  it.each([
    [0.05, 9, 21, 0.1724648194036109],
    [0.975, 0.5, 20.5, 0.116638982904875],
    [0.3, 0.2, 3, 0.0006069821751580952],
    [0.9, 1935, 1130, 0.6424701299813803],
    [0.5, 2, 2, 0.5],
    [0, 2, 2, 0],
    [1, 2, 2, 1],
  ])("beta quantile %d of (%d, %d)", (p, a, b, known) => agrees(betaQuantile(p, a, b), known));

  it.each([
    [0.975, 1.95996398454005],
    [0.9, 1.2815515655446],
    [0.6, 0.2533471031357998],
    [1e-10, -6.361340902404057],
    [0.5001, 0.0002506628300880351],
    [0.001, -3.09023230616781],
    [0.5, 0],
  ])("normal quantile %d", (p, known) => agrees(normalQuantile(p), known));

  it("the z of a two-sided level", () => {
    agrees(zOf(0.95), 1.95996398454005);
    agrees(zOf(0.8), 1.2815515655446);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  });

  it.each([
    [0.975, 1, 12.7062047361747],
    [0.9, 5, 1.475884048824481],
    [0.51, 12, 0.0255963901486188],
    [0.001, 30, -3.385184866829305],
    [0.7, 2.5, 0.5973077382523174],
  ])("Student's quantile %d of %d degrees of freedom", (p, df, known) => agrees(studentQuantile(p, df), known));

  it.each([
    [1, 2, 3, 0.5, 1.54517744447956],
    [2.2426, 4.4258, 4.2187, 0.4, 3.344897098691877],
    [62.24, 62.42, 62.2, 0.45, 1.64806424438934e16],
    [0.3, 0.4, 5, 0.95, 1.02739519460543],
    [10.2, 3, 2.5, 0.9, 100841242853.9596],
  ])("₂F₁(%d, %d; %d; %d)", (a, b, c, z, known) => agrees(hypergeometric(a, b, c, z), known));

  it("₂F₁ says so where its series does not end", () => {
    expect(() => hypergeometric(0.3, 0.4, 0.71, 1 - 1e-9)).toThrow("does not converge");
  });

  it("binomial counts, ln B", () => {
    agrees(binomialLower(7, 12, 0.8), 0.07255549951999994);
    expect([binomialLower(-1, 3, 0.5), binomialLower(3, 3, 0.5)]).toEqual([0, 1]);
    agrees(logBeta(3, 4), Math.log(1 / 60));
  });

  it("quantiles undo their distributions anywhere", () => {
    const share = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
    const shape = fc.double({ min: 1, max: 5000, noNaN: true });
    fc.assert(
      fc.property(share, shape, shape, (p, a, b) => {
        expect(betaLower(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 9);
        expect(normalLower(normalQuantile(p))).toBeCloseTo(p, 12);
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});

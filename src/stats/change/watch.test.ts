import { describe, expect, it } from "vitest";
import { drawBinomial, drawGamma, drawPoisson } from "../numbers/draw.ts";
import { openRandom } from "../numbers/random.ts";
import { variance } from "../numbers/quantile.ts";
import { chanceOf, heightOf, quietHeights, quietOf } from "./alarm-chance.ts";
import { countResidual, overdispersion, shareResidual } from "./residuals.ts";
import { watch } from "./watch.ts";

const phases = Array.from({ length: 120 }, (_, week) => Math.floor(((week % 13) * 3) / 13));

/** Weekly counts of mean 12 that carry over by φ, with a shift of so many σ from a week on. */
function counts(seed: number, run: number, phi: number, { sigmas = 0, from = 0, weeks = 78 } = {}): number[] {
  const random = openRandom(seed).split(run);
  let value = drawPoisson(random, 12);
  return Array.from({ length: weeks }, (_, week) => {
    value = drawBinomial(random, value, phi) + drawPoisson(random, 12 * (1 - phi));
    return value + (week >= from ? sigmas * Math.sqrt(12) : 0);
  });
}
const watchCounts = (values: readonly number[]) => watch({ kind: "count", values, cases: values, phases: phases.slice(0, values.length) });

describe("a watched series (CHECK 5)", () => {
  it.each([0, 0.3, 0.6])("stays quiet in nine of ten years where it carries over by %f", (phi) => {
    let alarms = 0;
    for (let run = 0; run < 200; run += 1) if (watchCounts(counts(77, run, phi)).changes.length > 0) alarms += 1;
    expect(alarms / 200).toBeLessThanOrEqual(0.12);
  });

  it.each([
    [0, 2, 0.85],
    [0.3, 2, 0.5],
    [0, 3, 0.9],
    [0.3, 3, 0.9],
  ])("φ = %f: a shift of %f σ is confirmed and dated within eight weeks", (phi, sigmas, least) => {
    let [watched, found, dated] = [0, 0, 0];
    for (let run = 0; run < 200; run += 1) {
      const [change] = watchCounts(counts(77 + sigmas, run, phi, { sigmas, from: 52, weeks: 60 })).changes;
      if (change && change.confirmed < 52) continue; // a false one before; it is learning anew
      watched += 1;
      if (change?.direction !== 1) continue;
      found += 1;
      if (change.low <= 52 && 52 <= change.high) dated += 1;
    }
    expect(found / watched).toBeGreaterThanOrEqual(least);
    expect(dated / found).toBeGreaterThan(0.75);
  });

  it("a level that came back is over", () => {
    const values = counts(5, 1, 0, { weeks: 100 }).map((value, week) => (week >= 50 && week < 75 ? value + 14 : value));
    const [change] = watchCounts(values).changes;
    expect(change).toMatchObject({ direction: 1 });
    expect(Math.abs(change!.since - 50)).toBeLessThanOrEqual(1);
    expect(Math.abs(change!.over! - 75)).toBeLessThanOrEqual(2);
    expect(change!.changeLow < 14 && 14 < change!.changeHigh + 4).toBe(true);
  });

  it("the limits are those that simulated quiet series give", () => {
    const { tenth, limit, hundredth } = quietHeights(0.3, openRandom(500), 400);
    const known = quietOf(0.3);
    expect(Math.abs(limit / known.limit - 1)).toBeLessThan(0.12);
    expect(Math.abs(tenth / known.tenth - 1)).toBeLessThan(0.12);
    expect(Math.abs(hundredth / known.hundredth - 1)).toBeLessThan(0.25);
    expect(chanceOf(known, known.tenth)).toBeCloseTo(0.1, 12);
    expect(chanceOf(known, known.hundredth)).toBeCloseTo(0.01, 12);
    expect(heightOf(known, chanceOf(known, 12))).toBeCloseTo(12, 9);
  });
});

describe("residuals", () => {
  it("of counts are those of a Poisson or negative binomial deviance", () => {
    expect(countResidual(7, 7, 0)).toBe(0);
    expect(countResidual(0, 2, 0)).toBeCloseTo(-2, 12); // √(2 · 2)
    expect(countResidual(10, 5, 0)).toBeCloseTo(Math.sqrt(2 * (10 * Math.log(2) - 5)), 12);
    expect(countResidual(10, 5, 0.5)).toBeCloseTo(Math.sqrt(2 * (10 * Math.log(2) - 12 * Math.log(6 / 3.5))), 12);
    expect(countResidual(3, 0, 0)).toBe(0);
    const random = openRandom(4);
    const values = Array.from({ length: 4000 }, () => drawPoisson(random, 4 * drawGamma(random, 5)));
    const alpha = overdispersion(values, values.map(() => 20)); // prettier-ignore
    expect(alpha).toBeCloseTo(0.2, 1);
    expect(variance(values.map((value) => countResidual(value, 20, alpha)))).toBeCloseTo(1, 0);
  });

  it("of shares are in binomial errors, and finite at the ends", () => {
    expect(shareResidual(0.5, 0.4, 100)).toBeCloseTo(0.1 / Math.sqrt(0.0024), 12);
    expect(Number.isFinite(shareResidual(1, 1, 5)) && Number.isFinite(shareResidual(0.2, 0, 5))).toBe(true);
  });

  it("a share that scatters three times as far as binomially raises no more alarms for it (p′)", () => {
    let alarms = 0;
    for (let run = 0; run < 100; run += 1) {
      const random = openRandom(6).split(run);
      const values = Array.from({ length: 78 }, () => drawBinomial(random, 2_000, 0.37 + 0.06 * random.uniform()) / 2_000);
      if (watch({ kind: "share", values, cases: values.map(() => 2_000), phases: phases.slice(0, 78) }).changes.length > 0) alarms += 1;
    }
    expect(alarms / 100).toBeLessThanOrEqual(0.12);
  });
});

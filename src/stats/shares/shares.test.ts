import { describe, expect, it } from "vitest";
import { mavenEnd, readMaven } from "#test/maven.ts";
import { openRandom } from "../numbers/random.ts";
import { difference, shareAmong } from "./difference.ts";
import { adjustForMany } from "./discoveries.ts";
import { mixChange } from "./mix.ts";
import { shareOfSums } from "./ratio.ts";
import { fitPrior, posterior, shrink } from "./shrinkage.ts";
import { wilson } from "./wilson.ts";

describe("Wilson's interval (CHECK 1d)", () => {
  it.each([
    [81, 263, 0.2552885, 0.3662096],
    [15, 148, 0.0623864, 0.1604872],
    [0, 20, 0, 0.1611252],
    [1, 29, 0.0061132, 0.1717552],
    [3, 10, 0.1077913, 0.6032219],
    [1, 5, 0.0362241, 0.6244654],
  ])("of %i in %i at 95 %%", (events, n, low, high) => {
    const interval = wilson(events / n, n, 0.95);
    expect(interval.low).toBeCloseTo(low, 6);
    expect(interval.high).toBeCloseTo(high, 6);
  });

  it("is narrower at 80 %, one-sided at the ends, and knows nothing of nothing", () => {
    expect(wilson(0.3, 10, 0.8).high).toBeLessThan(wilson(0.3, 10, 0.95).high);
    expect(wilson(1, 20, 0.95)).toEqual({ low: expect.closeTo(1 - 0.1611252, 6), high: 1 });
    expect(wilson(0, 0, 0.8)).toEqual({ low: 0, high: 1 });
  });
});

describe("the difference of two shares", () => {
  it("is unsure at 0 and at 100 % too", () => {
    expect(shareAmong(1, 20)).toEqual({ value: 21 / 22, error: expect.closeTo(Math.sqrt((21 / 22) * (1 / 22)) / Math.sqrt(22), 12) });
    const { low, high } = difference(shareAmong(1, 20), shareAmong(1, 20), 0.8);
    expect([low, high]).toEqual([expect.closeTo(-0.0805, 4), expect.closeTo(0.0805, 4)]);
    expect(difference(shareAmong(1, 20), shareAmong(20 / 24, 24), 0.95).low).toBeLessThan(0);
  });

  it.each([0.5, 0.8, 0.9, 0.95, 0.99])("is called more than chance in one of twenty pairs at most, where both are %f of twenty", (p) => {
    const n = 20;
    const chance = [(1 - p) ** n];
    for (let k = 1; k <= n; k += 1) chance.push((chance[k - 1]! * p * (n - k + 1)) / ((1 - p) * k));
    let called = 0;
    for (const [i, one] of chance.entries())
      for (const [j, other] of chance.entries()) {
        const { low, high } = difference(shareAmong(i / n, n), shareAmong(j / n, n), 0.95);
        if (low > 0 || high < 0) called += one * other;
      }
    expect(called).toBeLessThan(0.052);
  });
});

describe("shares drawn towards their group", () => {
  const prior = { mean: 0.3, cases: 20 };
  it.each([
    [3, 10, 0.3, 0.172, 0.443],
    [0, 4, 0.25, 0.12, 0.404],
  ])("%i of %i under a prior of 6 in 20", (events, n, share, low, high) => {
    const shrunk = shrink({ events, n }, prior, 0.9);
    expect(shrunk).toEqual({ share: expect.closeTo(share, 12), low: expect.closeTo(low, 3), high: expect.closeTo(high, 3) });
  });

  it("finds no differences among Maven's thirty sales people: raw 55.0 to 70.4 %, shrunk 62.6 to 63.6 %", () => {
    const tallies = Map.groupBy(
      readMaven().filter(({ closedDay }) => closedDay !== null && closedDay <= mavenEnd),
      ({ agent }) => agent,
    );
    const reps = [...tallies.values()].map((deals) => ({
      events: deals.filter(({ outcome }) => outcome === "won").length,
      n: deals.length,
    }));
    expect(reps).toHaveLength(30);
    const raw = reps.map(({ events, n }) => events / n);
    expect([Math.min(...raw), Math.max(...raw)]).toEqual([expect.closeTo(0.5497835, 7), expect.closeTo(0.7039474, 7)]);
    const fitted = fitPrior(reps, { cases: 50, spread: Infinity });
    expect(fitted.mean).toBeCloseTo(0.6315005, 7);
    expect(Math.abs(fitted.cases - 3064)).toBeLessThan(100);
    const shrunk = reps.map((tally) => shrink(tally, fitted, 0.8).share);
    expect([Math.min(...shrunk), Math.max(...shrunk)]).toEqual([expect.closeTo(0.6259, 3), expect.closeTo(0.6361, 3)]);
    expect(fitPrior(reps).cases).toBeLessThan(fitted.cases); // thirty people are not enough to forget what is usual
  });

  it("leaves shares apart that differ beyond chance, and draws equal ones together", () => {
    const far = [10, 25, 40, 60, 80].map((events) => ({ events, n: 100 }));
    const near = [48, 50, 52, 49, 51].map((events) => ({ events, n: 100 }));
    expect(fitPrior(far).cases).toBeLessThan(10);
    expect(fitPrior(near).cases).toBeGreaterThan(100);
    expect(shrink(far[0]!, fitPrior(far), 0.8).share).toBeLessThan(0.13);
  });

  it("has a prior for groups with nothing in them", () => {
    expect(fitPrior([])).toEqual({ mean: 0.5, cases: expect.closeTo(50, 3) });
    expect(fitPrior([{ events: 0, n: 9 }]).mean).toBeCloseTo(0.05, 12);
    expect(posterior({ events: 2, n: 5 }, { mean: 0.5, cases: 4 })).toEqual({ a: 4, b: 5 });
  });
});

describe("many comparisons at once", () => {
  it("adjusts the 15 p-values of Benjamini & Hochberg 1995: four stand at 0.05 (CHECK 3a)", () => {
    const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
    const known = [0.0015, 0.003, 0.0095, 0.0356, 0.0603, 0.0639, 0.0639, 0.0645, 0.0765, 0.486, 0.5812, 0.7149, 0.7532, 0.8132, 1];
    const adjusted = adjustForMany(p);
    expect(adjusted).toEqual(known.map((value) => expect.closeTo(value, 4)));
    expect(adjusted.filter((value) => value <= 0.05)).toHaveLength(4);
    expect(p.filter((value) => value <= 0.05 / 15)).toHaveLength(3);
  });

  it("keeps the order of what it was given", () => {
    expect(adjustForMany([0.5, 0.01, 0.02])).toEqual([0.5, 0.03, 0.03].map((value) => expect.closeTo(value, 12)));
    expect(adjustForMany([])).toEqual([]);
  });
});

describe("mix and rate", () => {
  it("calls a shift to a poorer channel mix when both channels are as before", () => {
    const change = mixChange(
      [
        { events: 40, n: 100 },
        { events: 10, n: 100 },
      ],
      [
        { events: 40, n: 100 },
        { events: 30, n: 300 },
      ],
    )!;
    expect(change.total).toBeCloseTo(70 / 400 - 50 / 200, 12);
    expect(change.mix).toBeCloseTo(change.total, 12);
    expect(change.rate).toBeCloseTo(0, 12);
  });

  it("calls a change within the channels rate, and adds up", () => {
    const change = mixChange(
      [
        { events: 40, n: 100 },
        { events: 10, n: 100 },
      ],
      [
        { events: 20, n: 100 },
        { events: 14, n: 150 },
      ],
    )!;
    expect(change.mix + change.rate).toBeCloseTo(change.total, 12);
    expect(change.segments.reduce((sum, { mix, rate }) => sum + mix + rate, 0)).toBeCloseTo(change.total, 12);
    expect(change.segments[0]!.rate).toBeLessThan(change.segments[1]!.rate);
  });

  it("counts a channel that is new as mix, and is silent without a period", () => {
    const change = mixChange(
      [
        { events: 40, n: 100 },
        { events: 0, n: 0 },
      ],
      [
        { events: 40, n: 100 },
        { events: 5, n: 50 },
      ],
    )!;
    expect(change).toMatchObject({ rate: 0, mix: expect.closeTo(0.3 - 0.4, 12) });
    expect(mixChange([{ events: 0, n: 0 }], [{ events: 1, n: 2 }])).toBeNull();
  });
});

describe("a share of a whole that comes in unequal cases", () => {
  const sumsOf = (cases: readonly (readonly [part: number, whole: number])[]) => {
    const sum = (of: (part: number, whole: number) => number) => cases.reduce((all, [part, whole]) => all + of(part, whole), 0);
    return {
      n: cases.length,
      part: sum((part) => part),
      whole: sum((_, whole) => whole),
      partSquares: sum((part) => part * part),
      products: sum((part, whole) => part * whole),
      wholeSquares: sum((_, whole) => whole * whole),
    };
  };

  it("is the ratio of the sums with the error of a mean where all cases are equal, and certain where all agree", () => {
    const equal = shareOfSums(sumsOf([[0, 1], [0, 1], [1, 1], [1, 1]]), 0.8)!; // prettier-ignore
    expect(equal.share).toBe(0.5);
    expect(equal.high - equal.share).toBeCloseTo(1.2815516 * Math.sqrt(1 / 3 / 4), 6);
    const alike = shareOfSums(sumsOf([[1, 4], [2, 8], [5, 20]]), 0.8)!; // prettier-ignore
    expect([alike.share, alike.low, alike.high]).toEqual([0.25, expect.closeTo(0.25, 6), expect.closeTo(0.25, 6)]);
    expect([shareOfSums(sumsOf([[1, 2]]), 0.8), shareOfSums(sumsOf([[0, 0], [0, 0]]), 0.8)]).toEqual([null, null]); // prettier-ignore
  });

  it("covers the truth as often as it says", () => {
    const { uniform } = openRandom(31);
    let held = 0;
    for (let run = 0; run < 400; run += 1) {
      const cases = Array.from({ length: 60 }, () => {
        const whole = -Math.log(uniform()) * 10;
        return [whole * Math.min(1, 0.6 * uniform()), whole] as const;
      });
      const { low, high } = shareOfSums(sumsOf(cases), 0.8)!;
      if (low <= 0.3 && 0.3 <= high) held += 1;
    }
    expect([held / 400 > 0.74, held / 400 < 0.86]).toEqual([true, true]);
  });
});

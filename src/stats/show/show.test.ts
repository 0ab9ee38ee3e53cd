import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantileDots } from "./dots.ts";
import { meaningfulPower, roundRange, roundTo } from "./rounding.ts";

describe("showing what is not certain (CHECK 12)", () => {
  it("twenty dots are the quantiles (i − 0.5) ÷ 20, exactly", () => {
    const draws = Array.from({ length: 2001 }, (_, i) => 2000 - i);
    expect(quantileDots(draws)).toEqual(Array.from({ length: 20 }, (_, i) => 50 + 100 * i));
    expect(quantileDots(draws, 50)[49]).toBe(1980);
    expect(quantileDots([7])).toEqual(Array.from({ length: 20 }, () => 7));
  });

  it.each([
    [104_321, 82_410, 117_902, 100_000, 80_000, 120_000],
    [5481.2, 3911, 7190, 5000, 4000, 7000],
    [0.3984, 0.3712, 0.4251, 0.4, 0.37, 0.43],
    [12.34, 11.6, 13.1, 12.3, 11.6, 13.1],
    [-48, -130, 30, -50, -130, 30],
    [21_048, 4_669, 37_426, 20_000, 5_000, 40_000],
    [-12, -30, 2, -10, -30, 2],
  ])("%d between %d and %d is shown as %d, %d to %d", (value, low, high, ...shown) => {
    expect(Object.values(roundRange({ value, low, high }))).toEqual(shown);
  });

  it("leaves alone what has no width or no end", () => {
    expect(roundRange({ value: 1.234, low: 1.234, high: 1.234 })).toEqual({ value: 1.234, low: 1.234, high: 1.234 });
    expect(meaningfulPower(0, Infinity)).toBeNull();
    expect([roundTo(12_345, 3), roundTo(0.4567, -2), meaningfulPower(10, 30)]).toEqual([12_000, 0.46, 1]);
  });

  it("never moves a number by more than half a digit of the half-width", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.double({ min: 0.001, max: 1e8, noNaN: true }), (value, half) => {
        const shown = roundRange({ value, low: value - half, high: value + half });
        expect(Math.abs(shown.value - value)).toBeLessThanOrEqual(half * 0.5000001 + 1e-6);
      }),
      { seed: 12 },
    );
  });
});

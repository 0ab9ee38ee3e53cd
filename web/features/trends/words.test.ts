import { describe, expect, it } from "vitest";
import { moneyRange } from "./words.ts";

describe("the money of a change", () => {
  it.each([
    [100_00, 300_00, { way: "gain", low: 100_00, high: 300_00 }],
    [-300_00, -100_00, { way: "loss", low: 100_00, high: 300_00 }],
    [-100_00, 300_00, { way: "either", low: 100_00, high: 300_00 }],
    [-300_00, 100_00, { way: "either", low: 300_00, high: 100_00 }],
    [-4, 200_00, { way: "gain", low: 0, high: 200_00 }],
    [-200_00, 4, { way: "loss", low: 0, high: 200_00 }],
    [-123_456, -98_765, { way: "loss", low: 100_000, high: 120_000 }],
    [null, null, null],
  ])("from %s to %s", (moneyLow, moneyHigh, told) => {
    expect(moneyRange({ moneyLow, moneyHigh })).toEqual(told);
  });
});

import { describe, expect, it } from "vitest";
import { createFormat } from "#web/lib/format.ts";
import { changeText, moneyRange } from "./words.ts";

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

it.each([
  ["days", -2.8, "−2.8 days"],
  ["share", -0.07, "−7 points"],
  ["count", 12, "+12"],
] as const)("a change has its sign: of %s %d", (unit, value, told) => {
  const t = ((_: string, { number }: { number: string }) => `${number} points`) as never;
  expect(changeText(value, { unit }, createFormat("en-GB", "Europe/Berlin"), t)).toBe(told);
});

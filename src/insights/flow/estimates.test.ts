import { describe, expect, it } from "vitest";
import { periodOf } from "../period.ts";
import { estimateOf } from "./estimates.ts";

const atMs = Date.UTC(2026, 5, 14);
const period = periodOf({ from: "2026-05-01", to: "2026-05-31" }, "UTC", atMs, atMs);
const rangeOf = (value: number | null, low?: number | null, high?: number | null) => {
  const estimate = estimateOf("share", { value, ...(low !== undefined && { low }), ...(high !== undefined && { high }), n: 7, undecided: 2, method: "" }, { period }); // prettier-ignore
  return [estimate.value, estimate.low, estimate.high, estimate.level];
};

describe("a figure of flow", () => {
  it.each([
    [0.5, 0.4, 0.6, [0.5, 0.4, 0.6, 0.8]],
    [0.5, 0.4, null, [0.5, 0.4, null, 0.8]],
    [0.5, undefined, undefined, [0.5, null, null, null]],
    [0.5, Number.NaN, Number.NaN, [0.5, null, null, null]],
    [0.5, 0.4, Infinity, [0.5, 0.4, null, 0.8]],
    [null, 0.4, 0.6, [null, null, null, null]],
    [Number.NaN, 0.4, 0.6, [null, null, null, null]],
  ])("of %s, %s to %s has a range only with a value, and never NaN", (value, low, high, told) => {
    expect(rangeOf(value, low, high)).toEqual(told);
  });
});

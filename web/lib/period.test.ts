import { describe, expect, it } from "vitest";
import { dayCount, mondayOf, parsePeriod, periodOf, stretchEnd, stretchesOf, trendOf } from "./period.ts";

const today = "2026-11-23";

describe("periodOf", () => {
  it.each([
    [{}, "2026-10-25", "2026-11-23"],
    [{ period: "7d" }, "2026-11-17", "2026-11-23"],
    [{ period: "90d" }, "2026-08-26", "2026-11-23"],
    [{ period: "month" }, "2026-11-01", "2026-11-23"],
    [{ period: "lastMonth" }, "2026-10-01", "2026-10-31"],
    [{ period: "quarter" }, "2026-10-01", "2026-11-23"],
    [{ period: "lastQuarter" }, "2026-07-01", "2026-09-30"],
    [{ period: "year" }, "2026-01-01", "2026-11-23"],
    [{ period: "12m" }, "2025-11-24", "2026-11-23"],
    [{ period: "all" }, "first", "2026-11-23"],
    [{ period: "custom", from: "2026-02-01", to: "2026-02-28" }, "2026-02-01", "2026-02-28"],
  ] as const)("%j", (search, from, to) => {
    expect(periodOf(search, today)).toEqual({ from, to });
  });

  it("counts both ends, over a change of clocks too", () => {
    expect(dayCount({ from: "2026-10-25", to: "2026-10-25" })).toBe(1);
    expect(dayCount(periodOf({}, today))).toBe(30);
    expect(dayCount({ from: "2026-03-28", to: "2026-03-30" })).toBe(3);
  });
});

describe("parsePeriod", () => {
  it("keeps what is well formed", () => {
    expect(parsePeriod({ period: "custom", from: "2026-01-01", to: "2026-01-31" })).toEqual({
      period: "custom",
      from: "2026-01-01",
      to: "2026-01-31",
    });
  });

  it("falls back to 30 days", () => {
    expect(parsePeriod({ period: "custom", from: "2026-02-31", to: "2026-03-01" })).toEqual({});
    expect(parsePeriod({ period: "custom", from: "2026-03-02", to: "2026-03-01" })).toEqual({});
    expect(parsePeriod({ period: "30d", from: "2026-01-01" })).toEqual({});
  });
});

describe("trendOf", () => {
  it("shows twelve weeks at least, from a Monday", () => {
    expect(mondayOf("2026-11-23")).toBe("2026-11-23");
    expect(mondayOf("2026-11-22")).toBe("2026-11-16");
    expect(trendOf({ from: "2026-11-17", to: today })).toEqual({ from: "2026-09-07", to: today, by: "week" });
    expect(trendOf({ from: "2026-07-01", to: today })).toEqual({ from: "2026-06-29", to: today, by: "week" });
  });

  it("goes by month where weeks would be too many", () => {
    expect(trendOf({ from: "2026-01-09", to: today })).toEqual({ from: "2026-01-01", to: today, by: "month" });
  });

  it("goes by what was chosen, from the beginning of a whole stretch", () => {
    expect(trendOf({ from: "2026-10-25", to: today }, "day")).toEqual({ from: "2026-10-25", to: today, by: "day" });
    expect(trendOf({ from: "2026-10-25", to: today }, "month").from).toBe("2026-10-01");
    expect(trendOf({ from: "2026-08-25", to: today }, "quarter").from).toBe("2026-07-01");
  });
});

describe("stretchesOf", () => {
  it.each([
    ["2026-11-23", "2026-11-23", ["week"]],
    ["2026-11-17", "2026-11-23", ["day", "week"]],
    ["2026-09-23", "2026-11-23", ["day", "week", "month", "quarter"]],
    ["2026-09-22", "2026-11-23", ["week", "month", "quarter"]],
    ["2020-01-01", "2026-11-23", ["quarter"]],
    ["first", "2026-11-23", []],
  ] as const)("from %s to %s: 2 to 62 points", (from, to, offered) => {
    expect(stretchesOf({ from, to })).toEqual(offered);
  });

  it.each([
    ["day", "2026-11-23", "2026-11-23"],
    ["week", "2026-11-23", "2026-11-29"],
    ["month", "2028-02-01", "2028-02-29"],
    ["quarter", "2026-01-01", "2026-03-31"],
    ["quarter", "2026-10-01", "2026-12-31"],
  ] as const)("a %s from %s ends on %s", (by, key, end) => {
    expect(stretchEnd(key, by)).toBe(end);
  });
});

import { expect, test } from "vitest";
import type { SourceDay } from "#intake/past/contract.ts";
import { addDays, differenceOf, stripDays } from "./days.ts";

const day = (date: string, more: Partial<SourceDay> = {}): SourceDay => ({
  day: date,
  todo: null,
  trouble: null,
  comparedAt: "2026-03-02T01:00:00.000Z",
  gaps: 0,
  sums: [],
  ...more,
});

test("the strip has every day of the span, whatever is known of it", () => {
  const known = [
    day("2026-03-01", { gaps: 2 }),
    day("2026-02-28"),
    day("2026-02-27", { todo: "compare", trouble: "shop_limit" }),
    day("2026-02-26", { trouble: "shop_key_refused" }),
  ];
  expect(stripDays("2026-02-25", "2026-03-01", known)).toEqual([
    { day: "2026-02-25", state: "none", gaps: 0 },
    { day: "2026-02-26", state: "trouble", gaps: 0 },
    { day: "2026-02-27", state: "busy", gaps: 0 },
    { day: "2026-02-28", state: "equal", gaps: 0 },
    { day: "2026-03-01", state: "gap", gaps: 2 },
  ]);
});

test("days go on over months and clock changes", () => {
  expect([addDays("2026-02-28", 1), addDays("2026-03-29", 1), addDays("2027-01-01", -1)]).toEqual([
    "2026-03-01",
    "2026-03-30",
    "2026-12-31",
  ]);
});

test("the difference says what is here more or less", () => {
  expect(differenceOf({ currency: "EUR", shopCount: 3, shopMinor: 500, hereCount: 2, hereMinor: 700 })).toEqual({ count: -1, minor: 200 });
});

import { expect, it } from "vitest";
import { timeIn } from "./stays.ts";

const visit = (stageId: string, enteredAt: string, leftAt: string | null) => ({ stageId, enteredAt, leftAt, by: "shop" as const });
const visits = [
  visit("a", "2026-10-01T00:00:00Z", "2026-10-03T00:00:00Z"),
  visit("b", "2026-10-03T00:00:00Z", "2026-10-04T00:00:00Z"),
  visit("a", "2026-10-04T00:00:00Z", null),
];
const now = Date.parse("2026-10-10T00:00:00Z");

it("adds up all visits of a stage, the open one until now", () => {
  expect(timeIn(visits, "a", now, null)).toBe(8 * 86_400_000);
  expect(timeIn(visits, "b", now, null)).toBe(86_400_000);
  expect(timeIn(visits, "c", now, null)).toBe(0);
});

it("stops counting when the deal closed", () => {
  expect(timeIn(visits, "a", now, "2026-10-05T00:00:00Z")).toBe(3 * 86_400_000);
});

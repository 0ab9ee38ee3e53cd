import { expect, it, vi } from "vitest";
import type { Format } from "#web/lib/format.ts";
import { daysText } from "./day-words.ts";

it("half a day is twelve hours, of working time four", () => {
  const duration = vi.fn((ms: number) => `${ms / 3_600_000} h`);
  const format = { duration, days: (days: number) => `${days} d` } as unknown as Format;
  expect([daysText(0.5, format), daysText(0.5, format, "working"), daysText(2, format, "working")]).toEqual(["12 h", "4 h", "2 d"]);
});

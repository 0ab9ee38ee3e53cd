import { describe, expect, it } from "vitest";
import type { Figure } from "#insights/contract.ts";
import { germanOf } from "#test/german.ts";
import { createFormat } from "#web/lib/format.ts";
import de from "#web/locales/de/insights.json";
import { isFresh, sentenceOf, type Chart, type Point } from "./trend-words.ts";

const i18n = await germanOf("insights", de);
const point = (key: string, value: number | null, undecided = 0): Point => ({
  key,
  figure: { unit: "share", value, n: 50, undecided } as Figure,
});
const say = (points: readonly Point[], more: Partial<Chart> = {}) =>
  sentenceOf(
    { name: "conversionRate", title: "Konversion", by: "day", points, isOver: () => true, label: (key) => key, ...more },
    (key, values) => i18n.t(key, values ?? {}),
    createFormat("de-DE", "Europe/Berlin"),
  ).replaceAll("\u00a0", " ");

describe("a point with more than a fifth undecided", () => {
  it("is fresh; one with a fifth is not, and one that says nothing has nothing to be pale", () => {
    expect([point("a", 0.2, 11), point("a", 0.2, 10), point("a", null, 50)].map(isFresh)).toEqual([true, false, false]);
  });

  it("is neither highest nor lowest", () => {
    const points = [point("1.", 0.2), point("2.", 0.3, 10), point("3.", 0.05, 11), point("4.", 0.9, 40)];
    expect(say(points)).toBe("Konversion lag zwischen 20,0 % (1.) und 30,0 % (2.).");
    expect(say(points.slice(2))).toBe("Konversion: noch zu früh.");
  });
});

it("leaves out what is not over, but counts leads at once", () => {
  const points = [point("1.", 3), point("2.", 5), point("3.", 1)];
  const isOver = ({ key }: Point) => key !== "3.";
  const counts = points.map(({ key, figure }) => ({ key, figure: { ...figure, unit: "count" as const } }));
  expect(say(counts, { isOver })).toBe("Konversion lag zwischen 3 (1.) und 5 (2.).");
  expect(say(counts, { isOver, name: "leadsGenerated" })).toBe("9 Leads insgesamt, die meisten (2.): 5.");
});

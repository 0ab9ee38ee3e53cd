import { describe, expect, it } from "vitest";
import type { Figure } from "#insights/contract.ts";
import { germanOf } from "#test/german.ts";
import { createFormat } from "#web/lib/format.ts";
import de from "#web/locales/de/insights.json";
import { changeOf, valueText } from "./figure-words.ts";

const i18n = await germanOf("insights", de);
const format = createFormat("de-DE", "Europe/Berlin");
const plain = (text: string | undefined) => text?.replaceAll("\u00a0", " ");

type Sure = boolean | undefined;
function figure(unit: Figure["unit"], value: number | null, previous: number | null, better: Figure["better"] = "up", sure?: Sure): Figure {
  const period = { from: "2026-10-01", to: "2026-10-30" };
  const unknown = { low: null, high: null, level: null, undecided: 0, beside: [], method: "", currency: "EUR" };
  const change = sure === undefined ? null : { value: value! - previous!, low: 0, high: 0, level: 0.8, meaningful: sure };
  return {
    ...unknown,
    unit,
    value,
    n: 10,
    better,
    change,
    ...period,
    previous: { ...unknown, unit, value: previous, n: 10, ...period, soFar: false },
  };
}
const change = (...given: Parameters<typeof figure>) => changeOf(figure(...given), (key, values) => i18n.t(key, values ?? {}), format);

it.each([
  ["count", 1284, "1.284"],
  ["share", 0.1894, "18,9 %"],
  ["money", 8640, "86,40 €"],
  ["days", 4.6, "4,6 Tage"],
  ["days", 0.25, "6 Stunden"],
] as const)("%s %d", (unit, value, text) => {
  expect(plain(valueText(value, { unit, currency: "EUR" }, format))).toBe(text);
});

describe("changeOf", () => {
  it("words counts and money in per cent, shares in points, durations in days", () => {
    expect(plain(change("count", 111, 100)?.text)).toBe("11 % mehr als davor (100)");
    expect(plain(change("share", 0.168, 0.189)?.text)).toBe("2,1 Punkte weniger als davor (18,9 %)");
    expect(plain(change("money", 8000, 10000)?.text)).toBe("20 % weniger als davor (100,00 €)");
    expect(plain(change("days", 4.6, 3.5, "down")?.text)).toBe("1,1 Tage länger als davor (3,5 Tage)");
  });

  it("tells good from bad by the metric's own direction, where it is more than chance", () => {
    expect(change("days", 4.6, 3.5, "down", true)?.tone).toBe("warning");
    expect(change("days", 3.5, 4.6, "down", true)?.tone).toBe("good");
    expect(plain(change("share", 0.3, 0.2, "up", true)?.text)).toBe("10 Punkte mehr als davor (20,0 %) · mehr als Zufall");
    expect(change("share", 0.3, 0.2, "up", false)).toEqual({ text: expect.stringContaining("kann Zufall sein"), tone: undefined });
    expect(change("share", 0.3, 0.2)?.tone).toBeUndefined();
  });

  it("says nothing where one of the two is too early, and 'as before' where nothing changed", () => {
    expect(change("share", null, 0.2)).toBeUndefined();
    expect(change("share", 0.2, null)).toBeUndefined();
    expect(change("count", 100, 100)).toEqual({ text: "wie davor", tone: undefined });
    expect(plain(change("count", 5, 0)?.text)).toBe("5 mehr als davor (0)");
  });
});

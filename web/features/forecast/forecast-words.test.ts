import { createInstance } from "i18next";
import { expect, it } from "vitest";
import type { ForecastAnswer } from "#insights/forecast/contract.ts";
import { createFormat } from "#web/lib/format.ts";
import de from "#web/locales/de/forecast.json";
import en from "#web/locales/en/forecast.json";
import { dotsText } from "./forecast-words.ts";

const answer = {
  figure: { value: 1_043_210, low: 824_100, high: 1_179_020, level: 0.8 },
  wins: 1234,
  record: { held: 15, n: 18 },
  dots: Array.from({ length: 20 }, (_, i) => 700_000 + i * 30_000),
  currency: "EUR",
} as ForecastAnswer;

/** What a screen reader says of the dots. */
async function said(lng: "de" | "en", words: Partial<ForecastAnswer> = {}): Promise<string> {
  const i18n = createInstance();
  await i18n.init({
    lng,
    ns: ["forecast"],
    defaultNS: "forecast",
    resources: { [lng]: { forecast: lng === "de" ? de : en } },
    interpolation: { escapeValue: false },
  });
  const text = dotsText({ ...answer, ...words }, (key, values) => i18n.t(key, values ?? {}), createFormat(lng, "Europe/Berlin"));
  return text.replaceAll("\u00a0", " ");
}

it("the dots say range, level, n and what was covered so far before each of them (CHECK 12)", async () => {
  expect(await said("en")).toMatch(
    /^80% range: €8,000 to €12,000, middle €10,000, learned from 1,234 sales\. Our 80 % ranges held 15 of the last 18 times\. Twenty equally likely outcomes: €7,000, .*, €12,700$/,
  );
  expect(await said("de")).toMatch(
    /^Spanne von 80 %: 8\.000 € bis 12\.000 €, Mitte 10\.000 €, gelernt aus 1\.234 Verkäufen\. Unsere 80-%-Spannen hielten 15 der letzten 18 Male\. Zwanzig gleich wahrscheinliche Ausgänge: 7\.000 €, .*, 12\.700 €$/,
  );
});

it("say so where no earlier forecast is over", async () => {
  expect(await said("en", { record: null })).toContain("No earlier forecast can be held against what came yet. Twenty equally");
  expect(await said("de", { record: null })).toContain("Noch lässt sich keine frühere Prognose an dem messen, was kam. Zwanzig gleich");
});

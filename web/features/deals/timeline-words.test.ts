import { createInstance, type i18n } from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { factTypes } from "#ledger/fact.ts";
import type { TimelineEntry } from "#deals/contract.ts";
import { createFormat } from "#web/lib/format.ts";
import de from "#web/locales/de/deals.json";
import en from "#web/locales/en/deals.json";
import { wordsOf } from "./timeline-words.ts";

const languages: Record<"en" | "de", i18n> = { en: createInstance(), de: createInstance() };
beforeAll(async () => {
  for (const [lng, instance] of Object.entries(languages)) {
    await instance.init({
      lng,
      ns: ["deals"],
      defaultNS: "deals",
      resources: { [lng]: { deals: lng === "de" ? de : en } },
      interpolation: { escapeValue: false },
    });
  }
});

const stages: Record<string, string> = { interest: "Interesse", evaluation: "Bewertung" };
function words(type: string, data: Record<string, unknown>, rest: Partial<TimelineEntry> = {}, language: "en" | "de" = "de") {
  const entry = {
    key: "k",
    at: "2026-10-30T10:00:00.000Z",
    recordedAt: "2026-10-30T10:00:00.000Z",
    type,
    cause: "shop",
    actor: null,
    source: null,
    data,
    ...rest,
  } as TimelineEntry;
  return wordsOf(
    entry,
    (key, values) => languages[language].t(key, values ?? {}),
    createFormat(language, "Europe/Berlin"),
    (id) => stages[id] ?? id,
    false,
  );
}
const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("wordsOf", () => {
  it.each([
    ["product.viewed", { product: "Sencha Premium" }, "Sencha Premium angesehen", ""],
    ["product.viewed", { product: { id: "1", name: "Sencha Premium" } }, "Sencha Premium angesehen", ""],
    ["product.viewed", {}, "Ein Produkt angesehen", ""],
    ["cart.updated", { itemCount: 3, valueMinor: 398000, currency: "EUR" }, "Warenkorb geändert", "3 Artikel · 3.980,00 €"],
    ["order.placed", { orderNumber: "1001", valueMinor: 7490, currency: "EUR" }, "Bestellung 1001 aufgegeben", "74,90 €"],
    ["activity.done", { name: "demo", outcome: "positive", text: "Sehr gut" }, "Vorführung", "lief gut"],
    ["activity.done", { name: "Messe" }, "Aktivität: Messe", ""],
    ["deal.moved", { from: "interest", to: "evaluation" }, "Interesse → Bewertung", ""],
    ["deal.lost", { reason: "too_expensive", note: "Budget" }, "Verloren: zu teuer", ""],
    ["deal.lost", { reason: "aliens" }, "Verloren: aliens", ""],
    ["deal.valued", { valueMinor: 5000, beforeMinor: 4000, currency: "EUR" }, "Wert 50,00 € statt 40,00 €", ""],
    ["deal.changed", { changed: { checked: [] } }, "Checkliste geändert", ""],
    ["deal.changed", { changed: { name: "Café", ownerId: "u" } }, "Angaben geändert", ""],
    ["deal.changed", { changed: { name: "Café" } }, "Umbenannt in „Café“", ""],
    ["product.viewed", { product: "Assam", count: 3 }, "Assam angesehen", "3×"],
    ["order.refunded", { valueMinor: 9000, refundedMinor: 1000, currency: "EUR" }, "Geld erstattet", "10,00 €"],
    ["something.new", {}, "something.new", ""],
  ])("%s %j", (type, data, title, detail) => {
    const said = words(type, data);
    expect([plain(said.title), plain(said.detail)]).toEqual([title, detail]);
  });

  it("keeps what a person wrote, and says who", () => {
    expect(
      words("activity.done", { name: "note", text: "Ruft zurück" }, { cause: "person", actor: { id: "u", name: "Jana Petersen" } }),
    ).toMatchObject({ quote: "Ruft zurück", by: "Jana Petersen" });
    expect(words("deal.moved", {}, { cause: "rule" }, "en").by).toBe("rule of the pipeline");
    expect(words("product.viewed", {}, { source: { id: "s", name: "Teehaus" } }, "en").by).toBe("shop: Teehaus");
  });

  it.each(["en", "de"] as const)("has words for every fact and every change of a deal in %s", (language) => {
    const changes = [
      "deal.opened",
      "deal.moved",
      "deal.won",
      "deal.lost",
      "deal.reopened",
      "deal.valued",
      "deal.changed",
      "deal.rewritten",
      "deal.removed",
      "contact.merged",
      "contact.unmerged",
    ];
    for (const type of [...factTypes, ...changes]) {
      const { title, by } = words(type, { from: "interest", to: "evaluation" }, {}, language);
      expect(title, type).not.toMatch(/timeline|\.|_|^$/);
      expect(by).not.toMatch(/timeline/);
    }
  });
});

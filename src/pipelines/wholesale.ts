import type { Template } from "./template.ts";

/** Business customers: mostly moved by people, from the first enquiry to the order. */
export const wholesale: Template = {
  name: { en: "Wholesale", de: "Großhandel" },
  idle: { auto: false, steps: [{ fromMs: 0, days: 180, returningDays: 365 }] },
  stages: [
    {
      id: "new",
      kind: "open",
      name: { en: "New", de: "Neu" },
      meaning: { en: "has asked or was found", de: "hat angefragt oder wurde gefunden" },
      goal: { metric: "days", target: 1 },
      rule: { any: [{ event: "lead.captured" }] },
      checklist: {
        company: { en: "Company and line of business are known", de: "Firma und Branche sind bekannt" },
        person: { en: "There is a person to talk to, with phone", de: "Ansprechpartner mit Telefonnummer ist bekannt" },
      },
      expectedDays: 2,
    },
    {
      id: "qualified",
      kind: "open",
      name: { en: "Qualified", de: "Qualifiziert" },
      meaning: { en: "has need, budget and a date", de: "hat Bedarf, Budget und Zeitplan" },
      goal: { metric: "conversion", target: 0.6 },
      rule: { any: [{ activity: "call", outcome: "positive" }, { event: "quote.requested" }] },
      checklist: {
        need: { en: "Quantity and articles are known", de: "Menge und Artikel sind bekannt" },
        decider: { en: "We know who decides", de: "Entscheider ist bekannt" },
        credit: { en: "Creditworthiness is checked", de: "Bonität ist geprüft" },
      },
      expectedDays: 7,
    },
    {
      id: "demo",
      kind: "open",
      name: { en: "Demo", de: "Vorführung" },
      meaning: { en: "has seen or tried the goods", de: "hat die Ware gesehen oder probiert" },
      goal: { metric: "conversion", target: 0.6 },
      rule: { any: [{ activity: "demo" }] },
      checklist: {
        samples: { en: "Samples have arrived", de: "Muster sind angekommen" },
        feedback: { en: "Their opinion is noted", de: "Rückmeldung ist notiert" },
      },
      expectedDays: 10,
    },
    {
      id: "offer",
      kind: "open",
      name: { en: "Offer", de: "Angebot" },
      meaning: { en: "has our offer on the table", de: "hat unser Angebot vorliegen" },
      goal: { metric: "conversion", target: 0.5 },
      checklist: {
        prices: { en: "Tiered prices and terms of payment are named", de: "Staffelpreise und Zahlungsziel sind genannt" },
        read: { en: "The offer has been read", de: "Das Angebot wurde gelesen" },
        date: { en: "A date to talk about it is fixed", de: "Termin zum Besprechen steht" },
      },
      expectedDays: 10,
    },
    {
      id: "negotiation",
      kind: "open",
      name: { en: "Negotiation", de: "Verhandlung" },
      meaning: { en: "settles price, quantity and date with us", de: "klärt Preis, Menge und Termin mit uns" },
      goal: { metric: "conversion", target: 0.7 },
      checklist: {
        terms: { en: "Price, quantity and delivery date are agreed", de: "Preis, Menge und Liefertermin sind vereinbart" },
        contract: { en: "Framework agreement is signed, if there is one", de: "Rahmenvertrag ist unterschrieben, falls nötig" },
      },
      expectedDays: 14,
    },
    {
      id: "order",
      kind: "won",
      name: { en: "Order", de: "Auftrag" },
      meaning: { en: "has ordered, 30 days", de: "hat bestellt, 30 Tage" },
      rule: { any: [{ event: "order.placed" }] },
      checklist: {
        confirmation: { en: "Order confirmation is sent", de: "Auftragsbestätigung ist verschickt" },
        followUp: { en: "Date for the next order is noted", de: "Termin für die Nachbestellung ist notiert" },
      },
    },
  ],
};

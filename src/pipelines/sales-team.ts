import type { Template } from "./template.ts";

/** People sell, the shop helps: leads are found, looked after, won and kept. */
export const salesTeam: Template = {
  name: { en: "Sales team", de: "Vertriebsteam" },
  idle: { auto: true, steps: [{ fromMs: 0, days: 90, returningDays: 365 }] },
  stages: [
    {
      id: "lead-generation",
      kind: "open",
      name: { en: "Lead generation", de: "Lead-Generierung" },
      meaning: { en: "is reachable: e-mail or phone is known", de: "ist erreichbar: E-Mail oder Telefon ist bekannt" },
      goal: { metric: "conversion", target: 0.4 },
      rule: { any: [{ event: "lead.captured" }, { event: "contact.identified" }], firstOnly: true },
      checklist: {
        consent: { en: "We may contact them (consent is noted)", de: "Wir dürfen Kontakt aufnehmen (Einwilligung ist notiert)" },
        source: { en: "Where the lead came from is noted", de: "Herkunft des Leads ist notiert" },
        fit: { en: "Fits what we sell", de: "Passt zu unserem Angebot" },
      },
      expectedDays: 5,
    },
    {
      id: "lead-nurturing",
      kind: "open",
      name: { en: "Lead nurturing", de: "Lead-Pflege" },
      meaning: { en: "is in conversation with us", de: "ist mit uns im Gespräch" },
      goal: { metric: "conversion", target: 0.3 },
      rule: {
        any: [
          { activity: "call", outcome: "reached" },
          { activity: "call", outcome: "positive" },
          { activity: "email", outcome: "positive" },
          { activity: "demo" },
          { activity: "meeting" },
          { event: "quote.requested" },
          { event: "product.added" },
          { event: "cart.updated" },
          { event: "checkout.started" },
        ],
      },
      checklist: {
        need: { en: "Need and budget are known", de: "Bedarf und Budget sind bekannt" },
        decider: { en: "We talk to the one who decides", de: "Wir sprechen mit der Person, die entscheidet" },
        offer: { en: "A fitting offer has been made", de: "Ein passendes Angebot liegt vor" },
        next: { en: "The next step has a date", de: "Der nächste Schritt hat einen Termin" },
      },
      expectedDays: 21,
    },
    {
      id: "conversion",
      kind: "won",
      name: { en: "Conversion", de: "Konversion" },
      meaning: { en: "has bought, 30 days", de: "hat gekauft, 30 Tage" },
      rule: { any: [{ event: "order.placed" }] },
      checklist: {
        handover: { en: "Order handed over, delivery date told", de: "Auftrag übergeben, Liefertermin genannt" },
        thanks: { en: "Thanked in person", de: "Persönlich bedankt" },
      },
    },
    {
      id: "retention",
      kind: "returning",
      name: { en: "Retention", de: "Bindung" },
      meaning: { en: "is a customer, the next order is ahead", de: "ist Kunde, die nächste Bestellung steht bevor" },
      goal: { metric: "conversion", target: 0.4 },
      checklist: {
        satisfied: { en: "Asked whether all went well", de: "Nachgefragt, ob alles gut war" },
        more: { en: "Next need asked for", de: "Nach dem nächsten Bedarf gefragt" },
      },
      expectedDays: 120,
    },
  ],
};

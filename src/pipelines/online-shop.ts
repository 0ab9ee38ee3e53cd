import type { Template } from "./template.ts";

/** Consumer sales: the shop's own events move people; nobody has to drag anything. */
export const onlineShop: Template = {
  name: { en: "Online shop", de: "Online-Shop" },
  idle: { auto: true, steps: [{ fromMs: 0, days: 30, returningDays: 365 }] },
  stages: [
    {
      id: "awareness",
      kind: "open",
      name: { en: "Awareness", de: "Bewusstsein" },
      meaning: { en: "has visited the shop", de: "hat den Shop besucht" },
      goal: { metric: "conversion", target: 0.35 },
      rule: { any: [{ event: "page.viewed" }], firstOnly: true },
      checklist: {
        source: {
          en: "We know which campaign or site the visit came from",
          de: "Kampagne oder Seite, von der der Besuch kam, ist bekannt",
        },
        landing: { en: "The landing page keeps what the ad promised", de: "Die Einstiegsseite hält, was die Anzeige verspricht" },
      },
      expectedDays: 3,
    },
    {
      id: "interest",
      kind: "open",
      name: { en: "Interest", de: "Interesse" },
      meaning: { en: "has looked at products", de: "hat Produkte angesehen" },
      goal: { metric: "conversion", target: 0.3 },
      rule: {
        any: [{ event: "product.viewed" }, { event: "products.searched" }, { event: "lead.captured" }, { event: "contact.identified" }],
        firstOnly: true,
      },
      checklist: {
        reachable: { en: "Reachable: e-mail or phone is known", de: "Erreichbar: E-Mail oder Telefon ist bekannt" },
        need: { en: "What they are looking for is clear", de: "Wonach gesucht wird, ist klar" },
      },
      expectedDays: 7,
    },
    {
      id: "evaluation",
      kind: "open",
      name: { en: "Evaluation", de: "Bewertung" },
      meaning: { en: "has a cart", de: "hat einen Warenkorb" },
      goal: { metric: "conversion", target: 0.45 },
      rule: { any: [{ event: "product.added" }, { event: "cart.updated" }] },
      checklist: {
        stock: { en: "All articles in the cart are in stock", de: "Alle Artikel im Warenkorb sind lieferbar" },
        doubts: {
          en: "Open questions are answered (size, material, delivery)",
          de: "Offene Fragen sind beantwortet (Größe, Material, Lieferung)",
        },
        reminder: { en: "Reminded of the cart", de: "An den Warenkorb erinnert" },
      },
      expectedDays: 3,
    },
    {
      id: "decision",
      kind: "open",
      name: { en: "Decision", de: "Entscheidung" },
      meaning: { en: "is at the checkout", de: "ist an der Kasse" },
      goal: { metric: "conversion", target: 0.65 },
      rule: { any: [{ event: "checkout.started" }, { event: "payment.entered" }, { event: "quote.requested" }] },
      checklist: {
        shipping: { en: "Shipping cost and delivery time are clear", de: "Versandkosten und Lieferzeit sind klar" },
        payment: { en: "The wanted way to pay is offered", de: "Die gewünschte Zahlungsart wird angeboten" },
        help: { en: "Help was offered after a broken-off checkout", de: "Nach einem Abbruch wurde Hilfe angeboten" },
      },
      expectedDays: 2,
    },
    {
      id: "purchase",
      kind: "won",
      name: { en: "Purchase", de: "Kauf" },
      meaning: { en: "has ordered, 30 days", de: "hat bestellt, 30 Tage" },
      rule: { any: [{ event: "order.placed" }] },
      checklist: {
        confirmed: { en: "Order confirmed and shipping date told", de: "Bestellung bestätigt und Versandtermin genannt" },
        thanks: { en: "Thanked, with tips for using it", de: "Gedankt, mit Tipps zur Anwendung" },
      },
    },
    {
      id: "retention",
      kind: "returning",
      name: { en: "Retention", de: "Bindung" },
      meaning: { en: "comes back", de: "kommt wieder" },
      goal: { metric: "conversion", target: 0.3 },
      checklist: {
        review: { en: "Asked for a review", de: "Um eine Bewertung gebeten" },
        next: { en: "Next fitting offer made", de: "Passendes nächstes Angebot gemacht" },
      },
      expectedDays: 90,
    },
  ],
};

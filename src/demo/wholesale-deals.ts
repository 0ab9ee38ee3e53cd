import type { Language } from "./catalog.ts";

type Words = Record<Language, string>;

/** One thing that was done about a deal: so many days after it was opened. */
export type Deed = { day: number } & (
  | { type: "note" | "call" | "demo" | "meeting" | "email"; text: Words; outcome?: string }
  | { moveTo: string }
  | { lose: string; text?: Words }
  | { win: true }
);

/** A deal that people of the shop opened by hand and moved themselves. */
export type HandDeal = {
  company: Words;
  firstName: string;
  lastName: string;
  what: Words;
  valueMinor: number;
  openedDaysAgo: number;
  stageId: string;
  deeds: Deed[];
};

const call = (day: number, de: string, en: string, outcome = "reached"): Deed => ({ day, type: "call", text: { de, en }, outcome });
const note = (day: number, de: string, en: string): Deed => ({ day, type: "note", text: { de, en } });

export const handDeals: readonly HandDeal[] = [
  {
    company: { de: "Hotel Seeblick", en: "Lakeview Hotel" },
    firstName: "Martin",
    lastName: "Falk",
    what: { de: "Tee zum Frühstück", en: "Breakfast teas" },
    valueMinor: 426_000,
    openedDaysAgo: 40,
    stageId: "interest",
    deeds: [
      note(0, "Auf der Messe kennengelernt. Sucht losen Tee für 80 Zimmer.", "Met at the trade fair. Looks for loose tea for 80 rooms."),
      call(9, "Sortiment besprochen, Muster gehen heute raus.", "Talked through the range; samples leave today."),
      { day: 16, moveTo: "evaluation" },
      {
        day: 28,
        type: "demo",
        text: {
          de: "Verkostung im Haus, 45 Minuten. Assam und Kräuter Nr. 7 kamen sehr gut an.",
          en: "Tasting at the hotel, 45 minutes. They loved the Assam and Herbs No. 7.",
        },
        outcome: "positive",
      },
      { day: 34, moveTo: "decision" },
      note(
        35,
        "„Der Preis ist uns noch etwas hoch, und klappt die Lieferung vor Advent?“",
        "\u201cThe price is still a bit high, and can you deliver before Advent?\u201d",
      ),
    ],
  },
  {
    company: { de: "Café Morgenrot", en: "Daybreak Café" },
    firstName: "Svenja",
    lastName: "Thomsen",
    what: { de: "Großmenge Assam", en: "Assam in bulk" },
    valueMinor: 184_000,
    openedDaysAgo: 12,
    stageId: "evaluation",
    deeds: [
      call(1, "Braucht 40 kg im Quartal, vergleicht noch.", "Needs 40 kg a quarter, still comparing."),
      { day: 6, type: "email", text: { de: "Staffelpreise geschickt.", en: "Sent the volume prices." }, outcome: "done" },
    ],
  },
  {
    company: { de: "Büro Lindner", en: "Lindner Studio" },
    firstName: "Petra",
    lastName: "Lindner",
    what: { de: "Tee fürs Büro", en: "Tea for the office" },
    valueMinor: 61_200,
    openedDaysAgo: 9,
    stageId: "decision",
    deeds: [note(2, "Möchte auf Rechnung zahlen.", "Wants to pay by invoice.")],
  },
  {
    company: { de: "Teestube Am Hafen", en: "Harbour Tearoom" },
    firstName: "Jette",
    lastName: "Martens",
    what: { de: "Winterkarte", en: "Winter menu" },
    valueMinor: 231_000,
    openedDaysAgo: 33,
    stageId: "interest",
    deeds: [
      call(2, "Neue Karte ab Dezember.", "New menu from December."),
      { day: 8, moveTo: "evaluation" },
      {
        day: 14,
        type: "meeting",
        text: { de: "Karte gemeinsam zusammengestellt.", en: "Put the menu together with them." },
        outcome: "positive",
      },
      { day: 19, moveTo: "decision" },
      { day: 30, win: true },
    ],
  },
  {
    company: { de: "Praxis Dr. Falk", en: "Dr Falk's Practice" },
    firstName: "Regina",
    lastName: "Falk",
    what: { de: "Wartezimmer", en: "Waiting room" },
    valueMinor: 34_000,
    openedDaysAgo: 5,
    stageId: "interest",
    deeds: [call(1, "Niemand erreicht, Rückruf erbeten.", "Nobody there; asked to be called back.", "not_reached")],
  },
  {
    company: { de: "Gasthaus Zur Mühle", en: "The Mill Inn" },
    firstName: "Holger",
    lastName: "Claußen",
    what: { de: "Hausmischung", en: "House blend" },
    valueMinor: 112_000,
    openedDaysAgo: 15,
    stageId: "evaluation",
    deeds: [
      {
        day: 7,
        type: "demo",
        text: { de: "Drei Mischungen probiert, die zweite soll es werden.", en: "Tried three blends; it will be the second." },
        outcome: "positive",
      },
    ],
  },
  {
    company: { de: "Pension Nordwind", en: "Northwind Guesthouse" },
    firstName: "Gesa",
    lastName: "Petersen",
    what: { de: "Frühstückstee", en: "Breakfast tea" },
    valueMinor: 98_000,
    openedDaysAgo: 52,
    stageId: "evaluation",
    deeds: [
      call(5, "Will unter 15 € je Kilo bleiben.", "Wants to stay below 15 a kilo."),
      { day: 11, moveTo: "decision" },
      { day: 20, lose: "too_expensive", text: { de: "Nimmt Beutel vom Großmarkt.", en: "Takes bags from the cash and carry." } },
    ],
  },
  {
    company: { de: "Bistro Leuchtturm", en: "Lighthouse Bistro" },
    firstName: "Timo",
    lastName: "Brandt",
    what: { de: "Eistee im Sommer", en: "Iced tea for summer" },
    valueMinor: 145_000,
    openedDaysAgo: 88,
    stageId: "interest",
    deeds: [
      call(4, "Hat schon einen Lieferanten, Probe neben Probe angeboten.", "Has a supplier already; offered a side-by-side tasting."),
      { day: 12, lose: "competitor" },
    ],
  },
  {
    company: { de: "Feinkost Kontor", en: "Counting House Deli" },
    firstName: "Ulrich",
    lastName: "Harms",
    what: { de: "Regal mit 24 Dosen", en: "Shelf of 24 tins" },
    valueMinor: 270_000,
    openedDaysAgo: 61,
    stageId: "evaluation",
    deeds: [
      call(6, "Meldet sich nach der Inventur.", "Will get back after stocktaking.", "reached"),
      call(17, "Mailbox.", "Voicemail.", "not_reached"),
      { day: 29, lose: "no_answer" },
    ],
  },
];

/** What was said about private buyers who stood at the checkout or at a full cart; given to those who stand there, in turn. */
export const remarks: readonly { type: "note" | "call" | "email"; text: Words; outcome?: string; lose?: string }[] = [
  {
    type: "call",
    text: { de: "Fragt, ob die Kanne noch vor dem Wochenende kommt. Ja.", en: "Asks whether the pot arrives before the weekend. It does." },
    outcome: "reached",
  },
  { type: "email", text: { de: "Gutschein für den Versand geschickt.", en: "Sent a voucher for the shipping." }, outcome: "done" },
  { type: "note", text: { de: "Kauft sonst im Laden, probiert den Shop aus.", en: "Usually buys in the store and tries the shop." } },
  {
    type: "call",
    text: {
      de: "Zahlung war abgebrochen, möchte es heute Abend noch einmal versuchen.",
      en: "The payment broke off; will try again tonight.",
    },
    outcome: "reached",
  },
  { type: "call", text: { de: "Versandkosten zu hoch.", en: "Shipping costs too much." }, outcome: "reached", lose: "too_expensive" },
  { type: "call", text: { de: "Nicht erreicht.", en: "Not reached." }, outcome: "not_reached" },
  { type: "note", text: { de: "Wollte Geschenkpapier, das fehlt im Shop.", en: "Wanted gift wrapping, which the shop lacks." } },
  { type: "call", text: { de: "Hat es anderswo gefunden.", en: "Found it elsewhere." }, outcome: "reached", lose: "competitor" },
  { type: "email", text: { de: "Nachgefragt, ob etwas unklar ist.", en: "Asked whether anything is unclear." }, outcome: "done" },
  { type: "call", text: { de: "Lieferung wäre zu spät.", en: "Delivery would be too late." }, outcome: "reached", lose: "delivery_time" },
  { type: "note", text: { de: "Bestellt wahrscheinlich zum Monatsende.", en: "Will probably order at the end of the month." } },
  { type: "call", text: { de: "Doch kein Bedarf.", en: "No need after all." }, outcome: "reached", lose: "no_need" },
];

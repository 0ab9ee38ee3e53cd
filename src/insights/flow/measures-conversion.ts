import type { Measure } from "./contract.ts";

/** For stages that lose more than they should. */
export const conversionMeasures: readonly Measure[] = [
  {
    id: "pitch",
    cause: "conversion",
    en: {
      title: "Say the benefit first",
      fits: "People look at products or offers and leave without a question.",
      act: "Rewrite the opening of the page, mail or call: whom it is for, what gets better, what proves it. One promise, in the customer's words, above the fold.",
      sign: "More of those who enter the stage go on within the usual time; those who ask, ask about details and no longer what it is.",
    },
    de: {
      title: "Den Nutzen zuerst sagen",
      fits: "Interessenten sehen sich Produkte oder Angebote an und gehen, ohne etwas zu fragen.",
      act: "Den Einstieg von Seite, E-Mail oder Gespräch neu schreiben: für wen es ist, was besser wird, was das belegt. Ein Versprechen, in den Worten der Kunden, ganz oben.",
      sign: "Mehr gehen in der üblichen Zeit weiter; wer nachfragt, fragt nach Einzelheiten und nicht mehr, was das eigentlich ist.",
    },
  },
  {
    id: "personal",
    cause: "conversion",
    en: {
      title: "Offer a person",
      fits: "The choice is hard: sizes, compatibility, larger baskets, business customers.",
      act: "Put a name, a face and a callback or chat on the page of this stage; call deals above the average value within one working day.",
      sign: "Deals with a call or chat go on more often than like deals without; conversion of large baskets rises.",
    },
    de: {
      title: "Persönliche Beratung anbieten",
      fits: "Die Entscheidung ist schwierig: Größen, Verträglichkeit, große Warenkörbe, Geschäftskunden.",
      act: "Auf der Seite dieser Stufe Name, Gesicht und Rückruf oder Chat zeigen; Deals über dem Durchschnittswert binnen eines Arbeitstags anrufen.",
      sign: "Deals mit Anruf oder Chat gehen häufiger weiter als vergleichbare ohne; die Konversion großer Warenkörbe steigt.",
    },
  },
  {
    id: "objections",
    cause: "conversion",
    en: {
      title: "Answer the three commonest objections",
      fits: "Lost reasons or replies repeat: too expensive, not now, using something else.",
      act: "List the lost reasons of the last fifty deals, write one honest answer to each of the top three, and put it where the doubt arises: page, offer, follow-up mail, call guide.",
      sign: "The share of these reasons among lost deals falls, and the stage loses fewer deals in all.",
    },
    de: {
      title: "Die drei häufigsten Einwände beantworten",
      fits: "Verlustgründe oder Antworten wiederholen sich: zu teuer, jetzt nicht, haben schon etwas.",
      act: "Die Verlustgründe der letzten fünfzig Deals auflisten, zu den ersten drei je eine ehrliche Antwort schreiben und dorthin stellen, wo der Zweifel entsteht: Seite, Angebot, Nachfass-Mail, Gesprächsleitfaden.",
      sign: "Der Anteil dieser Gründe an den verlorenen Deals sinkt, und die Stufe verliert insgesamt weniger.",
    },
  },
  {
    id: "trust",
    cause: "conversion",
    en: {
      title: "Show why one can trust you",
      fits: "New visitors leave where they would have to give data or money; customers who know you do not.",
      act: "Show reviews with date and text, an address and telephone number, the right to return and known seals next to the button, not in the footer.",
      sign: "The gap between new and returning customers in this stage gets smaller.",
    },
    de: {
      title: "Vertrauen zeigen",
      fits: "Neue Besucher gehen dort, wo sie Daten oder Geld geben müssten; wer Sie kennt, bleibt.",
      act: "Bewertungen mit Datum und Text, Anschrift und Telefonnummer, Rückgaberecht und bekannte Siegel neben den Knopf stellen, nicht in die Fußzeile.",
      sign: "Der Abstand zwischen neuen und wiederkehrenden Kunden wird in dieser Stufe kleiner.",
    },
  },
  {
    id: "delivery",
    cause: "conversion",
    en: {
      title: "Say early when it comes and what shipping costs",
      fits: "Baskets are left when delivery time or shipping costs appear for the first time.",
      act: "Show delivery day and shipping costs on the product page and in the cart, with the amount that is still missing for free shipping.",
      sign: "Fewer people leave between cart and payment; questions about delivery decrease.",
    },
    de: {
      title: "Lieferzeit und Versandkosten früh nennen",
      fits: "Warenkörbe bleiben liegen, sobald Lieferzeit oder Versandkosten zum ersten Mal auftauchen.",
      act: "Liefertag und Versandkosten schon auf der Produktseite und im Warenkorb zeigen, dazu den Betrag, der zum kostenlosen Versand fehlt.",
      sign: "Zwischen Warenkorb und Zahlung gehen weniger verloren; Fragen zur Lieferung werden seltener.",
    },
  },
  {
    id: "price",
    cause: "conversion",
    en: {
      title: "Build the offer in steps",
      fits: "Price is the commonest reason for a loss, and most lost deals were of one size.",
      act: "Offer three sizes of the same thing instead of a discount: the small one to begin with, the middle one as usual, the large one with what costs you little.",
      sign: "More deals go on while the average value does not fall by more than the conversion rises.",
    },
    de: {
      title: "Das Angebot stufen",
      fits: "Der Preis ist der häufigste Verlustgrund, und die meisten verlorenen Deals hatten eine Größe.",
      act: "Statt Rabatt drei Größen derselben Sache anbieten: die kleine zum Anfangen, die mittlere als Normalfall, die große mit dem, was Sie wenig kostet.",
      sign: "Mehr Deals gehen weiter, und der Durchschnittswert sinkt nicht stärker, als die Konversion steigt.",
    },
  },
  {
    id: "payment",
    cause: "conversion",
    en: {
      title: "Add the ways of paying that are missing",
      fits: "People begin to pay and break off, above all on phones or from certain countries.",
      act: "Compare with what buyers of each country use most: invoice, direct debit, PayPal, wallets. Add one, and show all of them before the checkout.",
      sign: "The stage before the purchase loses fewer deals, and orders with the new way are not only moved from others.",
    },
    de: {
      title: "Fehlende Zahlungsarten ergänzen",
      fits: "Käufer beginnen zu zahlen und brechen ab, vor allem am Handy oder aus bestimmten Ländern.",
      act: "Mit dem vergleichen, was in jedem Land üblich ist: Rechnung, Lastschrift, PayPal, Wallets. Eine Zahlungsart ergänzen und alle schon vor der Kasse zeigen.",
      sign: "Die Stufe vor dem Kauf verliert weniger Deals, und die neuen Zahlungen sind nicht nur von anderen abgewandert.",
    },
  },
  {
    id: "checkout",
    cause: "conversion",
    en: {
      title: "Shorten the checkout",
      fits: "The last step before the sale is the jam, and it is worse on phones.",
      act: "Order as a guest, one page, no field that the parcel does not need, errors beside the field, address completion. Buy once yourself on a phone, with one hand.",
      sign: "Days and losses between checkout and purchase fall; fewer people begin twice.",
    },
    de: {
      title: "Die Kasse verkürzen",
      fits: "Es klemmt im letzten Schritt vor dem Kauf, am Handy stärker.",
      act: "Bestellen als Gast, eine Seite, kein Feld, das das Paket nicht braucht, Fehler neben dem Feld, Adressvorschläge. Einmal selbst einhändig am Handy kaufen.",
      sign: "Zeit und Verluste zwischen Kasse und Kauf sinken; weniger fangen zweimal an.",
    },
  },
  {
    id: "reminder",
    cause: "conversion",
    en: {
      title: "Remind of what was left behind",
      fits: "Many carts or offers end by idleness, not by a no.",
      act: "One mail two hours after the cart was left and one the next day, with the picture of the goods and a way to ask; for offers a call on the third day.",
      sign: "Fewer deals end with “no activity”, and more go on after the reminder than did without it in the weeks before.",
    },
    de: {
      title: "An Liegengebliebenes erinnern",
      fits: "Viele Warenkörbe oder Angebote enden durch Stille, nicht durch ein Nein.",
      act: "Eine E-Mail zwei Stunden nach dem Verlassen, eine am nächsten Tag, mit Bild der Ware und der Möglichkeit zu fragen; bei Angeboten ein Anruf am dritten Tag.",
      sign: "Weniger Deals enden mit „keine Aktivität“, und nach der Erinnerung gehen mehr weiter als in den Wochen davor.",
    },
  },
];

import type { Measure } from "./contract.ts";

/** For stages that take too long or fill up, for deals that lie about, for what comes in, and for sales that are undone. */
export const otherMeasures: readonly Measure[] = [
  {
    id: "process",
    cause: "cycle",
    en: {
      title: "Take a step out",
      fits: "Deals wait for something of yours: an approval, a form, a hand-over.",
      act: "Write down what happens in this stage between entering and leaving, with who waits for whom. Remove or join one hand-over; set an amount below which nobody has to approve.",
      sign: "The median days of the stage fall while its conversion stays as it was.",
    },
    de: {
      title: "Einen Schritt streichen",
      fits: "Deals warten auf etwas von Ihnen: Freigabe, Formular, Übergabe.",
      act: "Aufschreiben, was in dieser Stufe vom Eintritt bis zum Verlassen geschieht und wer auf wen wartet. Eine Übergabe streichen oder zusammenlegen; einen Betrag festlegen, bis zu dem niemand freigeben muss.",
      sign: "Die mittlere Dauer der Stufe sinkt, die Konversion bleibt.",
    },
  },
  {
    id: "offers",
    cause: "cycle",
    en: {
      title: "Send offers on the same day",
      fits: "The time between enquiry and offer is a large part of the cycle.",
      act: "Prepare two or three offers as templates with prices, and send a first one with a range on the day of the enquiry. Block an hour a day for it.",
      sign: "Working time in the stage before the offer falls below one working day.",
    },
    de: {
      title: "Angebote am selben Tag schicken",
      fits: "Zwischen Anfrage und Angebot vergeht ein großer Teil des Verkaufszyklus.",
      act: "Zwei oder drei Angebote mit Preisen als Vorlage vorbereiten und noch am Tag der Anfrage ein erstes mit Preisspanne schicken. Dafür täglich eine Stunde freihalten.",
      sign: "Die Arbeitszeit in der Stufe vor dem Angebot fällt unter einen Arbeitstag.",
    },
  },
  {
    id: "faster-delivery",
    cause: "cycle",
    en: {
      title: "Deliver faster, and say so",
      fits: "Customers wait with the order, or buy elsewhere, because it takes too long.",
      act: "Keep the ten best-selling goods in stock or at the carrier; move the latest hour for same-day dispatch; show the day of arrival.",
      sign: "Deals with goods in stock close sooner than before, and fewer are lost for the delivery time.",
    },
    de: {
      title: "Schneller liefern und es sagen",
      fits: "Kunden warten mit der Bestellung oder kaufen anderswo, weil es zu lange dauert.",
      act: "Die zehn meistverkauften Artikel vorrätig halten; die Uhrzeit für den Versand am selben Tag nach hinten legen; den Tag der Ankunft zeigen.",
      sign: "Deals mit vorrätiger Ware schließen früher ab, und die Lieferzeit wird als Verlustgrund seltener.",
    },
  },
  {
    id: "decision-maker",
    cause: "cycle",
    en: {
      title: "Bring who decides in earlier",
      fits: "Business deals stand still after the offer because somebody has to be asked.",
      act: "Ask in the first talk who decides and by when; give your contact one page to pass on; propose a short talk of three.",
      sign: "Fewer days between offer and decision; deals with a second contact close sooner.",
    },
    de: {
      title: "Entscheider früher einbeziehen",
      fits: "Geschäftskunden-Deals stehen nach dem Angebot still, weil noch jemand gefragt werden muss.",
      act: "Im ersten Gespräch fragen, wer bis wann entscheidet; dem Ansprechpartner eine Seite zum Weitergeben schicken; ein kurzes Gespräch zu dritt vorschlagen.",
      sign: "Weniger Tage zwischen Angebot und Entscheidung; Deals mit zweitem Kontakt schließen früher ab.",
    },
  },
  {
    id: "next-step",
    cause: "cycle",
    en: {
      title: "No contact without a next date",
      fits: "Deals wait for the customer, and nobody follows up on time.",
      act: "End each call and mail with a proposed date; set a task for it at once; follow up after two, five and ten working days, then ask whether to close.",
      sign: "Fewer open deals without a task, and the long end of the stage's curve gets shorter.",
    },
    de: {
      title: "Kein Kontakt ohne nächsten Termin",
      fits: "Deals warten auf den Kunden, und niemand fasst rechtzeitig nach.",
      act: "Jedes Gespräch und jede E-Mail mit einem Terminvorschlag beenden; sofort eine Aufgabe dazu anlegen; nach zwei, fünf und zehn Arbeitstagen nachfassen, dann fragen, ob Sie schließen dürfen.",
      sign: "Weniger offene Deals ohne Aufgabe, und das lange Ende der Kurve wird kürzer.",
    },
  },
  {
    id: "automate",
    cause: "capacity",
    en: {
      title: "Let routine run by itself",
      fits: "More deals come into the stage than leave it, week after week, and people do the same thing each time.",
      act: "Take the two commonest actions of this stage and automate them: confirmation, reminder, standard offer. People do what is left.",
      sign: "Departures a week catch up with arrivals, and the stock of the stage falls.",
    },
    de: {
      title: "Routine automatisch erledigen",
      fits: "Woche für Woche kommen mehr Deals in die Stufe als hinausgehen, und jedes Mal wird dasselbe getan.",
      act: "Die zwei häufigsten Handgriffe dieser Stufe automatisieren: Bestätigung, Erinnerung, Standardangebot. Menschen tun, was übrig bleibt.",
      sign: "Es gehen pro Woche wieder so viele hinaus wie hereinkommen, und der Bestand der Stufe sinkt.",
    },
  },
  {
    id: "people",
    cause: "capacity",
    en: {
      title: "Put another pair of hands here",
      fits: "The stage is full although routine is automated; near full load a little more work means a much longer wait.",
      act: "Move somebody here for a few hours a week, or share the stage by value: large deals to the experienced, the others by template.",
      sign: "Waiting falls more than the added hours would suggest; nobody else's stage fills up instead.",
    },
    de: {
      title: "Hier verstärken",
      fits: "Die Stufe ist voll, obwohl Routine schon automatisch läuft; nahe der Auslastung macht wenig mehr Arbeit das Warten viel länger.",
      act: "Jemanden für einige Stunden pro Woche hierher setzen oder die Stufe nach Wert aufteilen: große Deals zu den Erfahrenen, die übrigen nach Vorlage.",
      sign: "Die Wartezeit sinkt stärker, als die Stunden erwarten lassen, und keine andere Stufe läuft dafür voll.",
    },
  },
  {
    id: "fewer-parked",
    cause: "capacity",
    en: {
      title: "Limit what is begun at once",
      fits: "Everybody has many open deals, and few of them move.",
      act: "Agree on how many deals one person may have in this stage; who is above it finishes or closes before taking new ones.",
      sign: "The stock falls to arrivals × days in the stage, and deals leave it sooner.",
    },
    de: {
      title: "Weniger gleichzeitig anfangen",
      fits: "Alle haben viele offene Deals, und wenige davon bewegen sich.",
      act: "Vereinbaren, wie viele Deals eine Person in dieser Stufe haben darf; wer darüber liegt, schließt erst ab, bevor Neues dazukommt.",
      sign: "Der Bestand sinkt auf Zugänge × Tage in der Stufe, und Deals verlassen sie früher.",
    },
  },
  {
    id: "clear-out",
    cause: "zombies",
    en: {
      title: "Ask once, then close",
      fits: "Open deals are older than any that was ever decided.",
      act: "Send one honest mail: “Is this still of interest? Otherwise I close it.” After seven days close as lost with the reason “no answer”.",
      sign: "The list is empty in two weeks; forecast and stock come down to what is real. Some answer: those are deals again.",
    },
    de: {
      title: "Einmal fragen, dann schließen",
      fits: "Offene Deals sind älter als jeder, der je entschieden wurde.",
      act: "Eine ehrliche E-Mail schicken: „Ist das noch interessant? Sonst schließe ich den Vorgang.“ Nach sieben Tagen als verloren schließen, Grund „keine Antwort“.",
      sign: "Die Liste ist in zwei Wochen leer; Prognose und Bestand zeigen, was wirklich da ist. Wer antwortet, ist wieder ein Deal.",
    },
  },
  {
    id: "idle-limit",
    cause: "zombies",
    en: {
      title: "Let idle deals end by themselves",
      fits: "Parked deals come back after every clean-up.",
      act: "Set the days after which a deal without any activity is lost (Settings → Pipelines), a little above the age at which deals still close.",
      sign: "No open deal is older than the oldest that closed, without anybody tidying up.",
    },
    de: {
      title: "Stille Deals von selbst enden lassen",
      fits: "Nach jedem Aufräumen sammeln sich wieder liegengebliebene Deals.",
      act: "Unter Einstellungen → Pipelines festlegen, nach wie vielen Tagen ohne Aktivität ein Deal verloren ist, etwas über dem Alter, in dem Deals noch abschließen.",
      sign: "Kein offener Deal ist älter als der älteste abgeschlossene, ohne dass jemand aufräumt.",
    },
  },
  {
    id: "landing",
    cause: "mix",
    en: {
      title: "Meet the new channel where it comes from",
      fits: "A channel that converts less has grown; the stage itself works as before.",
      act: "Give this channel a landing page of its own that repeats the words of the advertisement, and lead to the one product it is about.",
      sign: "The channel's own conversion in this stage rises; the others' stays.",
    },
    de: {
      title: "Den neuen Kanal dort abholen, wo er herkommt",
      fits: "Ein Kanal, der schlechter konvertiert, ist gewachsen; die Stufe selbst arbeitet wie zuvor.",
      act: "Diesem Kanal eine eigene Einstiegsseite geben, die die Worte der Anzeige aufnimmt und zu dem einen Produkt führt, um das es geht.",
      sign: "Die Konversion des Kanals in dieser Stufe steigt, die der anderen bleibt.",
    },
  },
  {
    id: "channel-worth",
    cause: "mix",
    en: {
      title: "Judge the channel by what it earns",
      fits: "A cheap channel lowers the average: that is no loss as long as it pays for itself.",
      act: "Set the cost of the channel against the won value of its deals, by those that began in the same month. Cut what earns less than it costs, leave the rest alone.",
      sign: "Revenue less cost of the channel rises, even if the overall conversion stays low.",
    },
    de: {
      title: "Den Kanal am Ertrag messen",
      fits: "Ein günstiger Kanal drückt den Durchschnitt: kein Verlust, solange er sich trägt.",
      act: "Die Kosten des Kanals gegen den gewonnenen Wert seiner Deals stellen, je Beginn-Monat. Kürzen, was weniger bringt, als es kostet, den Rest in Ruhe lassen.",
      sign: "Umsatz minus Kosten des Kanals steigt, auch wenn die Gesamtkonversion niedrig bleibt.",
    },
  },
  {
    id: "cancellations",
    cause: "cancelled",
    en: {
      title: "Find out why orders are undone",
      fits: "More orders are cancelled after the sale than before.",
      act: "Ask for one reason at every cancellation; look at stock, delivery time and payment failures first. Tell delays before customers notice.",
      sign: "Fewer wins turn into losses, and one reason no longer leads the list.",
    },
    de: {
      title: "Herausfinden, warum storniert wird",
      fits: "Nach dem Kauf wird häufiger storniert als früher.",
      act: "Bei jeder Stornierung einen Grund erfragen; zuerst Bestand, Lieferzeit und gescheiterte Zahlungen ansehen. Verzögerungen mitteilen, bevor der Kunde sie bemerkt.",
      sign: "Weniger gewonnene Deals gehen nachträglich verloren, und kein Grund führt die Liste mehr an.",
    },
  },
];

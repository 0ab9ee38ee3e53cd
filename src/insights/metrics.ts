import { dayMs } from "#base/clock.ts";
import type { MetricName } from "./contract.ts";

/** What a metric is called, what it means and how it is worked out: for page, API, command line and glossary. */
export type MetricWords = { title: string; meaning: string; formula: string };

/**
 * One figure, in one place. `where` and `at` select its records from the projection's table of its grain (`deal`, `contact`) of one workspace;
 * a stock takes those that stand at the period's end instead. The figure is Σ part ÷ Σ whole over them, for counts Σ part; a record whose
 * part is null is left out and counted. What `shape` is `incidence` is read off the curve of its deals' ages, what is `velocity` is put together from others.
 */
export type Metric = {
  unit: "count" | "share" | "money" | "money per day" | "days";
  better: "up" | "down";
  grain: "deal" | "contact";
  shape: "count" | "mean" | "ratio" | "incidence" | "velocity";
  at: string;
  where: string;
  part: string;
  whole: string;
  /** What `part` is divided by to get the unit. */
  per: number;
  /** Below so many outcomes the value is null: too early to say. */
  gate: number;
  /** Whether parts are money of the deal's currency, to be taken at the rate of the day it closed. */
  needsRate: boolean;
  method: string;
  words: { en: MetricWords; de: MetricWords };
};

/** A length of time in ms; one that is whole days, at least one, but for the hour of a change of clocks, as between two dates, is those whole days. */
export function wallMs(length: string): string {
  const off = `case ((${length}) + 3600000) % 86400000 when 0 then 3600000 when 7200000 then -3600000 else 0 end`;
  return `((${length}) + case when (${length}) >= 82800000 then ${off} else 0 end)`;
}

/** Whole days of such a length. */
export function wallDays(length: string): string {
  return `floor(${wallMs(length)}::double / ${dayMs})::integer`;
}

const won = { at: "closed_at", where: "outcome = 'won'" };
const closed = { at: "closed_at", where: "outcome <> 'open'" };
const value = "round(value_minor * factor)";

export const metrics: Record<MetricName, Metric> = {
  leadsGenerated: {
    unit: "count",
    better: "up",
    grain: "contact",
    shape: "count",
    at: "lead_at",
    where: "merged_into is null and (first_order_at is null or lead_at < first_order_at)",
    part: "1",
    whole: "1",
    per: 1,
    gate: 0,
    needsRate: false,
    method: "count; change judged by counts of days as uneven as they are (quasi-Poisson)",
    words: {
      en: {
        title: "Leads generated",
        meaning:
          "People who became reachable for the first time in this period: an e-mail address or a phone number is known, and they have not bought before.",
        formula: "Counted by the moment of becoming reachable. Merged people count once.",
      },
      de: {
        title: "Neue Leads",
        meaning:
          "Menschen, die in diesem Zeitraum zum ersten Mal erreichbar wurden: E-Mail oder Telefon ist bekannt, gekauft haben sie noch nicht.",
        formula: "Gezählt nach dem Moment, in dem sie erreichbar wurden. Zusammengeführte zählen einmal.",
      },
    },
  },
  conversionRate: {
    unit: "share",
    better: "up",
    grain: "deal",
    shape: "incidence",
    at: "begun_at",
    where: "begun_at is not null and seen_from is null",
    part: "0",
    whole: "1",
    per: 1,
    gate: 5,
    needsRate: false,
    method: "cumulative incidence (Aalen–Johansen): open deals count while they were seen; 80 % range by Wilson on the effective number",
    words: {
      en: {
        title: "Conversion rate",
        meaning:
          "Of the deals that began in this period, the share that is won. A customer's next journey begins when it leaves the returning stage; a sale that was cancelled counts as lost.",
        formula:
          "Won ÷ begun, where deals that are still open count for as long as they have been watched, so fresh ones do not look like losses (Aalen–Johansen). Deals that an import only found open are left out: they are the ones that had lasted.",
      },
      de: {
        title: "Konversion",
        meaning:
          "Welcher Anteil der Deals, die in diesem Zeitraum begannen, gewonnen wird. Der nächste Weg eines Kunden beginnt, wenn er die Bindungsstufe verlässt; ein stornierter Kauf zählt als verloren.",
        formula:
          "Gewonnen ÷ begonnen, wobei noch offene Deals so lange zählen, wie sie beobachtet wurden; frische sehen so nicht wie Verluste aus (Aalen–Johansen). Deals, die ein Import nur offen vorfand, bleiben draußen: Es sind die, die übrig waren.",
      },
    },
  },
  averageDealSize: {
    unit: "money",
    better: "up",
    grain: "deal",
    shape: "mean",
    ...won,
    part: value,
    whole: "1",
    per: 1,
    gate: 5,
    needsRate: true,
    method: "mean of deals won in the period; change by Welch's error",
    words: {
      en: {
        title: "Average deal size",
        meaning: "What a won deal brings on average, refunds taken off.",
        formula:
          "Value of the deals won in this period ÷ their number, in the shop's currency at the rate of the day of the sale. Deals without a value or a rate are left out and counted.",
      },
      de: {
        title: "Durchschnittlicher Deal",
        meaning: "Was ein gewonnener Deal im Schnitt bringt, Erstattungen abgezogen.",
        formula:
          "Wert der in diesem Zeitraum gewonnenen Deals ÷ ihre Zahl, in der Währung des Shops zum Kurs des Verkaufstags. Deals ohne Wert oder Kurs bleiben draußen und werden gezählt.",
      },
    },
  },
  salesCycle: {
    unit: "days",
    better: "down",
    grain: "deal",
    shape: "mean",
    ...won,
    where: "outcome = 'won' and begun_at is not null",
    part: wallMs("closed_at - begun_at"),
    whole: "1",
    per: dayMs,
    gate: 5,
    needsRate: false,
    method: "mean of deals won in the period; deals still open are not in it",
    words: {
      en: {
        title: "Sales cycle",
        meaning: "How long it takes from a deal's beginning to the sale, on average.",
        formula:
          "Mean time from beginning to sale of the deals won in this period. Only deals that made it are in it, so slow ones are missing: the median time to close beside it counts open deals too (Kaplan–Meier).",
      },
      de: {
        title: "Verkaufszyklus",
        meaning: "Wie lange es vom Beginn eines Deals bis zum Kauf im Schnitt dauert.",
        formula:
          "Mittlere Zeit vom Beginn bis zum Kauf der in diesem Zeitraum gewonnenen Deals. Darin sind nur Deals, die es geschafft haben; langsame fehlen. Der Median bis zum Abschluss daneben zählt offene mit (Kaplan–Meier).",
      },
    },
  },
  salesVelocity: {
    unit: "money per day",
    better: "up",
    grain: "deal",
    shape: "velocity",
    at: "begun_at",
    where: "begun_at is not null",
    part: "1",
    whole: "1",
    per: 1,
    gate: 5,
    needsRate: false,
    method: "open deals at the end of the period (a stock) × win rate × average deal size ÷ sales cycle; 80 % range by the delta method",
    words: {
      en: {
        title: "Sales velocity",
        meaning: "Revenue a day that the open deals amount to, if they behave like those closed in the period.",
        formula:
          "Open deals at the end of the period × win rate × average deal size ÷ sales cycle. It is revenue a day only because the number of deals is a stock, those open at one moment; deals that lie dead raise it. What was really won a day stands beside it.",
      },
      de: {
        title: "Umsatz je Tag",
        meaning: "Was die offenen Deals am Tag bringen, wenn sie sich verhalten wie die im Zeitraum abgeschlossenen.",
        formula:
          "Offene Deals am Ende des Zeitraums × Gewinnquote × durchschnittlicher Deal ÷ Verkaufszyklus. Umsatz je Tag ist das nur, weil die Zahl der Deals ein Bestand ist, die zu einem Zeitpunkt offenen; tote Deals blähen sie auf. Was am Tag wirklich verkauft wurde, steht daneben.",
      },
    },
  },
  winRate: {
    unit: "share",
    better: "up",
    grain: "deal",
    shape: "ratio",
    ...closed,
    part: "(outcome = 'won')::integer",
    whole: "1",
    per: 1,
    gate: 5,
    needsRate: false,
    method: "won ÷ closed in the period; 80 % range by Wilson",
    words: {
      en: {
        title: "Win rate",
        meaning: "Of the deals closed in this period, the share that was won.",
        formula:
          "Won ÷ (won + lost), by the day of closing: the usual meaning. It mixes old and new intake and leaves open deals out; the conversion rate does not.",
      },
      de: {
        title: "Gewinnquote",
        meaning: "Welcher Anteil der in diesem Zeitraum abgeschlossenen Deals gewonnen wurde.",
        formula:
          "Gewonnen ÷ (gewonnen + verloren), nach dem Tag des Abschlusses: die übliche Bedeutung. Sie mischt alte und neue Zugänge und lässt offene Deals weg; die Konversion tut das nicht.",
      },
    },
  },
  winRateByValue: {
    unit: "share",
    better: "up",
    grain: "deal",
    shape: "ratio",
    ...closed,
    part: `case when value_minor > 0 then case outcome when 'won' then ${value} else 0 end end`,
    whole: `case when value_minor > 0 then ${value} end`,
    per: 1,
    gate: 5,
    needsRate: true,
    method: "value won ÷ value closed in the period",
    words: {
      en: {
        title: "Win rate by value",
        meaning: "Of the money in the deals closed in this period, the share that was won.",
        formula: "Value won ÷ value (won + lost). Deals without a value, or of 0, are left out and counted.",
      },
      de: {
        title: "Gewinnquote nach Wert",
        meaning: "Welcher Anteil des Geldes in den in diesem Zeitraum abgeschlossenen Deals gewonnen wurde.",
        formula: "Gewonnener Wert ÷ Wert (gewonnen + verloren). Deals ohne Wert oder mit 0 bleiben draußen und werden gezählt.",
      },
    },
  },
};

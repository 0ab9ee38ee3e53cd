import type { MetricName } from "./contract.ts";

/**
 * One figure, in one place. `rows` selects its records from the projection's tables of one workspace (`deal`, `contact`), with the
 * columns id, at (epoch ms), part (what the record adds), outcome, owner, source; part null: counted as left out.
 */
export type Metric = {
  unit: "count" | "share" | "money" | "days";
  better: "up" | "down";
  grain: "deal" | "contact";
  /** The instant that decides whether a record belongs to the period. */
  at: string;
  where: string;
  part: string;
  /** What `part` is divided by to get the unit. */
  per: number;
  /** Below so many outcomes the value is null: too early to say. */
  gate: number;
  /** What it means, for the glossary, tooltips and the API's page. */
  meaning: string;
  method: string;
};

const dayMs = 86_400_000;

export const metrics: Record<MetricName, Metric> = {
  leadsGenerated: {
    unit: "count",
    better: "up",
    grain: "contact",
    at: "lead_at",
    where: "merged_into is null and (first_order_at is null or lead_at < first_order_at)",
    part: "1",
    per: 1,
    gate: 0,
    meaning:
      "People who became reachable (an e-mail address or phone number is known) for the first time in the period, before any purchase. Merged people count once.",
    method: "count",
  },
  conversionRate: {
    unit: "share",
    better: "up",
    grain: "deal",
    at: "begun_at",
    where: "begun_at is not null and seen_from is null",
    part: "0",
    per: 1,
    gate: 5,
    meaning:
      "Of the deals that began in the period, the share that is won. A customer's next journey, which waits in the returning stage after each order, begins when it leaves that stage for an open one; one that waits, or orders again without having been seen before, has not begun and does not count. A sale that was cancelled counts as lost. Deals that an import found open, without those that ended, are left out: they are the ones that had lasted.",
    method: "cumulative incidence (Aalen–Johansen): open deals count while they were seen; 80 % range by Wilson on the effective number",
  },
  averageDealSize: {
    unit: "money",
    better: "up",
    grain: "deal",
    at: "closed_at",
    where: "outcome = 'won'",
    part: "round(value_minor * factor)",
    per: 1,
    gate: 5,
    meaning:
      "Value of the deals won in the period ÷ their number, refunds taken off, in the workspace's currency at the rate of the day of the sale. Deals without a value or without a rate are left out and counted apart.",
    method: "mean of deals won in the period",
  },
  salesCycle: {
    unit: "days",
    better: "down",
    grain: "deal",
    at: "closed_at",
    where: "outcome = 'won' and begun_at is not null",
    part: "closed_at - begun_at",
    per: dayMs,
    gate: 5,
    meaning:
      "Days from a deal's beginning to its sale, of deals won in the period. A customer's next journey begins when it leaves the returning stage for an open one.",
    method: "mean of deals won in the period; deals still open are not in it",
  },
};

import type { TrendName, TrendUnit } from "./contract.ts";

/** What the metrics of weekly series are: their unit, which way is good, and how their weeks scatter. */
const kinds: Record<TrendName, { unit: TrendUnit; better: "up" | "down"; kind: "count" | "share" | "mean" }> = {
  leads: { unit: "count", better: "up", kind: "count" },
  dealsBegun: { unit: "count", better: "up", kind: "count" },
  dealsWon: { unit: "count", better: "up", kind: "count" },
  revenueWon: { unit: "money", better: "up", kind: "mean" },
  averageDealSize: { unit: "money", better: "up", kind: "mean" },
  conversion: { unit: "share", better: "up", kind: "share" },
  winRate: { unit: "share", better: "up", kind: "share" },
  salesCycle: { unit: "days", better: "down", kind: "mean" },
  stageArrivals: { unit: "count", better: "up", kind: "count" },
  stageConversion: { unit: "share", better: "up", kind: "share" },
};

export const kindOf = (metric: TrendName) => kinds[metric].kind;
export const unitOf = (metric: TrendName) => kinds[metric].unit;
export const betterOf = (metric: TrendName) => kinds[metric].better;
/** Whether a week's value is a sum, not a mean or share. */
export const isSum = (metric: TrendName) => kinds[metric].kind === "count" || metric === "revenueWon";

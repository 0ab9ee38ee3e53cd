import type { TFunction } from "i18next";
import { dayMs } from "#web/lib/today.ts";
import type { Alert, TrendName, TrendUnit } from "#insights/trends/contract.ts";
import { roundRange } from "#stats/show/rounding.ts";
import type { Format } from "#web/lib/format.ts";
import type { Opened } from "./api.ts";

/** A value of a series in its unit. */
export function valueText(value: number, { unit, currency }: { unit: TrendUnit; currency?: string | undefined }, format: Format): string {
  if (unit === "share") return format.percent(value, value < 0.1 ? 1 : 0);
  if (unit === "money") return format.wholeMoney(Math.round(value), currency ?? "EUR");
  if (unit === "days") return value === 0 ? format.days(0) : format.duration(value * dayMs);
  return format.number(value, value < 10 ? 1 : 0);
}

/** A difference of two values with its sign; of shares in points. */
export function changeText(value: number, series: Parameters<typeof valueText>[1], format: Format, t: TFunction): string {
  const size = Math.abs(value);
  const text = series.unit === "share" ? t("explain.points", { number: format.number(size * 100, 1) }) : valueText(size, series, format);
  return `${value < 0 ? "−" : "+"}${text}`;
}

/**
 * The range of a sum of money a month as words need it: without sign, without fake precision, the smaller first; `either`, where it may be less
 * as well as more, first how much less.
 */
export function moneyRange({
  moneyLow,
  moneyHigh,
}: Pick<Alert, "moneyLow" | "moneyHigh">): { way: "gain" | "loss" | "either"; low: number; high: number } | null {
  if (moneyLow === null || moneyHigh === null) return null;
  const { low, high } = roundRange({ value: (moneyLow + moneyHigh) / 2, low: moneyLow, high: moneyHigh });
  if (low < 0 && high > 0) return { way: "either", low: -low, high };
  return high > 0 ? { way: "gain", low: Math.abs(low), high } : { way: "loss", low: Math.abs(high), high: Math.abs(low) };
}

type Named = {
  metric: TrendName;
  stageName: string | null;
  nextStageName: string | null;
};

/** What a series is called: the metric's name, of a stage with the stage. */
export function nameOf({ metric, stageName, nextStageName }: Named, t: TFunction): string {
  if (metric === "stageConversion" && nextStageName) return t("metric.stageConversion", { stage: stageName ?? "", next: nextStageName });
  return t(`metric.${metric}`, { stage: stageName ?? "" });
}

/** How the records of a metric give its figure. */
export function addsOf(metric: TrendName): Opened["adds"] {
  if (metric === "revenueWon") return "money";
  if (metric === "averageDealSize") return "meanMoney";
  if (metric === "salesCycle") return "days";
  return metric === "conversion" || metric === "winRate" || metric === "stageConversion" ? "share" : "count";
}

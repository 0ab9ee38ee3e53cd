import { Command, Option } from "commander";
import type { Alert, AlertsAnswer, Series, TrendName, TrendsAnswer } from "#insights/trends/contract.ts";
import { print, table } from "../print.ts";
import { trendsInFull } from "./in-full-changes.ts";
import { askOf, withReportOptions, type ReportOptions } from "./options.ts";
import { wordOf } from "./words.ts";

const titles: Record<TrendName, string> = {
  leads: "Leads a week",
  dealsBegun: "Deals begun a week",
  dealsWon: "Deals won a week",
  revenueWon: "Revenue won a week",
  averageDealSize: "Average deal size",
  conversion: "Conversion",
  winRate: "Win rate",
  salesCycle: "Sales cycle",
  stageArrivals: "Arrivals a week",
  stageConversion: "Conversion onwards",
};

export function trendsReport(): Command {
  const command = new Command("trends")
    .description("what changed beyond chance, and the weekly series that it was found in")
    .addOption(new Option("--weeks <n>", "so many weeks of each series").default("52"));
  return withReportOptions(command).action(async (options: ReportOptions & { weeks: string }) => {
    const { client, query } = await askOf(options);
    const { asOf, asKnownOn } = query;
    const [alerts, trends] = await Promise.all([
      client.get<AlertsAnswer>("/api/insights/alerts", { asOf, asKnownOn }),
      client.get<TrendsAnswer>("/api/insights/trends", { ...query, weeks: options.weeks }),
    ]);
    const lines = [
      ...alerts.alerts.map(sentence),
      ...(alerts.alerts.length === 0 ? [quiet(trends)] : []),
      "",
      ...table(
        trends.series.map((series) => [
          nameOf(series),
          wordOf(series.recent.value, series.unit, series.currency),
          rangeOf(series),
          stateOf(series),
        ]),
      ),
    ];
    print(options.json, trendsInFull(alerts, trends), lines);
  });
}

function sentence(alert: Alert): string {
  const { before, after, unit, currency, since, sinceLow, sinceHigh, moneyLow, moneyHigh } = alert;
  const money =
    moneyLow === null ? "" : `: likely ${wordOf(moneyLow, "money", currency)} to ${wordOf(moneyHigh, "money", currency)} a month`;
  const where = alert.stageName ? ` (${alert.stageName})` : alert.segment ? ` (${alert.segmentBy} ${alert.segmentName})` : "";
  const word = alert.direction === "up" ? "rose" : "fell";
  return `${titles[alert.metric]}${where} ${word} from ${wordOf(before, unit, currency)} to ${wordOf(after, unit, currency)} since about ${since} (${sinceLow} to ${sinceHigh})${money}`;
}

function quiet({ quietWeeks, tellsFrom }: TrendsAnswer): string {
  if (tellsFrom) return `Too early: from ${tellsFrom} on a change can be told from chance.`;
  return quietWeeks > 0
    ? `Nothing has changed beyond chance in ${quietWeeks} weeks. Small shifts of weekly numbers cannot be seen fast.`
    : "No alert is open.";
}

function nameOf({ metric, stageId }: Series): string {
  return stageId ? `${titles[metric]}: ${stageId}` : titles[metric];
}

function rangeOf({ recent: { low, high }, unit, currency }: Series): string {
  return low === null ? "" : `${wordOf(low, unit, currency)} to ${wordOf(high, unit, currency)}`;
}

function stateOf({ state, tellsFrom, changes }: Series): string {
  if (state !== "watched") return state === "learning" ? `learning, tells from ${tellsFrom}` : "too few a week";
  return changes.length === 0 ? "no change" : `changed ${changes.map(({ since }) => since).join(", ")}`;
}

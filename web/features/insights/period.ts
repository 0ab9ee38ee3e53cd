import type { MetricName } from "#insights/contract.ts";

/** What the address of the Insights page says. Days are YYYY-MM-DD in the workspace's time zone; both ends are included. */
export const presets = ["7d", "30d", "90d", "month", "lastMonth", "quarter", "custom"] as const;
export type Preset = (typeof presets)[number];
export type Period = { from: string; to: string };
export const metricNames = ["leadsGenerated", "conversionRate", "averageDealSize", "salesCycle"] as const satisfies readonly MetricName[];
/** `metric` names the figure whose records are open. */
export type InsightsSearch = { period?: Exclude<Preset, "30d">; from?: string; to?: string; pipelineId?: string; metric?: MetricName };

const dayMs = 86_400_000;

export function parseInsightsSearch(raw: Record<string, unknown>): InsightsSearch {
  const search: InsightsSearch = {};
  const period = presets.find((preset) => preset === raw.period);
  const [from, to] = [day(raw.from), day(raw.to)];
  if (period === "custom" && from && to && from <= to) Object.assign(search, { period, from, to });
  else if (period && period !== "30d" && period !== "custom") search.period = period;
  if (typeof raw.pipelineId === "string" && raw.pipelineId) search.pipelineId = raw.pipelineId;
  const metric = metricNames.find((name) => name === raw.metric);
  if (metric) search.metric = metric;
  return search;
}

export function periodOf(search: Pick<InsightsSearch, "period" | "from" | "to">, today: string): Period {
  switch (search.period) {
    case "7d":
      return { from: addDays(today, -6), to: today };
    case "90d":
      return { from: addDays(today, -89), to: today };
    case "month":
      return { from: `${today.slice(0, 7)}-01`, to: today };
    case "lastMonth": {
      const last = addDays(`${today.slice(0, 7)}-01`, -1);
      return { from: `${last.slice(0, 7)}-01`, to: last };
    }
    case "quarter": {
      const month = Number(today.slice(5, 7));
      return { from: `${today.slice(0, 4)}-${String(month - ((month - 1) % 3)).padStart(2, "0")}-01`, to: today };
    }
    case "custom":
      if (search.from && search.to) return { from: search.from, to: search.to };
  }
  return { from: addDays(today, -29), to: today };
}

export function dayCount({ from, to }: Period): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;
}

/** What the small charts show: at least twelve weeks up to the end of the period, by week, and by month where weeks would be too many. */
export function trendOf(period: Period): Period & { by: "week" | "month" } {
  if (dayCount(period) > 26 * 7) return { ...period, by: "month" };
  const from = addDays(mondayOf(period.to), -11 * 7);
  return { from: from < period.from ? from : mondayOf(period.from), to: period.to, by: "week" };
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}

export function mondayOf(date: string): string {
  return addDays(date, -((new Date(Date.parse(date)).getUTCDay() + 6) % 7));
}

function day(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(Date.parse(value))) return undefined;
  return addDays(value, 0) === value ? value : undefined;
}

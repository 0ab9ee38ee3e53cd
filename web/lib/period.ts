import { dayMs } from "#base/clock.ts";

/** A period as the address says it. Days are YYYY-MM-DD in the workspace's time zone; both ends are included. */
export const presets = ["7d", "30d", "90d", "month", "lastMonth", "quarter", "lastQuarter", "year", "12m", "all", "custom"] as const;
export type Preset = (typeof presets)[number];
/** `from` may be `first`: the first day of all. */
export type Period = { from: string; to: string };
export type PeriodSearch = { period?: Exclude<Preset, "30d">; from?: string; to?: string };

export function parsePeriod(raw: Record<string, unknown>): PeriodSearch {
  const period = presets.find((preset) => preset === raw["period"]);
  const [from, to] = [day(raw["from"]), day(raw["to"])];
  if (period === "custom") return from && to && from <= to ? { period, from, to } : {};
  return period && period !== "30d" ? { period } : {};
}

export function periodOf(search: PeriodSearch, today: string): Period {
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
    case "quarter":
      return { from: quarterOf(today), to: today };
    case "lastQuarter": {
      const last = addDays(quarterOf(today), -1);
      return { from: quarterOf(last), to: last };
    }
    case "year":
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
    case "12m":
      return { from: addDays(`${Number(today.slice(0, 4)) - 1}${today.slice(4)}`, 1), to: today };
    case "all":
      return { from: "first", to: today };
    case "custom":
      if (search.from && search.to) return { from: search.from, to: search.to };
  }
  return { from: addDays(today, -29), to: today };
}

function quarterOf(date: string): string {
  const month = Number(date.slice(5, 7));
  return `${date.slice(0, 4)}-${String(month - ((month - 1) % 3)).padStart(2, "0")}-01`;
}

export function dayCount({ from, to }: Period): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;
}

/** What the small charts show: at least twelve weeks up to the end of the period, by week, and by month where weeks would be too many. */
export function trendOf(period: Period): Period & { by: "week" | "month" } {
  if (period.from === "first" || dayCount(period) > 26 * 7) return { ...period, by: "month" };
  const from = addDays(mondayOf(period.to), -11 * 7);
  return { from: from < period.from ? from : mondayOf(period.from), to: period.to, by: "week" };
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}

/** The last day of a day's month. */
export function monthEnd(date: string): string {
  const [year, month] = date.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

export function mondayOf(date: string): string {
  return addDays(date, -((new Date(Date.parse(date)).getUTCDay() + 6) % 7));
}

export function day(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value) || Number.isNaN(Date.parse(value))) return undefined;
  return addDays(value, 0) === value ? value : undefined;
}

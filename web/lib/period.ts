import { dayMs } from "#web/lib/today.ts";

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

const stretches = ["day", "week", "month", "quarter"] as const;
export type Stretch = (typeof stretches)[number];

const mostPoints = 62;

/**
 * What the small charts show, from the beginning of a whole stretch to the end of the period: weeks, at least twelve of them, and months
 * where weeks would be too many; or the stretch that was chosen.
 */
export function trendOf(period: Period, chosen?: Stretch): Period & { by: Stretch } {
  const by = chosen ?? (period.from === "first" || dayCount(period) > 26 * 7 ? "month" : "week");
  if (period.from === "first") return { ...period, by };
  const twelve = addDays(mondayOf(period.to), -11 * 7);
  return { from: by === "week" && twelve < period.from ? twelve : stretchStart(period.from, by), to: period.to, by };
}

/** The stretches by which a period has a course that can be read: two points at least, and not too many. None while its first day is not known. */
export function stretchesOf(period: Period): Stretch[] {
  if (period.from === "first") return [];
  return stretches.filter((by) => {
    const { from, to } = trendOf(period, by);
    const points = pointsOf({ from, to }, by);
    return points >= 2 && points <= mostPoints;
  });
}

function pointsOf({ from, to }: Period, by: Stretch): number {
  let points = 0;
  for (let key = stretchStart(from, by); key <= to && points <= mostPoints; key = addDays(stretchEnd(key, by), 1)) points += 1;
  return points;
}

/** The first day of the stretch a day is in. */
function stretchStart(date: string, by: Stretch): string {
  return by === "day" ? date : by === "week" ? mondayOf(date) : by === "month" ? `${date.slice(0, 7)}-01` : quarterOf(date);
}

/** The last day of a stretch by its first one. */
export function stretchEnd(key: string, by: Stretch): string {
  return by === "day" ? key : by === "week" ? addDays(key, 6) : monthEnd(by === "month" ? key : addDays(key, 70));
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}

/** The last day of a day's month. */
function monthEnd(date: string): string {
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

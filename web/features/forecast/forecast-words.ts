import type { Estimate } from "#insights/contract.ts";
import type { ForecastAnswer } from "#insights/forecast/contract.ts";
import { roundRange } from "#stats/show/rounding.ts";
import type { Format } from "#web/lib/format.ts";

type Translate = (key: string, values?: Record<string, unknown>) => string;

/** Low end, middle and high end as they are read: to the first digit of half the range. */
export function rangeWords({ value, low, high }: Pick<Estimate, "value" | "low" | "high">, currency: string, format: Format) {
  if (value === null) return null;
  if (low === null || high === null || isOver({ low, high })) return { value: format.wholeMoney(value, currency), low: null, high: null };
  const shown = roundRange({ value, low: Math.max(0, low), high });
  const word = (amount: number) => format.wholeMoney(amount, currency);
  return { value: word(shown.value), low: word(shown.low), high: word(shown.high) };
}

/** Whether nothing is left to come: both ends of the range are what came. */
export function isOver({ low, high }: Pick<Estimate, "low" | "high">): boolean {
  return low !== null && low === high;
}

/** Eight of ten, and so on: how often is said in frequencies. */
export function oftenOf(level: number): { times: number; of: number } {
  return level === 0.95 ? { times: 19, of: 20 } : level === 0.5 ? { times: 5, of: 10 } : { times: Math.round(level * 10), of: 10 };
}

/** The dots for those who do not see them: the range with its level, from how many sales, how earlier ranges did, and then each dot. */
export function dotsText(
  { figure, wins, record, dots, currency }: Pick<ForecastAnswer, "figure" | "wins" | "record" | "dots" | "currency">,
  t: Translate,
  format: Format,
): string {
  const { value, low, high } = rangeWords(figure, currency, format) ?? {};
  return [
    low && high && t("target.range", { level: format.percent(figure.level ?? 0.8), low, middle: value, high, n: format.number(wins) }),
    record ? t("held", { held: record.held, n: record.n }) : t("notHeld"),
    t("target.alt", { values: dots.map((dot) => format.wholeMoney(dot, currency)).join(", ") }),
  ]
    .filter(Boolean)
    .join(" ");
}

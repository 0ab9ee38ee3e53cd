import type { Figure, MetricName } from "#insights/contract.ts";
import type { Format } from "#web/lib/format.ts";

type Translate = (key: string, values?: Record<string, unknown>) => string;
export const metricNames = ["leadsGenerated", "conversionRate", "averageDealSize", "salesCycle"] as const satisfies readonly MetricName[];
const dayMs = 86_400_000;

/** A value in its unit: "1,284", "18.9 %", "€86.40", "4.6 days". */
export function valueText(value: number, { unit, currency }: Pick<Figure, "unit" | "currency">, format: Format): string {
  if (unit === "share") return format.percent(value, 1);
  if (unit === "money") return format.money(Math.round(value), currency ?? "EUR");
  if (unit === "days") return format.duration(value * dayMs);
  return format.number(value);
}

export type Change = { text: string; tone: "good" | "warning" | undefined };

/**
 * The change against the period before, in words: per cent of counts and money, points of shares, days of durations.
 * It says what is, not why; whether it is more than chance is not claimed.
 */
export function changeOf(figure: Figure, t: Translate, format: Format): Change | undefined {
  const before = figure.previous?.value ?? null;
  if (figure.value === null || before === null) return undefined;
  const difference = figure.value - before;
  const words = amountOf(difference, before, figure, format);
  const was = valueText(before, figure, format);
  if (words === undefined) return { text: t("change.same", { was }), tone: undefined };
  const up = difference > 0;
  return {
    text: t(`change.${figure.unit}.${up ? "up" : "down"}`, { by: words, was }),
    tone: up === (figure.better === "up") ? "good" : "warning",
  };
}

/** How much it changed; undefined where it rounds to nothing. */
function amountOf(difference: number, before: number, { unit }: Figure, format: Format): string | undefined {
  const size = Math.abs(difference);
  if (unit === "share") return size * 100 < 0.05 ? undefined : format.number(size * 100, 1);
  if (unit === "days") return size * dayMs < 60_000 ? undefined : format.duration(size * dayMs);
  if (before === 0) return size === 0 ? undefined : format.number(size);
  return size / Math.abs(before) < 0.005 ? undefined : format.percent(size / Math.abs(before));
}

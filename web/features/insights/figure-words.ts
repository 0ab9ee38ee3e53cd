import { dayMs } from "#web/lib/today.ts";
import type { Figure, MetricName } from "#insights/contract.ts";
import type { Format } from "#web/lib/format.ts";

type Translate = (key: string, values?: Record<string, unknown>) => string;
/** The five numbers on top of Insights. */
export const headMetrics = [
  "leadsGenerated",
  "conversionRate",
  "averageDealSize",
  "salesCycle",
  "salesVelocity",
] as const satisfies readonly MetricName[];
export type HeadMetric = (typeof headMetrics)[number];

/** A value in its unit: "1,284", "18.9 %", "€86.40", "4.6 days". */
export function valueText(value: number, { unit, currency }: Pick<Figure, "unit" | "currency">, format: Format): string {
  if (unit === "share") return format.percent(value, 1);
  if (unit === "money") return format.money(Math.round(value), currency ?? "EUR");
  if (unit === "money per day") return format.wholeMoney(Math.round(value), currency ?? "EUR");
  if (unit === "days") return value < 10 ? format.duration(value * dayMs) : format.days(value);
  return format.number(value);
}

export type Change = { text: string; tone: "good" | "warning" | undefined };

/** The change against the period before, in words: per cent of counts and money, points of shares, days of durations. It says what is, not why. */
export function changeOf(figure: Figure, t: Translate, format: Format): Change | undefined {
  const before = figure.previous?.value ?? null;
  if (figure.value === null || before === null) return undefined;
  const difference = figure.change?.value ?? figure.value - before;
  const words = amountOf(difference, before, figure, format);
  const was = valueText(before, figure, format);
  if (words === undefined) return { text: t("change.same", { was }), tone: undefined };
  const up = difference > 0;
  const text = t(`change.${figure.unit === "money per day" ? "money" : figure.unit}.${up ? "up" : "down"}`, { by: words, was });
  // only a change that is more than chance is good or bad
  if (!figure.change) return { text, tone: undefined };
  const verdict = t(figure.change.meaningful ? "change.meaningful" : "change.chance");
  return {
    text: `${text} · ${verdict}`,
    tone: !figure.change.meaningful ? undefined : up === (figure.better === "up") ? "good" : "warning",
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

import type { Figure, MetricName } from "#insights/contract.ts";
import type { Format } from "#web/lib/format.ts";
import type { Stretch } from "#web/lib/period.ts";
import { valueText } from "./figure-words.ts";

type Translate = (key: string, values?: Record<string, unknown>) => string;
export type Point = { key: string; figure: Figure };

/** More than a fifth of its records are not decided yet: what it says may still change. */
export function isFresh({ figure: { value, n, undecided } }: Point): boolean {
  return value !== null && undecided > n / 5;
}

export type Chart = {
  name: MetricName;
  title: string;
  by: Stretch;
  points: readonly Point[];
  isOver: (point: Point) => boolean;
  label: (key: string) => string;
};

/** What the chart shows: how far it went up and down, nothing about why. What is not over or not decided yet is neither highest nor lowest; leads count at once. */
export function sentenceOf({ name, title, by, points, isOver, label }: Chart, t: Translate, format: Format): string {
  const counts = name === "leadsGenerated";
  const known = points.filter((point) => point.figure.value !== null && (counts || (isOver(point) && !isFresh(point))));
  if (known.length === 0) return t("trend.none", { metric: title });
  const sorted = known.toSorted((a, b) => a.figure.value! - b.figure.value!);
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  const when = ({ key }: Point) => t(`trend.bucket.${by}`, { date: label(key) });
  const text = (point: Point) => valueText(point.figure.value!, point.figure, format);
  if (counts) {
    const total = known.reduce((sum, point) => sum + point.figure.value!, 0);
    if (total === 0) return t("trend.noLeads");
    return t("trend.count", { number: format.number(total), most: text(most), when: when(most) });
  }
  if (known.length === 1 || least.figure.value === most.figure.value) return t("trend.same", { metric: title, value: text(most) });
  return t("trend.between", {
    metric: title,
    low: text(least),
    lowWhen: when(least),
    high: text(most),
    highWhen: when(most),
  });
}

import { wilson } from "#stats/shares/wilson.ts";
import { tableOfCounts, type AgeTable } from "#stats/survival/ages.ts";
import { conversion, type Conversion } from "#stats/survival/conversion.ts";
import { metricNames, type Figure, type MetricName } from "./contract.ts";
import type { Duck } from "#base/duck.ts";
import { metrics } from "./metrics.ts";
import type { Period } from "./period.ts";
import { groupedSql, type Grouping } from "./records-sql.ts";
import type { Scope } from "./scope.ts";

/** What is known of one metric in one group of records, before it is worded as a figure. */
export type Measure = {
  n: number;
  /** Sum of the records' parts, in the metric's unit; `sum ÷ n` is the figure, for counts `sum`. */
  sum: number;
  median: number | null;
  leftOut: number;
  undecided: number;
  outcomes: number;
  conversion: Conversion | undefined;
};

export type Figures = Record<MetricName, Figure>;

const level = 0.8;
const minutesPerDay = 1440;
const nothing: Measure = { n: 0, sum: 0, median: null, leftOut: 0, undecided: 0, outcomes: 0, conversion: undefined };

/** Each group's measure of a metric. */
export function measure(duck: Duck, metric: MetricName, scope: Scope, grouping: Grouping): Promise<Map<string, Measure>> {
  return metrics[metric].unit === "share" ? measureShares(duck, metric, scope, grouping) : measureSums(duck, metric, scope, grouping);
}

async function measureSums(duck: Duck, metric: MetricName, scope: Scope, grouping: Grouping): Promise<Map<string, Measure>> {
  const { text, values } = groupedSql(metric, scope, grouping);
  const middle = metrics[metric].unit === "count" ? "null::double" : "median(part)::double";
  const rows = await duck.rows<{ key: string; n: number; left_out: number; sum: number; median: number | null }>(
    `select key, count(part) as n, count(*) - count(part) as left_out, coalesce(sum(part), 0)::double as sum, ${middle} as median from (${text}) group by key`,
    values,
  );
  const { per } = metrics[metric];
  return new Map(
    rows.map(({ key, n, left_out, sum, median }) => [
      key,
      { ...nothing, n, sum: sum / per, median: median === null ? null : median / per, leftOut: left_out, outcomes: n },
    ]),
  );
}

async function measureShares(duck: Duck, metric: MetricName, scope: Scope, grouping: Grouping): Promise<Map<string, Measure>> {
  const { text, values } = groupedSql(metric, scope, grouping);
  const rows = await duck.rows<AgeRow & { key: string }>(
    `select key, age, outcome, count(*) as n from (${text}) group by all order by key, age`,
    values,
  );
  const classes = Map.groupBy(rows, (row) => row.key);
  return new Map([...classes].map(([key, group]) => [key, measureOfShare(tableOf(group))]));
}

/** How many are in which state at an age; in ascending order of age. */
export type AgeRow = { age: number; outcome: string; n: number };

const column = { won: 0, lost: 1 } as const;

/** What the rows say by age; the first cause is winning, the second losing. */
export function tableOf(rows: readonly AgeRow[]): AgeTable {
  const counts: { age: number; ended: [number, number]; open: number }[] = [];
  for (const { age, outcome, n } of rows) {
    let row = counts.at(-1);
    if (row?.age !== age) counts.push((row = { age, ended: [0, 0], open: 0 }));
    if (outcome === "open") row.open += n;
    else row.ended[column[outcome as keyof typeof column]] += n;
  }
  return tableOfCounts(counts);
}

function measureOfShare(table: AgeTable): Measure {
  const result = conversion(table);
  const n = table.atRisk[0] ?? 0;
  const undecided = table.open.reduce((total, open) => total + open, 0);
  return { ...nothing, n, undecided, outcomes: result.outcomes, sum: result.share * n, conversion: result };
}

/** The value of a measure, or null while it is too early to say. */
export function valueOf(metric: MetricName, { n, sum, outcomes }: Measure): number | null {
  const { unit, gate } = metrics[metric];
  if (unit === "count") return sum;
  return outcomes < gate || n === 0 ? null : sum / n;
}

/** Words a measure as a figure: never without unit, period and n. */
export function figureOf(metric: MetricName, known: Measure | undefined, { period, currency }: Pick<Scope, "period" | "currency">): Figure {
  const found = known ?? nothing;
  const { unit, better, method } = metrics[metric];
  const value = valueOf(metric, found);
  const figure: Figure = { value, n: found.n, unit, from: period.from, to: period.to, previous: null, method, better };
  if (unit === "money") Object.assign(figure, { currency, leftOut: found.leftOut });
  if (unit === "money" || unit === "days") figure.median = value === null ? null : found.median;
  if (unit === "share") {
    const range = value === null || !found.conversion ? { low: null, high: null } : wilson(value, found.conversion.effective, level);
    Object.assign(figure, range, { level, undecided: found.undecided, horizonDays: (found.conversion?.horizon ?? 0) / minutesPerDay });
  }
  return figure;
}

/** The four figures of a period beside those of the period before. */
export async function readFigures(duck: Duck, scope: Scope, before: Period): Promise<Figures> {
  return eachMetric(async (metric) => {
    const measures = await measure(duck, metric, { ...scope, fromMs: before.fromMs }, { by: "split", atMs: scope.fromMs });
    const { value, n, from, to } = figureOf(metric, measures.get("before"), { ...scope, period: before });
    return { ...figureOf(metric, measures.get(""), scope), previous: { value, n, from, to } };
  });
}

/** The four figures of each group, those with most records first, stretches of time in order. */
export async function readGroups(duck: Duck, scope: Scope, grouping: Grouping, most: number): Promise<{ key: string; metrics: Figures }[]> {
  const byMetric = await eachMetric((metric) => measure(duck, metric, scope, grouping));
  const sizes = new Map<string, number>(grouping.by === "time" ? grouping.buckets.map(({ key }) => [key, 0]) : []);
  for (const metric of metricNames) for (const [key, { n }] of byMetric[metric]) sizes.set(key, (sizes.get(key) ?? 0) + n);
  const keys =
    grouping.by === "time"
      ? [...sizes.keys()]
      : [...sizes]
          .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
          .slice(0, most)
          .map(([key]) => key);
  return Promise.all(
    keys.map(async (key) => ({
      key,
      metrics: await eachMetric(async (metric) => figureOf(metric, byMetric[metric].get(key), scope)),
    })),
  );
}

async function eachMetric<T>(work: (metric: MetricName) => Promise<T>): Promise<Record<MetricName, T>> {
  const entries: [MetricName, T][] = [];
  for (const metric of metricNames) entries.push([metric, await work(metric)]);
  return Object.fromEntries(entries) as Record<MetricName, T>;
}

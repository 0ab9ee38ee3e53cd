import type { Duck } from "#base/duck.ts";
import { difference } from "#stats/shares/difference.ts";
import { wilson } from "#stats/shares/wilson.ts";
import { tableOfCounts, type AgeTable } from "#stats/survival/ages.ts";
import { conversion, type Conversion } from "#stats/survival/conversion.ts";
import { ageByWhich, survival } from "#stats/survival/survival.ts";
import type { Figure, MetricName } from "./contract.ts";
import { metrics } from "./metrics.ts";
import { groupedPartsSql, groupedSql, type Grouping } from "./records-sql.ts";
import type { Scope } from "./scope.ts";

/** What is known of one metric in one group of records, before it is worded as a figure. */
export type Measure = {
  n: number;
  /** Σ part and Σ whole in the metric's unit; `sum ÷ whole` is the figure, for counts `sum`. */
  sum: number;
  whole: number;
  /** Of single parts; NaN below two. */
  spread: number;
  median: number | null;
  leftOut: number;
  undecided: number;
  outcomes: number;
  conversion: Conversion | undefined;
};

/** Of every range that is told. */
export const level = 0.8;
const minutesPerDay = 1440;
export const nothing: Measure = {
  n: 0,
  sum: 0,
  whole: 0,
  spread: Number.NaN,
  median: null,
  leftOut: 0,
  undecided: 0,
  outcomes: 0,
  conversion: undefined,
};

/** Measures by the key of their group. */
export type Groups = Map<string, Measure>;

/** Each group's measure of each of the metrics. Those that look at the same rows by the same instant are read together. */
export async function measure<Name extends MetricName>(
  duck: Duck,
  names: readonly Name[],
  scope: Scope,
  grouping: Grouping,
): Promise<Record<Name, Groups>> {
  const found = {} as Record<MetricName, Groups>;
  const together = Map.groupBy(names, (name) => {
    const { shape, grain, at } = metrics[name];
    return shape === "incidence" || shape === "velocity" ? name : `${grain} ${at}`;
  });
  for (const same of together.values()) {
    const [first] = same as [Name];
    if (metrics[first].shape === "incidence") found[first] = await measureShares(duck, first, scope, grouping);
    else Object.assign(found, await measureSums(duck, same as [Name, ...Name[]], scope, grouping));
  }
  return found;
}

type Sums = { n: number; left: number; sum: number; squares: number | null; whole: number; middle: number | null };

async function measureSums<Name extends MetricName>(
  duck: Duck,
  names: readonly [Name, ...Name[]],
  scope: Scope,
  grouping: Grouping,
): Promise<Record<Name, Groups>> {
  const { text, values } = groupedPartsSql(names, scope, grouping);
  const columns = names.map((name, at) => {
    const [part, { shape, whole }] = [`part_${at}`, metrics[name]];
    const isMean = shape === "mean";
    return `
      count(${part}) as n_${at}, count(*) filter (where of_${at}) - count(${part}) as left_${at}, coalesce(sum(${part}), 0)::double as sum_${at},
      ${isMean ? `coalesce(sum(${part}::hugeint * ${part}::hugeint), 0)::double` : "null::double"} as squares_${at},
      ${whole === "1" ? `count(${part})` : `coalesce(sum(whole_${at}) filter (where ${part} is not null), 0)::double`} as whole_${at},
      ${isMean ? `median(${part})::double` : "null::double"} as middle_${at}`;
  });
  const rows = await duck.rows<{ key: string } & Record<string, number | string | null>>(
    `select key, ${columns.join(", ")} from (${text}) group by key`,
    values,
  );
  const groupsOf = (name: Name, at: number): Groups =>
    new Map(
      rows.flatMap((row) => {
        const sums = Object.fromEntries(
          (["n", "left", "sum", "squares", "whole", "middle"] as const).map((column) => [column, row[`${column}_${at}`]]),
        ) as Sums;
        return sums.n + sums.left === 0 ? [] : [[row.key, measureOfSums(sums, metrics[name].per)]];
      }),
    );
  return Object.fromEntries(names.map((name, at) => [name, groupsOf(name, at)])) as Record<Name, Groups>;
}

function measureOfSums({ n, left, sum, squares, whole, middle }: Sums, per: number): Measure {
  return {
    ...nothing,
    n,
    sum: sum / per,
    whole,
    spread: n < 2 || squares === null ? Number.NaN : Math.sqrt(Math.max(0, squares - (sum * sum) / n) / (n - 1)) / per,
    median: middle === null ? null : middle / per,
    leftOut: left,
    outcomes: n,
  };
}

async function measureShares(duck: Duck, metric: MetricName, scope: Scope, grouping: Grouping): Promise<Groups> {
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
  return { ...nothing, n, undecided, outcomes: result.outcomes, sum: result.share * n, whole: n, conversion: result };
}

/** The value of a measure, or null while it is too early to say. */
export function valueOf(metric: MetricName, { sum, whole, outcomes, leftOut }: Measure): number | null {
  const { shape, gate } = metrics[metric];
  if (shape === "count") return sum;
  // Where nothing that was lost has a value, the share of value won would always be all of it.
  if (metric === "winRateByValue" && leftOut > 0 && sum === whole) return null;
  return outcomes < gate || whole === 0 ? null : sum / whole;
}

/** Words a measure as a figure: never without unit, period and n. */
export function figureOf(metric: MetricName, known: Measure | undefined, { period, currency }: Pick<Scope, "period" | "currency">): Figure {
  const found = known ?? nothing;
  const { unit, better, method, shape } = metrics[metric];
  const value = valueOf(metric, found);
  const { n, undecided } = found;
  const range = value === null ? null : rangeOf(metric, value, found);
  const figure: Figure = {
    value,
    low: range?.low ?? null,
    high: range?.high ?? null,
    level: range ? level : null,
    n,
    undecided,
    unit,
    method,
    from: period.from,
    to: period.to,
    better,
    previous: null,
    change: null,
    beside: besideOf(metric, found),
  };
  if (unit === "money" || unit === "money per day") figure.currency = currency;
  if (metrics[metric].needsRate) figure.leftOut = found.leftOut;
  if (shape === "mean") figure.median = value === null ? null : found.median;
  if (found.conversion) figure.horizonDays = found.conversion.horizon / minutesPerDay;
  return figure;
}

function rangeOf(
  metric: MetricName,
  value: number,
  { conversion: curve, n, spread, whole }: Measure,
): { low: number; high: number } | null {
  const { shape } = metrics[metric];
  if (shape === "incidence" && curve) return wilson(value, curve.effective, level);
  if (shape === "ratio" && whole === n) return wilson(value, n, level);
  if (shape === "mean" && Number.isFinite(spread))
    return difference({ value, error: spread / Math.sqrt(n) }, { value: 0, error: 0 }, level);
  return null;
}

/** What other tools show instead, and what it hides. */
function besideOf(metric: MetricName, { conversion: curve, n, outcomes }: Measure): Figure["beside"] {
  if (metric !== "conversionRate" || !curve || outcomes < metrics[metric].gate) return [];
  const ended = curve.curves.table.ended.map((column) => column.reduce((sum, count) => sum + count, 0));
  const [wins, losses] = [ended[0] ?? 0, ended[1] ?? 0];
  const close = ageByWhich(survival(curve.curves.table), 0.5, { level, scale: "log-log" });
  const exits = wins + losses;
  return [
    { name: "wonOfAll", value: wins / n, unit: "share" },
    { name: "wonOfDecided", value: exits > 0 ? wins / exits : null, unit: "share" },
    { name: "medianToClose", value: exits < 10 || close.age === null ? null : close.age / minutesPerDay, unit: "days" },
  ];
}

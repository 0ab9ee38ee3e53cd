import type { Duck } from "#base/duck.ts";
import { mean, variance } from "#stats/numbers/quantile.ts";
import { difference, type Known } from "#stats/shares/difference.ts";
import { fitPrior, shrink, type Prior } from "#stats/shares/shrinkage.ts";
import { wilson } from "#stats/shares/wilson.ts";
import { tableOfCounts, type AgeTable } from "#stats/survival/ages.ts";
import { conversion, type Conversion } from "#stats/survival/conversion.ts";
import { ageByWhich, survival } from "#stats/survival/survival.ts";
import { metricNames, type Figure, type MetricName } from "./contract.ts";
import { metrics } from "./metrics.ts";
import type { Period } from "./period.ts";
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

export type Figures = Record<MetricName, Figure>;
type Measures = Record<MetricName, Measure>;

const level = 0.8;
const minutesPerDay = 1440;
const sideToCompare = 20;
const nothing: Measure = {
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

type Groups = Map<string, Measure>;

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

/** The figures of a period beside those of the period before, with what the change between them means. */
export async function readFigures(duck: Duck, scope: Scope, before: Period): Promise<Figures> {
  const both = { ...scope, fromMs: before.fromMs };
  const flows = metricNames.filter((name) => metrics[name].shape !== "velocity");
  const stocks = metricNames.filter((name) => metrics[name].shape === "velocity");
  const split = await measure(duck, flows, both, { by: "split", atMs: scope.fromMs });
  const standing = await measure(duck, stocks, scope, { by: "all" });
  const stood = await measure(duck, stocks, { ...scope, toMs: before.toMs }, { by: "all" });
  const now = measuresOf({ ...split, ...standing }, "");
  const earlier = measuresOf(split, "before");
  for (const name of stocks) earlier[name] = stood[name].get("") ?? nothing;
  const unevenness = await unevennessOf(duck, both);
  const figures = figuresOf(now, scope);
  const past = figuresOf(earlier, { ...scope, period: before });
  for (const metric of metricNames) {
    const { value, low, high, level: of, n, undecided, unit, currency: own, method, from, to } = past[metric];
    const said = { value, low, high, level: of, n, undecided, unit, method, from, to };
    figures[metric].previous = own === undefined ? said : { ...said, currency: own };
    figures[metric].change = changeOf(metric, now[metric], earlier[metric], unevenness);
  }
  return figures;
}

/** What one group has of each metric. */
function measuresOf(found: Partial<Record<MetricName, Groups>>, key: string): Measures {
  return Object.fromEntries(metricNames.map((name) => [name, found[name]?.get(key) ?? nothing])) as Measures;
}

function figuresOf(measures: Measures, scope: Pick<Scope, "period" | "currency">): Figures {
  const figures = {} as Figures;
  for (const metric of metricNames) figures[metric] = figureOf(metric, measures[metric], scope);
  const { salesVelocity, winRate, averageDealSize, salesCycle, conversionRate } = figures;
  const days = Math.max(1, (scope.period.toMs - scope.period.fromMs) / 86_400_000);
  const parts = [winRate.value, averageDealSize.value, salesCycle.value];
  const speaks = parts.every((part) => part !== null) && salesCycle.value! > 0;
  salesVelocity.value = speaks ? (salesVelocity.n * winRate.value! * averageDealSize.value!) / salesCycle.value! : null;
  salesVelocity.beside = [
    { name: "reallyWon", value: averageDealSize.n === 0 ? null : measures.averageDealSize.sum / days, unit: "money per day" },
  ];
  salesCycle.beside = conversionRate.beside.filter(({ name }) => name === "medianToClose");
  conversionRate.beside = conversionRate.beside.filter(({ name }) => name !== "medianToClose");
  winRate.beside = [{ name: "winRateByValue", value: figures.winRateByValue.value, unit: "share" }];
  return figures;
}

/** The difference to the period before with its range, and whether it is more than chance (two sides of at least 20, 95 %). */
function changeOf(metric: MetricName, now: Measure, before: Measure, unevenness: number): Figure["change"] {
  const [a, b] = [knownOf(metric, now, unevenness), knownOf(metric, before, unevenness)];
  if (!a || !b) return null;
  const { low, high } = difference(a, b, level);
  const sure = difference(a, b, 0.95);
  return { value: a.value - b.value, low, high, level, meaningful: sure.low > 0 || sure.high < 0 };
}

function knownOf(metric: MetricName, found: Measure, unevenness: number): Known | null {
  const { shape } = metrics[metric];
  const value = valueOf(metric, found);
  if (value === null || found.outcomes < sideToCompare) return null;
  if (shape === "count") return { value, error: Math.sqrt(value * unevenness) };
  if (shape === "mean") return Number.isFinite(found.spread) ? { value, error: found.spread / Math.sqrt(found.n) } : null;
  const n = shape === "incidence" ? (found.conversion?.effective ?? 0) : found.whole === found.n ? found.n : 0;
  return n > 0 ? { value, error: Math.sqrt((value * (1 - value)) / n) } : null;
}

/** How much more uneven than by chance leads come in from day to day: variance ÷ mean of daily counts, at least 1. */
async function unevennessOf(duck: Duck, scope: Scope): Promise<number> {
  const { text, values } = groupedSql("leadsGenerated", scope, { by: "all" });
  const rows = await duck.rows<{ day: number; n: number }>(
    `select floor((happened - $from) / 86400000)::integer as day, count(*) as n from (${text}) group by all`,
    values,
  );
  const days = Math.max(1, Math.round((scope.toMs - scope.fromMs) / 86_400_000));
  const counts = new Float64Array(days + 1);
  for (const { day, n } of rows) counts[day] = n;
  const daily = counts.subarray(0, days);
  const dispersion = variance(daily) / mean(daily);
  return Number.isFinite(dispersion) ? Math.max(1, dispersion) : 1;
}

/** The figures of each group, those with most records first, stretches of time in order. A person's rates stand only shrunk to what all have in common. */
export async function readGroups(duck: Duck, scope: Scope, grouping: Grouping, most: number): Promise<{ key: string; metrics: Figures }[]> {
  const told = metricNames.filter((name) => !isStock(name, grouping));
  const byMetric: Partial<Record<MetricName, Groups>> = await measure(duck, told, scope, grouping);
  const sizes = new Map<string, number>(grouping.by === "time" ? grouping.buckets.map(({ key }) => [key, 0]) : []);
  for (const found of Object.values(byMetric)) for (const [key, { n }] of found) sizes.set(key, (sizes.get(key) ?? 0) + n);
  const keys =
    grouping.by === "time"
      ? [...sizes.keys()]
      : [...sizes]
          .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
          .slice(0, most)
          .map(([key]) => key);
  const groups = keys.map((key) => ({ key, metrics: figuresOf(measuresOf(byMetric, key), scope) }));
  if (grouping.by === "owner") for (const metric of ["conversionRate", "winRate"] as const) shrinkToTeam(metric, groups, byMetric[metric]!);
  return groups;
}

/** A stock is of one moment: it has no value for each stretch of time. */
function isStock(metric: MetricName, grouping: Grouping): boolean {
  return metrics[metric].shape === "velocity" && grouping.by === "time";
}

function shrinkToTeam(metric: MetricName, groups: readonly { key: string; metrics: Figures }[], found: Groups): void {
  const tallies = new Map(
    [...found].map(([key, { sum, whole, conversion: curve }]) => {
      const n = curve ? curve.effective : whole;
      return [key, { events: whole > 0 ? (sum / whole) * n : 0, n }];
    }),
  );
  const prior: Prior | null = tallies.size > 1 ? fitPrior([...tallies.values()]) : null;
  for (const { key, metrics: figures } of groups) {
    const tally = tallies.get(key);
    if (!tally || !prior || tally.n === 0) continue;
    const { share, low, high } = shrink(tally, prior, level);
    const raw = figures[metric].value;
    Object.assign(figures[metric], {
      value: share,
      low,
      high,
      level,
      method: `${metrics[metric].method}; shrunk to the team's mean (beta-binomial)`,
      beside: [{ name: "unshrunk", value: raw, unit: "share" }],
    });
  }
}

import { dayMs } from "#base/clock.ts";
import type { Duck } from "#base/duck.ts";
import { mean, variance } from "#stats/numbers/quantile.ts";
import { difference, shareAmong, type Known } from "#stats/shares/difference.ts";
import { wilson } from "#stats/shares/wilson.ts";
import { fitPrior, shrink, type Prior } from "#stats/shares/shrinkage.ts";
import { besideEarlier } from "#stats/survival/conversion.ts";
import { metricNames, type Figure, type MetricName } from "./contract.ts";
import { figureOf, level, measure, nothing, valueOf, type Groups, type Measure } from "./figures.ts";
import { metrics } from "./metrics.ts";
import { daysBegun, type Period } from "./period.ts";
import { groupedSql, type Grouping } from "./records-sql.ts";
import type { Scope } from "./scope.ts";

export type Figures = Record<MetricName, Figure>;
type Measures = Record<MetricName, Measure>;

const minutesPerDay = 1440;
const sideToCompare = 20;

/** The figures of a period beside those of the period before, with what the change between them means. */
export async function readFigures(duck: Duck, scope: Scope, before: Period & { soFar: boolean }): Promise<Figures> {
  const both = { ...scope, fromMs: before.fromMs };
  const flows = metricNames.filter((name) => metrics[name].shape !== "velocity");
  const stocks = metricNames.filter((name) => metrics[name].shape === "velocity");
  const split = await measure(duck, flows, both, { by: "split", untilMs: before.toMs, fromMs: scope.fromMs });
  const standing = await measure(duck, stocks, scope, { by: "all" });
  const stood = await measure(duck, stocks, { ...scope, toMs: before.toMs }, { by: "all" });
  const now = measuresOf({ ...split, ...standing }, "");
  const earlier = measuresOf(split, "before");
  for (const name of stocks) earlier[name] = stood[name].get("") ?? nothing;
  const unevenness = await unevennessOf(duck, both);
  const figures = figuresOf(now, scope);
  const past = figuresOf(earlier, { ...scope, period: before });
  for (const metric of metricNames) {
    const { value, low, high, level: of, n, undecided, unit, currency, method, from, to } = past[metric];
    figures[metric].previous = {
      value,
      low,
      high,
      level: of,
      n,
      undecided,
      unit,
      ...(currency && { currency }),
      method,
      from,
      to,
      soFar: before.soFar,
    };
    const change = (figures[metric].value ?? 0) - (value ?? 0);
    figures[metric].change = changeOf(change, knownOf(metric, now, unevenness), knownOf(metric, earlier, unevenness));
  }
  compareConversion(figures.conversionRate, now.conversionRate, earlier.conversionRate);
  return figures;
}

/** Both periods' deals followed for equally long: those of the earlier one had more time to be won. */
function compareConversion(figure: Figure, now: Measure, earlier: Measure): void {
  if (!now.conversion || !earlier.conversion || figure.value === null || figure.previous?.value == null) return;
  const { age, own, earlier: before } = besideEarlier(now.conversion, earlier.conversion);
  const range = wilson(before.share, before.effective, level);
  Object.assign(figure.previous, { value: before.share, ...range, horizonDays: age / minutesPerDay });
  const isEnough = Math.min(now.outcomes, earlier.outcomes) >= sideToCompare;
  const [after, then] = [own, before].map(({ share, effective }) => shareAmong(share, effective));
  figure.change = isEnough ? changeOf(own.share - before.share, after!, then!) : null;
}

/** What one group has of each metric. */
function measuresOf(found: Partial<Record<MetricName, Groups>>, key: string): Measures {
  return Object.fromEntries(metricNames.map((name) => [name, found[name]?.get(key) ?? nothing])) as Measures;
}

/** The figures of all metrics; of one that is not among those `told` nothing is said. */
function figuresOf(
  measures: Measures,
  scope: Pick<Scope, "period" | "currency" | "atMs" | "timeZone">,
  told: readonly MetricName[] = metricNames,
): Figures {
  const figures = {} as Figures;
  for (const metric of metricNames) figures[metric] = figureOf(metric, measures[metric], scope);
  const { salesVelocity, winRate, salesCycle, conversionRate, averageDealSize } = figures;
  const days = daysBegun(scope.period, scope.atMs, scope.timeZone);
  const velocity = told.includes("salesVelocity") ? velocityOf(measures) : null;
  salesVelocity.value = velocity?.value ?? null;
  if (velocity && Number.isFinite(velocity.error)) {
    const { low, high } = difference(velocity, { value: 0, error: 0 }, level);
    Object.assign(salesVelocity, { low: Math.max(0, low), high, level });
  }
  salesVelocity.beside = [
    { name: "reallyWon", value: averageDealSize.n === 0 ? null : measures.averageDealSize.sum / days, unit: "money per day" },
  ];
  salesCycle.beside = conversionRate.beside.filter(({ name }) => name === "medianToClose");
  conversionRate.beside = conversionRate.beside.filter(({ name }) => name !== "medianToClose");
  winRate.beside = [{ name: "winRateByValue", value: figures.winRateByValue.value, unit: "share" }];
  return figures;
}

/** The difference to the period before with its range, and whether it is more than chance (two sides of at least 20, 95 %). */
function changeOf(value: number, now: Known | null, before: Known | null): Figure["change"] {
  if (!now || !before) return null;
  const { low, high } = difference(now, before, level);
  const sure = difference(now, before, 0.95);
  return { value, low, high, level, meaningful: sure.low > 0 || sure.high < 0 };
}

/** A metric as it is held against another time's, with its error, where there is enough of it. */
function knownOf(metric: MetricName, measures: Measures, unevenness: number): Known | null {
  const found = measures[metric];
  const { shape } = metrics[metric];
  if (shape === "velocity") {
    const known = isComparable(measures) ? velocityOf(measures) : null;
    return known && Number.isFinite(known.error) ? known : null;
  }
  const value = valueOf(metric, found);
  if (value === null || found.outcomes < sideToCompare) return null;
  if (shape === "count") return { value, error: Math.sqrt(value * unevenness) };
  if (shape === "mean") return Number.isFinite(found.spread) ? { value, error: found.spread / Math.sqrt(found.n) } : null;
  const n = shape === "incidence" ? (found.conversion?.effective ?? 0) : found.whole === found.n ? found.n : 0;
  return n > 0 ? shareAmong(value, n) : null;
}

function isComparable({ winRate, averageDealSize, salesCycle, salesVelocity }: Measures): boolean {
  return [winRate, averageDealSize, salesCycle, salesVelocity].every(({ n }) => n >= sideToCompare);
}

/**
 * Open deals × win rate × average deal size ÷ sales cycle with its error: the squares of the parts' relative errors add up (delta method), the number of open
 * deals taken as Poisson's and the parts as independent. Null while one of them is too early.
 */
function velocityOf(measures: Measures): Known | null {
  const open = measures.salesVelocity.n;
  const [share, size, cycle] = (["winRate", "averageDealSize", "salesCycle"] as const).map((name) => valueOf(name, measures[name]));
  if (share == null || size == null || cycle == null || cycle <= 0) return null;
  const value = (open * share * size) / cycle;
  const ofMean = ({ spread, n }: Measure, mean: number) => (spread / mean) ** 2 / n;
  const relative =
    1 / open +
    (shareAmong(share, measures.winRate.n).error / share) ** 2 +
    ofMean(measures.averageDealSize, size) +
    ofMean(measures.salesCycle, cycle);
  return { value, error: Math.abs(value) * Math.sqrt(relative) };
}

/** How much more uneven than by chance leads come in from day to day: variance ÷ mean of daily counts, at least 1. */
async function unevennessOf(duck: Duck, scope: Scope): Promise<number> {
  const { text, values } = groupedSql("leadsGenerated", scope, { by: "all" });
  const rows = await duck.rows<{ day: number; n: number }>(
    `select floor((happened - $from) / 86400000)::integer as day, count(*) as n from (${text}) group by all`,
    values,
  );
  const days = Math.max(1, Math.round((scope.toMs - scope.fromMs) / dayMs));
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
  const periods = new Map(grouping.by === "time" ? grouping.buckets.map(({ key, period }) => [key, period]) : []);
  const groups = keys.map((key) => ({
    key,
    metrics: figuresOf(measuresOf(byMetric, key), { ...scope, period: periods.get(key) ?? scope.period }, told),
  }));
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

import type { Duck } from "#base/duck.ts";
import { zOf } from "#stats/numbers/distributions.ts";
import { wilson } from "#stats/shares/wilson.ts";
import { shrinkMeans } from "#stats/shares/means.ts";
import { chanceOfDifference, difference, type Known } from "#stats/shares/difference.ts";
import { adjustForMany } from "#stats/shares/discoveries.ts";
import type { Estimate, OrderRecords, Question } from "../contract.ts";
import { previousSoFar } from "../period.ts";
import { withScope, type Asker, type Scope } from "../scope.ts";
import { askPage } from "../trends/records.ts";
import type { HeatAnswer, SaleGroup, SaleRow, SalesAnswer } from "./contract.ts";
import { saleRows } from "./sales-sql.ts";

/** What is known of the sales of one group in one period; `spread` of single values. */
type Tally = { n: number; valued: number; revenue: number; spread: number };
type Both = { now: Tally; before: Tally };

const level = 0.8;
const sure = 0.95;
const fewest = 5;
const fewestASide = 20;
const mostRows = 200;
const mostMovers = 3;
const none: Tally = { n: 0, valued: 0, revenue: 0, spread: Number.NaN };

/** Sales of a period by one dimension, each beside the period before with whether the difference means anything. */
export async function askSales(asker: Asker, { by, ...question }: Question & { by: SaleGroup }): Promise<SalesAnswer> {
  return withScope(asker, question, async (duck, scope) => {
    const before = previousSoFar(scope.period, scope.atMs, scope.timeZone);
    const groups = await readTallies(duck, { ...scope, fromMs: before.fromMs }, { untilMs: before.toMs, fromMs: scope.fromMs }, by);
    const total = sumOf([...groups.values()]);
    const word = (both: Both, isPerson: boolean) => rowOf(both, total.now, scope, isPerson);
    const keys = [...groups.keys()].sort((a, b) => inOrder(by, groups, a, b)).slice(0, mostRows);
    const rows = keys.map((key) => ({ key, ...word(groups.get(key)!, by === "owner") }));
    if (by === "owner") shrinkAverages(rows, groups);
    judgeTogether(rows, groups);
    return {
      by,
      rows,
      total: word(total, false),
      movers: moversOf(rows),
      previous: { from: before.from, to: before.to, soFar: before.soFar },
      from: scope.period.from,
      to: scope.period.to,
      currency: scope.currency,
      timeZone: scope.timeZone,
      asOf: new Date(scope.atMs).toISOString(),
      seq: scope.seq,
    };
  });
}

/** Sales by weekday and hour together. */
export async function askHeat(asker: Asker, question: Question): Promise<HeatAnswer> {
  return withScope(asker, question, async (duck, scope) => {
    const { text, values } = saleRows(scope, "cell");
    const rows = await duck.rows<{ key: string; sales: number; revenue: number }>(
      `select key, count(*) as sales, coalesce(sum(value), 0)::double as revenue from (${text}) group by key order by key`,
      values,
    );
    const cells = rows.map(({ key, sales, revenue }) => {
      const [weekday, hour] = key.split("-").map(Number) as [number, number];
      return { weekday, hour, sales, revenue };
    });
    const n = cells.reduce((sum, { sales }) => sum + sales, 0);
    return { cells, n, currency: scope.currency, timeZone: scope.timeZone, from: scope.period.from, to: scope.period.to };
  });
}

/** The deals won behind a row or a cell; their values add up to its revenue. */
export function askSaleRecords(
  asker: Asker,
  { by, key, offset, limit, ...question }: Question & { by: SaleGroup | "cell"; key?: string | undefined; offset: number; limit: number },
): Promise<OrderRecords> {
  return askPage<number | null>(asker, question, "deal", true, { offset, limit }, (scope) => {
    const { text, values } = saleRows(scope, by);
    return {
      text: `select id, happened, value as part, outcome from (${text}) ${key === undefined ? "" : "where key = $key"}`,
      values: { ...values, ...(key !== undefined && { key }) },
    };
  });
}

/** The sales from `fromMs` on, and those before `untilMs`. */
async function readTallies(
  duck: Duck,
  scope: Scope,
  { untilMs, fromMs }: { untilMs: number; fromMs: number },
  by: SaleGroup,
): Promise<Map<string, Both>> {
  const { text, values } = saleRows(scope, by);
  const rows = await duck.rows<{ key: string; current: boolean; n: number; valued: number; revenue: number; spread: number | null }>(
    `
    select key, happened >= $split as current, count(*) as n, count(value) as valued, coalesce(sum(value), 0)::double as revenue, stddev_samp(value)::double as spread
    from (${text})
    where happened < $until or happened >= $split
    group by all
    `,
    { ...values, until: untilMs, split: fromMs },
  );
  const groups = new Map<string, Both>();
  for (const { key, current, spread, ...tally } of rows) {
    const both = groups.get(key) ?? { now: none, before: none };
    both[current ? "now" : "before"] = { ...tally, spread: spread ?? Number.NaN };
    groups.set(key, both);
  }
  return groups;
}

/** All groups as one. Variances add as sums of squares do. */
function sumOf(groups: readonly Both[]): Both {
  const add = (tallies: readonly Tally[]): Tally => {
    const [n, valued, revenue] = (["n", "valued", "revenue"] as const).map((name) =>
      tallies.reduce((sum, tally) => sum + tally[name], 0),
    ) as [number, number, number];
    const squares = tallies.reduce((sum, { valued: count, revenue: money, spread }) => {
      return count === 0 ? sum : sum + (count > 1 ? spread ** 2 * (count - 1) : 0) + money ** 2 / count;
    }, 0);
    return { n, valued, revenue, spread: valued > 1 ? Math.sqrt(Math.max(0, squares - revenue ** 2 / valued) / (valued - 1)) : Number.NaN };
  };
  return { now: add(groups.map(({ now }) => now)), before: add(groups.map(({ before }) => before)) };
}

function rowOf({ now, before }: Both, all: Tally, scope: Scope, isPerson: boolean): Omit<SaleRow, "key"> {
  const { period, currency } = scope;
  const common = { undecided: 0, from: period.from, to: period.to };
  const exact = { low: null, high: null, level: null };
  const mean = now.valued < fewest ? null : now.revenue / now.valued;
  const half = zOf(level) * (now.spread / Math.sqrt(now.valued));
  const share = all.n === 0 ? null : now.n / all.n;
  const average: Estimate = {
    value: mean,
    ...(mean !== null && Number.isFinite(half) ? { low: mean - half, high: mean + half, level } : exact),
    n: now.valued,
    unit: "money",
    currency,
    method: "mean of deals won",
    ...common,
  };
  return {
    sales: { value: now.n, ...exact, n: now.n, unit: "count", method: "count of deals won", ...common },
    revenue: {
      value: now.revenue,
      ...exact,
      n: now.valued,
      unit: "money",
      currency,
      method: "sum of deals won, refunds taken off",
      ...common,
    },
    share: {
      value: share,
      ...(share !== null && all.n >= fewest ? { ...wilson(share, all.n, level), level } : exact),
      n: all.n,
      unit: "share",
      method: "of all deals won; 80 % range by Wilson",
      ...common,
    },
    revenueShare: all.revenue > 0 ? now.revenue / all.revenue : null,
    average,
    leftOut: now.n - now.valued,
    previous: { sales: before.n, revenue: before.revenue },
    change: isPerson ? null : changeOf(now, before),
  };
}

/** A sum of n values: their number is Poisson's and they scatter, so its variance is n · (mean² + spread²). */
function knownOf({ valued, revenue, spread }: Tally): Known {
  return { value: revenue, error: Math.sqrt(valued * ((revenue / valued) ** 2 + spread ** 2)) };
}

/** The difference of two revenues. */
function changeOf(now: Tally, before: Tally): SaleRow["change"] {
  if (now.valued < fewestASide || before.valued < fewestASide) return null;
  const { low, high } = difference(knownOf(now), knownOf(before), level);
  const wide = difference(knownOf(now), knownOf(before), sure);
  return { value: now.revenue - before.revenue, low, high, level, meaningful: wide.low > 0 || wide.high < 0 };
}

/** Rows are compared all at once: which of them moved by more than chance is judged taken together. */
function judgeTogether(rows: readonly SaleRow[], groups: ReadonlyMap<string, Both>): void {
  const compared = rows.filter(({ change }) => change !== null);
  const adjusted = adjustForMany(
    compared.map(({ key }) => {
      const { now, before } = groups.get(key)!;
      return chanceOfDifference(knownOf(now), knownOf(before));
    }),
  );
  for (const [i, { change }] of compared.entries()) change!.meaningful = adjusted[i]! <= 1 - sure;
}

function moversOf(rows: readonly SaleRow[]): string[] {
  return rows
    .filter(({ change }) => change?.meaningful)
    .sort((a, b) => Math.abs(b.change!.value) - Math.abs(a.change!.value))
    .slice(0, mostMovers)
    .map(({ key }) => key);
}

/** Hours and weekdays in their order, people by name only (no league table), everything else by revenue. */
function inOrder(by: SaleGroup, groups: ReadonlyMap<string, Both>, a: string, b: string): number {
  if (by === "weekday" || by === "hour") return Number(a) - Number(b);
  if (by === "owner") return a < b ? -1 : 1;
  const money = (key: string) => groups.get(key)!.now.revenue;
  return money(b) - money(a) || (a < b ? -1 : 1);
}

/** A person's average deal stands only shrunk to what all have in common. */
function shrinkAverages(rows: readonly SaleRow[], groups: ReadonlyMap<string, Both>): void {
  const known = rows.map(({ key }) => {
    const { valued, revenue, spread } = groups.get(key)!.now;
    return { n: valued, mean: valued === 0 ? 0 : revenue / valued, spread: Number.isFinite(spread) ? spread : 0 };
  });
  for (const [i, shrunk] of shrinkMeans(known, level).entries())
    if (shrunk && rows[i]!.average.n > 0)
      Object.assign(rows[i]!.average, { ...shrunk, level, method: "mean of deals won, shrunk to the team's mean (normal-normal)" });
}

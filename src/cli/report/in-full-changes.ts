import { addDays } from "#base/clock.ts";
import type { SaleRow, SalesAnswer } from "#insights/sales/contract.ts";
import type { Alert, AlertsAnswer, ChangeWire, Series, TrendsAnswer } from "#insights/trends/contract.ts";
import { drawn, said } from "./said.ts";

export function trendsInFull({ alerts, ...told }: AlertsAnswer, { series, ...trends }: TrendsAnswer): object {
  return { ...told, ...trends, alerts: alerts.map(alertInFull), series: series.map(seriesInFull) };
}

function seriesInFull({ points, changes, ...own }: Series): object {
  const { unit, currency } = own;
  const from = points[0]?.week ?? own.recent.from;
  const to = points.length > 0 ? addDays(points.at(-1)!.week, 6) : own.recent.to;
  const countSince = (since: string) => points.reduce((sum, { week, n }) => (week >= since ? sum + n : sum), 0);
  const n = countSince(from);
  return {
    ...own,
    points: drawn(
      points.map(({ week, value, n: count }) => ({ week, value, n: count })),
      unit,
      { n, currency, method: "what came, by week", from, to },
    ),
    expected: drawn(
      points.map(({ week, expected, low, high, n: count }) => ({ week, value: expected, low, high, n: count })),
      unit,
      { n, currency, level: 0.8, method: "what was to be expected of the week; eight of ten weeks lie within", from, to },
    ),
    changes: changes.map((change) =>
      changeInFull(change, { unit, currency, from, to, nBefore: n - countSince(change.since), nAfter: countSince(change.since) }),
    ),
  };
}

type Of = { unit: Series["unit"]; currency: string | undefined; from: string; to: string; nBefore: number; nAfter: number };

function changeInFull<Own extends ChangeWire>({ before, after, changeLow, changeHigh, ...own }: Own, of: Of): object {
  const { unit, currency, from, to, nBefore, nAfter } = of;
  const since = { currency, from: own.since, to };
  return {
    ...own,
    before: said(before, unit, {
      n: nBefore,
      currency,
      method: "what was to be expected of the weeks since",
      from,
      to: addDays(own.since, -1),
    }),
    after: said(after, unit, { ...since, n: nAfter, method: "what came since" }),
    change: said(after - before, unit, {
      ...since,
      low: changeLow,
      high: changeHigh,
      level: 0.8,
      n: nBefore + nAfter,
      method: "what came less what was to be expected",
    }),
  };
}

function alertInFull({ moneyLow, moneyHigh, chance, ...alert }: Alert): object {
  const { unit, currency, beforeFrom: from, afterTo: to, nBefore, nAfter } = alert;
  const words = { n: nBefore + nAfter, currency, from, to };
  return {
    ...changeInFull(alert, { unit, currency, from, to, nBefore, nAfter }),
    money: said(null, "money per month", {
      ...words,
      low: moneyLow,
      high: moneyHigh,
      level: moneyLow === null ? null : 0.8,
      method: "what the change brings or costs with all else unchanged; told as a range only",
    }),
    chance: said(chance, "share", { ...words, method: "chance that a quiet series comes so far within a year" }),
  };
}

export function salesInFull({ rows, total, previous, ...rest }: SalesAnswer): object {
  return { ...rest, previous, rows: rows.map((row) => rowInFull(row, previous)), total: rowInFull(total, previous) };
}

function rowInFull<Own extends Omit<SaleRow, "key">>(
  { revenueShare, previous, change, ...row }: Own,
  before: SalesAnswer["previous"],
): object {
  const { sales, revenue } = row;
  const words = { n: sales.n, from: revenue.from, to: revenue.to };
  const earlier = { n: previous.sales, from: before.from, to: before.to };
  return {
    ...row,
    revenueShare: said(revenueShare, "share", { ...words, method: "revenue ÷ that of all" }),
    previous: {
      sales: said(previous.sales, "count", { ...earlier, method: "deals won in the period before" }),
      revenue: said(previous.revenue, "money", {
        ...earlier,
        currency: revenue.currency,
        method: "sum of the deals won in the period before",
      }),
    },
    change: change && {
      ...said(change.value, "money", {
        ...words,
        ...change,
        n: sales.n + previous.sales,
        currency: revenue.currency,
        method: "revenue less that of the period before",
      }),
      meaningful: change.meaningful,
    },
  };
}

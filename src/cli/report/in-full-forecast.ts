import type { BacktestAnswer, ForecastAnswer, ForecastRecord } from "#insights/forecast/contract.ts";
import { said } from "./said.ts";

export function forecastInFull(answer: ForecastAnswer): object {
  const { from, to, figure, currency, path, byMonth, past, members, record, coverage, asOf } = answer;
  const today = asOf.slice(0, 10);
  const stretch = <Own extends ForecastAnswer["path"][number]>({ won, middle, ranges, n, ...own }: Own) => {
    const { low, high, level } = ranges.find((range) => range.level === figure.level) ?? { low: null, high: null, level: null };
    return {
      ...own,
      n,
      won: said(won, "money", { ...own, n, currency, method: "won so far" }),
      middle: said(middle, "money", {
        ...own,
        n: figure.n,
        undecided: figure.undecided,
        low,
        high,
        level,
        currency,
        method: figure.method,
      }),
      ranges,
    };
  };
  return {
    ...answer,
    path: path.map((own) => stretch({ ...own, from })),
    byMonth: byMonth.map(stretch),
    past: past.map((own) => ({ ...own, won: said(own.won, "money", { ...own, currency, method: "won" }) })),
    members: members.map(({ name, value }) => ({ name, ...said(value, "money", { n: figure.n, currency, method: name, from, to }) })),
    record: record && recordInFull(record, today),
    coverage: {
      n: coverage.n,
      openMinor: said(coverage.openMinor, "money", {
        n: coverage.n,
        undecided: coverage.n,
        currency,
        method: "worth of open deals × chance to be decided",
        from,
        to,
      }),
      ratio: said(coverage.ratio, "number", { n: coverage.n, undecided: coverage.n, method: "that ÷ what the target lacks", from, to }),
    },
  };
}

/** Its figures are of past forecasts, up to the day asked about. */
function recordInFull({ n, wape, naiveWape, mase, gain, ...own }: ForecastRecord, today: string, from = today): object {
  const words = { n, from, to: today };
  return {
    ...own,
    n,
    wape: said(wape, "share", { ...words, method: "sum of the errors ÷ sum of what came (WAPE)" }),
    naiveWape: said(naiveWape, "share", { ...words, method: "the same of: as much as last time" }),
    mase: said(mase, "number", { ...words, method: "error ÷ what the season before misses by (MASE)" }),
    gain: said(gain, "share", { ...words, method: "how much smaller the error is than the naive one's" }),
  };
}

export function backtestInFull(answer: BacktestAnswer): object {
  const { asOf, currency, records, origins, shown, shownRecord } = answer;
  const today = asOf.slice(0, 10);
  const actualOf = (value: number | null, sales: number | null, own: { from: string; to: string }) =>
    said(value, "money", { n: sales ?? 0, currency, method: "won in these days", from: own.from, to: own.to });
  return {
    ...answer,
    records: records.map((own) => recordInFull(own, today, origins.find(({ kind }) => kind === own.kind)?.from)),
    origins: origins.map(({ naive, actual, ...own }) => ({
      ...own,
      naive: said(naive, "money", {
        n: naive === null ? 0 : 1,
        currency,
        method: "as much as in the stretch before",
        from: own.from,
        to: own.to,
      }),
      actual: actualOf(actual, own.sales, own),
    })),
    shown: shown.map(({ actual, ...own }) => ({ ...own, actual: actualOf(actual, own.sales, own) })),
    shownRecord: shownRecord && {
      ...shownRecord,
      wape: said(shownRecord.wape, "share", {
        n: shownRecord.n,
        method: "sum of the errors ÷ sum of what came (WAPE)",
        from: shown[0]?.from ?? today,
        to: today,
      }),
    },
  };
}

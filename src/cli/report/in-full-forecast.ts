import type { BacktestAnswer, ForecastAnswer, ForecastRecord } from "#insights/forecast/contract.ts";
import { counted, drawn, said } from "./said.ts";

export function forecastInFull(answer: ForecastAnswer): object {
  const { from, to, figure, currency, path, byMonth, past, members, record, coverage, weighted, target, dots, day: today } = answer;
  const stretch = <Own extends ForecastAnswer["path"][number]>({ won, middle, ranges, n, ...own }: Own) => {
    const { low, high, level } = ranges.find((range) => range.level === figure.level) ?? { low: null, high: null, level: null };
    const words = { ...own, n: figure.n, undecided: figure.undecided, currency, method: figure.method };
    return {
      ...own,
      n,
      won: said(won, "money", { ...own, n, currency, method: "won so far" }),
      middle: said(middle, "money", { ...words, low, high, level }),
      ranges: ranges.map((range) => said(middle, "money", { ...words, ...range })),
    };
  };
  return {
    ...answer,
    ranges: answer.ranges.map((range) => ({ ...figure, ...range })),
    dots: drawn(
      dots.map((value, i) => ({ share: (i + 0.5) / dots.length, value, n: figure.n })),
      "money",
      { n: figure.n, undecided: figure.undecided, currency, method: "equally likely outcomes: quantiles of 2,000 draws", from, to },
    ),
    target: target && {
      ...target,
      reached: said(target.reached, "count", { n: dots.length, method: "of the equally likely outcomes those that reach it", from, to }),
    },
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
      ratio: said(coverage.ratio, "number", { n: coverage.n, undecided: coverage.n, method: "that ÷ the target", from, to }),
    },
    weighted: {
      ...weighted,
      leftOut: counted(
        weighted.leftOut,
        { withoutValue: "open deals without a value or a rate", tooEarly: "open deals in stages with fewer than 5 outcomes" },
        weighted,
      ),
      stages: weighted.stages.map(({ openMinor, ...stage }) => ({
        ...stage,
        openMinor: said(openMinor, "money", {
          n: stage.n,
          undecided: stage.n,
          currency,
          method: "sum of open deals",
          from: weighted.from,
          to: weighted.to,
        }),
      })),
    },
  };
}

/** Its figures are of past forecasts, up to the day asked about. */
function recordInFull({ n, held, wape, naiveWape, mase, gain, ...own }: ForecastRecord, today: string, from = today): object {
  const words = { n, from, to: today };
  return {
    ...own,
    n,
    held: said(held, "count", { ...words, method: heldMethod }),
    wape: said(wape, "share", { ...words, method: "sum of the errors ÷ sum of what came (WAPE)" }),
    naiveWape: said(naiveWape, "share", { ...words, method: "the same of: as much as last time" }),
    mase: said(mase, "number", { ...words, method: "error ÷ what the season before misses by (MASE)" }),
    gain: said(gain, "share", { ...words, method: "how much smaller the error is than the naive one's" }),
  };
}

const heldMethod = "past forecasts whose 80 % range held what came";

export function backtestInFull(answer: BacktestAnswer): object {
  const { day: today, currency, records, origins, shown, shownRecord } = answer;
  const actualOf = (value: number | null, sales: number | null, own: { from: string; to: string }) =>
    said(value, "money", { n: sales ?? 0, currency, method: "won in these days", from: own.from, to: own.to });
  const sinceShown = { from: shown[0]?.from ?? today, to: today };
  const salesOf = (sales: number | null, { from, to }: { from: string; to: string }) =>
    said(sales, "count", { n: sales ?? 0, method: "sales in these days", from, to });
  return {
    ...answer,
    records: records.map((own) => recordInFull(own, today, origins.find(({ kind }) => kind === own.kind)?.from)),
    origins: origins.map(({ naive, actual, sales, ...own }) => ({
      ...own,
      sales: salesOf(sales, own),
      naive: said(naive, "money", {
        n: naive === null ? 0 : 1,
        currency,
        method: "as much as in the stretch before",
        from: own.from,
        to: own.to,
      }),
      actual: actualOf(actual, sales, own),
    })),
    shown: shown.map(({ actual, sales, ...own }) => ({ ...own, sales: salesOf(sales, own), actual: actualOf(actual, sales, own) })),
    shownRecord: shownRecord && {
      ...shownRecord,
      held: said(shownRecord.held, "count", { n: shownRecord.n, method: heldMethod, ...sinceShown }),
      wape: said(shownRecord.wape, "share", { n: shownRecord.n, method: "sum of the errors ÷ sum of what came (WAPE)", ...sinceShown }),
    },
  };
}

import { coverageBand, mase, overlapOf, wape } from "#stats/forecast/accuracy.ts";
import { gainOver } from "#stats/forecast/combine.ts";
import type { ForecastRecord } from "./contract.ts";
import { backtestKinds, before, type BacktestKind, type Tried } from "./origins.ts";

/**
 * How forecasts of one kind did, as far as their days were over on a day; null of none. Three months are forecast each month, so a month belongs to up to
 * three of them: the band takes them as fewer than they are.
 */
export function recordOf(
  tried: readonly Tried[],
  kind: BacktestKind,
  today: number,
  series: readonly number[] = [],
): ForecastRecord | null {
  const past = before(tried, kind, today);
  if (past.length === 0) return null;
  const actual = past.map((one) => one.actual);
  const middle = past.map((one) => one.middle);
  const withNaive = past.filter(({ members }) => members[0] != null);
  const naive = withNaive.map(({ members }) => members[0]!);
  const came = withNaive.map((one) => one.actual);
  const season = kind === "month" ? 1 : 3;
  return {
    kind,
    n: past.length,
    held: past.filter((one) => one.low <= one.actual && one.actual <= one.high).length,
    band: coverageBand(past.length, 0.8, overlapOf(past.map(({ days }) => days))),
    wape: finite(wape(actual, middle)),
    naiveWape: finite(wape(came, naive)),
    mase: kind === "month" && series.length > season ? finite(mase(actual, middle, series, season)) : null,
    gain: gainOver(
      came,
      withNaive.map((one) => one.middle),
      naive,
    ),
  };
}

export function recordsOf(tried: readonly Tried[], today: number, series: readonly number[]): ForecastRecord[] {
  return backtestKinds.flatMap((kind) => recordOf(tried, kind, today, series) ?? []);
}

export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

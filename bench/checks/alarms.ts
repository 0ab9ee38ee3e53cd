import type { AlertRow } from "#insights/trends/alert-queries.ts";
import { findChanges } from "#insights/trends/find-changes.ts";
import type { RawSeries } from "#insights/trends/read-series.ts";
import { tell } from "#insights/trends/tell.ts";
import { phaseOf } from "#insights/trends/weeks.ts";
import { watch, type Change } from "#stats/change/watch.ts";
import { drawBinomial, drawPoisson } from "#stats/numbers/draw.ts";
import { openRandom, type Random } from "#stats/numbers/random.ts";
import { figure, type Figure } from "../figure.ts";

const [learn, year] = [26, 52];
const weekMs = 7 * 86_400_000;
const firstMs = Date.UTC(2025, 0, 6);
const mondays = Array.from({ length: learn + year }, (_, week) => new Date(firstMs + week * weekMs).toISOString().slice(0, 10));
/** A shift comes in mid-year, or in the first week watched, when little is known yet. */
const [middle, first] = [learn + 26, learn];
const metrics = 20;

type Shift = { sigmas: number; from: number };

/**
 * CHECK 5: weekly counts of mean 12 that carry over by φ, quiet or with a shift of their level; 26 weeks to learn from, a year watched. One series
 * alone as `watch` sees it, and twenty together as a feed tells of them. Seeds from 9,000 on served no tuning.
 */
export function checkAlarms({ series = 500, years = 50, seed = 9_000 } = {}): Figure[] {
  const runs = Array.from({ length: series }, (_, run) => run);
  const draw = (phi: number, shift?: Shift) => runs.map((run) => counts(openRandom(seed + phi * 10).split(run), phi, shift));
  const quiet = [0, 0.3, 0.6].map((phi) => {
    const alarms = draw(phi).filter((values) => changesOf(values).length > 0).length / series;
    return figure(`5 quiet series with φ = ${phi}: a change is told within a year`, alarms, { atMost: 0.12 }, "");
  });
  /** The first change of each series that is watched when the shift comes, and not learning anew after a false one. */
  const seen = (phi: number, { sigmas, from }: Shift) => {
    const changes = draw(phi, { sigmas, from }).map((values) => changesOf(values.slice(0, from + 8))[0]);
    const watched = changes.filter((change) => !change || change.confirmed >= from);
    return { watched: watched.length, told: watched.filter((change) => change?.direction === 1).map((change) => change!) };
  };
  const shift = (phi: number, sigmas: number, atLeast?: number) => {
    const { watched, told } = seen(phi, { sigmas, from: middle });
    const dated = told.filter(({ low, high }) => low <= middle && middle <= high).length / told.length;
    const early = seen(phi, { sigmas, from: first }).told.length / series;
    return [
      figure(
        `… a shift of ${sigmas}σ in mid-year told within 8 weeks, φ = ${phi}`,
        told.length / watched,
        atLeast === undefined ? null : { atLeast },
        "",
        `${told.length / series} with the ${series - watched} of ${series} that learn anew; ${early} in the first week watched`,
      ),
      figure("… … its range of weeks holds the true one (meant: 0.8)", dated, null, ""),
    ];
  };
  return [
    ...quiet,
    ...shift(0, 2, 0.85),
    ...shift(0.3, 2, 0.5),
    ...shift(0, 3, 0.9),
    ...shift(0.3, 3, 0.9),
    ...shift(0, 1),
    ...checkFeed(years, series / 5, seed + 100),
  ];
}

/** Twenty metrics of one shop, every other with φ = 0.3, looked at every week. */
function checkFeed(years: number, shops: number, seed: number): Figure[] {
  const of = (random: Random, shift?: Shift) =>
    Array.from({ length: metrics }, (_, i) => seriesOf(i, counts(random.split(i), [0, 0.3][i % 2]!, i === 0 ? shift : undefined)));
  let quiet = 0;
  for (let run = 0; run < years; run += 1) quiet += toldIn(of(openRandom(seed + run)), learn + 1, learn + year).length;
  const shift = (sigmas: number) => {
    let found = 0;
    for (let run = 0; run < shops; run += 1) {
      const series = of(openRandom(seed + 1_000 + run), { sigmas, from: middle });
      if (toldIn(series, middle + 8, middle + 8).some(({ pipelineId, direction }) => pipelineId === "0" && direction === 1)) found += 1;
    }
    return figure(`… a shift of ${sigmas}σ of one of them, in mid-year, told within 8 weeks`, found / shops, null, "");
  };
  return [figure("5 twenty quiet metrics: false alerts told a year", quiet / years, { atMost: 3 }, ""), shift(2), shift(3), shift(4)];
}

/** The alerts that looks after `from` to `to` weeks tell, one a week. */
function toldIn(series: readonly RawSeries[], from: number, to: number): AlertRow[] {
  const alerts = new Map<string, AlertRow>();
  for (let seen = from; seen <= to; seen += 1) {
    const cut = series.map((each) => ({ ...each, n: each.n.slice(0, seen), sum: each.sum.slice(0, seen) }));
    const weeks = mondays.slice(0, seen);
    const known = { alerts: [...alerts.values()], currency: "EUR", nowMs: firstMs + seen * weekMs, timeZone: "UTC" };
    for (const row of tell(cut, findChanges({ series: cut, mondays: weeks }), weeks, known)) alerts.set(row.id, row);
  }
  return [...alerts.values()].filter(({ toldAt }) => toldAt !== null);
}

function seriesOf(index: number, values: number[]): RawSeries {
  const ids = { metric: "dealsBegun" as const, pipelineId: String(index), stageId: null, segmentBy: null, segment: null };
  return { ...ids, n: values, sum: values, horizonDays: null, revenue: values.map(() => 0) };
}

function changesOf(values: readonly number[]): Change[] {
  const phases = mondays.slice(0, values.length).map(phaseOf);
  return watch({ kind: "count", values, cases: values, phases }).changes;
}

/** Counts with Poisson margins of mean 12 whose neighbours correlate by φ (INAR(1): what stays on from last week, and what is new), moved by a shift. */
function counts(random: Random, phi: number, shift?: Shift): number[] {
  let value = drawPoisson(random, 12);
  return mondays.map((_, week) => {
    value = drawBinomial(random, value, phi) + drawPoisson(random, 12 * (1 - phi));
    return value + (shift && week >= shift.from ? shift.sigmas * Math.sqrt(12) : 0);
  });
}

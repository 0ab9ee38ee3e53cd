import { addDays, dayOf } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import type { AlertRow } from "./alert-queries.ts";
import type { SeriesId, TrendName } from "./contract.ts";
import { weeksBefore, type FoundChange, type SeriesChanges } from "./find-changes.ts";
import type { RawSeries } from "./read-series.ts";

const mostAWeek = 3;
/** Dates of one change move by so many weeks as more of it is seen. */
const drift = 4;

export type Known = { alerts: readonly AlertRow[]; currency: string; nowMs: number; timeZone: string };

/**
 * What is to be written of the alerts after a look: new changes, what is known anew of old ones, and which are told this week: at most three, those
 * of most money first. The same change is one row for ever: same series, same direction, dates that overlap. Pure.
 */
export function tell(
  series: readonly RawSeries[],
  found: readonly SeriesChanges[],
  mondays: readonly string[],
  { alerts, currency, nowMs, timeZone }: Known,
): (AlertRow & { foundAt: number })[] {
  const written = new Map<string, AlertRow & { foundAt: number }>();
  const all = found.flatMap(({ changes }, i) => changes.map((change) => ({ own: series[i]!, change })));
  for (const [i, { changes }] of found.entries()) {
    for (const change of changes) {
      const row = rowOf(series[i]!, change, mondays);
      const known = [...alerts, ...written.values()].find((alert) => isSame(alert, row));
      if (known) written.set(known.id, { ...known, ...(known.overSince ? {} : { ...row, currency }), id: known.id, foundAt: nowMs });
      else if (change.isTold && !isTwin({ own: series[i]!, change }, all) && !alerts.some((alert) => isAfterthought(alert, row)))
        written.set(row.id, { ...row, currency, toldAt: null, dismissedAt: null, seenBy: [], foundAt: nowMs });
    }
  }
  const told = alerts.filter(({ toldAt }) => toldAt !== null && weekOf(toldAt, timeZone) === weekOf(nowMs, timeZone)).length;
  const waiting = [...written.values()]
    .filter((alert) => alert.toldAt === null && alert.overSince === null)
    .sort((a, b) => sizeOf(b) - sizeOf(a) || a.chance - b.chance);
  for (const alert of waiting.slice(0, Math.max(0, mostAWeek - told))) alert.toldAt = nowMs;
  return [...written.values()];
}

type Found = Omit<AlertRow, "toldAt" | "dismissedAt" | "seenBy" | "currency">;

function rowOf(
  { metric, pipelineId, stageId, segmentBy, segment, horizonDays }: RawSeries,
  change: FoundChange,
  mondays: readonly string[],
): Found {
  const { direction, before, after, changeLow, changeHigh, nBefore, nAfter, moneyLow, moneyHigh, chance } = change;
  const day = (week: number) => mondays[Math.min(mondays.length - 1, Math.max(0, week))]!;
  return {
    id: newId(),
    ...{
      metric,
      pipelineId,
      stageId,
      segmentBy,
      segment,
      direction,
      before,
      after,
      changeLow,
      changeHigh,
      nBefore,
      nAfter,
      moneyLow,
      moneyHigh,
      chance,
      horizonDays,
    },
    since: day(change.since),
    sinceLow: day(change.low),
    sinceHigh: day(change.high),
    beforeFrom: day(Math.max(0, change.since - weeksBefore)),
    afterTo: addDays(day(change.lastWeek), 6),
    overSince: change.over === null ? null : day(change.over),
  };
}

function isSame(a: Found, b: Found): boolean {
  return keyOf(a) === keyOf(b) && overlaps(a, b);
}

function overlaps(a: Found, b: Found): boolean {
  return a.direction === b.direction && a.sinceLow <= addDays(b.sinceHigh, 7 * drift) && b.sinceLow <= addDays(a.sinceHigh, 7 * drift);
}

function keyOf({ metric, pipelineId, stageId, segmentBy, segment }: SeriesId): string {
  return [metric, pipelineId, stageId, segmentBy, segment].join("|");
}

/** Whether a change was told before by a metric that shows the same: sales follow from rates. */
function isAfterthought(alert: AlertRow, row: Found): boolean {
  const related = (closer[alert.metric]?.includes(row.metric) ?? false) || (closer[row.metric]?.includes(alert.metric) ?? false);
  return related && alert.segmentBy === row.segmentBy && alert.segment === row.segment && alert.overSince === null && overlaps(alert, row);
}

/** One and the same change shows in several metrics: which others say it more closely. */
const closer: Partial<Record<TrendName, readonly TrendName[]>> = {
  conversion: ["stageConversion"],
  winRate: ["stageConversion", "conversion"],
  dealsWon: ["stageConversion", "conversion", "winRate", "dealsBegun"],
  revenueWon: ["stageConversion", "conversion", "winRate", "dealsWon", "dealsBegun", "averageDealSize"],
  stageArrivals: ["stageConversion", "dealsBegun"],
};

type Seen = { own: RawSeries; change: FoundChange };

/** Whether a change is told already by another one: closer to its cause, of the whole it is part of, or of the only part that changed. */
function isTwin({ own, change }: Seen, all: readonly Seen[]): boolean {
  return all.some(({ own: other, change: beside }) => {
    if (other === own || !beside.isTold || beside.over !== null || !isTogether(change, beside)) return false;
    const sameMetric = other.metric === own.metric;
    const isCloser = closer[own.metric]?.includes(other.metric) ?? false;
    if (own.segmentBy === other.segmentBy && own.segment === other.segment) return isCloser;
    if (own.segmentBy === null) return (sameMetric || isCloser) && isOnlyOne(other, beside, all);
    if (other.segmentBy === null) return (sameMetric || isCloser) && !isOnlyOne(own, change, all);
    // two ways to cut the same deals: the part that moved more
    return other.segmentBy !== own.segmentBy && (sameMetric || isCloser) && Math.abs(sizeOf(beside)) > Math.abs(sizeOf(change));
  });
}

/** Whether of all values of its dimension only this one changed in that metric. */
function isOnlyOne(own: RawSeries, change: FoundChange, all: readonly Seen[]): boolean {
  if (own.segmentBy === null) return false;
  return !all.some(
    ({ own: other, change: beside }) =>
      other !== own &&
      other.metric === own.metric &&
      other.segmentBy === own.segmentBy &&
      beside.direction === change.direction &&
      isTogether(change, beside),
  );
}

function isTogether(a: FoundChange, b: FoundChange): boolean {
  return a.direction === b.direction && a.low <= b.high + drift && b.low <= a.high + drift;
}

function sizeOf({ moneyLow, moneyHigh }: Pick<AlertRow, "moneyLow" | "moneyHigh">): number {
  return Math.abs((moneyLow ?? 0) + (moneyHigh ?? 0));
}

function weekOf(atMs: number, timeZone: string): string {
  const day = dayOf(atMs, timeZone);
  return addDays(day, 1 - Temporal.PlainDate.from(day).dayOfWeek);
}

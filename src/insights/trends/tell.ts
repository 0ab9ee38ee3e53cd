import { addDays, dayOf } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import type { AlertRow } from "./alert-queries.ts";
import type { SeriesId } from "./contract.ts";
import type { FoundChange, SeriesChanges } from "./find-changes.ts";
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
  for (const [i, { changes }] of found.entries()) {
    for (const change of changes) {
      const row = rowOf(series[i]!, change, mondays);
      const known = [...alerts, ...written.values()].find((alert) => isSame(alert, row));
      if (known) written.set(known.id, { ...known, ...(known.overSince ? {} : row), id: known.id, foundAt: nowMs });
      else if (change.isTold && !isPartOfWhole(series[i]!, change, series, found))
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
    beforeFrom: day(Math.max(0, change.since - 26)),
    afterTo: addDays(day(change.lastWeek), 6),
    overSince: change.over === null ? null : day(change.over),
  };
}

function isSame(a: Found, b: Found): boolean {
  const overlap = a.sinceLow <= addDays(b.sinceHigh, 7 * drift) && b.sinceLow <= addDays(a.sinceHigh, 7 * drift);
  return keyOf(a) === keyOf(b) && a.direction === b.direction && overlap;
}

export function keyOf({ metric, pipelineId, stageId, segmentBy, segment }: SeriesId): string {
  return [metric, pipelineId, stageId, segmentBy, segment].join("|");
}

/** A segment that changes as the whole does is not told beside it. */
function isPartOfWhole(own: RawSeries, change: FoundChange, series: readonly RawSeries[], found: readonly SeriesChanges[]): boolean {
  if (own.segmentBy === null) return false;
  const whole = series.findIndex((each) => each.metric === own.metric && each.segmentBy === null && each.stageId === null);
  return (found[whole]?.changes ?? []).some(
    (other) => other.isTold && other.direction === change.direction && other.low <= change.high + drift && change.low <= other.high + drift,
  );
}

function sizeOf({ moneyLow, moneyHigh }: Pick<AlertRow, "moneyLow" | "moneyHigh">): number {
  return Math.abs((moneyLow ?? 0) + (moneyHigh ?? 0));
}

function weekOf(atMs: number, timeZone: string): string {
  const day = dayOf(atMs, timeZone);
  return addDays(day, 1 - Temporal.PlainDate.from(day).dayOfWeek);
}

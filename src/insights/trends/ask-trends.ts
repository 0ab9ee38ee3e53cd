import { listChanges } from "#activities/changes.ts";
import { addDays } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import { zOf } from "#stats/numbers/distributions.ts";
import { variance } from "#stats/numbers/quantile.ts";
import { wilson } from "#stats/shares/wilson.ts";
import type { Estimate, Question } from "../contract.ts";
import { withScope, type Asker, type Scope } from "../scope.ts";
import type { ChangeWire, Series, TrendsAnswer } from "./contract.ts";
import type { FoundChange, SeriesChanges } from "./find-changes.ts";
import { findOnThread } from "./look.ts";
import { betterOf, isSum, kindOf, unitOf } from "./metrics.ts";
import { readSeries, valueAt, type RawSeries, type ReadSeries } from "./read-series.ts";

const quietLook = 26;
const recentWeeks = 13;
const level = 0.8;
const fewestOfShare = 5;

/** The weekly series of a scope with what was to be expected and what changed. The period has no say in it: weeks up to now are shown. */
export async function askTrends(asker: Asker, { weeks: shown, ...question }: Question & { weeks: number }): Promise<TrendsAnswer> {
  const { read, scope } = await withScope(asker, { ...question, from: "first", to: undefined }, async (duck, scope) => ({
    read: await readSeries(duck, scope, { segments: false }),
    scope,
  }));
  const { mondays } = read.weeks;
  const found = await findOnThread(read.series, mondays);
  const first = Math.max(0, mondays.length - shown);
  const notes = await asker.db.inWorkspace(asker.workspaceId, (tx) => notesBetween(tx, mondays[first], mondays.at(-1), scope.pipelineId));
  const series = read.series.map((raw, i) => wireOf(raw, found[i]!, read, scope, first));
  return { series, notes, ...stillness(found, mondays), asOf: new Date(scope.atMs).toISOString(), seq: scope.seq };
}

/** What the change log says of these weeks, as marks. */
async function notesBetween(
  tx: Tx,
  from: string | undefined,
  last: string | undefined,
  pipelineId: string | undefined,
): Promise<TrendsAnswer["notes"]> {
  if (from === undefined || last === undefined) return [];
  const notes = await listChanges(tx, { from, to: addDays(last, 6), pipelineId });
  return notes.map(({ id, day, title }) => ({ id, day, title }));
}

/** How long nothing has changed, or from when on it can be told. */
function stillness(found: readonly SeriesChanges[], mondays: readonly string[]): { quietWeeks: number; tellsFrom: string | null } {
  const watched = found.some(({ state }) => state === "watched");
  if (!watched) {
    const first = Math.min(...found.flatMap(({ tellsFrom }) => (tellsFrom === null ? [] : [tellsFrom])));
    return { quietWeeks: 0, tellsFrom: Number.isFinite(first) ? dayOfWeek(mondays, first) : null };
  }
  const changed = found.some(({ changes }) => changes.some(({ since, over }) => mondays.length - (over ?? since) <= quietLook));
  return { quietWeeks: changed ? 0 : Math.min(quietLook, mondays.length), tellsFrom: null };
}

function wireOf(
  raw: RawSeries,
  { changes, expected, state, tellsFrom }: SeriesChanges,
  { weeks }: ReadSeries,
  scope: Scope,
  first: number,
): Series {
  const { metric, pipelineId, stageId, segmentBy, segment, horizonDays } = raw;
  const unit = unitOf(metric);
  const { mondays } = weeks;
  return {
    ...{ metric, pipelineId, stageId, segmentBy, segment, horizonDays, unit, state },
    ...(unit === "money" && { currency: scope.currency }),
    better: betterOf(metric),
    points: mondays.slice(first).map((week, i) => {
      const known = expected[first + i];
      return {
        week,
        value: valueAt(raw, first + i),
        n: raw.n[first + i] ?? 0,
        expected: known?.value ?? null,
        low: known?.low ?? null,
        high: known?.high ?? null,
      };
    }),
    changes: changes.filter(({ since }) => since >= first).map((change) => changeOf(change, mondays)),
    tellsFrom: tellsFrom === null ? null : dayOfWeek(mondays, tellsFrom),
    recent: recentOf(raw, mondays, scope),
  };
}

export function changeOf(
  { since, low, high, direction, before, after, changeLow, changeHigh, over }: FoundChange,
  mondays: readonly string[],
): ChangeWire {
  return {
    since: mondays[since]!,
    sinceLow: mondays[low]!,
    sinceHigh: mondays[high]!,
    direction: direction === 1 ? "up" : "down",
    ...{ before, after, changeLow, changeHigh },
    overSince: over === null ? null : mondays[over]!,
  };
}

/** The day of a week that may not have come yet. */
function dayOfWeek(mondays: readonly string[], week: number): string | null {
  const last = mondays.length - 1;
  if (last < 0) return null;
  return week <= last ? mondays[week]! : addDays(mondays[last]!, 7 * (week - last));
}

/** The last weeks that are decided, together: per week for counts and revenue. */
function recentOf(raw: RawSeries, mondays: readonly string[], scope: Scope): Estimate {
  const weeks = [...mondays.keys()].filter((week) => raw.n[week] !== null && raw.n[week] !== undefined).slice(-recentWeeks);
  const n = weeks.reduce((sum, week) => sum + raw.n[week]!, 0);
  const sum = weeks.reduce((so, week) => so + (raw.sum[week] ?? 0), 0);
  const kind = kindOf(raw.metric);
  const perWeek = isSum(raw.metric);
  const value = perWeek ? (weeks.length === 0 ? null : sum / weeks.length) : n < fewestOfShare ? null : sum / n;
  const values = weeks.flatMap((week) => valueAt(raw, week) ?? []);
  const half = zOf(level) * Math.sqrt(variance(values) / values.length);
  const range =
    value === null
      ? null
      : kind === "share"
        ? wilson(value, n, level)
        : Number.isFinite(half)
          ? { low: value - half, high: value + half }
          : null;
  return {
    value,
    low: range?.low ?? null,
    high: range?.high ?? null,
    level: range ? level : null,
    n,
    undecided: 0,
    unit: unitOf(raw.metric),
    ...(unitOf(raw.metric) === "money" && { currency: scope.currency }),
    method: perWeek ? "mean of weeks" : kind === "share" ? "share of the decided; 80 % range by Wilson" : "mean of records",
    from: mondays[weeks[0] ?? 0] ?? scope.period.to,
    to: weeks.length === 0 ? scope.period.to : addDays(mondays[weeks.at(-1)!]!, 6),
  };
}

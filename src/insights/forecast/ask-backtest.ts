import { coverageBand, overlapOf, wape } from "#stats/forecast/accuracy.ts";
import { onThread } from "#base/thread.ts";
import { refusePeriod } from "../period.ts";
import { shownAt, type Asker } from "../scope.ts";
import { readPast, rememberTried, scopeKeyOf, type Kept } from "./ask.ts";
import { dayName, dayNumber, monthOf } from "./calendar.ts";
import type { BacktestAnswer, ForecastQuestion } from "./contract.ts";
import type { History } from "./history.ts";
import { wonBetween } from "./members.ts";
import type { Tried } from "./origins.ts";
import { finite, recordsOf } from "./records.ts";
import { listShown, type ShownRow } from "./tables.ts";

/** How earlier forecasts did: those that would have been made at the ends of past months, and those that were shown. */
export async function askBacktest(asker: Asker, kept: Kept, asked: ForecastQuestion): Promise<Omit<BacktestAnswer, "running">> {
  refusePeriod(asked);
  const { question, history, tried: known, scope, basis } = await readPast(asker, kept, asked);
  const tried = known ?? (await onThread<History, Tried[]>("#insights/forecast/judge.ts", "backtest", history));
  if (!known) await rememberTried(asker, kept, question, basis, tried, scope.atMs);
  const key = scopeKeyOf(question);
  const today = dayName(history.today);
  const shown = key === undefined ? [] : await asker.db.inWorkspace(asker.workspaceId, (tx) => listShown(tx, key, scope.currency, today));
  const answered = shown.map((row) => ({ row, actual: row.to < today ? Math.round(cameOf(history, row)) : null }));
  const over = answered.filter((one): one is typeof one & { actual: number } => one.actual !== null && one.row.low80 !== null);
  const base = { unit: "money" as const, currency: scope.currency, undecided: 0 };
  return {
    ...shownAt(scope, scope.atMs),
    currency: scope.currency,
    records: recordsOf(tried, history.today, monthly(history)),
    origins: tried.map(({ kind, day, days, members, middle, low, high, calibrated, actual }) => ({
      kind,
      day: dayName(day),
      from: dayName(days.from),
      to: dayName(days.to),
      figure: {
        ...base,
        value: Math.round(middle),
        low: Math.round(low),
        high: Math.round(high),
        level: 0.8,
        n: members.filter((member) => member !== null).length,
        method: calibrated ? "range by past errors" : "range by simulation",
        from: dayName(days.from),
        to: dayName(days.to),
      },
      naive: members[0] == null ? null : Math.round(members[0]),
      actual: actual === null ? null : Math.round(actual),
      sales: actual === null ? null : salesBetween(history, days.from, days.to),
    })),
    shown: answered.map(({ row, actual }) => ({
      day: row.day,
      horizon: row.horizon,
      from: row.from,
      to: row.to,
      figure: {
        ...base,
        value: row.middle,
        low: row.low80,
        high: row.high80,
        level: row.low80 === null ? null : 0.8,
        n: row.n,
        method: row.method,
        from: row.from,
        to: row.to,
      },
      actual,
      sales: actual === null ? null : salesBetween(history, dayNumber(row.from), dayNumber(row.to)),
    })),
    shownRecord:
      over.length === 0
        ? null
        : {
            n: over.length,
            held: over.filter(({ row, actual }) => row.low80! <= actual && actual <= row.high80!).length,
            band: coverageBand(over.length, 0.8, overlapOf(over.map(({ row }) => ({ from: dayNumber(row.from), to: dayNumber(row.to) })))),
            wape: finite(
              wape(
                over.map(({ actual }) => actual),
                over.map(({ row }) => row.middle),
              ),
            ),
          },
  };
}

function cameOf(history: History, { from, to }: ShownRow): number {
  return wonBetween(history, dayNumber(from) - 1, dayNumber(to));
}

function salesBetween({ won }: History, from: number, to: number): number {
  return won.day.reduce((sum, day, i) => (day >= from && day <= to ? sum + won.n[i]! : sum), 0);
}

function monthly({ won }: History): number[] {
  const sums = new Map<number, number>();
  won.day.forEach((day, i) => sums.set(monthOf(day), (sums.get(monthOf(day)) ?? 0) + won.sum[i]!));
  const [first, last] = [Math.min(...sums.keys()), Math.max(...sums.keys())];
  return sums.size === 0 ? [] : Array.from({ length: last - first + 1 }, (_, i) => sums.get(first + i) ?? 0);
}

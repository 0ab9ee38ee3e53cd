import { wilson, type Range } from "../shares/wilson.ts";
import { indexOf, type AgeTable } from "./ages.ts";
import { incidenceAt, incidenceRange, type Incidence } from "./incidence.ts";
import { survivalLimits, type Survival } from "./survival.ts";

/**
 * The age to state shares at: `wish`, or less where fewer than `least` are still in view because the others have not been watched for so
 * long (`lowered`). Where everything is decided, or so little is left that a single case moves it by less than a point, few in view are no
 * reason.
 */
export function horizonOf({ ages, atRisk, ended, open }: AgeTable, wish: number, least = 10): { horizon: number; lowered: boolean } {
  let [hidden, last, still] = [0, 0, 1];
  for (let j = 0; j < ages.length && ages[j]! <= wish; j += 1) {
    if (hidden > 0 && atRisk[j]! < least && still > 0.01 * atRisk[j]!) return { horizon: last, lowered: true };
    const left = ended.reduce((sum, column) => sum + column[j]!, 0);
    if (left > 0) last = ages[j]!;
    still *= 1 - left / atRisk[j]!;
    hidden += open[j]!;
  }
  // Behind the last age seen nothing is known either.
  const end = ages.at(-1) ?? 0;
  return end < wish && hidden > 0 ? { horizon: end, lowered: true } : { horizon: wish, lowered: false };
}

/** Ends of all causes up to an age, and those that were last seen before it without one. */
export function outcomesBy({ ages, ended, open }: AgeTable, age: number): { ends: number; hidden: number } {
  const last = indexOf(ages, age);
  let [ends, hidden] = [0, 0];
  for (let j = 0; j <= last; j += 1) {
    for (const column of ended) ends += column[j]!;
    if (ages[j]! < age) hidden += open[j]!;
  }
  return { ends, hidden };
}

/** The share that ended by `cause` until an age with its range: Wilson's where everything was seen to that age, else that of the incidence. */
export function shareBy(curves: Incidence, cause: number, age: number, level: number): Range & { share: number; variance: number } {
  const n = curves.table.atRisk[0] ?? 0;
  const { hidden } = outcomesBy(curves.table, age);
  const { share, variance, range } = incidenceRange(curves, cause, age, level);
  if (hidden === 0 && !hasLateEntry(curves.table))
    return { share, variance: (share * (1 - share)) / Math.max(1, n), ...wilson(share, n, level) };
  return { share, variance, ...(range ?? wilson(0, Math.max(1, n - hidden), level)) };
}

/** The share not yet ended at an age with its range; the complement of all causes' shares. */
export function stillBy(curves: Incidence, curve: Survival, age: number, level: number): Range & { share: number } {
  const { table } = curves;
  const ended = curves.share.reduce((sum, _, cause) => sum + incidenceAt(curves, cause + 1, age), 0);
  const share = Math.max(0, 1 - ended); // where all have ended, rounding may leave a little less than nothing
  const n = table.atRisk[0] ?? 0;
  const { hidden } = outcomesBy(table, age);
  if (hidden === 0 && !hasLateEntry(table)) return { share, ...wilson(share, n, level) };
  const at = indexOf(table.ages, age);
  if (at < 0) return { share: 1, low: 1, high: 1 };
  const { low, high } = survivalLimits(curve, at, level, "log-log");
  return Number.isNaN(low) ? { share, low: 0, high: wilson(0, Math.max(1, n - hidden), level).high } : { share, low, high };
}

function hasLateEntry({ atRisk, ended, open }: AgeTable): boolean {
  let watched = atRisk[0] ?? 0;
  for (let j = 0; j < atRisk.length; j += 1) {
    if (atRisk[j]! > watched + 1e-9) return true;
    watched = atRisk[j]! - open[j]! - ended.reduce((sum, column) => sum + column[j]!, 0);
  }
  return false;
}

import { tableOfStays, type AgeTable } from "#stats/survival/ages.ts";
import { ageOfEnds, incidence, type Incidence } from "#stats/survival/incidence.ts";
import { effectiveNumber } from "#stats/survival/conversion.ts";
import { horizonOf, outcomesBy, shareBy, stillBy } from "#stats/survival/horizon.ts";
import { survival } from "#stats/survival/survival.ts";
import type { Estimate } from "../contract.ts";
import type { Scope } from "../scope.ts";
import { estimateOf, level, minutesPerDay, outcomesToSpeak } from "./estimates.ts";

/** How many alike: in view from `entry` to `age` (minutes), then passed on, lost, or last seen still open. */
export type StateRow = { entry: number; age: number; state: string; n: number };

const causes: Record<string, number> = { passed: 1, lost: 2 };

export function tableOf(rows: readonly StateRow[]): AgeTable {
  // A stay seen from its beginning is in view at age 0 already.
  const entry = rows.map((row) => (row.entry > 0 ? row.entry : -1));
  return tableOfStays(
    { entry, exit: rows.map(({ age }) => age), cause: rows.map(({ state }) => causes[state] ?? 0), count: rows.map(({ n }) => n) },
    2,
  );
}

const method = "Aalen–Johansen cumulative incidence; open deals count while they were seen, found ones from the import on; 80 % range";

export type Shares = { next: Estimate; lostShare: Estimate; openShare: Estimate };
export type Decided = Shares & {
  horizonDays: number;
  lowered: boolean;
  hatched: boolean;
  curves: Incidence;
  outcomes: number;
  /** Among how many wholly seen `next` would be as uncertain. */
  effective: number;
};

/** The age by which 95 % of the ends in these rows had happened. */
export function usualHorizon(rows: readonly StateRow[]): number {
  return ageOfEnds(tableOf(rows), 0.95);
}

/** What became of stays by a horizon (minutes): passed on, lost, not decided; the three add up to 1. */
export function sharesBy(rows: readonly StateRow[], wish: number, scope: { period: Pick<Scope["period"], "from" | "to"> }): Decided {
  const table = tableOf(rows);
  const n = rows.reduce((sum, row) => sum + row.n, 0);
  const undecided = rows.reduce((sum, row) => sum + (row.state === "open" ? row.n : 0), 0);
  const { horizon, lowered } = horizonOf(table, wish);
  const curves = incidence(table);
  const { ends, hidden } = outcomesBy(table, horizon);
  const speaks = ends >= outcomesToSpeak;
  const [passed, lost] = [shareBy(curves, 1, horizon, level), shareBy(curves, 2, horizon, level)];
  const still = stillBy(curves, survival(table), horizon, level);
  const say = ({ share, low, high }: { share: number; low: number; high: number }) =>
    estimateOf("share", speaks ? { value: share, low, high, n, undecided, method } : { value: null, n, undecided, method }, scope);
  return {
    next: say(passed),
    lostShare: say(lost),
    openShare: say(still),
    horizonDays: horizon / minutesPerDay,
    lowered,
    hatched: n > 0 && undecided / n > 0.2,
    curves,
    outcomes: ends,
    effective: effectiveNumber(passed.share, passed.variance, n, hidden),
  };
}

import { tableOfStays } from "#stats/survival/ages.ts";
import { ageOfEnds } from "#stats/survival/incidence.ts";
import { horizonOf } from "#stats/survival/horizon.ts";
import { ageByWhich, restrictedMean, survival, survivalLimits, type Survival } from "#stats/survival/survival.ts";
import { zOf } from "#stats/numbers/distributions.ts";
import type { Scope } from "../scope.ts";
import type { Stay } from "./contract.ts";
import { estimateOf, exitsForMedian, level } from "./estimates.ts";

/** How many alike: in view from `entry` to `age` (in `perDay` to the day), ended or not. */
export type AgeRow = { entry: number; age: number; ended: boolean; n: number };
/** What those that ended took on average and in the middle, in days. */
export type Naive = { mean: number | null; median: number | null };

const points = 120;

/** What is known of how long stays take: median and mean with their ranges, and the curve. */
export function stayOf(rows: readonly AgeRow[], naive: Naive, perDay: number, scope: Pick<Scope, "period">): Stay {
  const entry = rows.map((row) => (row.entry > 0 ? row.entry : -1));
  const table = tableOfStays(
    { entry, exit: rows.map(({ age }) => age), cause: rows.map(({ ended }) => (ended ? 1 : 0)), count: rows.map(({ n }) => n) },
    1,
  );
  const n = rows.reduce((sum, row) => sum + row.n, 0);
  const ended = rows.reduce((sum, row) => sum + (row.ended ? row.n : 0), 0);
  const undecided = n - ended;
  const curve = survival(table);
  const { horizon } = horizonOf(table, ageOfEnds(table, 0.95));
  const speaks = ended >= exitsForMedian;
  const half = speaks ? ageByWhich(curve, 0.5, { level, scale: "log-log" }) : { age: null, low: null, high: null };
  const mean = restrictedMean(curve, horizon);
  const days = (minutes: number | null) => (minutes === null ? null : minutes / perDay);
  const spread = zOf(level) * mean.error;
  return {
    n,
    ended,
    open: undecided,
    median: estimateOf(
      "days",
      {
        value: days(half.age),
        low: half.age === null ? null : days(half.low),
        high: half.age === null ? null : days(half.high),
        n,
        undecided,
        method: "Kaplan–Meier median, Brookmeyer–Crowley range at 80 %; open ones count while they were seen",
      },
      scope,
    ),
    moreThanDays: speaks && half.age === null ? days(table.ages.at(-1) ?? 0) : null,
    mean: estimateOf(
      "days",
      {
        value: speaks ? days(mean.mean) : null,
        ...(speaks && { low: days(Math.max(0, mean.mean - spread)), high: days(mean.mean + spread) }),
        n,
        undecided,
        method: `mean counted up to ${Math.round((horizon / perDay) * 10) / 10} days only (restricted mean)`,
      },
      scope,
    ),
    horizonDays: horizon / perDay,
    naive: { n: ended, mean: ended >= 5 ? naive.mean : null, median: ended >= 5 ? naive.median : null },
    curve: speaks ? drawn(curve, perDay) : [],
  };
}

/** The curve thinned to what can be drawn; begins with everything still in. */
function drawn(curve: Survival, perDay: number): Stay["curve"] {
  const steps = curve.ages.length;
  const every = Math.max(1, Math.ceil(steps / points));
  const chosen = [...curve.ages.keys()].filter((j) => j % every === 0 || j === steps - 1);
  const told = chosen.map((j) => {
    const { low, high } = survivalLimits(curve, j, level, "log-log");
    const share = curve.share[j]!;
    return { days: curve.ages[j]! / perDay, share, low: Number.isNaN(low) ? 0 : low, high: Number.isNaN(high) ? 0 : high };
  });
  return [{ days: 0, share: 1, low: 1, high: 1 }, ...told.filter(({ days }) => days > 0)];
}

import { tableOfStays } from "#stats/survival/ages.ts";
import { ageOfEnds } from "#stats/survival/incidence.ts";
import { horizonOf } from "#stats/survival/horizon.ts";
import { ageByWhich, restrictedMean, survival, survivalLimits, type Survival } from "#stats/survival/survival.ts";
import { zOf } from "#stats/numbers/distributions.ts";
import type { Scope } from "../scope.ts";
import type { Stay } from "./contract.ts";
import { estimateOf, exitsForMedian, level } from "./estimates.ts";

/** How many alike: in view from `entry` to `age` (in steps, `perDay` minutes to the day), ended or not; `lasted`: the ms of all of them together. */
export type AgeRow = { entry: number; age: number; ended: boolean; n: number; lasted: number };

const points = 120;

/** What is known of how long stays take: median and mean with their ranges, and the curve. */
export function stayOf(rows: readonly AgeRow[], perDay: number, scope: Pick<Scope, "period">): Stay {
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
    naive: naiveOf(rows, perDay),
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
    return {
      days: curve.ages[j]! / perDay,
      share,
      low: Number.isNaN(low) ? 0 : low,
      high: Number.isNaN(high) ? 0 : high,
      n: Math.round(curve.atRisk[j]!),
    };
  });
  return [{ days: 0, share: 1, low: 1, high: 1, n: Math.round(curve.atRisk[0] ?? 0) }, ...told.filter(({ days }) => days > 0)];
}

/** What those that ended took on average and in the middle, in days: what is told where open ones are forgotten. */
function naiveOf(rows: readonly AgeRow[], perDay: number): Stay["naive"] {
  const gone = rows.filter(({ ended }) => ended).toSorted((a, b) => a.age - b.age);
  const n = gone.reduce((sum, row) => sum + row.n, 0);
  if (n < 5) return { n, mean: null, median: null };
  const ageAt = (place: number) => {
    let before = 0;
    return gone.find((row) => (before += row.n) > place)!.age;
  };
  return {
    n,
    mean: gone.reduce((sum, { lasted }) => sum + lasted, 0) / n / 60_000 / perDay,
    median: (ageAt(Math.floor((n - 1) / 2)) + ageAt(Math.floor(n / 2))) / 2 / perDay,
  };
}

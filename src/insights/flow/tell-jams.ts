import { headline, type PricedJam } from "#stats/flow/jams.ts";
import { fillingUp, littleGap } from "#stats/flow/queue.ts";
import { timingOf } from "#stats/flow/timing.ts";
import { normalLower } from "#stats/numbers/distributions.ts";
import { adjustForMany } from "#stats/shares/discoveries.ts";
import { ageOfEnds } from "#stats/survival/incidence.ts";
import { horizonOf } from "#stats/survival/horizon.ts";
import { restrictedMean, survival } from "#stats/survival/survival.ts";
import type { Drawn } from "./draw.ts";
import { level, minutesPerDay } from "./estimates.ts";
import { tableOf, visitsToJudge, type Found } from "./find-jams.ts";
import type { JamRow } from "./jam-counts.ts";
import type { Capacity, Timing } from "./jam-words.ts";

/** Of what is named, so much may be chance. */
const chanceOfNamed = 0.1;

export type Told = {
  stages: { priced: PricedJam; stands: boolean; timing: Timing | null; capacity: Capacity | null }[];
  /** The stages of the headline. */
  named: number[];
  /** How many comparisons were made. */
  comparisons: number;
};

/**
 * What is told of the stages: which gaps stand, which wait longer, which fill up. All comparisons made here are taken together (Benjamini–Hochberg):
 * conversion, waiting and filling up of every stage. `priced`: whether anything was won to price gaps by.
 */
export function tellJams(found: readonly Found[], drawn: Drawn, { days, priced }: { days: number; priced: boolean }): Told {
  const gaps = found.map(({ target }, index) => (target ? { p: 1 - drawn.jams[index]!.real } : null));
  const timings = found.map((one, index) => timingFound(one, drawn.passing[index]!));
  const capacities = found.map((one) => (one.stage.kind === "open" ? capacityFound(one, days / 7) : null));
  const tests = [...gaps, ...timings, ...capacities].filter((test) => test !== null);
  const adjusted = adjustForMany(tests.map(({ p }) => p));
  const held = new Set<object>(tests.filter((_, index) => adjusted[index]! <= chanceOfNamed));
  const holds = (test: object | null) => test !== null && held.has(test);
  const stages = drawn.jams.map((jam, index) => {
    const [timing, capacity] = [timings[index]!, capacities[index]!];
    return {
      priced: jam,
      stands: holds(gaps[index]!) && priced,
      timing: timing && { ...timing.told, stands: holds(timing) },
      capacity: capacity && { ...capacity.told, fills: holds(capacity) },
    };
  });
  const named = headline(stages.map(({ priced: jam, stands }) => ({ ...jam, stands })));
  return { stages, named, comparisons: tests.length };
}

function timingFound({ now, past, goal, stage }: Found, passing: number): { told: Omit<Timing, "stands">; p: number } | null {
  const leave = (rows: readonly JamRow[]) => rows.reduce((sum, row) => (row.state === "open" ? sum : sum + row.n), 0);
  if (stage.kind !== "open" || leave(now) < 25) return null; // nobody asks customers to come back faster than they use things up
  const [own, before] = [tableOf(now), tableOf(past)];
  const horizon = (table: typeof own) => horizonOf(table, ageOfEnds(table, 0.95)).horizon;
  const byGoal = goal?.metric === "days";
  if (!byGoal && leave(past) < 25) return null;
  const until = byGoal ? horizon(own) : Math.min(horizon(own), Math.max(horizon(before), horizonOf(before, horizon(own)).horizon));
  if (!(until > 0)) return null;
  const inDays = (table: typeof own) => {
    const { mean, error } = restrictedMean(survival(table), until);
    return { mean: mean / minutesPerDay, error: error / minutesPerDay };
  };
  const wait = inDays(own);
  const target = byGoal ? { mean: goal.target, error: 0 } : inDays(before);
  const told = timingOf(passing, wait, target, level);
  const error = Math.hypot(wait.error, target.error);
  const p = error > 0 ? normalLower(-told.days / error) : told.days > 0 ? 0 : 1;
  return { told: { ...told, targetOf: byGoal ? "goal" : "past" }, p };
}

function capacityFound({ passage, now }: Found, weeks: number): { told: Omit<Capacity, "fills">; p: number } | null {
  if (!passage || passage.entered + passage.gone < visitsToJudge) return null;
  const table = tableOf(now);
  const mean = restrictedMean(survival(table), table.ages.at(-1) ?? 0).mean / minutesPerDay / 7;
  const little = littleGap(passage.stock, passage.entered / weeks, mean);
  const { z } = fillingUp(passage.entered, passage.gone);
  const told = {
    arrivals: passage.entered / weeks,
    departures: passage.gone / weeks,
    load: passage.gone > 0 ? passage.entered / passage.gone : null,
    stock: passage.stock,
    expected: little?.expected ?? null,
    alarm: (little?.alarm ?? false) && Math.max(passage.stock, little?.expected ?? 0) >= 10,
  };
  return { told, p: normalLower(-z) };
}

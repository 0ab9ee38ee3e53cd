import { fitBaseline, type Baseline } from "./alarm.ts";
import { learnLevels, residualOf, type Levels, type Watched } from "./levels.ts";

export const learnWeeks = 26;
/** How many weeks what is known stays behind, so that a change that has just begun does not become part of it. */
export const behind = 6;

export type Step = { error: number; levels: Levels; baseline: Baseline };

/** The one-step error of a week, in units of its spread, by what was known six weeks before it. */
export function stepAt(series: Watched, t: number): Step {
  const learnt = Math.max(learnWeeks, t - behind);
  const levels = learnLevels(series, learnt);
  const baseline = baselineOf(series, levels, learnt);
  const carried = baseline.carry * (residualOf(series, levels, t - 1) - baseline.level);
  const error = baseline.spread > 0 ? (residualOf(series, levels, t) - baseline.level - carried) / baseline.spread : 0;
  return { error, levels, baseline };
}

export function baselineOf(series: Watched, levels: Levels, learnt: number): Baseline {
  return fitBaseline(residualsOf(series, levels, 0, learnt));
}

export function residualsOf(series: Watched, levels: Levels, from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => residualOf(series, levels, from + i));
}

import { drawNormal } from "../numbers/draw.ts";
import { quantileSorted } from "../numbers/quantile.ts";
import type { Random } from "../numbers/random.ts";
import { cusum } from "./alarm.ts";
import { learnWeeks, stepAt } from "./online.ts";
import { quietTable } from "./quiet-table.ts";

/** How high the sums of quiet series come within a year of watching: what a tenth, 8 % and a hundredth of them pass. */
export type Quiet = { tenth: number; limit: number; hundredth: number };

const watchWeeks = 52;
export const carryStep = 0.05;

/**
 * Simulates quiet series of one carry-over, watched as ours are: 26 weeks to learn level, months, spread and carry-over from, all of it guesses.
 * The limit is set at 8 %, below the 10 % a year that are meant, since the carry-over that it is looked up by is itself a guess.
 */
export function quietHeights(carry: number, random: Random, runs: number): Quiet {
  const highest = new Float64Array(runs);
  const step = Math.sqrt(1 - carry * carry);
  const length = learnWeeks + watchWeeks;
  const cases = Array.from({ length }, () => 1);
  for (let run = 0; run < runs; run += 1) {
    let state = drawNormal(random);
    const values = Array.from({ length }, () => (state = carry * state + step * drawNormal(random)));
    const shift = run % 13; // quarters begin anywhere
    const phases = values.map((_, week) => Math.floor((((week + shift) % 13) * 3) / 13));
    const series = { kind: "mean" as const, values, cases, phases };
    const { up, down } = cusum(Array.from({ length: watchWeeks }, (_, i) => stepAt(series, learnWeeks + i).error));
    highest[run] = Math.max(...up, ...down);
  }
  highest.sort();
  return { tenth: quantileSorted(highest, 0.9), limit: quantileSorted(highest, 0.92), hundredth: quantileSorted(highest, 0.99) };
}

/** What is known of quiet series of about this carry-over. */
export function quietOf(carry: number): Quiet {
  const [tenth, limit, hundredth] = quietTable[Math.min(quietTable.length - 1, Math.max(0, Math.round(carry / carryStep)))]!;
  return { tenth, limit, hundredth };
}

/** The chance that a quiet series' sum comes to `height` within a year; beyond a tenth of them it falls off as an exponential. */
export function chanceOf({ tenth, hundredth }: Quiet, height: number): number {
  return Math.min(1, 0.1 * Math.exp((-Math.LN10 * (height - tenth)) / (hundredth - tenth)));
}

/** The height that a quiet series comes to within a year with this chance. Inverse of {@link chanceOf}. */
export function heightOf({ tenth, hundredth }: Quiet, chance: number): number {
  return tenth - ((hundredth - tenth) * Math.log(chance / 0.1)) / Math.LN10;
}

import { wilson } from "#stats/shares/wilson.ts";
import type { Estimate } from "../contract.ts";
import { level as rangeLevel, type FoundReason } from "./chance.ts";
import type { Reason, ScoreFactor } from "./contract.ts";
import { activityBins, quietBins } from "./features.ts";
import type { Score } from "./fits.ts";

const most = 3;
/** Reasons that hardly move the chance are none. */
const least = 0.05;
const fewest = 5;
const acts = new Set<ScoreFactor>(["activity", "activities"]);

/** The strongest reasons up and down with the rates behind them; what one can do about a deal apart from what it is. */
export function reasonsOf(found: readonly FoundReason[], score: Score, like: Estimate): { up: Reason[]; down: Reason[] } {
  const told = found
    .filter(({ adds, rate, others }) => Math.abs(adds) >= least && rate.n >= fewest && others.n >= fewest)
    .sort((a, b) => Math.abs(b.adds) - Math.abs(a.adds))
    .map((reason): Reason => ({
      factor: reason.factor,
      level: wordOf(reason, score),
      adds: reason.adds,
      rate: rateOf(reason.rate, like),
      others: rateOf(reason.others, like),
      kind: acts.has(reason.factor) && reason.adds < 0 ? "action" : "fact",
    }));
  return { up: told.filter(({ adds }) => adds > 0).slice(0, most), down: told.filter(({ adds }) => adds < 0).slice(0, most) };
}

function wordOf({ factor, level }: FoundReason, { ground, fit }: Score): string {
  const named = (names: readonly string[]) => (level === 0 ? "none" : (names[level - 1] ?? "other"));
  const between = (bins: readonly number[], bin: number) => `${bins[bin] ?? ""}-${bins[bin + 1] ?? ""}`;
  if (factor === "source") return named(ground.sources);
  if (factor === "category") return named(ground.categories);
  if (factor === "value") return level === 0 ? "none" : `${fit.edges[level - 2] ?? ""}-${fit.edges[level - 1] ?? ""}`;
  if (factor === "customer") return level === 1 ? "returning" : "new";
  if (factor === "activity") return level === 0 ? "none" : between(quietBins, level - 1);
  return between(activityBins, level);
}

function rateOf(of: { n: number; won: number }, like: Estimate): Estimate {
  const speaks = of.n >= fewest;
  return {
    ...like,
    value: speaks ? of.won / of.n : null,
    ...(speaks ? { ...wilson(of.won / of.n, of.n, rangeLevel), level: rangeLevel } : { low: null, high: null, level: null }),
    n: of.n,
    undecided: 0,
    method: "share won within the score's horizon, of deals seen for so long; range by Wilson",
  };
}

import { conversion } from "../survival/conversion.ts";
import type { AgeTable } from "../survival/ages.ts";
import { fitPrior, type Tally } from "../shares/shrinkage.ts";

/**
 * How visits to a stage end, by cause, as counts that are as uncertain as the cumulative incidence they come from: visits still open are in it as long as
 * they were watched, so that a stage that has only become slower does not look as if it lost more. They add up to the effective number of decided
 * visits; not whole numbers.
 */
export function effectiveCounts(table: AgeTable): number[] {
  const { curves, horizon, effective } = conversion(table);
  const at = table.ages.findLastIndex((age) => age <= horizon);
  const shares = curves.share.map((curve) => (at < 0 ? 0 : curve[at]!));
  const decided = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => (decided > 0 ? effective * share : 0));
}

/** Quarters of one stage differ less than segments do: by as much as 200 cases would by chance, unless they say otherwise. */
const quartersUsual = { cases: 200, spread: 1 };

/**
 * A stage's own past as a target: the pooled share of its quarters, known as well as quarters that differ by more than chance allow. Each of n cases
 * counts as n·k ÷ (n + k), k what the quarters have in common ({@link fitPrior}). Never the best quarter, which is best by luck.
 */
export function ownPast(quarters: readonly Tally[]): { a: number; b: number } {
  const { mean, cases } = fitPrior(quarters, quartersUsual);
  const known = quarters.reduce((sum, { n }) => sum + (n * cases) / (n + cases), 0);
  return { a: mean * known + 0.5, b: (1 - mean) * known + 0.5 };
}

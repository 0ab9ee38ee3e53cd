import { inverse } from "../numbers/matrix.ts";

/** Stages as an absorbing chain, a row each: chance that a visit moves on to each stage (loops and skips included), and that it is won at once. What is missing to 1 is lost. */
export type Chain = { moves: readonly (readonly number[])[]; win: readonly number[] };

/** What enters a month at each stage from outside, and what a win of it is worth on average. */
export type Intake = { arrivals: readonly number[]; value: readonly number[] };

/** N = (I − Q)⁻¹: how often a deal that is in stage i now will be in stage j, this visit included. Throws where a loop never ends. */
export function visitsOf({ moves }: Chain): number[][] {
  return inverse(moves.map((row, i) => row.map((chance, j) => (i === j ? 1 : 0) - chance)));
}

/** w = (I − Q)⁻¹ r: the chance that a deal in each stage is won in the end. */
export function winChances(chain: Chain, visits: readonly (readonly number[])[] = visitsOf(chain)): number[] {
  return visits.map((row) => row.reduce((sum, times, j) => sum + times * chain.win[j]!, 0));
}

/** Revenue a month that the intake leads to in the end: Σ λ · w · V. */
export function revenueOf(chain: Chain, { arrivals, value }: Intake): number {
  return winChances(chain).reduce((sum, chance, stage) => sum + arrivals[stage]! * chance * value[stage]!, 0);
}

/**
 * What each stage alone would add to the revenue a month if its row were the target's: Σₛ λₛVₛ · Nₛᵢ(δ·w + δᵣ) ÷ (1 − δ·Nᵢ), δ the target's row less the
 * present one (the change of one row of an inverse, Sherman & Morrison 1950), and all together. Gains of single stages do not add up to `together`.
 */
export function gainsOf(chain: Chain, target: Chain, intake: Intake): { each: number[]; together: number } {
  const visits = visitsOf(chain);
  const chances = winChances(chain, visits);
  const { arrivals, value } = intake;
  const each = chain.win.map((win, i) => {
    const change = target.moves[i]!.map((chance, j) => chance - chain.moves[i]![j]!);
    const better = change.reduce((sum, delta, j) => sum + delta * chances[j]!, target.win[i]! - win);
    const again = change.reduce((sum, delta, j) => sum + delta * visits[j]![i]!, 0);
    const worth = arrivals.reduce((sum, rate, s) => sum + rate * value[s]! * visits[s]![i]!, 0);
    return (worth * better) / (1 - again);
  });
  const present = arrivals.reduce((sum, rate, s) => sum + rate * chances[s]! * value[s]!, 0);
  return { each, together: revenueOf(target, intake) - present };
}

/** A stage's row with its conversion (the chance of anything but being lost) brought to `conversion`, the ways on keeping their proportions. */
export function withConversion(row: { moves: readonly number[]; win: number }, conversion: number): { moves: number[]; win: number } {
  const now = row.moves.reduce((sum, chance) => sum + chance, row.win);
  const factor = now > 0 ? conversion / now : 0;
  return { moves: row.moves.map((chance) => chance * factor), win: row.win * factor };
}

import { binsOf, type Hazards } from "./hazards.ts";

/**
 * The coming calendar: the phase of each step, and the period of the answer that it belongs to (from 0, ascending). `shares`: how much of a step is
 * still to come (1 if left out). `chained`: a deal may pass through several states within one step, each numbered higher than the one before; a stay is
 * then exposed in the very step in which it begins. Moves back take until the next step.
 */
export type Calendar = {
  phases: ArrayLike<number>;
  periodOf: ArrayLike<number>;
  periods: number;
  shares?: ArrayLike<number>;
  chained?: boolean;
};

/**
 * Chances to be won in each coming period, all hazards times `factor`: `from(state, age)` of a deal that is in a state and whose next step is its
 * age-th there, and `fresh(state, step)` of one that enters a state in a coming step. With one state it is P = Σ S(a + u − 1) ÷ S(a) · h(a + u, phase);
 * moves to other states pass through those states' own chances, worked out from the last step backwards.
 */
export function winChancesFrom(
  hazards: Hazards,
  { phases, periodOf, periods, shares, chained = false }: Calendar,
  factor: number,
): { from: (state: number, age: number) => Float64Array; fresh: (state: number, step: number) => Float64Array } {
  const { states, ages, rates } = hazards;
  const ways = 2 + states;
  const steps = phases.length;
  const bins = binsOf(ages);
  const exits = Array.from({ length: states }, (_, state) => usedWays(hazards, state));
  const totals = new Float64Array(rates.length / ways);
  for (let i = 0; i < rates.length; i += 1) totals[Math.floor(i / ways)]! += rates[i]!;
  const entering: Float64Array[] = Array.from({ length: states * (steps + 1) }, () => new Float64Array(periods));

  const run = (state: number, age: number, start: number): Float64Array => {
    const chances = new Float64Array(periods);
    let still = 1;
    for (let step = start; step < steps; step += 1) {
      const bin = bins[Math.min(age + step - start, bins.length - 1)]!;
      const cell = (state * ages.length + bin) * hazards.phases + phases[step]!;
      const total = totals[cell]!;
      if (total === 0) continue;
      const scale = still * Math.min(factor * (shares?.[step] ?? 1), 0.999 / total);
      chances[periodOf[step]!]! += scale * rates[cell * ways]!;
      for (const way of exits[state]!) {
        const later = entering[(way - 2) * (steps + 1) + step + (chained && way - 2 > state ? 0 : 1)]!;
        const part = scale * rates[cell * ways + way]!;
        for (let period = periodOf[step]!; period < periods; period += 1) chances[period]! += part * later[period]!;
      }
      still -= scale * total;
    }
    return chances;
  };
  for (let step = steps - 1; step >= 0; step -= 1) {
    for (let state = states - 1; state >= 0; state -= 1) entering[state * (steps + 1) + step] = run(state, 0, step);
  }
  return { from: (state, age) => run(state, age, 0), fresh: (state, step) => entering[state * (steps + 1) + step]! };
}

function usedWays({ states, ages, phases, rates }: Hazards, state: number): number[] {
  const ways = 2 + states;
  const cells = ages.length * phases;
  return Array.from({ length: states }, (_, to) => 2 + to).filter((way) => {
    for (let cell = state * cells; cell < (state + 1) * cells; cell += 1) if (rates[cell * ways + way]! > 0) return true;
    return false;
  });
}

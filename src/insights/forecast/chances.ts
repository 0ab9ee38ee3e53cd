import { judge, chanceWithin, type Plan } from "./judge.ts";
import type { Tried } from "./origins.ts";

/** Chances of open deals within the stretch by state and the day they entered it, and what a chance is worth by segment; moved to the forecast's middle. */
export type Chances = {
  cells: { state: number; entered: number; chance: number }[];
  segments: { segment: number; mean: number; ratio: number }[];
  scale: number;
  tried: Tried[];
};

export function chances(plan: Plan): Chances {
  const judged = judge(plan);
  const { world, first, split, middle } = judged;
  const { open, states } = plan.history;
  const chanceOf = chanceWithin(world.hazards, states.length, world.calendar, world.calendar.periods - plan.periods.length);
  const cells = new Map<number, { state: number; entered: number; chance: number }>();
  open.state.forEach((state, i) => {
    const entered = open.entered[i]!;
    const key = entered * states.length + state;
    if (!cells.has(key)) cells.set(key, { state, entered, chance: chanceOf(state, Math.max(0, first - entered)) });
  });
  const sum = split.reduce((all, part) => all + part.open + part.waiting + part.fresh + part.again, 0);
  return {
    cells: [...cells.values()],
    segments: judged.worth.map(({ mean, ratio }, segment) => ({ segment, mean, ratio })),
    scale: middle !== null && sum > 0 ? middle / sum : 0,
    tried: judged.tried,
  };
}

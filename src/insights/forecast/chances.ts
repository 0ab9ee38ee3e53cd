import { chanceToLose, chanceWithin, judge, type Plan } from "./judge.ts";
import type { Tried } from "./origins.ts";

/** Chances of open deals to be won, or lost, within the stretch by state and the day they entered it, and what a chance is worth by segment; moved to the forecast's middle. */
export type Chances = {
  cells: { state: number; entered: number; chance: number; lost: number }[];
  segments: { segment: number; mean: number; ratio: number }[];
  scale: number;
  tried: Tried[];
};

export function chances(plan: Plan): Chances {
  const judged = judge(plan);
  const { world, first, split, middle } = judged;
  const { open, states } = plan.history;
  const skipped = world.calendar.periods - plan.periods.length;
  const chanceOf = chanceWithin(world.hazards, states.length, world.calendar, skipped);
  const lossOf = chanceToLose(world.hazards, states.length, world.calendar, skipped);
  const cells = new Map<number, Chances["cells"][number]>();
  open.state.forEach((state, i) => {
    const entered = open.entered[i]!;
    const key = entered * states.length + state;
    const age = Math.max(0, first - entered);
    if (!cells.has(key)) cells.set(key, { state, entered, chance: chanceOf(state, age), lost: lossOf(state, age) });
  });
  const sum = split.reduce((all, part) => all + part.open + part.waiting + part.fresh + part.again, 0);
  return {
    cells: [...cells.values()],
    segments: judged.worth.map(({ mean, ratio }, segment) => ({ segment, mean, ratio })),
    scale: middle !== null && sum > 0 ? middle / sum : 0,
    tried: judged.tried,
  };
}

import type { Hazards } from "#stats/forecast/hazards.ts";
import type { History } from "./history.ts";
import type { Known } from "./learn.ts";

/** What is asked to be different: factors on arrivals, and by stage on the share that goes on and on the speed. 1 is as it is. */
export type WhatIf = {
  arrivals?: number | undefined;
  stages?: { pipelineId?: string | undefined; stageId: string; conversion?: number | undefined; speed?: number | undefined }[] | undefined;
};

export function withChange(known: Known, states: History["states"], { arrivals = 1, stages = [] }: WhatIf): Known {
  let { hazards } = known;
  for (const { pipelineId, stageId, conversion = 1, speed = 1 } of stages)
    states.forEach((state, i) => {
      const isMeant = state.stageId === stageId && (pipelineId === undefined || state.pipelineId === pipelineId);
      if (isMeant) hazards = changeStage(hazards, i, conversion, speed);
    });
  return { ...known, hazards, arrivals: known.arrivals.map((stream) => ({ ...stream, perDay: stream.perDay * arrivals })) };
}

/** Of those that leave a stage, so many times more go on and the others are lost instead, at every age alike; all of them leave so many times faster. */
function changeStage(hazards: Hazards, state: number, conversion: number, speed: number): Hazards {
  const { states, ages, phases } = hazards;
  const ways = 2 + states;
  const rates = hazards.rates.slice();
  for (let cell = state * ages.length * phases; cell < (state + 1) * ages.length * phases; cell += 1) {
    const at = cell * ways;
    const lost = rates[at + 1]!;
    let leaving = 0;
    for (let way = 0; way < ways; way += 1) leaving += rates[at + way]!;
    const on = leaving - lost;
    if (leaving === 0) continue;
    const more = on > 0 ? Math.min(conversion, leaving / on) : 1;
    const faster = Math.min(speed, 0.999 / leaving);
    for (let way = 0; way < ways; way += 1) rates[at + way] = (way === 1 ? leaving - on * more : rates[at + way]! * more) * faster;
  }
  return { ...hazards, rates };
}

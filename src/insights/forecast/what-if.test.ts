import { expect, it } from "vitest";
import type { Known } from "./learn.ts";
import { withChange } from "./what-if.ts";

const [one, other] = ["shop", "wholesale"];
const states = [one, other].map((pipelineId) => ({ pipelineId: pipelineId!, stageId: "interest", repeat: false, waiting: false }));
/** Two states, one age, one phase; ways: won, lost, to the first, to the second. */
const rates = Float64Array.of(0.1, 0.3, 0, 0, 0.1, 0.3, 0, 0);
const known = { hazards: { states: 2, ages: [0], phases: 1, rates }, arrivals: [] } as unknown as Known;

it.each([
  [one, [0.2, 0.2, 0.1, 0.3]],
  [other, [0.1, 0.3, 0.2, 0.2]],
  [undefined, [0.2, 0.2, 0.2, 0.2]],
])("a stage's conversion changes in the pipeline it is asked of: %s", (pipelineId, expected) => {
  const { hazards } = withChange(known, states, { stages: [{ pipelineId, stageId: "interest", conversion: 2 }] });
  expect([0, 1, 4, 5].map((at) => Number(hazards.rates[at]!.toFixed(9)))).toEqual(expected);
});

import type { PipelineWire } from "./contract.ts";
import { idleDaysAt, type Pipeline } from "./pipeline.ts";

/** The pipeline as the API shows it, with the idle days in force at `atMs`. */
export function wireOf(pipeline: Pipeline, atMs: number): PipelineWire {
  return {
    id: pipeline.id,
    name: pipeline.name,
    template: pipeline.template,
    version: pipeline.version,
    stages: pipeline.stages.map((stage) => ({ ...stage, key: stage.id })),
    idle: { auto: pipeline.idle.auto, days: idleDaysAt(pipeline.idle, atMs, false), returningDays: idleDaysAt(pipeline.idle, atMs, true) },
  };
}

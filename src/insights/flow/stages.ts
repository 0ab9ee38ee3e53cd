import type { Stage } from "#pipelines/pipeline.ts";
import { wonRank } from "../schema.ts";

/** The stages that a deal passes on its way to the sale, with how far along each stands. */
export function wayStages(stages: readonly Stage[]): (Stage & { rank: number })[] {
  return stages
    .map((stage, index) => ({ ...stage, rank: stage.kind === "won" ? wonRank : index }))
    .filter(({ kind }) => kind !== "returning");
}

import { now } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { append, lockLedger } from "#ledger/append.ts";
import type { PersonCause } from "#workspaces/http.ts";
import type { Pipeline } from "./pipeline.ts";
import { countPipelines, insertPipeline, insertPipelineVersion } from "./queries.ts";
import type { Language, TemplateName } from "./template.ts";
import { templateOf } from "./templates.ts";

/** What saves a pipeline: a person, or Sluice itself (first run, the demo shop). */
export type SavedBy = PersonCause | { cause: "system"; actorId: null; at: number };

/** A new pipeline from a template, behind the others; it begins with version 1. */
export async function createPipeline(
  tx: Tx,
  wish: { template: TemplateName; language: Language; name?: string },
  by: SavedBy = { cause: "system", actorId: null, at: now() },
): Promise<Pipeline> {
  await lockLedger(tx);
  const { used, nextPosition } = await countPipelines(tx);
  if (used >= limits.pipelines) throw refuse("conflict", "too_many_pipelines", { limit: limits.pipelines });

  const template = templateOf(wish.template, wish.language);
  const pipeline: Pipeline = { id: newId(), template: wish.template, version: 1, ...template, name: wish.name ?? template.name };
  await insertPipeline(tx, pipeline, nextPosition);
  await recordVersion(tx, pipeline, by);
  return pipeline;
}

/** Keeps the version and tells the ledger: `pipeline.saved` carries the whole pipeline as `data.pipeline`. */
export async function recordVersion(tx: Tx, pipeline: Pipeline, by: SavedBy): Promise<void> {
  await insertPipelineVersion(tx, pipeline, by.at, by.actorId);
  await append(tx, [{ type: "pipeline.saved", at: by.at, cause: by.cause, actorId: by.actorId, data: { pipeline } }], by.at);
}

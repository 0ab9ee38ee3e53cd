import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { append, lockLedger } from "#ledger/append.ts";
import type { PersonCause } from "#workspaces/http.ts";
import { getPipeline, listPipelines } from "./queries.ts";

/** Takes a pipeline out of use; its deals stay. The last one stays in use, and one that a source feeds. */
export async function archivePipeline(tx: Tx, pipelineId: string, by: PersonCause): Promise<void> {
  await lockLedger(tx);
  const pipeline = await getPipeline(tx, pipelineId);
  const used = await listPipelines(tx);
  if (!used.some(({ id }) => id === pipelineId)) return;
  if (used.length === 1) throw refuse("conflict", "last_pipeline", { pipelineId });
  const sources = await tx.query<{ name: string }>(sql`
    select name from source where workspace_id = ${tx.workspaceId} and pipeline_id = ${pipelineId} and removed_at is null order by name limit 10
  `);
  if (sources.length > 0) throw refuse("conflict", "pipeline_has_sources", { sources: sources.map(({ name }) => name) });
  await tx.query(
    sql`update pipeline set archived_at = ${new Date(by.at).toISOString()} where workspace_id = ${tx.workspaceId} and id = ${pipelineId}`,
  );
  await append(
    tx,
    [{ type: "pipeline.saved", at: by.at, cause: by.cause, actorId: by.actorId, data: { pipeline, archivedAt: by.at } }],
    by.at,
  );
}

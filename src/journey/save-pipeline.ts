import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { Refusal, refuse } from "#base/refusal.ts";
import { openDay } from "#deals/save-deals.ts";
import { lockLedger } from "#ledger/append.ts";
import type { PipelineDraft } from "#pipelines/contract.ts";
import { recordVersion } from "#pipelines/create-pipeline.ts";
import { changesRules, withDraft } from "#pipelines/draft.ts";
import { stageOf, type Pipeline } from "#pipelines/pipeline.ts";
import { getPipeline, updatePipeline } from "#pipelines/queries.ts";
import type { PersonCause } from "#workspaces/http.ts";
import { moveDeals } from "./move-deals.ts";

const chunk = 500;

/**
 * Saves a pipeline as a new version. Deals in a stage that goes are moved where the draft says, in the same transaction. If the entry
 * rules change, the open deals that facts drive follow soon after (see `replay-worker.ts`).
 */
export async function savePipeline(tx: Tx, pipelineId: string, draft: PipelineDraft, by: PersonCause): Promise<Pipeline> {
  await lockLedger(tx);
  const before = await getPipeline(tx, pipelineId);
  const after = withDraft(before, draft, by.at);
  const removed = before.stages.filter((stage) => !stageOf(after, stage.id));
  const filled = await countOpen(tx, pipelineId);
  for (const { id } of removed) {
    const deals = filled.get(id) ?? 0;
    const target = draft.moveTo[id] === undefined ? undefined : stageOf(after, draft.moveTo[id]);
    if (deals > 0 && (!target || target.kind === "won")) throw refuse("conflict", "stage_has_deals", { stageId: id, deals });
  }
  await updatePipeline(tx, after);
  await recordVersion(tx, after, by);
  for (const { id } of removed) if (filled.has(id)) await moveAll(tx, pipelineId, id, draft.moveTo[id]!, by);
  if (changesRules(before, after)) await askForReplay(tx, pipelineId);
  return after;
}

async function countOpen(tx: Tx, pipelineId: string): Promise<Map<string, number>> {
  const rows = await tx.query<{ stageId: string; deals: number }>(sql`
    select stage_id as "stageId", sum(deals) as deals from stage_total
    where workspace_id = ${tx.workspaceId} and pipeline_id = ${pipelineId} and day = ${openDay}
    group by stage_id
    having sum(deals) > 0
  `);
  return new Map(rows.map((row) => [row.stageId, row.deals]));
}

/** Index: deal_board. Every deal of a chunk leaves the stage, so the next chunk is the first one again. */
async function moveAll(tx: Tx, pipelineId: string, fromId: string, toId: string, by: PersonCause): Promise<void> {
  for (;;) {
    const deals = await tx.query<{ id: string }>(sql`
      select id from deal
      where workspace_id = ${tx.workspaceId} and pipeline_id = ${pipelineId} and stage_id = ${fromId} and outcome = 'open'
      order by stage_entered_at desc, id
      limit ${chunk}
    `);
    if (deals.length === 0) return;
    const results = await moveDeals(
      tx,
      deals.map(({ id }) => ({ dealId: id, stageId: toId })),
      by,
    );
    for (const result of results) if (result instanceof Refusal) throw result;
  }
}

async function askForReplay(tx: Tx, pipelineId: string): Promise<void> {
  await tx.query(sql`
    update pipeline set replay_after = '00000000-0000-0000-0000-000000000000' where workspace_id = ${tx.workspaceId} and id = ${pipelineId}
  `);
}

import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { stageOf } from "#pipelines/pipeline.ts";
import { getPipeline } from "#pipelines/queries.ts";

/** Refuses a pipeline or stage that is not this workspace's, and a stage without its pipeline. */
export async function requirePlace(tx: Tx, { pipelineId, stageId }: { pipelineId: string | null; stageId: string | null }): Promise<void> {
  if (pipelineId === null) {
    if (stageId !== null) throw refuse("invalid", "stage_not_in_pipeline", { stageId });
    return;
  }
  const pipeline = await getPipeline(tx, pipelineId);
  if (stageId !== null && !stageOf(pipeline, stageId)) throw refuse("invalid", "stage_not_in_pipeline", { stageId });
}

/** Refuses an owner who is not a member. */
export async function requireMember(tx: Tx, userId: string | null): Promise<void> {
  if (userId === null) return;
  const [found] = await tx.query(sql`select 1 from member where workspace_id = ${tx.workspaceId} and user_id = ${userId}`);
  if (!found) throw refuse("missing", "member_not_found", { userId });
}

/** Refuses a day that no calendar has. */
export function requireDay(day: string | null): void {
  if (day === null) return;
  try {
    Temporal.PlainDate.from(day, { overflow: "reject" });
  } catch {
    throw refuse("invalid", "not_a_day", { day });
  }
}

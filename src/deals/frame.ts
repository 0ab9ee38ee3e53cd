import { sql } from "kysely";
import { addDays, dayOf, startOfDay } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { wonStage, type Pipeline } from "#pipelines/pipeline.ts";

/** What a board needs to know around its deals. The won stage shows the deals of the last 30 days, today included. */
export type Frame = {
  pipeline: Pipeline;
  currency: string;
  timeZone: string;
  seq: number;
  atMs: number;
  today: string;
  wonStageId: string | null;
  wonFromDay: string;
  wonFromMs: number;
};

export async function getFrame(tx: Tx, pipelineId: string, atMs: number): Promise<Frame> {
  const [row] = await tx.query<Pipeline & { currency: string; timeZone: string; seq: number }>(sql`
    select p.id, p.name, p.template, p.version, p.stages, p.idle, w.currency, w.time_zone as "timeZone", w.last_seq as seq
    from pipeline p join workspace w on w.id = p.workspace_id
    where p.workspace_id = ${tx.workspaceId} and p.id = ${pipelineId}
  `);
  if (!row) throw refuse("missing", "pipeline_missing", { pipelineId });
  const { currency, timeZone, seq, ...pipeline } = row;
  const today = dayOf(atMs, timeZone);
  const wonFromDay = addDays(today, -29);
  return {
    pipeline,
    currency,
    timeZone,
    seq,
    atMs,
    today,
    wonStageId: wonStage(pipeline)?.id ?? null,
    wonFromDay,
    wonFromMs: startOfDay(wonFromDay, timeZone),
  };
}

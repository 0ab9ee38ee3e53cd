import { sql } from "kysely";
import { now } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { ChangeBody, ChangeNote } from "./contract.ts";
import { requireDay, requirePlace } from "./place.ts";

const columns = sql`
  id, day::text as day, title, text, pipeline_id as "pipelineId", stage_id as "stageId", measure,
  to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt"
`;

type Asked = { from?: string | undefined; to?: string | undefined; pipelineId?: string | undefined };

/** The notes of some days, newest first; with a pipeline, also those that name none. Index: change_note_day. */
export async function listChanges(tx: Tx, { from, to, pipelineId }: Asked): Promise<ChangeNote[]> {
  requireDay(from ?? null);
  requireDay(to ?? null);
  if (pipelineId !== undefined) await requirePlace(tx, { pipelineId, stageId: null });
  return tx.query<ChangeNote>(sql`
    select ${columns} from change_note
    where workspace_id = ${tx.workspaceId}
      and day >= ${from ?? "-infinity"}::date
      and day <= ${to ?? "infinity"}::date
      and (${pipelineId ?? null}::uuid is null or pipeline_id is null or pipeline_id = ${pipelineId ?? null}::uuid)
    order by day desc, created_at desc, id
    limit ${limits.changeNotes}
  `);
}

export async function createChange(tx: Tx, body: ChangeBody, userId: string | null): Promise<ChangeNote> {
  await requireSound(tx, body);
  const [count] = await tx.query<{ n: number }>(sql`select count(*) as n from change_note where workspace_id = ${tx.workspaceId}`);
  if ((count?.n ?? 0) >= limits.changeNotes) throw refuse("conflict", "too_many_changes", { most: limits.changeNotes });
  const [change] = await tx.query<ChangeNote>(sql`
    insert into change_note (workspace_id, id, day, title, text, pipeline_id, stage_id, measure, created_by, created_at)
    values (${tx.workspaceId}, ${newId()}, ${body.day}, ${body.title}, ${body.text}, ${body.pipelineId}, ${body.stageId}, ${body.measure}, ${userId},
      ${new Date(now()).toISOString()})
    returning ${columns}
  `);
  return change!;
}

export async function editChange(tx: Tx, id: string, body: ChangeBody): Promise<ChangeNote> {
  const [known] = await tx.query(sql`select 1 from change_note where workspace_id = ${tx.workspaceId} and id = ${id} for update`);
  if (!known) throw refuse("missing", "change_missing", { id });
  await requireSound(tx, body);
  const [change] = await tx.query<ChangeNote>(sql`
    update change_note set
      day = ${body.day}, title = ${body.title}, text = ${body.text}, pipeline_id = ${body.pipelineId}, stage_id = ${body.stageId}, measure = ${body.measure}
    where workspace_id = ${tx.workspaceId} and id = ${id}
    returning ${columns}
  `);
  return change!;
}

export async function removeChange(tx: Tx, id: string): Promise<void> {
  const gone = await tx.query(sql`delete from change_note where workspace_id = ${tx.workspaceId} and id = ${id} returning id`);
  if (gone.length === 0) throw refuse("missing", "change_missing", { id });
}

async function requireSound(tx: Tx, body: ChangeBody): Promise<void> {
  requireDay(body.day);
  await requirePlace(tx, body);
}

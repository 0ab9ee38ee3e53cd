import { sql } from "kysely";
import { now } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { Task, TaskBody } from "./contract.ts";
import { requireDay, requireMember, requirePlace } from "./place.ts";

const iso = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const columns = sql`
  id, title, text, due_day::text as "dueDay", owner_id as "ownerId", pipeline_id as "pipelineId", stage_id as "stageId", measure,
  ${iso("done_at")} as "doneAt", ${iso("created_at")} as "createdAt"
`;

/** Open tasks first, what is due first. Index: task_due. */
export function listTasks(tx: Tx, state: "open" | "done" | "all"): Promise<Task[]> {
  const only = state === "all" ? sql`true` : state === "open" ? sql`done_at is null` : sql`done_at is not null`;
  return tx.query<Task>(sql`
    select ${columns} from task
    where workspace_id = ${tx.workspaceId} and ${only}
    order by done_at desc nulls first, due_day nulls last, created_at desc, id
    limit ${limits.tasks}
  `);
}

export async function createTask(tx: Tx, body: TaskBody, userId: string | null): Promise<Task> {
  await requireSound(tx, body);
  const [count] = await tx.query<{ n: number }>(sql`select count(*) as n from task where workspace_id = ${tx.workspaceId}`);
  if ((count?.n ?? 0) >= limits.tasks) throw refuse("conflict", "too_many_tasks", { most: limits.tasks });
  const at = new Date(now()).toISOString();
  const [task] = await tx.query<Task>(sql`
    insert into task (workspace_id, id, title, text, due_day, owner_id, pipeline_id, stage_id, measure, done_at, created_by, created_at)
    values (${tx.workspaceId}, ${newId()}, ${body.title}, ${body.text}, ${body.dueDay}, ${body.ownerId}, ${body.pipelineId}, ${body.stageId},
      ${body.measure}, ${body.done ? at : null}, ${userId}, ${at})
    returning ${columns}
  `);
  return task!;
}

/** Writes a task anew; ticking it off keeps the moment of the first tick. */
export async function changeTask(tx: Tx, id: string, body: TaskBody): Promise<Task> {
  const [known] = await tx.query(sql`select 1 from task where workspace_id = ${tx.workspaceId} and id = ${id} for update`);
  if (!known) throw refuse("missing", "task_missing", { id });
  await requireSound(tx, body);
  const done = body.done ? sql`coalesce(done_at, ${new Date(now()).toISOString()})` : sql`null`;
  const [task] = await tx.query<Task>(sql`
    update task set
      title = ${body.title}, text = ${body.text}, due_day = ${body.dueDay}, owner_id = ${body.ownerId}, pipeline_id = ${body.pipelineId},
      stage_id = ${body.stageId}, measure = ${body.measure}, done_at = ${done}
    where workspace_id = ${tx.workspaceId} and id = ${id}
    returning ${columns}
  `);
  return task!;
}

export async function removeTask(tx: Tx, id: string): Promise<void> {
  const gone = await tx.query(sql`delete from task where workspace_id = ${tx.workspaceId} and id = ${id} returning id`);
  if (gone.length === 0) throw refuse("missing", "task_missing", { id });
}

async function requireSound(tx: Tx, body: TaskBody): Promise<void> {
  requireDay(body.dueDay);
  await requirePlace(tx, body);
  await requireMember(tx, body.ownerId);
}

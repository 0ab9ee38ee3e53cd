import { sql } from "kysely";
import { now } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { getPipeline } from "#pipelines/queries.ts";
import type { Question } from "../contract.ts";
import type { SavedView, ViewBody } from "./contract.ts";

const columns = (userId: string | null) => sql`id, name, filters, shared, created_by is not distinct from ${userId} as mine`;

/** The shared views of the workspace and one's own, by name. */
export function listViews(tx: Tx, userId: string | null): Promise<SavedView[]> {
  return tx.query<SavedView>(sql`
    select ${columns(userId)} from saved_view
    where workspace_id = ${tx.workspaceId} and (shared or created_by is not distinct from ${userId})
    order by lower(name), id
    limit ${limits.savedViews}
  `);
}

export async function createView(tx: Tx, { name, filters, shared }: ViewBody, userId: string | null): Promise<SavedView> {
  if (filters.pipelineId !== undefined) await getPipeline(tx, filters.pipelineId);
  const [count] = await tx.query<{ n: number }>(sql`select count(*) as n from saved_view where workspace_id = ${tx.workspaceId}`);
  if ((count?.n ?? 0) >= limits.savedViews) throw refuse("conflict", "too_many_views", { most: limits.savedViews });
  const [view] = await tx.query<SavedView>(sql`
    insert into saved_view (workspace_id, id, name, filters, shared, created_by, created_at)
    values (${tx.workspaceId}, ${newId()}, ${name}, ${JSON.stringify(filters)}, ${shared}, ${userId}, ${new Date(now()).toISOString()})
    on conflict do nothing
    returning ${columns(userId)}
  `);
  if (!view) throw refuse("conflict", "view_name_taken", { name });
  return view;
}

export async function changeView(tx: Tx, id: string, { name, filters, shared }: ViewBody, userId: string | null): Promise<SavedView> {
  const [known] = await tx.query(sql`
    select 1 from saved_view where workspace_id = ${tx.workspaceId} and id = ${id} and created_by is not distinct from ${userId}
  `);
  if (!known) throw refuse("missing", "view_missing", { id });
  if (filters.pipelineId !== undefined) await getPipeline(tx, filters.pipelineId);
  const [taken] = await tx.query(sql`
    select 1 from saved_view
    where workspace_id = ${tx.workspaceId} and id <> ${id} and lower(name) = lower(${name}) and created_by is not distinct from ${userId}
  `);
  if (taken) throw refuse("conflict", "view_name_taken", { name });
  const [view] = await tx.query<SavedView>(sql`
    update saved_view set name = ${name}, filters = ${JSON.stringify(filters)}, shared = ${shared}
    where workspace_id = ${tx.workspaceId} and id = ${id} and created_by is not distinct from ${userId}
    returning ${columns(userId)}
  `);
  return view!;
}

export async function removeView(tx: Tx, id: string, userId: string | null): Promise<void> {
  const gone = await tx.query(sql`
    delete from saved_view where workspace_id = ${tx.workspaceId} and id = ${id} and created_by is not distinct from ${userId} returning id
  `);
  if (gone.length === 0) throw refuse("missing", "view_missing", { id });
}

/** The question with its saved view's filters in the view's place; what the question says itself goes before. */
export async function withView<Asked extends Question>(tx: Tx, question: Asked, userId: string | null): Promise<Asked> {
  const { view: id, ...own } = question;
  if (id === undefined) return question;
  const [view] = await tx.query<SavedView>(sql`
    select ${columns(userId)} from saved_view
    where workspace_id = ${tx.workspaceId} and id = ${id} and (shared or created_by is not distinct from ${userId})
  `);
  if (!view) throw refuse("missing", "view_missing", { id });
  return { ...view.filters, ...Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined)) } as Asked;
}

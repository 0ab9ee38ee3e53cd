import { sql } from "kysely";
import type { Database } from "#base/postgres/database.ts";
import type { Role } from "#workspaces/contract.ts";

/** These stand above workspaces: they find out which one a request may enter, before any wall is up. */

export type Place = { id: string; kind: "own" | "demo" };

/** Own shops first, the oldest first, then the demo shop. */
export function listWorkspaces(db: Database): Promise<Place[]> {
  return db.ask<Place>(sql`select id, kind from workspace order by kind = 'demo', created_at, id limit 1000`);
}

export async function findWorkspace(db: Database, id: string): Promise<Place | undefined> {
  const [row] = await db.ask<Place>(sql`select id, kind from workspace where id = ${id}`);
  return row;
}

export type Membership = { workspaceId: string; role: Role; kind: "own" | "demo" };

/** Own shops first, the longest held first. Index: member_user. */
export function listMemberships(db: Database, userId: string): Promise<Membership[]> {
  return db.ask<Membership>(sql`
    select m.workspace_id as "workspaceId", m.role, w.kind
    from member m join workspace w on w.id = m.workspace_id
    where m.user_id = ${userId} and m.removed_at is null
    order by w.kind = 'demo', m.joined_at, m.workspace_id
    limit 1000
  `);
}

/** Also notes, once a minute at most, that the key was used. Index: api_key_hash. */
export async function findApiKey(db: Database, hash: string): Promise<{ workspaceId: string; scopes: string[] } | undefined> {
  const [row] = await db.ask<{ workspaceId: string; id: string; scopes: string[]; stale: boolean }>(sql`
    select workspace_id as "workspaceId", id, scopes, last_used_at is null or last_used_at < now() - interval '1 minute' as stale
    from api_key
    where key_hash = ${hash}
  `);
  if (row?.stale) await db.ask(sql`update api_key set last_used_at = now() where workspace_id = ${row.workspaceId} and id = ${row.id}`);
  return row;
}

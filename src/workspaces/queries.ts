import { sql } from "kysely";
import type { Database, Queryable, Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { Role } from "./contract.ts";

export type Workspace = {
  id: string;
  name: string;
  kind: "own" | "demo";
  currency: string;
  timeZone: string;
  language: "en" | "de";
  valueWithTax: boolean;
  valueWithShipping: boolean;
  /** Parts of one: what is kept of the revenue, and by how much money counts less a year later; null: not said. */
  grossMargin: number | null;
  discountRate: number | null;
};

const columns = sql`
  id, name, kind, currency, time_zone as "timeZone", language, value_with_tax as "valueWithTax", value_with_shipping as "valueWithShipping",
  gross_margin as "grossMargin", discount_rate as "discountRate"`;

export async function getWorkspace(tx: Tx): Promise<Workspace> {
  const [row] = await tx.query<Workspace>(sql`select ${columns} from workspace where id = ${tx.workspaceId}`);
  if (!row) throw refuse("missing", "workspace_missing");
  return row;
}

/** The workspace with its write lock: until the transaction ends, nobody else writes its deals or its ledger. */
export async function lockWorkspace(tx: Tx): Promise<Workspace> {
  const [row] = await tx.query<Workspace>(sql`select ${columns} from workspace where id = ${tx.workspaceId} for update`);
  if (!row) throw refuse("missing", "workspace_missing");
  return row;
}

/** Above workspaces: all of them. */
export async function listWorkspaceIds(db: Database): Promise<string[]> {
  return (await db.inSystem((tx) => tx.query<{ id: string }>(sql`select id from workspace order by id`))).map((row) => row.id);
}

/** Above workspaces: the named ones, in the order own shops first, the oldest first. */
export function listWorkspacesByIds(tx: Queryable, ids: readonly string[]): Promise<Workspace[]> {
  return tx.query<Workspace>(sql`
    select ${columns} from workspace
    where id = any(${ids}::uuid[])
    order by kind = 'demo', created_at, id
    limit 1000
  `);
}

export async function insertWorkspace(tx: Queryable, { id, name, kind, currency, timeZone, language }: Workspace): Promise<void> {
  await tx.query(sql`
    insert into workspace (id, name, kind, currency, time_zone, language)
    values (${id}, ${name}, ${kind}, ${currency}, ${timeZone}, ${language})
  `);
}

export async function updateWorkspace(tx: Tx, workspace: Workspace): Promise<void> {
  await tx.query(sql`
    update workspace
    set name = ${workspace.name}, currency = ${workspace.currency}, time_zone = ${workspace.timeZone}, language = ${workspace.language},
      value_with_tax = ${workspace.valueWithTax}, value_with_shipping = ${workspace.valueWithShipping},
      gross_margin = ${workspace.grossMargin}, discount_rate = ${workspace.discountRate}
    where id = ${workspace.id}
  `);
}

export type Member = { userId: string; name: string; email: string; role: Role; joinedAt: number | null };

const memberColumns = sql`user_id as "userId", name, email, role, joined_at as "joinedAt"`;

export function listMembers(tx: Tx): Promise<Member[]> {
  return tx.query<Member>(sql`
    select ${memberColumns} from member
    where workspace_id = ${tx.workspaceId} and removed_at is null
    order by joined_at nulls last, name, user_id
    limit 1000
  `);
}

/** The members who are left, held until the transaction ends, so that two owners cannot remove each other at once. */
export function lockMembers(tx: Tx): Promise<Member[]> {
  return tx.query<Member>(sql`
    select ${memberColumns} from member
    where workspace_id = ${tx.workspaceId} and removed_at is null
    order by user_id
    limit 1000
    for update
  `);
}

/** Joining again after having been removed takes up the old row. */
export async function insertMember(tx: Tx, member: Omit<Member, "joinedAt">): Promise<void> {
  await tx.query(sql`
    insert into member (workspace_id, user_id, name, email, role)
    values (${tx.workspaceId}, ${member.userId}, ${member.name}, ${member.email}, ${member.role})
    on conflict (workspace_id, user_id) do update
    set name = excluded.name, email = excluded.email, role = excluded.role, joined_at = now(), removed_at = null
  `);
}

export async function setRole(tx: Tx, userId: string, role: Role): Promise<void> {
  await tx.query(sql`update member set role = ${role} where workspace_id = ${tx.workspaceId} and user_id = ${userId}`);
}

export async function setRemoved(tx: Tx, userId: string): Promise<void> {
  await tx.query(sql`update member set removed_at = now() where workspace_id = ${tx.workspaceId} and user_id = ${userId}`);
}

export type Invitation = { id: string; email: string; role: Role; expiresAt: number };

/** Those that can still be accepted. */
export function listInvitations(tx: Tx): Promise<Invitation[]> {
  return tx.query<Invitation>(sql`
    select id, email, role, expires_at as "expiresAt" from invitation
    where workspace_id = ${tx.workspaceId} and accepted_at is null and expires_at > now()
    order by created_at, id
    limit 1000
  `);
}

/** A new link for an address replaces the older ones. */
export async function insertInvitation(tx: Tx, invitation: Invitation & { tokenHash: string; invitedBy: string | null }): Promise<void> {
  await tx.query(
    sql`delete from invitation where workspace_id = ${tx.workspaceId} and email = ${invitation.email} and accepted_at is null`,
  );
  await tx.query(sql`
    insert into invitation (workspace_id, id, email, role, token_hash, invited_by, expires_at)
    values (${tx.workspaceId}, ${invitation.id}, ${invitation.email}, ${invitation.role}, ${invitation.tokenHash}, ${invitation.invitedBy},
      ${new Date(invitation.expiresAt).toISOString()})
  `);
}

export async function deleteInvitation(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.query(
    sql`delete from invitation where workspace_id = ${tx.workspaceId} and id = ${id} and accepted_at is null returning id`,
  );
  return rows.length > 0;
}

export type OpenInvitation = Invitation & { workspaceId: string; workspaceName: string };

/** Above workspaces, because the link is all that is known; held until the transaction ends. Index: invitation_token. */
export async function lockInvitation(tx: Queryable, tokenHash: string): Promise<OpenInvitation | undefined> {
  const [row] = await tx.query<OpenInvitation>(sql`
    select i.workspace_id as "workspaceId", w.name as "workspaceName", i.id, i.email, i.role, i.expires_at as "expiresAt"
    from invitation i join workspace w on w.id = i.workspace_id
    where i.token_hash = ${tokenHash} and i.accepted_at is null and i.expires_at > now()
    for update of i
  `);
  return row;
}

export async function setAccepted(tx: Tx, id: string): Promise<void> {
  await tx.query(sql`update invitation set accepted_at = now() where workspace_id = ${tx.workspaceId} and id = ${id}`);
}

export type ApiKey = { id: string; name: string; scopes: ("read" | "write")[]; createdAt: number; lastUsedAt: number | null };

export function listApiKeys(tx: Tx): Promise<ApiKey[]> {
  return tx.query<ApiKey>(sql`
    select id, name, scopes, created_at as "createdAt", last_used_at as "lastUsedAt" from api_key
    where workspace_id = ${tx.workspaceId}
    order by created_at, id
    limit 1000
  `);
}

export async function insertApiKey(
  tx: Tx,
  key: Pick<ApiKey, "id" | "name" | "scopes"> & { keyHash: string; createdBy: string | null },
): Promise<void> {
  await tx.query(sql`
    insert into api_key (workspace_id, id, name, key_hash, scopes, created_by)
    values (${tx.workspaceId}, ${key.id}, ${key.name}, ${key.keyHash}, ${key.scopes}, ${key.createdBy})
  `);
}

export async function deleteApiKey(tx: Tx, id: string): Promise<boolean> {
  return (await tx.query(sql`delete from api_key where workspace_id = ${tx.workspaceId} and id = ${id} returning id`)).length > 0;
}

import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";

/** Refuses an owner who does not work here (any more). */
export async function requireMember(tx: Tx, userId: string): Promise<void> {
  const [row] = await tx.query(
    sql`select 1 from member where workspace_id = ${tx.workspaceId} and user_id = ${userId} and removed_at is null`,
  );
  if (!row) throw refuse("invalid", "owner_not_member", { ownerId: userId });
}

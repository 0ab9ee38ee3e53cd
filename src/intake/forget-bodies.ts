import { sql } from "kysely";
import { now } from "#base/clock.ts";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";

/** Forgets what events said word for word once they are worked off and old enough; that they came, and what became of them, stays. */
export async function forgetBodies(tx: Tx): Promise<void> {
  const before = new Date(now() - limits.inboundBodyDays * 86_400_000).toISOString();
  await tx.query(sql`
    update inbound set body = null
    where workspace_id = ${tx.workspaceId} and status in ('accepted', 'ignored') and body is not null and received_at < ${before}
  `);
}

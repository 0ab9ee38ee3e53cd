import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { deleteKey } from "./key-queries.ts";
import { findRun } from "./run-queries.ts";
import { cancelRun } from "./steer-run.ts";

/** Asks this source's shop nothing any more: the key is forgotten, what was under way ends. What was brought stays. */
export async function forgetShop(tx: Tx, sourceId: string): Promise<void> {
  const run = await findRun(tx, sourceId);
  if (run && run.state !== "done" && run.state !== "cancelled") await cancelRun(tx, { id: sourceId });
  await tx.query(sql`
    update source_day set todo = null, todo_at = null
    where workspace_id = ${tx.workspaceId} and source_id = ${sourceId} and todo is not null
  `);
  await deleteKey(tx, sourceId);
}

import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { now } from "#base/clock.ts";
import type { NewLedgerRow } from "./row.ts";

/** The channel on which every commit with ledger rows says `<workspace id>`. */
export const ledgerChannel = "sluice_ledger";

/**
 * Takes the workspace's write lock: until the transaction ends, no other writes its ledger or its deals. Take it before reading what
 * the writes depend on. Returns the number of the newest row.
 */
export async function lockLedger(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ last_seq: number }>(sql`select last_seq from workspace where id = ${tx.workspaceId} for update`);
  if (!row) throw new Error(`no workspace ${tx.workspaceId}`);
  return row.last_seq;
}

/**
 * Appends rows in the given order and returns the number of the last one; numbers have no gaps within a workspace.
 * In a transaction of an import (`beginImport`) every row says that the import is its cause and its source.
 */
export async function append(tx: Tx, rows: readonly NewLedgerRow[], recordedAt: number = now()): Promise<number> {
  if (rows.length === 0) return lockLedger(tx);
  const [counter] = await tx.query<{ last_seq: number }>(
    sql`update workspace set last_seq = last_seq + ${rows.length} where id = ${tx.workspaceId} returning last_seq`,
  );
  const first = counter!.last_seq - rows.length + 1;
  const wire = rows.map((row, index) => ({ ...row, seq: first + index, data: JSON.stringify(row.data) }));
  await tx.query(sql`
    insert into ledger (workspace_id, seq, at, recorded_at, type, subject, contact_id, deal_id, source_id, external_id, cause, actor_id, data)
    select ${tx.workspaceId}, r.seq, to_timestamp(r.at / 1000), ${new Date(recordedAt).toISOString()}::timestamptz, r.type, r.subject, r."contactId", r."dealId", coalesce(i.id, r."sourceId"), r."externalId",
      case when i.id is null then r.cause else 'import' end, r."actorId", r.data::jsonb
    from (select sluice_import() as id) i cross join json_to_recordset(${JSON.stringify(wire)}::json) as r (
      seq bigint, at float8, type text, subject text, "contactId" uuid, "dealId" uuid, "sourceId" uuid, "externalId" text,
      cause text, "actorId" text, data text
    )
  `);
  await tx.query(sql`select pg_notify(${ledgerChannel}, ${tx.workspaceId})`);
  return counter!.last_seq;
}

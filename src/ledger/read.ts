import { sql, type RawBuilder } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import type { LedgerRow } from "./row.ts";

/** The columns of a ledger row under the names of `LedgerRow`. */
export const ledgerColumns: RawBuilder<LedgerRow> = sql`
  seq, at, recorded_at as "recordedAt", type, subject, contact_id as "contactId", deal_id as "dealId", source_id as "sourceId",
  external_id as "externalId", cause, actor_id as "actorId", data`;

/** Rows after `seq` in order, at most `limit`. Index: primary key. */
export function readLedger(tx: Tx, afterSeq: number, limit: number): Promise<LedgerRow[]> {
  return tx.query<LedgerRow>(sql`
    select ${ledgerColumns} from ledger
    where workspace_id = ${tx.workspaceId} and seq > ${afterSeq}
    order by seq
    limit ${limit}
  `);
}

/** Of rows of `ledger`: those that no undone import has told. */
export const isStanding: RawBuilder<boolean> = sql`(
  cause <> 'import' or not exists (select from import i where i.workspace_id = ledger.workspace_id and i.id = ledger.source_id and i.undone_at is not null)
)`;

export async function lastSeq(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ last_seq: number }>(sql`select last_seq from workspace where id = ${tx.workspaceId}`);
  return row?.last_seq ?? 0;
}

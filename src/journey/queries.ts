import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import type { Deal } from "#deals/deal.ts";
import type { DealChange } from "#deals/save-deals.ts";

/** What people attached to a contact goes with it into the contact it was merged into. */
export async function repointMerged(tx: Tx, merges: readonly { from: string; into: string }[]): Promise<void> {
  if (merges.length === 0) return;
  const wire = JSON.stringify(merges.map(({ from, into }) => ({ from, into })));
  await tx.query(sql`
    update activity a set contact_id = r."into"
    from json_to_recordset(${wire}::json) as r ("from" uuid, "into" uuid)
    where a.workspace_id = ${tx.workspaceId} and a.contact_id = r."from"
  `);
  await tx.query(sql`
    update shop_order o set contact_id = r."into"
    from json_to_recordset(${wire}::json) as r ("from" uuid, "into" uuid)
    where o.workspace_id = ${tx.workspaceId} and o.contact_id = r."from"
  `);
}

/** Notes and calls of a deal that the replayed past no longer has go to the contact's newest deal. */
export async function repointRemoved(tx: Tx, changes: readonly DealChange[]): Promise<void> {
  const gone = changes.flatMap(({ before, after }) => (before && !after ? [before.id] : []));
  if (gone.length === 0) return;
  await tx.query(sql`
    update activity a set deal_id = (
      select d.id from deal d
      where d.workspace_id = a.workspace_id and d.contact_id = a.contact_id
      order by d.n desc
      limit 1
    )
    where a.workspace_id = ${tx.workspaceId} and a.deal_id = any(${gone}::uuid[])
  `);
}

/** After a merge was undone, notes and calls follow the deal they are about. */
export async function repointUnmerged(tx: Tx, contactIds: readonly string[]): Promise<void> {
  await tx.query(sql`
    update activity a set contact_id = d.contact_id
    from deal d
    where d.workspace_id = ${tx.workspaceId} and d.contact_id = any(${contactIds}::uuid[])
      and a.workspace_id = d.workspace_id and a.deal_id = d.id and a.contact_id is distinct from d.contact_id
  `);
}

/** Of the owner's deals that only people move, those that belonged to the other contact before the merge. Indexes: deal_contact, ledger_deal. */
export async function listMergedHandDeals(tx: Tx, ownerId: string, fromId: string, mergeSeq: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(sql`
    select d.id from deal d
    where d.workspace_id = ${tx.workspaceId} and d.contact_id = ${ownerId} and not d.driven and ${fromId} = (
      select l.data->'deal'->>'contactId' from ledger l
      where l.workspace_id = ${tx.workspaceId} and l.deal_id = d.id and l.seq < ${mergeSeq} and l.type like 'deal.%'
      order by l.seq desc
      limit 1
    )
  `);
  return rows.map((row) => row.id);
}

/** Deals that went when two contacts' journeys became one, as they were; rows of one transaction share the instant they were recorded. Index: primary key. */
export async function listEndedByMerge(tx: Tx, mergeSeq: number): Promise<Deal[]> {
  const rows = await tx.query<{ deal: Deal }>(sql`
    select l.data->'whole' as deal
    from ledger l
    join ledger m on m.workspace_id = l.workspace_id and m.seq = ${mergeSeq} and m.recorded_at = l.recorded_at
    where l.workspace_id = ${tx.workspaceId} and l.seq > ${mergeSeq} and l.seq <= ${mergeSeq + 5_000} and l.type = 'deal.removed' and l.data ? 'whole'
      and not exists (select 1 from deal d where d.workspace_id = l.workspace_id and d.id = l.deal_id)
    limit 1000
  `);
  return rows.map(({ deal }) => deal);
}

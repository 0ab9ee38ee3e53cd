import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { lastSeq } from "#ledger/read.ts";
import type { LiveChange } from "#workspaces/contract.ts";

const rowLimit = 1_000;
const idLimit = 200;

type Row = { seq: number; dealId: string | null; contactId: string | null; sourceId: string | null; pipelineId: string | null };

/** What the ledger rows after `seq` concern; `more` where it is too much to name. Undefined: there are none. Index: primary key. */
export async function changesAfter(tx: Tx, seq: number): Promise<LiveChange | undefined> {
  const rows = await tx.query<Row>(sql`
    select seq, deal_id as "dealId", contact_id as "contactId", source_id as "sourceId",
      case
        when type like 'deal.%' then data #>> '{deal,pipelineId}'
        when type = 'pipeline.saved' then data #>> '{pipeline,id}'
      end as "pipelineId"
    from ledger
    where workspace_id = ${tx.workspaceId} and seq > ${seq}
    order by seq
    limit ${rowLimit}
  `);
  const last = rows.at(-1);
  if (!last) return undefined;
  const newest = rows.length < rowLimit ? last.seq : await lastSeq(tx);
  const [deals, contacts, sources, pipelines] = [
    named(rows, "dealId"),
    named(rows, "contactId"),
    named(rows, "sourceId"),
    named(rows, "pipelineId"),
  ];
  const more = newest > last.seq || deals.length > idLimit || contacts.length > idLimit;
  return { seq: newest, deals: deals.slice(0, idLimit), contacts: contacts.slice(0, idLimit), pipelines, sources, duplicates: false, more };
}

function named(rows: readonly Row[], column: Exclude<keyof Row, "seq">): string[] {
  return [...new Set(rows.map((row) => row[column]).filter((id) => id !== null))];
}

import { sql, type RawBuilder } from "kysely";
import type { Tx } from "#base/postgres/database.ts";

export type LogStatus = "waiting" | "accepted" | "ignored" | "refused" | "failed";
export type LogEntry = {
  id: number;
  externalId: string;
  kind: string;
  status: LogStatus;
  reason: string | null;
  who: string | null;
  receivedAt: number;
  contactId: string | null;
  body: string | null;
};

const columns = sql`id, external_id as "externalId", kind, status, reason, who, received_at as "receivedAt", contact_id as "contactId", body`;

export type LogFilter = {
  sourceId: string;
  status: LogStatus | "all";
  q: string | undefined;
  beforeId: number | undefined;
  live: boolean;
  limit: number;
};

/** Newest first. Indexes: inbound_log; inbound_trouble and inbound_waiting for the rare states. */
export function listLog(tx: Tx, filter: LogFilter): Promise<LogEntry[]> {
  const conditions: RawBuilder<unknown>[] = [sql`workspace_id = ${tx.workspaceId}`, sql`source_id = ${filter.sourceId}`];
  if (filter.status !== "all") conditions.push(sql`status = ${sql.lit(filter.status)}`);
  if (filter.live) conditions.push(sql`past_id is null`);
  if (filter.beforeId !== undefined) conditions.push(sql`id < ${filter.beforeId}`);
  const where = sql.join(conditions, sql` and `);
  if (filter.q === undefined)
    return tx.query<LogEntry>(sql`select ${columns} from inbound where ${where} order by id desc limit ${filter.limit}`);
  const end = `${filter.q}\u{10ffff}`;
  // A beginning that fits very many ids finds some of them, not the newest: the search has to end.
  return tx.query<LogEntry>(sql`
    select * from (
      (select ${columns} from inbound where ${where} and external_id >= ${filter.q} and external_id < ${end} limit 2000)
      union
      (select ${columns} from inbound where ${where} and who like '%@%' and who >= ${filter.q.toLowerCase()} and who < ${end.toLowerCase()} limit 2000)
    ) found
    order by id desc
    limit ${filter.limit}
  `);
}

export type Effect = { externalId: string; type: string; dealId: string | null; data: Record<string, unknown> };

/**
 * What the given events came to: their facts, and what became of deals at the instant of such a fact or by it. The contact leads there, so
 * that the ledger needs no index for it. Indexes: identity_contact, ledger_subject, deal_contact, ledger_deal.
 */
export function listEffects(tx: Tx, sourceId: string, entries: readonly { externalId: string; contactId: string }[]): Promise<Effect[]> {
  return tx.query<Effect>(sql`
    with asked as (
      select r."externalId", r."contactId" as first_contact, coalesce(c.merged_into, c.id) as contact_id
      from json_to_recordset(${JSON.stringify(entries)}::json) as r ("externalId" text, "contactId" uuid)
      join contact c on c.workspace_id = ${tx.workspaceId} and c.id = r."contactId"
    ), fact as (
      select distinct on (l.seq) a."externalId", a.contact_id, l.seq, l.at, l.type, l.external_id, l.data
      from asked a
      join identity i on i.workspace_id = ${tx.workspaceId} and i.contact_id = a.contact_id
      join ledger l on l.workspace_id = ${tx.workspaceId} and l.subject = i.key and l.source_id = ${sourceId}
      where l.external_id = a."externalId" or starts_with(l.external_id, a."externalId" || '#')
    ), caused as (
      select f."externalId", l.seq, l.type, l.deal_id, l.data
      from fact f
      join deal d on d.workspace_id = ${tx.workspaceId} and d.contact_id = f.contact_id
      join ledger l on l.workspace_id = ${tx.workspaceId} and l.deal_id = d.id and l.seq > f.seq
      where l.cause in ('shop', 'import', 'rule') and (l.external_id = f.external_id or l.at = f.at)
    )
    select "externalId", type, null::uuid as "dealId", data, seq from fact
    union
    select "externalId", type, deal_id as "dealId", data, seq from caused
    order by seq
    limit 500
  `);
}

/** Puts failed events back into the queue, and says how many there were. */
export async function requeueFailed(tx: Tx, sourceId: string, externalId: string): Promise<number> {
  const rows = await tx.query(sql`
    update inbound set status = 'waiting', reason = null
    where workspace_id = ${tx.workspaceId} and source_id = ${sourceId} and external_id = ${externalId} and status = 'failed'
    returning id
  `);
  return rows.length;
}

export async function findLogStatus(tx: Tx, sourceId: string, externalId: string): Promise<LogStatus | undefined> {
  const [row] = await tx.query<{ status: LogStatus }>(sql`
    select status from inbound where workspace_id = ${tx.workspaceId} and source_id = ${sourceId} and external_id = ${externalId}
  `);
  return row?.status;
}

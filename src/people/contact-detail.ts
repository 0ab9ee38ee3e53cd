import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { Timeline } from "#ledger/contract.ts";
import type { Touch } from "#ledger/fact.ts";
import { listTimeline } from "#ledger/timeline.ts";
import { contactColumns, contactRowOf, joinCompany, type Row } from "./contacts.ts";
import type { ContactDetail } from "./contract.ts";
import { describeKey } from "./keys.ts";

const most = 200;

type DetailRow = Row & { firstOrderAt: number | null; touch: Touch | null; mergedInto: string | null };

/** A contact with its identities, merges, deals and orders (the newest 200 of each). One that was merged shows the contact it went up in. */
export async function getContactDetail(tx: Tx, contactId: string): Promise<ContactDetail> {
  const [row] = await tx.query<DetailRow>(sql`
    select ${contactColumns}, c.first_order_at as "firstOrderAt", c.touch->'touch' as touch
    from contact c ${joinCompany}
    where c.workspace_id = ${tx.workspaceId} and c.id = ${await currentContact(tx, contactId)}
  `);
  const { firstOrderAt, touch, ...rest } = row!;
  return {
    ...contactRowOf(rest),
    leadAt: rest.leadAt === Number.NEGATIVE_INFINITY ? null : iso(rest.leadAt),
    firstOrderAt: iso(firstOrderAt),
    touch: touch && (Object.fromEntries(Object.entries(touch).filter(([, value]) => typeof value === "string")) as Record<string, string>),
    identities: await listIdentities(tx, rest.id),
    merges: await listMerges(tx, rest.id),
    deals: await listDeals(tx, rest.id),
    orders: await listOrders(tx, rest.id),
  };
}

/** Follows merges to the contact that stands for the id now. */
export async function currentContact(tx: Tx, contactId: string): Promise<string> {
  const [row] = await tx.query<{ id: string }>(sql`
    with recursive chain as (
      select id, merged_into, 1 as depth from contact where workspace_id = ${tx.workspaceId} and id = ${contactId}
      union all
      select c.id, c.merged_into, depth + 1 from chain join contact c on c.workspace_id = ${tx.workspaceId} and c.id = chain.merged_into where depth < 100
    )
    select id from chain where merged_into is null
  `);
  if (!row) throw refuse("missing", "contact_missing", { contactId });
  return row.id;
}

async function listIdentities(tx: Tx, contactId: string): Promise<ContactDetail["identities"]> {
  const rows = await tx.query<{ key: string; pinned: boolean }>(sql`
    select key, pinned from identity where workspace_id = ${tx.workspaceId} and contact_id = ${contactId} order by key limit ${most}
  `);
  return rows.flatMap(({ key, pinned }) => {
    const described = describeKey(key);
    return described ? [{ ...described, pinned }] : [];
  });
}

/** Those that can be undone still: the other is merged into this one to this day. Index: contact_merged, ledger_contact_events. */
async function listMerges(tx: Tx, contactId: string): Promise<ContactDetail["merges"]> {
  const rows = await tx.query<{ id: number; contactId: string; name: string | null; at: number; cause: string }>(sql`
    select l.seq as id, f.id as "contactId", coalesce(f.name, f.email, f.phone) as name, l.at, l.cause
    from contact f
    cross join lateral (
      select seq, at, cause from ledger
      where workspace_id = ${tx.workspaceId} and contact_id = f.merged_into and type like 'contact.%' and type = 'contact.merged' and data->>'from' = f.id::text
      order by seq desc
      limit 1
    ) l
    where f.workspace_id = ${tx.workspaceId} and f.merged_into = ${contactId}
    order by l.seq desc
    limit ${most}
  `);
  return rows.map((row) => ({ ...row, id: String(row.id), at: new Date(row.at).toISOString() }));
}

/** Index: deal_contact. */
async function listDeals(tx: Tx, contactId: string): Promise<ContactDetail["deals"]> {
  type Deal = Omit<ContactDetail["deals"][number], "openedAt" | "closedAt"> & { openedAt: number; closedAt: number | null };
  const rows = await tx.query<Deal>(sql`
    select id, pipeline_id as "pipelineId", name, stage_id as "stageId", outcome, value_minor as "valueMinor", currency, opened_at as "openedAt", closed_at as "closedAt"
    from deal
    where workspace_id = ${tx.workspaceId} and contact_id = ${contactId}
    order by opened_at desc, id
    limit ${most}
  `);
  return rows.map((deal) => ({ ...deal, openedAt: new Date(deal.openedAt).toISOString(), closedAt: iso(deal.closedAt) }));
}

/** Index: shop_order_contact. */
async function listOrders(tx: Tx, contactId: string): Promise<ContactDetail["orders"]> {
  type Order = Omit<ContactDetail["orders"][number], "placedAt" | "cancelledAt"> & { placedAt: number | null; cancelledAt: number | null };
  const rows = await tx.query<Order>(sql`
    select id, coalesce(number, external_id) as number, value_minor as "valueMinor", currency, placed_at as "placedAt", cancelled_at as "cancelledAt", deal_id as "dealId"
    from shop_order
    where workspace_id = ${tx.workspaceId} and contact_id = ${contactId}
    order by placed_at desc nulls last, id
    limit ${most}
  `);
  return rows.map((order) => ({ ...order, placedAt: iso(order.placedAt), cancelledAt: iso(order.cancelledAt) }));
}

/** Everything the contact did and what was done about it, in all of its deals. */
export async function getContactTimeline(tx: Tx, contactId: string, page: { before?: string; limit: number }): Promise<Timeline> {
  const id = await currentContact(tx, contactId);
  const [row] = await tx.query<{ dealIds: string[]; keys: string[] }>(sql`
    select array(select id from deal where workspace_id = ${tx.workspaceId} and contact_id = ${id} order by opened_at desc limit 1000) as "dealIds",
      array(select key from identity where workspace_id = ${tx.workspaceId} and contact_id = ${id} limit 1000) as keys
  `);
  return listTimeline(tx, { ...row!, contactId: id, fromMs: null, toMs: null, orderExternalId: null }, page);
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

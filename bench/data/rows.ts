import type { Deal } from "#deals/deal.ts";
import type { NewLedgerRow } from "#ledger/row.ts";
import { cancelledAt, orderValue, refundedMinor, type Order } from "#orders/order.ts";
import type { Contact } from "#people/contact.ts";
import type { Identity } from "#people/resolve.ts";

/** Stored forms of what the benchmark's data holds, column by column as the rooms themselves save it. */
export function ledgerCells(workspaceId: string, seq: number, recordedAt: string, row: NewLedgerRow) {
  return {
    workspace_id: workspaceId,
    seq,
    at: iso(row.at)!,
    recorded_at: recordedAt,
    type: row.type,
    subject: row.subject ?? null,
    contact_id: row.contactId ?? null,
    deal_id: row.dealId ?? null,
    source_id: row.sourceId ?? null,
    external_id: row.externalId ?? null,
    cause: row.cause,
    actor_id: row.actorId ?? null,
    data: row.data,
  };
}

export function dealCells(workspaceId: string, deal: Deal) {
  return {
    workspace_id: workspaceId,
    id: deal.id,
    pipeline_id: deal.pipelineId,
    contact_id: deal.contactId,
    company_id: deal.companyId,
    name: deal.name,
    subject: deal.subject,
    driven: deal.driven,
    n: deal.n,
    stage_id: deal.stageId,
    outcome: deal.outcome,
    lost_reason: deal.lostReason,
    value_minor: deal.valueMinor,
    currency: deal.currency,
    value_estimated: deal.valueEstimated,
    owner_id: deal.ownerId,
    order_id: deal.orderId,
    touch: deal.touch,
    hint: deal.hint,
    opened_at: iso(deal.openedAt)!,
    stage_entered_at: iso(deal.stageEnteredAt)!,
    closed_at: iso(deal.closedAt),
    closed_day: deal.closedDay,
    last_fact_at: iso(deal.lastFactAt)!,
    idle_at: iso(deal.idleAt),
    journey: { j: deal.journey, v: deal.visits },
    checked: deal.checked,
    pipeline_version: deal.pipelineVersion,
  };
}

export function contactCells(workspaceId: string, contact: Contact) {
  const { profile } = contact;
  return {
    workspace_id: workspaceId,
    id: contact.id,
    name: profile.name?.[0] ?? null,
    email: profile.email?.[0] ?? null,
    phone: profile.phone?.[0] ?? null,
    city: profile.city?.[0] ?? null,
    country: profile.country?.[0] ?? null,
    company_id: contact.companyId,
    profile,
    touch: contact.touch,
    first_seen_at: iso(contact.firstSeenAt)!,
    last_seen_at: iso(contact.lastSeenAt)!,
    lead_at: iso(contact.leadAt),
    first_order_at: iso(contact.firstOrderAt),
    last_order_at: iso(contact.lastOrderAt),
    order_count: contact.orderCount,
    fact_count: contact.factCount,
    merged_into: contact.mergedInto,
  };
}

export function identityCells(workspaceId: string, { key, contactId, linked, pinned }: Identity) {
  return {
    workspace_id: workspaceId,
    key,
    contact_id: contactId,
    linked_at: iso(linked?.[0] ?? null),
    linked_by: linked?.[1] ?? null,
    pinned,
  };
}

export function orderCells(workspaceId: string, order: Order) {
  const value = orderValue(order.record, { valueWithTax: true, valueWithShipping: true });
  return {
    workspace_id: workspaceId,
    id: order.id,
    scope: order.scope,
    external_id: order.externalId,
    source_id: order.sourceId,
    pipeline_id: order.pipelineId,
    subject: order.subject,
    contact_id: order.contactId,
    deal_id: order.dealId,
    number: order.record.number ?? null,
    placed_at: iso(order.record.placedAt ?? null),
    cancelled_at: iso(cancelledAt(order.record)),
    currency: value?.currency ?? null,
    value_minor: value?.amountMinor ?? null,
    refunded_minor: refundedMinor(order.record),
    record: order.record,
  };
}

export function inboundCells(workspaceId: string, row: NewLedgerRow) {
  return {
    workspace_id: workspaceId,
    source_id: row.sourceId!,
    external_id: row.externalId!,
    received_at: iso(row.at)!,
    skew_ms: 0,
    kind: row.type,
    status: "accepted",
    reason: null,
    tries: 0,
    who: row.subject!.slice(2),
    contact_id: row.contactId!,
    body: null,
  };
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

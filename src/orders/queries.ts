import { sql, type RawBuilder } from "kysely";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";
import type { Workspace } from "#workspaces/queries.ts";
import { cancelledAt, orderValue, refundedMinor, type Order } from "./order.ts";

const columns: RawBuilder<Order> = sql`
  o.id, o.scope, o.external_id as "externalId", o.source_id as "sourceId", o.pipeline_id as "pipelineId", o.subject, o.contact_id as "contactId",
  o.deal_id as "dealId", o.record`;

/** Index: shop_order_external. */
export function findOrders(tx: Tx, names: readonly { scope: string; externalId: string }[]): Promise<Order[]> {
  return tx.query<Order>(sql`
    select ${columns}
    from json_to_recordset(${JSON.stringify(names)}::json) as r (scope text, "externalId" text)
    join shop_order o on o.workspace_id = ${tx.workspaceId} and o.scope = r.scope and o.external_id = r."externalId"
  `);
}

/** Index: shop_order_contact. */
export function listOrdersOf(tx: Tx, contactIds: readonly string[]): Promise<Order[]> {
  return tx.query<Order>(
    sql`select ${columns} from shop_order o where o.workspace_id = ${tx.workspaceId} and o.contact_id = any(${contactIds}::uuid[])`,
  );
}

/** What one source was the first to tell, placed in a span of time (`toMs` exclusive), in a scope. Index: shop_order_placed. */
export function listOrdersPlaced(
  tx: Tx,
  { scope, sourceId, fromMs, toMs }: { scope: string; sourceId: string; fromMs: number; toMs: number },
): Promise<Order[]> {
  return tx.query<Order>(sql`
    select ${columns} from shop_order o
    where o.workspace_id = ${tx.workspaceId} and o.scope = ${scope} and o.placed_at >= ${new Date(fromMs).toISOString()} and o.placed_at < ${new Date(toMs).toISOString()}
      and o.source_id = ${sourceId}
    order by o.placed_at
    limit ${limits.dayOrders}
  `);
}

/** All orders by id, `limit` at a time. Index: primary key. */
export function listOrdersAfter(tx: Tx, afterId: string | null, limit: number): Promise<Order[]> {
  return tx.query<Order>(sql`
    select ${columns} from shop_order o
    where o.workspace_id = ${tx.workspaceId} and (${afterId}::uuid is null or o.id > ${afterId}::uuid)
    order by o.id
    limit ${limit}
  `);
}

export async function saveOrders(tx: Tx, orders: readonly Order[], basis: Workspace): Promise<void> {
  if (orders.length === 0) return;
  const iso = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : new Date(ms).toISOString());
  const wire = orders.map((order) => {
    const value = orderValue(order.record, basis);
    return {
      ...order,
      record: JSON.stringify(order.record),
      number: order.record.number ?? null,
      placedAt: iso(order.record.placedAt),
      cancelledAt: iso(cancelledAt(order.record)),
      currency: value?.currency ?? null,
      valueMinor: value?.amountMinor ?? null,
      refundedMinor: refundedMinor(order.record),
    };
  });
  await tx.query(sql`
    insert into shop_order (workspace_id, id, scope, external_id, source_id, pipeline_id, subject, contact_id, deal_id, number, placed_at, cancelled_at,
      currency, value_minor, refunded_minor, record)
    select ${tx.workspaceId}, r.id, r.scope, r."externalId", r."sourceId", r."pipelineId", r.subject, r."contactId", r."dealId", r.number, r."placedAt",
      r."cancelledAt", r.currency, r."valueMinor", r."refundedMinor", r.record::jsonb
    from json_to_recordset(${JSON.stringify(wire)}::json) as r (
      id uuid, scope text, "externalId" text, "sourceId" uuid, "pipelineId" uuid, subject text, "contactId" uuid, "dealId" uuid, number text,
      "placedAt" timestamptz, "cancelledAt" timestamptz, currency text, "valueMinor" bigint, "refundedMinor" bigint, record text
    )
    on conflict (workspace_id, id) do update set
      subject = excluded.subject, contact_id = excluded.contact_id, deal_id = excluded.deal_id, number = excluded.number, placed_at = excluded.placed_at,
      cancelled_at = excluded.cancelled_at, currency = excluded.currency, value_minor = excluded.value_minor, refunded_minor = excluded.refunded_minor,
      record = excluded.record
  `);
}

export type OrderStats = {
  contactId: string;
  count: number;
  firstAt: number | null;
  lastAt: number | null;
  averageMinor: number | null;
  currency: string | null;
};

/** Each contact's placed and not cancelled orders; the average over those in the currency of the first. Index: shop_order_contact. */
export function orderStats(tx: Tx, contactIds: readonly string[]): Promise<OrderStats[]> {
  return tx.query<OrderStats>(sql`
    select c.id as "contactId", count(o.id) as count, min(o.placed_at) as "firstAt", max(o.placed_at) as "lastAt",
      round(avg(o.value_minor) filter (where o.currency = f.currency))::bigint as "averageMinor", f.currency
    from unnest(${contactIds}::uuid[]) as c (id)
    left join shop_order o on o.workspace_id = ${tx.workspaceId} and o.contact_id = c.id and o.placed_at is not null and o.cancelled_at is null
    left join lateral (
      select currency from shop_order
      where workspace_id = ${tx.workspaceId} and contact_id = c.id and placed_at is not null and cancelled_at is null and currency is not null
      order by placed_at, id
      limit 1
    ) f on true
    group by c.id, f.currency
  `);
}

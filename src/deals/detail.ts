import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { Touch } from "#ledger/fact.ts";
import type { VisitTuple } from "#ledger/row.ts";
import { listTimeline } from "#ledger/timeline.ts";
import type { Timeline } from "#ledger/contract.ts";
import { getPipeline } from "#pipelines/queries.ts";
import { cardColumns, cardJoins, cardOf, type CardRow } from "./cards.ts";
import type { DealDetail } from "./contract.ts";

type Row = CardRow & {
  pipelineId: string;
  pipelineVersion: number;
  openedAt: number;
  closedAt: number | null;
  lostReason: string | null;
  driven: boolean;
  touch: Touch | null;
  checked: string[];
  visits: VisitTuple[];
  company: { id: string; name: string } | null;
  order: DealDetail["order"];
};

export async function getDealDetail(tx: Tx, dealId: string, atMs: number): Promise<DealDetail> {
  const [row] = await tx.query<Row>(sql`
    select ${cardColumns}, d.pipeline_id as "pipelineId", d.pipeline_version as "pipelineVersion", d.opened_at as "openedAt", d.closed_at as "closedAt",
      d.lost_reason as "lostReason", d.driven, d.touch, d.checked, d.journey->'v' as visits,
      case when co.id is not null then jsonb_build_object('id', co.id, 'name', co.name) end as company,
      case when o.id is not null then jsonb_build_object(
        'id', o.id, 'number', o.number, 'valueMinor', o.value_minor, 'currency', o.currency, 'refundedMinor', o.refunded_minor,
        'placedAt', o.placed_at, 'cancelledAt', o.cancelled_at, 'items', coalesce(o.record->'items'->'items', '[]')
      ) end as "order"
    from deal d ${cardJoins}
    left join company co on co.workspace_id = d.workspace_id and co.id = coalesce(d.company_id, c.company_id)
    left join shop_order o on o.workspace_id = d.workspace_id and o.id = d.order_id
    where d.workspace_id = ${tx.workspaceId} and d.id = ${dealId}
  `);
  if (!row) throw refuse("missing", "deal_missing", { dealId });
  const pipeline = await getPipeline(tx, row.pipelineId);
  const { pipelineId, pipelineVersion, lostReason, driven, touch, checked, company, order } = row;
  return {
    ...cardOf(row, pipeline, atMs),
    pipelineId,
    pipelineVersion,
    openedAt: iso(row.openedAt),
    closedAt: row.closedAt === null ? null : iso(row.closedAt),
    lostReason,
    driven,
    touch,
    company,
    visits: row.visits.map(([stageId, enteredMs, by], index) => ({ stageId, enteredAt: iso(enteredMs), leftAt: leftAt(row, index), by })),
    checked,
    order: order && {
      ...order,
      placedAt: order.placedAt && iso(Date.parse(order.placedAt)),
      cancelledAt: order.cancelledAt && iso(Date.parse(order.cancelledAt)),
      items: order.items.map(({ name, quantity }) => ({ name: name ?? "", quantity })),
    },
  };
}

/** When the next stay began; the last stay of a lost deal ended when it was lost, of a sale it goes on. */
function leftAt({ visits, outcome, closedAt }: Row, index: number): string | null {
  const next = visits[index + 1];
  if (next) return iso(next[1]);
  return outcome === "lost" && closedAt !== null ? iso(closedAt) : null;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** All that happened in the deal: its own changes, what was done about it, and its contact's facts while it ran. */
export async function getDealTimeline(tx: Tx, dealId: string, page: { before?: string; limit: number }): Promise<Timeline> {
  const [deal] = await tx.query<{
    contactId: string | null;
    driven: boolean;
    openedAt: number;
    closedAt: number | null;
    keys: string[];
    externalId: string | null;
  }>(sql`
    select d.contact_id as "contactId", d.driven, d.opened_at as "openedAt", d.closed_at as "closedAt", o.external_id as "externalId",
      array(select i.key from identity i where i.workspace_id = d.workspace_id and i.contact_id = d.contact_id limit 1000) as keys
    from deal d left join shop_order o on o.workspace_id = d.workspace_id and o.id = d.order_id
    where d.workspace_id = ${tx.workspaceId} and d.id = ${dealId}
  `);
  if (!deal) throw refuse("missing", "deal_missing", { dealId });
  const { keys, contactId, openedAt: fromMs, closedAt: toMs, externalId: orderExternalId } = deal;
  return listTimeline(tx, { dealIds: [dealId], keys, contactId, fromMs, toMs, orderExternalId }, page);
}

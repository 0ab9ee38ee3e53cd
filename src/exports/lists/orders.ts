import { sql } from "kysely";
import { limits } from "#base/limits.ts";
import type { Database } from "#base/postgres/database.ts";
import type { Column, List } from "./columns.ts";
import { pagesOf } from "./pages.ts";

type Row = {
  id: string;
  number: string | null;
  externalId: string;
  contactName: string | null;
  email: string | null;
  amountMinor: number | null;
  refundedMinor: number;
  currency: string | null;
  source: string | null;
  placedAt: number | null;
  cancelledAt: number | null;
  contactId: string | null;
  dealId: string | null;
};

const columns: Column<Row>[] = [
  { head: "order", kind: "text", of: (row) => row.number ?? row.externalId },
  { head: "externalId", kind: "text", of: (row) => row.externalId },
  { head: "contact", kind: "text", of: (row) => row.contactName },
  { head: "email", kind: "text", of: (row) => row.email },
  { head: "value", kind: "money", of: (row) => row },
  { head: "refunded", kind: "money", of: ({ refundedMinor, currency }) => ({ amountMinor: refundedMinor, currency }) },
  { head: "source", kind: "text", of: (row) => row.source },
  { head: "placed", kind: "instant", of: (row) => row.placedAt },
  { head: "cancelled", kind: "instant", of: (row) => row.cancelledAt },
  { head: "orderId", kind: "text", of: (row) => row.id },
  { head: "contactId", kind: "text", of: (row) => row.contactId },
  { head: "dealId", kind: "text", of: (row) => row.dealId },
];

/** All orders, the newest first. */
export function ordersList(db: Database, workspaceId: string): List<Row> {
  const pages = pagesOf<Row>(
    db,
    workspaceId,
    "orders",
    async (tx) => sql<Row>`
      select o.id, o.number, o.external_id as "externalId", c.name as "contactName", c.email, o.value_minor as "amountMinor", o.refunded_minor as "refundedMinor",
        o.currency, s.name as source, o.placed_at as "placedAt", o.cancelled_at as "cancelledAt", o.contact_id as "contactId", o.deal_id as "dealId"
      from shop_order o
      left join contact c on c.workspace_id = o.workspace_id and c.id = o.contact_id
      left join source s on s.workspace_id = o.workspace_id and s.id = o.source_id
      where o.workspace_id = ${tx.workspaceId}
      order by o.placed_at desc nulls last, o.id
      limit ${limits.listRows}`,
  );
  return { name: "orders", columns, pages };
}

import { sql } from "kysely";
import type { z } from "@hono/zod-openapi";
import { limits } from "#base/limits.ts";
import type { Database } from "#base/postgres/database.ts";
import { wordsOf } from "#base/search.ts";
import { contactsFound, contactsWhere } from "#people/contacts.ts";
import type { contactsQuery } from "#people/contract.ts";
import type { Column, List, Manner } from "./columns.ts";
import { pagesOf } from "./pages.ts";
import { wordOf } from "./words.ts";

type Query = Omit<z.infer<typeof contactsQuery>, "offset" | "limit">;

type Row = {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  city: string | null;
  country: string | null;
  company: string | null;
  kind: "customer" | "lead" | "anonymous";
  orderCount: number;
  source: string | null;
  leadAt: number | null;
  firstSeenAt: number;
  lastSeenAt: number;
  firstOrderAt: number | null;
  lastOrderAt: number | null;
};

/** The contacts of a kind or that a search finds, the most recently seen first. */
export function contactsList(db: Database, workspaceId: string, { kind, q = "" }: Query, { language }: Manner): List<Row> {
  const columns: Column<Row>[] = [
    { head: "name", kind: "text", of: (row) => row.name },
    { head: "email", kind: "text", of: (row) => row.email },
    { head: "phone", kind: "text", of: (row) => row.phone },
    { head: "city", kind: "text", of: (row) => row.city },
    { head: "country", kind: "text", of: (row) => row.country },
    { head: "company", kind: "text", of: (row) => row.company },
    { head: "kind", kind: "text", of: (row) => wordOf(row.kind, language) },
    { head: "orders", kind: "number", of: (row) => row.orderCount },
    { head: "source", kind: "text", of: (row) => row.source },
    { head: "leadAt", kind: "instant", of: (row) => row.leadAt },
    { head: "firstSeen", kind: "instant", of: (row) => row.firstSeenAt },
    { head: "lastSeen", kind: "instant", of: (row) => row.lastSeenAt },
    { head: "firstOrder", kind: "instant", of: (row) => row.firstOrderAt },
    { head: "lastOrder", kind: "instant", of: (row) => row.lastOrderAt },
    { head: "contactId", kind: "text", of: (row) => row.id },
  ];
  const pages = pagesOf<Row>(db, workspaceId, "contacts", async (tx) => {
    const found = wordsOf(q).length > 0 ? sql`and ${await contactsFound(tx, q, limits.listRows)}` : sql``;
    return sql<Row>`
      select c.id, c.name, c.email, c.phone, c.city, c.country, co.name as company,
        case when c.order_count > 0 then 'customer' when c.lead_at is not null or c.name is not null then 'lead' else 'anonymous' end as kind,
        c.order_count as "orderCount", c.touch->'touch'->>'source' as source, c.lead_at as "leadAt", c.first_seen_at as "firstSeenAt",
        c.last_seen_at as "lastSeenAt", c.first_order_at as "firstOrderAt", c.last_order_at as "lastOrderAt"
      from contact c
      left join company co on co.workspace_id = c.workspace_id and co.id = c.company_id
      where ${contactsWhere(tx, kind)} ${found}
      order by c.seen_day desc, c.id desc
      limit ${limits.listRows}`;
  });
  return { name: "contacts", columns, pages };
}

import { sql, type RawBuilder } from "kysely";
import type { z } from "@hono/zod-openapi";
import type { Tx } from "#base/postgres/database.ts";
import { wordsOf } from "#base/search.ts";
import type { ContactRow, contactsPage, contactsQuery } from "./contract.ts";
import { emailOf, phoneOf } from "./reach.ts";

type Query = z.infer<typeof contactsQuery>;
type Kind = Query["kind"];

export type Row = {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  city: string | null;
  country: string | null;
  company: { id: string; name: string } | null;
  leadAt: number | null;
  orderCount: number;
  touchSource: string | null;
  firstSeenAt: number;
  lastSeenAt: number;
};

/** From `contact c left join company co`. */
export const contactColumns: RawBuilder<Row> = sql`
  c.id, c.name, c.email, c.phone, c.city, c.country, case when co.id is not null then jsonb_build_object('id', co.id, 'name', co.name) end as company,
  c.lead_at as "leadAt", c.order_count as "orderCount", c.touch->'touch'->>'source' as "touchSource", c.first_seen_at as "firstSeenAt", c.last_seen_at as "lastSeenAt"`;

export const joinCompany = sql`left join company co on co.workspace_id = c.workspace_id and co.id = c.company_id`;

/** Contacts that are counted at most; beyond it the page says that there are more. */
const mostCounted = 10_000;

/** Indexes: contact_known, contact_customer, contact_recent. */
const ofKind: Record<Kind, RawBuilder<unknown>> = {
  all: sql`true`,
  known: sql`(c.lead_at is not null or c.name is not null)`,
  anonymous: sql`c.lead_at is null and c.name is null`,
  lead: sql`(c.lead_at is not null or c.name is not null) and c.order_count = 0`,
  customer: sql`c.order_count > 0`,
};

export function listContacts(tx: Tx, query: Query): Promise<z.infer<typeof contactsPage>> {
  return wordsOf(query.q ?? "").length > 0 ? searchContacts(tx, { ...query, q: query.q! }) : recentContacts(tx, query);
}

/** The contacts of a kind, as a condition on `contact c`. */
export function contactsWhere(tx: Tx, kind: Kind): RawBuilder<unknown> {
  return sql`c.workspace_id = ${tx.workspaceId} and c.merged_into is null and ${ofKind[kind]}`;
}

/** Those of them that a search finds: who owns exactly this key, or in whose name, e-mail or phone all words occur. */
export async function contactsFound(tx: Tx, q: string, most: number): Promise<RawBuilder<unknown>> {
  return sql`(
    c.id in (select contact_id from identity where workspace_id = ${tx.workspaceId} and key = any(${await exactKeys(tx, q)}::text[]))
    or c.id in (select id from search_contacts(${wordsOf(q)}, ${most}))
  )`;
}

async function recentContacts(tx: Tx, { kind, offset, limit }: Query) {
  const where = contactsWhere(tx, kind);
  const rows = await tx.query<Row>(sql`
    select ${contactColumns}
    from (select * from contact c where ${where} order by c.seen_day desc, c.id desc limit ${limit + 1} offset ${offset}) c ${joinCompany}
    order by c.seen_day desc, c.id desc
  `);
  const [counted] = await tx.query<{ count: number }>(
    sql`select count(*) as count from (select 1 from contact c where ${where} limit ${mostCounted + 1}) counted`,
  );
  return {
    contacts: rows.slice(0, limit).map(contactRowOf),
    total: counted!.count > mostCounted ? null : counted!.count,
    next: rows.length > limit ? String(offset + limit) : null,
  };
}

/** Who owns exactly this key comes first, then those in whose name, e-mail or phone all words occur. */
async function searchContacts(tx: Tx, { q, kind, offset, limit }: Query & { q: string }) {
  const most = offset + limit + 1;
  const exact = await tx.query<{ id: string }>(
    sql`select distinct contact_id as id from identity where workspace_id = ${tx.workspaceId} and key = any(${await exactKeys(tx, q)}::text[])`,
  );
  const isAnswer = exact.length > 0 && emailOf(q) !== undefined; // nobody types a whole address to find others
  const rows = await tx.query<Row>(sql`
    select ${contactColumns}
    from (
      select id, min(place) as place from (
        select id, 0 as place from unnest(${exact.map(({ id }) => id)}::uuid[]) as exact (id)
        union all
        select id, 1 from search_contacts(${wordsOf(q)}, ${isAnswer ? 0 : most})
      ) hits group by id
    ) hit
    join contact c on c.workspace_id = ${tx.workspaceId} and c.id = hit.id ${joinCompany}
    where c.merged_into is null and ${ofKind[kind]}
    order by hit.place, c.seen_day desc, c.id desc
    limit ${limit + 1} offset ${offset}
  `);
  const more = rows.length > limit;
  return {
    contacts: rows.slice(0, limit).map(contactRowOf),
    total: more ? null : offset + rows.length,
    next: more ? String(offset + limit) : null,
  };
}

/** The identity keys that the whole text might be. */
async function exactKeys(tx: Tx, text: string): Promise<string[]> {
  const whole = text.trim();
  const scopes = await tx.query<{ scope: string }>(sql`select distinct scope from source where workspace_id = ${tx.workspaceId} limit 100`);
  const [email, phone] = [emailOf(whole), phoneOf(whole)];
  return [
    `u:${whole}`,
    `a:${whole}`,
    ...scopes.map(({ scope }) => `c:${scope}:${whole}`),
    ...(email ? [`e:${email}`] : []),
    ...(phone ? [`p:${phone}`] : []),
  ];
}

export function contactRowOf({ leadAt, firstSeenAt, lastSeenAt, ...row }: Row): ContactRow {
  const kind = row.orderCount > 0 ? "customer" : leadAt !== null || row.name !== null ? "lead" : "anonymous";
  return { ...row, kind, firstSeenAt: new Date(firstSeenAt).toISOString(), lastSeenAt: new Date(lastSeenAt).toISOString() };
}

import { sql, type RawBuilder } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import type { Contact } from "./contact.ts";
import type { Identity, People } from "./resolve.ts";
import { peopleOf } from "./resolve.ts";

const contactColumns: RawBuilder<Contact> = sql`
  c.id, c.profile, c.company_id as "companyId", c.touch, c.first_seen_at as "firstSeenAt", c.last_seen_at as "lastSeenAt", c.lead_at as "leadAt",
  c.first_order_at as "firstOrderAt", c.last_order_at as "lastOrderAt", c.order_count as "orderCount", c.fact_count as "factCount", c.merged_into as "mergedInto"`;

type IdentityRow = { key: string; contactId: string; linkedAt: number | null; linkedBy: string | null; pinned: boolean };

/** The contacts that own any of the keys, with all of their keys. Indexes: primary key of identity, identity_contact. */
export async function loadPeople(tx: Tx, keys: readonly string[]): Promise<People> {
  const owners = await tx.query<{ id: string }>(sql`
    select distinct contact_id as id from identity where workspace_id = ${tx.workspaceId} and key = any(${keys}::text[])
  `);
  return owners.length === 0 ? peopleOf([], []) : loadPeopleById(tx, owners.map(({ id }) => id));
}

/** The contacts named, with all of their keys. */
export async function loadPeopleById(tx: Tx, contactIds: readonly string[]): Promise<People> {
  const identities = await tx.query<IdentityRow>(sql`
    select key, contact_id as "contactId", linked_at as "linkedAt", linked_by as "linkedBy", pinned
    from identity
    where workspace_id = ${tx.workspaceId} and contact_id = any(${contactIds}::uuid[])
  `);
  return withContacts(tx, identities, contactIds);
}

async function withContacts(tx: Tx, rows: IdentityRow[], also: readonly string[]): Promise<People> {
  const ids = [...new Set([...rows.map((row) => row.contactId), ...also])];
  const contacts = ids.length === 0 ? [] : await tx.query<Contact>(sql`select ${contactColumns} from contact c where c.workspace_id = ${tx.workspaceId} and c.id = any(${ids}::uuid[])`);
  const identities = rows.map(({ key, contactId, linkedAt, linkedBy, pinned }): Identity => ({ key, contactId, pinned, ...(linkedAt !== null && { linked: [linkedAt, linkedBy ?? ""] }) }));
  return peopleOf(identities, contacts);
}

/** Writes what `resolve` and `learn` have changed. New contacts come before the keys that point to them. */
export async function savePeople(tx: Tx, people: People): Promise<void> {
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const contacts = [...new Set([...people.createdContacts, ...people.changedContacts])].map((id) => {
    const contact = people.contacts.get(id)!;
    const { profile } = contact;
    return {
      ...contact,
      name: profile.name?.[0] ?? null,
      email: profile.email?.[0] ?? null,
      phone: profile.phone?.[0] ?? null,
      city: profile.city?.[0] ?? null,
      country: profile.country?.[0] ?? null,
      firstSeenAt: iso(contact.firstSeenAt),
      lastSeenAt: iso(contact.lastSeenAt),
      leadAt: iso(contact.leadAt),
      firstOrderAt: iso(contact.firstOrderAt),
      lastOrderAt: iso(contact.lastOrderAt),
    };
  });
  if (contacts.length > 0) {
    await tx.query(sql`
      insert into contact (workspace_id, id, name, email, phone, city, country, company_id, profile, touch, first_seen_at, last_seen_at, lead_at,
        first_order_at, last_order_at, order_count, fact_count, merged_into)
      select ${tx.workspaceId}, r.id, r.name, r.email, r.phone, r.city, r.country, r."companyId", r.profile, r.touch, r."firstSeenAt", r."lastSeenAt", r."leadAt",
        r."firstOrderAt", r."lastOrderAt", r."orderCount", r."factCount", r."mergedInto"
      from json_to_recordset(${JSON.stringify(contacts)}::json) as r (
        id uuid, name text, email text, phone text, city text, country text, "companyId" uuid, profile jsonb, touch jsonb, "firstSeenAt" timestamptz,
        "lastSeenAt" timestamptz, "leadAt" timestamptz, "firstOrderAt" timestamptz, "lastOrderAt" timestamptz, "orderCount" int, "factCount" int, "mergedInto" uuid
      )
      on conflict (workspace_id, id) do update set
        name = excluded.name, email = excluded.email, phone = excluded.phone, city = excluded.city, country = excluded.country,
        company_id = excluded.company_id, profile = excluded.profile, touch = excluded.touch, first_seen_at = excluded.first_seen_at,
        last_seen_at = excluded.last_seen_at, lead_at = excluded.lead_at, first_order_at = excluded.first_order_at, last_order_at = excluded.last_order_at,
        order_count = excluded.order_count, fact_count = excluded.fact_count, merged_into = excluded.merged_into
    `);
  }
  const identities = [...people.changedKeys].map((key) => {
    const { contactId, linked, pinned } = people.identities.get(key)!;
    return { key, contactId, linkedAt: iso(linked?.[0] ?? null), linkedBy: linked?.[1] ?? null, pinned };
  });
  if (identities.length === 0) return;
  await tx.query(sql`
    insert into identity (workspace_id, key, contact_id, linked_at, linked_by, pinned)
    select ${tx.workspaceId}, r.key, r."contactId", r."linkedAt", r."linkedBy", r.pinned
    from json_to_recordset(${JSON.stringify(identities)}::json) as r (key text, "contactId" uuid, "linkedAt" timestamptz, "linkedBy" text, pinned boolean)
    on conflict (workspace_id, key) do update set
      contact_id = excluded.contact_id, linked_at = excluded.linked_at, linked_by = excluded.linked_by, pinned = excluded.pinned
  `);
}

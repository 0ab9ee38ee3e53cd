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
  return owners.length === 0
    ? peopleOf([], [])
    : loadPeopleById(
        tx,
        owners.map(({ id }) => id),
      );
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
  const contacts =
    ids.length === 0
      ? []
      : await tx.query<Contact>(
          sql`select ${contactColumns} from contact c where c.workspace_id = ${tx.workspaceId} and c.id = any(${ids}::uuid[])`,
        );
  const identities = rows.map(({ key, contactId, linkedAt, linkedBy, pinned }): Identity => ({
    key,
    contactId,
    pinned,
    ...(linkedAt !== null && { linked: [linkedAt, linkedBy ?? ""] }),
  }));
  return peopleOf(identities, contacts);
}

/** Writes what `resolve` and `learn` have changed. */
export async function savePeople(tx: Tx, people: People): Promise<void> {
  await insertContacts(
    tx,
    [...people.createdContacts].map((id) => toWire(people.contacts.get(id)!)),
  );
  await updateContacts(
    tx,
    [...people.changedContacts].filter((id) => !people.createdContacts.has(id)).map((id) => toWire(people.contacts.get(id)!)),
  );
  await saveIdentities(tx, people);
}

const wireColumns = sql`
  id uuid, name text, email text, phone text, city text, country text, "companyId" uuid, profile text, touch text, "firstSeenAt" float8,
  "lastSeenAt" float8, "leadAt" float8, "firstOrderAt" float8, "lastOrderAt" float8, "orderCount" int, "factCount" int, "mergedInto" uuid`;

function toWire(contact: Contact): object {
  const { name, email, phone, city, country } = contact.profile;
  return {
    ...contact,
    leadAt: contact.leadAt === Number.NEGATIVE_INFINITY ? "-Infinity" : contact.leadAt,
    profile: JSON.stringify(contact.profile),
    touch: contact.touch && JSON.stringify(contact.touch),
    name: name?.[0],
    email: email?.[0],
    phone: phone?.[0],
    city: city?.[0],
    country: country?.[0],
  };
}

async function insertContacts(tx: Tx, wire: object[]): Promise<void> {
  if (wire.length === 0) return;
  await tx.query(sql`
    insert into contact (workspace_id, id, name, email, phone, city, country, company_id, profile, touch, first_seen_at, last_seen_at, lead_at,
      first_order_at, last_order_at, order_count, fact_count, merged_into)
    select ${tx.workspaceId}, r.id, r.name, r.email, r.phone, r.city, r.country, r."companyId", r.profile::jsonb, r.touch::jsonb, to_timestamp(r."firstSeenAt" / 1000),
      to_timestamp(r."lastSeenAt" / 1000), to_timestamp(r."leadAt" / 1000), to_timestamp(r."firstOrderAt" / 1000), to_timestamp(r."lastOrderAt" / 1000),
      r."orderCount", r."factCount", r."mergedInto"
    from json_to_recordset(${JSON.stringify(wire)}::json) as r (${wireColumns})
  `);
}

async function updateContacts(tx: Tx, wire: object[]): Promise<void> {
  if (wire.length === 0) return;
  await tx.query(sql`
    update contact c set
      name = r.name, email = r.email, phone = r.phone, city = r.city, country = r.country, company_id = r."companyId", profile = r.profile::jsonb, touch = r.touch::jsonb,
      first_seen_at = to_timestamp(r."firstSeenAt" / 1000), last_seen_at = to_timestamp(r."lastSeenAt" / 1000), lead_at = to_timestamp(r."leadAt" / 1000),
      first_order_at = to_timestamp(r."firstOrderAt" / 1000), last_order_at = to_timestamp(r."lastOrderAt" / 1000), order_count = r."orderCount",
      fact_count = r."factCount", merged_into = r."mergedInto"
    from json_to_recordset(${JSON.stringify(wire)}::json) as r (${wireColumns})
    where c.workspace_id = ${tx.workspaceId} and c.id = r.id
  `);
}

async function saveIdentities(tx: Tx, people: People): Promise<void> {
  const wire = [...people.changedKeys].map((key) => {
    const { contactId, linked, pinned } = people.identities.get(key)!;
    return { key, contactId, linkedAt: linked?.[0] ?? null, linkedBy: linked?.[1] ?? null, pinned };
  });
  if (wire.length === 0) return;
  await tx.query(sql`
    insert into identity (workspace_id, key, contact_id, linked_at, linked_by, pinned)
    select ${tx.workspaceId}, r.key, r."contactId", to_timestamp(r."linkedAt" / 1000), r."linkedBy", r.pinned
    from json_to_recordset(${JSON.stringify(wire)}::json) as r (key text, "contactId" uuid, "linkedAt" float8, "linkedBy" text, pinned boolean)
    on conflict (workspace_id, key) do update set
      contact_id = excluded.contact_id, linked_at = excluded.linked_at, linked_by = excluded.linked_by, pinned = excluded.pinned
  `);
}

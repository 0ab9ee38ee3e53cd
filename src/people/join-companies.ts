import { sql } from "kysely";
import { now } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import type { Tx } from "#base/postgres/database.ts";
import { currentCompany } from "./companies/company-detail.ts";
import type { People } from "./resolve.ts";

/** Gives contacts whose facts name a company that company; one of the same name (upper and lower case alike) is one company, or the one it was merged into. */
export async function joinCompanies(tx: Tx, people: People): Promise<void> {
  const named = [...new Set([...people.createdContacts, ...people.changedContacts])].flatMap((id) => {
    const contact = people.contacts.get(id)!;
    const name = contact.profile.company?.[0];
    return name && contact.companyId === null ? [{ contact, name, key: `n:${name.toLowerCase()}` }] : [];
  });
  if (named.length === 0) return;
  const wire = [...new Map(named.map(({ name, key }) => [key, { id: newId(), name, key }])).values()];
  const rows = await tx.query<{ id: string; key: string; merged: boolean }>(sql`
    insert into company (workspace_id, id, name, external_key, created_at)
    select ${tx.workspaceId}, r.id, r.name, r.key, ${new Date(now()).toISOString()}
    from json_to_recordset(${JSON.stringify(wire)}::json) as r (id uuid, name text, key text)
    on conflict (workspace_id, external_key) where external_key is not null do update set name = company.name
    returning id, external_key as key, merged_into is not null as merged
  `);
  const ids = new Map<string, string>();
  for (const { id, key, merged } of rows) ids.set(key, merged ? await currentCompany(tx, id) : id); // merged ones are few
  for (const { contact, key } of named) contact.companyId = ids.get(key) ?? null;
}

import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import type { Fact } from "#ledger/fact.ts";
import { applyFacts, type Incoming } from "#journey/apply-facts.ts";
import type { Contact } from "#people/contact.ts";
import { keysOf } from "#people/keys.ts";
import { current, type People } from "#people/resolve.ts";
import { loadPeople } from "#people/save-people.ts";
import type { ContactItem, Details, PersonItem } from "../items.ts";
import { whoOf } from "../items.ts";
import { nameKey } from "../person-key.ts";
import { changesOf, type FieldChange, type Frame, type ItemRow, type Verdict } from "./frame.ts";

/** The keys by which a person of a file is known, the strongest first. */
export function keysOfPerson(person: PersonItem): string[] {
  return keysOf(whoFull(person), person.scope).strong;
}

/** A name and a company are a key only where there is no better one. */
function whoFull(person: PersonItem): Fact["who"] {
  const who = whoOf(person);
  const { name, company } = person.traits ?? {};
  return Object.keys(who).length === 0 && name ? { named: nameKey(name, company) } : who;
}

/** Who each person of a file is, as far as known: the owner of the strongest known key. */
export function ownerOfKeys(people: People, keys: readonly string[]): Contact | undefined {
  for (const key of keys) {
    const identity = people.identities.get(key);
    if (identity) return current(people, identity.contactId);
  }
  return undefined;
}

/** Contacts and leads. What a file says counts from its own date on, until somebody says something newer. */
export async function applyContacts(tx: Tx, frame: Frame, rows: readonly ItemRow<ContactItem>[]): Promise<Verdict[]> {
  const keys = rows.map(({ item }) => keysOfPerson(item.person));
  const people = await loadPeople(tx, [...new Set(keys.flat())]);
  const details = await detailsOf(tx, [...people.contacts.keys()]);
  const seen = new Set<string>();
  const verdicts: Verdict[] = [];
  const incoming: Incoming[] = [];
  const extra: { index: number; details: Details }[] = [];
  rows.forEach(({ n, item }, index) => {
    const own = keys[index]!;
    const known = ownerOfKeys(people, own);
    const title = titleOf(item.person);
    const again = own.some((key) => seen.has(key));
    for (const key of own) seen.add(key);
    const changes = known ? newsOf(people, known, details.get(known.id) ?? null, item, own) : [];
    const joined = known && (known.profile.name?.[0] ?? known.profile.email?.[0] ?? title);
    if (known && changes.length === 0 && !again) return void verdicts.push({ n, status: "unchanged", title, joined });
    verdicts.push(known || again ? { n, status: "updated", title, ...(joined && { joined }), changes } : { n, status: "created", title });
    if (item.details) extra.push({ index: incoming.length, details: item.details });
    incoming.push(incomingOf(frame, n, item));
  });
  if (incoming.length === 0) return verdicts;
  const applied = await applyFacts(tx, incoming);
  await addDetails(
    tx,
    extra.flatMap(({ index, details: said }) => (applied[index]?.contactId ? [{ id: applied[index].contactId, details: said }] : [])),
  );
  return verdicts;
}

function incomingOf(frame: Frame, n: number, { lead, at, found, person, touch }: ContactItem): Incoming {
  return {
    fact: {
      type: lead ? "lead.captured" : "contact.identified",
      at,
      id: `${frame.importId}:${n}`,
      who: whoFull(person),
      ...(person.traits && { traits: person.traits }),
      ...(touch && { touch }),
      ...(found && { found: true }),
    },
    sourceId: frame.importId,
    pipelineId: null,
    scope: person.scope,
    cause: "import",
    fromFile: true,
  };
}

/** What the row says that is not known yet; what somebody has said later than the row's own date is left as it is. */
function newsOf(people: People, known: Contact, details: Details | null, item: ContactItem, keys: readonly string[]): FieldChange[] {
  const said: Record<string, string | undefined> = { ...item.person.traits, email: item.person.email, phone: item.person.phone };
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(said)) {
    if (!value) continue;
    const stands = known.profile[field as keyof Contact["profile"]];
    if (stands && stands[1] > item.at && !item.found) continue;
    before[field] = stands?.[0];
    after[field] = value;
  }
  for (const [field, value] of Object.entries(item.details ?? {})) {
    before[field] = details?.[field];
    after[field] = value;
  }
  if (!item.found && item.at < known.firstSeenAt) {
    before["createdAt"] = new Date(known.firstSeenAt).toISOString();
    after["createdAt"] = new Date(item.at).toISOString();
  }
  const fresh = keys.filter((key) => !people.identities.has(key) && key.startsWith("c:"));
  if (fresh.length > 0) after["externalId"] = item.person.externalId;
  return changesOf(before, after);
}

function titleOf({ traits, email, phone, externalId }: PersonItem): string {
  return traits?.name ?? email ?? phone ?? externalId ?? "";
}

async function detailsOf(tx: Tx, contactIds: readonly string[]): Promise<Map<string, Details | null>> {
  if (contactIds.length === 0) return new Map();
  const rows = await tx.query<{ id: string; details: Details | null }>(sql`
    select id, details from contact where workspace_id = ${tx.workspaceId} and id = any(${contactIds}::uuid[]) and details is not null
  `);
  return new Map(rows.map(({ id, details }) => [id, details]));
}

async function addDetails(tx: Tx, said: readonly { id: string; details: Details }[]): Promise<void> {
  if (said.length === 0) return;
  const merged = new Map<string, Details>();
  for (const { id, details } of said) merged.set(id, { ...merged.get(id), ...details });
  const wire = [...merged].map(([id, details]) => ({ id, details: JSON.stringify(details) }));
  await tx.query(sql`
    update contact c set details = coalesce(c.details, '{}') || r.details::jsonb
    from json_to_recordset(${JSON.stringify(wire)}::json) as r (id uuid, details text)
    where c.workspace_id = ${tx.workspaceId} and c.id = r.id
  `);
}

/** A person of a file that something else is about, since when it is known, and where it came from. */
export type Mentioned = { person: PersonItem; at: number; found: boolean; n: number };

/** `createdAt`: when Sluice learnt of them, epoch ms. */
export type KnownContact = { id: string; known: boolean; name: string | null; companyId: string | null; createdAt: number };

/** The contacts of people whom deals and activities name, as far as they are known. Answers in the order asked. */
export async function findContacts(tx: Tx, mentioned: readonly (Mentioned | null)[]): Promise<(KnownContact | null)[]> {
  const keys = mentioned.map((each) => (each ? keysOfPerson(each.person) : []));
  const all = [...new Set(keys.flat())];
  if (all.length === 0) return mentioned.map(() => null);
  const rows = await tx.query<KnownContact & { key: string }>(sql`
    select i.key, c.id, true as known, coalesce(c.name, c.email) as name, c.company_id as "companyId", c.created_at as "createdAt"
    from identity i
    join contact c on c.workspace_id = i.workspace_id and c.id = i.contact_id
    where i.workspace_id = ${tx.workspaceId} and i.key = any(${all}::text[])
  `);
  const byKey = new Map(rows.map(({ key, ...contact }) => [key, contact]));
  return keys.map((own) => own.map((key) => byKey.get(key)).find((contact) => contact !== undefined) ?? null);
}

/** The same, with those made whom nobody is known by any of the keys of; who was there already is left as it is. */
export async function contactsOf(tx: Tx, frame: Frame, mentioned: readonly (Mentioned | null)[]): Promise<(KnownContact | null)[]> {
  const answers = await findContacts(tx, mentioned);
  const missing = mentioned.flatMap((each, index) => (each && !answers[index] ? [{ index, each }] : []));
  if (missing.length === 0) return answers;
  const applied = await applyFacts(
    tx,
    missing.map(({ each: { n, person, at, found } }) =>
      incomingOf(frame, n, { kind: "contacts", lead: false, at, found, person, touch: null, note: null, details: null }),
    ),
  );
  missing.forEach(({ index, each }, place) => {
    const id = applied[place]?.contactId;
    if (id) answers[index] = { id, known: false, name: each.person.traits?.name ?? null, companyId: null, createdAt: frame.startedAt };
  });
  return answers;
}

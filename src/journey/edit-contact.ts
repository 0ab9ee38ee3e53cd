import { newId } from "#base/ids.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { append } from "#ledger/append.ts";
import { lastSeq } from "#ledger/read.ts";
import { contactSnapshot, newContact, say, type Contact, type ProfileField } from "#people/contact.ts";
import { joinCompanies } from "#people/join-companies.ts";
import { emailOf, phoneOf, textOf } from "#people/reach.ts";
import { current } from "#people/resolve.ts";
import { loadPeople, loadPeopleById } from "#people/save-people.ts";
import type { PersonCause } from "#workspaces/http.ts";
import { subjectOf } from "./create-deal.ts";
import { settle } from "./settle.ts";
import { openWorld, snapshotText, type World } from "./world.ts";

type Said = Partial<Record<ProfileField, string>>;

/** A contact made by hand. An e-mail address or phone number that is known already is refused with the contact that has it. */
export async function createContact(
  tx: Tx,
  wish: { name: string; email?: string; phone?: string; company?: string },
  by: PersonCause,
): Promise<string> {
  const email = wish.email ? emailOf(wish.email) : undefined;
  const phone = wish.phone ? phoneOf(wish.phone) : undefined;
  if (wish.email && !email) throw refuse("invalid", "email_invalid");
  if (wish.phone && !phone) throw refuse("invalid", "phone_invalid");
  const keys = [...(email ? [`e:${email}`] : []), ...(phone ? [`p:${phone}`] : [])];
  const world = await openWorld(tx, () => loadPeople(tx, keys));
  const { people } = world;
  for (const key of keys) {
    const taken = people.identities.get(key);
    if (taken) throw refuse("conflict", "contact_exists", { contactId: current(people, taken.contactId).id });
  }
  const contact = newContact(newId(), by.at);
  people.contacts.set(contact.id, contact);
  people.createdContacts.add(contact.id);
  for (const key of keys) {
    people.identities.set(key, { key, contactId: contact.id, pinned: false });
    people.changedKeys.add(key);
  }
  await record(world, contact, { name: textOf(wish.name), email, phone, company: textOf(wish.company) }, by);
  return contact.id;
}

/** What a person says about a contact counts until the shop says something newer. */
export async function changeContact(tx: Tx, contactId: string, patch: Said, by: PersonCause): Promise<void> {
  const world = await openWorld(tx, () => loadPeopleById(tx, [contactId]));
  const contact = world.people.contacts.get(contactId);
  if (!contact || contact.mergedInto) throw refuse("missing", "contact_missing", { contactId });
  if (patch.company) contact.companyId = null;
  world.people.changedContacts.add(contactId);
  await record(world, contact, patch, by);
}

/** Writes the words into the ledger under one of the contact's keys, so that a replay of its past says them again. */
async function record(world: World, contact: Contact, words: Said, by: PersonCause): Promise<void> {
  const { tx, people } = world;
  const said = Object.fromEntries(Object.entries(words).filter(([, value]) => value)) as Said;
  if (Object.keys(said).length === 0) return;
  const seq = (await lastSeq(tx)) + 1;
  for (const [field, value] of Object.entries(said)) say(contact, field as ProfileField, value, by.at, String(seq));
  if (said.email || said.phone) contact.leadAt = Math.min(contact.leadAt ?? by.at, by.at);
  await joinCompanies(tx, people);
  const data = { said, contact: contactSnapshot(contact) };
  await append(tx, [
    {
      type: "contact.recorded",
      at: by.at,
      subject: subjectOf(people, contact),
      contactId: contact.id,
      cause: by.cause,
      actorId: by.actorId,
      data,
    },
  ]);
  world.snapshots.set(contact.id, snapshotText(contact));
  await settle(world, { cause: by.cause, actorId: by.actorId });
}

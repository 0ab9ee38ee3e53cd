import { newId } from "#base/ids.ts";
import { newContact, takeOver, type Contact } from "./contact.ts";
import type { Key, Keys } from "./keys.ts";

/** Whose a key is. `linked` is when a device was first seen together with a known person; undefined while it is anonymous, and for strong keys. */
export type Identity = { key: Key; contactId: string; linked?: [at: number, id: string]; pinned: boolean };

/** `companyBefore` is where `into` worked before; `choice` the key under which a person's choice of values stands. */
export type Merge = { from: string; into: string; keys: Key[]; companyBefore: string | null; choice?: Key };

/** The part of a workspace's people that a batch of facts touches; `resolve` changes it, the caller saves what is marked. */
export type People = {
  identities: Map<Key, Identity>;
  contacts: Map<string, Contact>;
  changedKeys: Set<Key>;
  changedContacts: Set<string>;
  createdContacts: Set<string>;
  merges: Merge[];
  /** Contacts whose past changed hands: their journeys must be replayed. */
  regrouped: Set<string>;
};

export function peopleOf(identities: Identity[], contacts: Contact[]): People {
  return {
    identities: new Map(identities.map((identity) => [identity.key, identity])),
    contacts: new Map(contacts.map((contact) => [contact.id, contact])),
    changedKeys: new Set(),
    changedContacts: new Set(),
    createdContacts: new Set(),
    merges: [],
    regrouped: new Set(),
  };
}

/** The contact that stands for an id now, merges followed. */
export function current(people: People, contactId: string): Contact {
  let contact = people.contacts.get(contactId)!;
  while (contact.mergedInto) contact = people.contacts.get(contact.mergedInto)!;
  return contact;
}

/**
 * Finds or makes the contact a fact is about. Strong keys seen together are one person. A device belongs to the person it was first
 * seen with, so a shared device melts nobody together; which person that is does not depend on the order in which facts arrive.
 */
export function resolve(people: People, { strong, weak }: Keys, at: number, id: string): Contact {
  if (strong.length === 0) return ownerOrNew(people, weak, at);
  const contact = strongOwner(people, strong) ?? adoptable(people, weak) ?? create(people, at);
  for (const key of strong) if (!people.identities.has(key)) own(people, { key, contactId: contact.id, pinned: false });
  for (const key of weak) link(people, key, contact, [at, id]);
  return current(people, contact.id);
}

function ownerOrNew(people: People, weak: Key[], at: number): Contact {
  const key = weak[0]!;
  const identity = people.identities.get(key);
  if (identity) return current(people, identity.contactId);
  const contact = create(people, at);
  own(people, { key, contactId: contact.id, pinned: false });
  return contact;
}

function strongOwner(people: People, strong: Key[]): Contact | undefined {
  const known = strong.flatMap((key) => people.identities.get(key) ?? []);
  const first = known[0];
  if (!first) return undefined;
  let owner = current(people, first.contactId);
  for (const identity of known) {
    const other = current(people, identity.contactId);
    if (other === owner || identity.pinned || first.pinned) continue;
    const [into, from] = isOlder(owner, other) ? [owner, other] : [other, owner];
    merge(people, into, from);
    owner = into;
  }
  return owner;
}

function isOlder(a: Contact, b: Contact): boolean {
  return a.firstSeenAt < b.firstSeenAt || (a.firstSeenAt === b.firstSeenAt && a.id < b.id);
}

/** The contact of a device that nobody has been named on yet: the named person takes it over with its past. */
function adoptable(people: People, weak: Key[]): Contact | undefined {
  for (const key of weak) {
    const identity = people.identities.get(key);
    if (identity && !identity.linked && !identity.pinned) return current(people, identity.contactId);
  }
  return undefined;
}

function link(people: People, key: Key, contact: Contact, point: [number, string]): void {
  const identity = people.identities.get(key);
  if (!identity) return own(people, { key, contactId: contact.id, linked: point, pinned: false });
  if (identity.pinned) return;
  const owner = current(people, identity.contactId);
  if (!identity.linked) {
    if (owner !== contact) merge(people, contact, owner);
    return own(people, { ...people.identities.get(key)!, linked: point });
  }
  if (identity.linked[0] < point[0] || (identity.linked[0] === point[0] && identity.linked[1] <= point[1])) return;
  if (owner !== contact) {
    people.regrouped.add(owner.id);
    people.regrouped.add(contact.id);
  }
  own(people, { ...identity, contactId: contact.id, linked: point });
}

function own(people: People, identity: Identity): void {
  people.identities.set(identity.key, identity);
  people.changedKeys.add(identity.key);
}

function create(people: People, at: number): Contact {
  const contact = newContact(newId(), at);
  people.contacts.set(contact.id, contact);
  people.createdContacts.add(contact.id);
  return contact;
}

/** Joins two contacts; all keys of `from` must be loaded or be moved by the caller when it saves the merge. */
export function merge(people: People, into: Contact, from: Contact): void {
  const keys: Key[] = [];
  for (const identity of people.identities.values()) {
    if (identity.contactId !== from.id) continue;
    keys.push(identity.key);
    own(people, { ...identity, contactId: into.id });
  }
  people.merges.push({ from: from.id, into: into.id, keys, companyBefore: into.companyId });
  from.mergedInto = into.id;
  takeOver(into, from);
  for (const contact of [into, from]) {
    people.regrouped.add(contact.id);
    people.changedContacts.add(contact.id);
  }
}

import type { Fact, Touch } from "#ledger/fact.ts";
import type { ContactSnapshot } from "#ledger/row.ts";

/** A field of the profile with the moment it was last said; the newest statement counts, whatever order they arrive in. */
type Said = [value: string, at: number, id: string];
export type ProfileField = "name" | "email" | "phone" | "city" | "country" | "company";
export type Profile = Partial<Record<ProfileField, Said>>;

/** A contact as it is stored. Instants are epoch ms. */
export type Contact = {
  id: string;
  profile: Profile;
  companyId: string | null;
  touch: { touch: Touch; at: number; id: string } | null;
  firstSeenAt: number;
  lastSeenAt: number;
  /** When the person first became reachable; -Infinity: at a time that is not known, before an import found it so. */
  leadAt: number | null;
  firstOrderAt: number | null;
  lastOrderAt: number | null;
  orderCount: number;
  factCount: number;
  mergedInto: string | null;
};

export function newContact(id: string, at: number): Contact {
  return {
    id,
    profile: {},
    companyId: null,
    touch: null,
    firstSeenAt: at,
    lastSeenAt: at,
    leadAt: null,
    firstOrderAt: null,
    lastOrderAt: null,
    orderCount: 0,
    factCount: 0,
    mergedInto: null,
  };
}

/** What a fact tells about the person: each part is a first, a last or a count, so the order of facts does not matter. Changes `contact`. */
export function learn(contact: Contact, fact: Pick<Fact, "type" | "at" | "id" | "who" | "traits" | "touch" | "found">): void {
  const { at, id, who, traits, touch } = fact;
  contact.firstSeenAt = Math.min(contact.firstSeenAt, at);
  contact.lastSeenAt = Math.max(contact.lastSeenAt, at);
  contact.factCount += 1;
  const reachable = who.email || who.phone || (fact.type === "lead.captured" && who.customerId);
  if (reachable) contact.leadAt = Math.min(contact.leadAt ?? at, fact.found ? Number.NEGATIVE_INFINITY : at);
  if (touch && (!contact.touch || at < contact.touch.at || (at === contact.touch.at && id < contact.touch.id)))
    contact.touch = { touch, at, id };
  say(contact, "email", who.email, at, id);
  say(contact, "phone", who.phone, at, id);
  say(contact, "name", traits?.name, at, id);
  say(contact, "city", traits?.city, at, id);
  say(contact, "country", traits?.country, at, id);
  say(contact, "company", traits?.company, at, id);
}

export function say(contact: Contact, field: ProfileField, value: string | undefined, at: number, id: string): void {
  if (!value) return;
  const before = contact.profile[field];
  if (before && (before[1] > at || (before[1] === at && before[2] >= id))) return;
  contact.profile = { ...contact.profile, [field]: [value, at, id] };
}

/** One person's knowledge added to another's, as if all facts had been about one. Changes `into`. */
export function takeOver(into: Contact, from: Contact): void {
  into.firstSeenAt = Math.min(into.firstSeenAt, from.firstSeenAt);
  into.lastSeenAt = Math.max(into.lastSeenAt, from.lastSeenAt);
  into.factCount += from.factCount;
  if (from.leadAt !== null) into.leadAt = Math.min(into.leadAt ?? from.leadAt, from.leadAt);
  if (from.touch && (!into.touch || from.touch.at < into.touch.at || (from.touch.at === into.touch.at && from.touch.id < into.touch.id)))
    into.touch = from.touch;
  for (const [field, said] of Object.entries(from.profile)) say(into, field as ProfileField, said[0], said[1], said[2]);
  into.companyId ??= from.companyId;
}

export function contactSnapshot(contact: Contact): ContactSnapshot {
  return {
    leadAt: contact.leadAt,
    firstOrderAt: contact.firstOrderAt,
    firstSeenAt: contact.firstSeenAt,
    touchSource: contact.touch?.touch.source ?? null,
    country: contact.profile.country?.[0] ?? null,
    mergedInto: contact.mergedInto,
  };
}

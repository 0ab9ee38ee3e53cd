import { isCurrency } from "#base/money.ts";
import { newId } from "#base/ids.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { Attributes, Deal } from "#deals/deal.ts";
import { beginJourneyAt, endJourney, type Journey, type Point } from "#deals/journey.ts";
import { findNewestDeals } from "#deals/save-deals.ts";
import type { Contact } from "#people/contact.ts";
import { current, peopleOf, resolve, type People } from "#people/resolve.ts";
import { loadPeople, loadPeopleById } from "#people/save-people.ts";
import { stageOf } from "#pipelines/pipeline.ts";
import type { PersonCause } from "#workspaces/http.ts";
import { pointAfter } from "./act-on-deals.ts";
import type { Act } from "./decide.ts";
import { dealAfter, note, settle, type Changes } from "./settle.ts";
import { addEvent, openWorld } from "./world.ts";

export type NewDeal = {
  pipelineId: string;
  stageId: string;
  name: string;
  valueMinor?: number;
  currency?: string;
  contactId?: string;
  email?: string;
  ownerId?: string;
};

/**
 * Opens a deal by hand. The shop's facts drive it from then on if its contact has no other open deal in the pipeline that they drive;
 * else, and without a contact, only people move it.
 */
export async function createDeal(tx: Tx, wish: NewDeal, by: PersonCause): Promise<Deal> {
  const email = wish.email?.trim().toLowerCase();
  const world = await openWorld(tx, () =>
    wish.contactId ? loadPeopleById(tx, [wish.contactId]) : email ? loadPeople(tx, [`e:${email}`]) : Promise.resolve(peopleOf([], [])),
  );
  const pipeline = world.pipelines.get(wish.pipelineId);
  if (!pipeline) throw refuse("missing", "pipeline_missing", { pipelineId: wish.pipelineId });
  if (!stageOf(pipeline, wish.stageId)) throw refuse("invalid", "stage_not_in_pipeline", { stageId: wish.stageId });
  const currency = wish.currency ?? world.workspace.currency;
  if (!isCurrency(currency)) throw refuse("invalid", "unknown_currency", { currency });

  const contact = findContact(world.people, wish, email, by.at);
  const newest = contact ? (await findNewestDeals(tx, [contact.id])).find((deal) => deal.pipelineId === pipeline.id) : undefined;
  const driven = contact !== undefined && newest?.outcome !== "open";
  const attributes: Attributes = {
    id: newId(),
    contactId: contact?.id ?? null,
    companyId: contact?.companyId ?? null,
    name: wish.name,
    driven,
    ownerId: wish.ownerId ?? null,
    checked: [],
  };
  const point: Point = newest ? pointAfter(newest.journey, by.at) : [by.at, newId()];
  const value = wish.valueMinor === undefined ? undefined : { amountMinor: wish.valueMinor, currency };
  const act: Act = { kind: "create", stageId: wish.stageId, ...(value && { value }) };
  const changes: Changes = new Map();
  if (driven) {
    world.newDeals.set(contact.id, attributes);
    addEvent(world, contact.id, pipeline.id, { kind: "act", point, subject: subjectOf(world.people, contact), act });
  } else {
    const opened = beginJourneyAt(0, false, point, null, wish.stageId, "person");
    const valued: Journey = value ? { ...opened, value: { stated: { ...value, point } } } : opened;
    const isWon = stageOf(pipeline, wish.stageId)!.kind === "won";
    const journey = isWon ? endJourney(valued, { outcome: "won", point, by: "person" }) : valued;
    note(changes, undefined, dealAfter(world, pipeline, journey, attributes), {
      cause: "person",
      actorId: by.actorId,
      at: point[0],
      told: { act: { ...act, id: point[1] } },
    });
  }
  const settled = await settle(world, { cause: "person", actorId: by.actorId }, changes);
  return settled.get(attributes.id)!.after!;
}

function findContact(people: People, wish: NewDeal, email: string | undefined, at: number): Contact | undefined {
  if (wish.contactId) {
    if (!people.contacts.has(wish.contactId)) throw refuse("missing", "contact_missing", { contactId: wish.contactId });
    return current(people, wish.contactId);
  }
  if (!email) return undefined;
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw refuse("invalid", "email_invalid");
  const contact = resolve(people, { strong: [`e:${email}`], weak: [] }, at, "");
  if (people.createdContacts.has(contact.id)) {
    contact.profile = { email: [email, at, ""] };
    contact.leadAt = at;
  }
  return contact;
}

/** The key under which a person's acts about a contact are kept; a contact made by hand has at least its own. */
export function subjectOf(people: People, contact: Contact): string {
  const keys = [...people.identities.values()].filter((identity) => identity.contactId === contact.id).map(({ key }) => key);
  const best = ["u", "c", "e", "p", "m", "a", "o"].flatMap((kind) => keys.filter((key) => key[0] === kind).sort())[0];
  if (best) return best;
  const key = `m:${contact.id}`;
  people.identities.set(key, { key, contactId: contact.id, pinned: false });
  people.changedKeys.add(key);
  return key;
}

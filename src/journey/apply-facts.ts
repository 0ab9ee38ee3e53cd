import { newId } from "#base/ids.ts";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";
import { append } from "#ledger/append.ts";
import type { Fact } from "#ledger/fact.ts";
import type { Cause, NewLedgerRow } from "#ledger/row.ts";
import { compare } from "#deals/journey.ts";
import { betterSubject, withFact, type Order } from "#orders/order.ts";
import { findOrders } from "#orders/queries.ts";
import { learn, type Contact } from "#people/contact.ts";
import { joinCompanies } from "#people/join-companies.ts";
import { keysOf, type Keys } from "#people/keys.ts";
import { current, resolve, type People } from "#people/resolve.ts";
import { loadPeople } from "#people/save-people.ts";
import type { FactData } from "./history.ts";
import { saleOf, settle } from "./settle.ts";
import { addEvent, addOrder, openWorld, orderKey, type World } from "./world.ts";

/**
 * A fact on its way in: where it comes from and which pipeline it drives; null: it only tells about a person. `fromFile`: it belongs to
 * whom the strongest of its known keys names, and never joins two people who are known already, as what a shop says may.
 */
export type Incoming = { fact: Fact; sourceId: string; pipelineId: string | null; scope: string; cause: Cause; fromFile?: true };

/** What became of an incoming fact: the contact it was about, or why nothing came of it. */
export type Applied = { contactId: string; ignored?: undefined } | { contactId?: undefined; ignored: "no_identity" | "contact_too_busy" };

type Work = Incoming & { keys: Keys; index: number };

/**
 * Applies facts to people, orders and deals and writes them all into the ledger: a fixed number of set queries for any number of facts.
 * The caller sees to it that no fact comes twice. Answers in the order of `incoming`.
 */
export async function applyFacts(tx: Tx, incoming: readonly Incoming[]): Promise<Applied[]> {
  const work = incoming.map((item, index): Work => ({ ...item, index, keys: keysFor(item) }));
  let orders: Order[] = [];
  const world = await openWorld(tx, async () => {
    orders = await knownOrders(tx, incoming);
    const keys = new Set(orders.map((order) => order.subject));
    for (const { keys: own } of work) for (const key of [...own.strong, ...own.weak]) keys.add(key);
    return loadPeople(tx, [...keys]);
  });
  for (const order of orders) addOrder(world, order);

  const applied: Applied[] = [];
  const rows: NewLedgerRow[] = [];
  work.sort((a, b) => compare([a.fact.at, a.fact.id], [b.fact.at, b.fact.id]));
  for (const item of work) applied[item.index] = take(world, item, rows);
  for (const order of world.placedOrders) for (const sale of saleOf(order)) addEvent(world, order.contactId!, order.pipelineId, sale);
  for (const id of world.people.regrouped) world.replay.add(id);
  await joinCompanies(tx, world.people);
  await append(tx, rows);
  const history = incoming.length > 0 && incoming.every(({ cause }) => cause === "import");
  await settle(world, { cause: history ? "import" : "rule", sourceId: incoming.at(-1)?.sourceId ?? null });
  return applied;
}

async function knownOrders(tx: Tx, incoming: readonly Incoming[]): Promise<Order[]> {
  const names = new Map(
    incoming.flatMap(({ fact, scope }) =>
      fact.order ? [[orderKey(scope, fact.order.externalId), { scope, externalId: fact.order.externalId }]] : [],
    ),
  );
  return names.size === 0 ? [] : findOrders(tx, [...names.values()]);
}

/** An order that names nobody is its own, so that its guest is counted and melts into nobody. */
function keysFor({ fact, scope }: Incoming): Keys {
  const keys = keysOf(fact.who, scope);
  if (keys.strong.length + keys.weak.length === 0 && fact.order) keys.weak.push(`o:${scope}:${fact.order.externalId}`);
  return keys;
}

function take(world: World, { fact, keys, scope, sourceId, pipelineId, cause, fromFile }: Work, rows: NewLedgerRow[]): Applied {
  if (keys.strong.length + keys.weak.length === 0) return { ignored: "no_identity" };
  const known = fact.order ? world.orders.get(orderKey(scope, fact.order.externalId)) : undefined;
  const nameless = keys.weak[0]?.startsWith("o:");
  if (nameless && known) return tell(world, ownerOf(world, known), known.subject);
  const contact = resolve(world.people, fromFile ? keysOfOne(world.people, keys) : keys, fact.at, fact.id);
  if (contact.factCount >= limits.factsPerContact) return { ignored: "contact_too_busy" };
  return tell(world, contact, keys.strong[0] ?? keys.weak[0]!);

  function tell({ people }: World, about: Contact, subject: string): Applied {
    learn(about, fact);
    people.changedContacts.add(about.id);
    const { type, at, id, ...rest } = fact;
    const data: FactData = { ...rest, p: pipelineId ?? "" };
    rows.push({ type, at, subject, contactId: about.id, sourceId, externalId: id, cause, data });
    if (fact.order && pipelineId !== null) takeOrder(world, known, fact, { subject, contact: about, scope, sourceId, pipelineId });
    else if (pipelineId !== null) addEvent(world, about.id, pipelineId, { kind: "fact", point: [at, id], subject, fact });
    return { contactId: about.id };
  }
}

/** The keys without those that belong to somebody else than the strongest known one does. */
function keysOfOne(people: People, { strong, weak }: Keys): Keys {
  const owner = strong.map((key) => people.identities.get(key)).find((identity) => identity !== undefined);
  if (!owner) return { strong, weak };
  const contact = current(people, owner.contactId);
  return {
    strong: strong.filter((key) => {
      const identity = people.identities.get(key);
      return !identity || current(people, identity.contactId) === contact;
    }),
    weak,
  };
}

function ownerOf({ people }: World, order: Order): Contact {
  return people.contacts.get(people.identities.get(order.subject)?.contactId ?? order.contactId!)!;
}

function takeOrder(
  world: World,
  known: Order | undefined,
  fact: Fact,
  about: { subject: string; contact: Contact; scope: string; sourceId: string; pipelineId: string },
): void {
  const { subject, contact, scope, sourceId, pipelineId } = about;
  const order: Order = known ?? {
    id: newId(),
    scope,
    externalId: fact.order!.externalId,
    sourceId,
    pipelineId,
    subject,
    contactId: contact.id,
    dealId: null,
    record: {},
  };
  if (!known) addOrder(world, order);
  const placedBefore = order.record.placedAt;
  order.record = withFact(order.record, fact.order!, fact.id);
  order.subject = betterSubject(order.subject, subject);
  const owner = order.subject === subject ? contact.id : order.contactId!;
  if (order.contactId !== owner) {
    world.replay.add(order.contactId!).add(owner);
    order.contactId = owner;
  }
  world.changedOrders.add(order);
  if (placedBefore === order.record.placedAt) return;
  if (placedBefore !== undefined && !world.placedOrders.has(order)) world.replay.add(owner);
  else world.placedOrders.add(order);
}

import { now } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import type { Money } from "#base/money.ts";
import { append } from "#ledger/append.ts";
import type { Cause, NewLedgerRow } from "#ledger/row.ts";
import { dealOf, dealRows, snapshotOf, type Attributes, type By, type Deal } from "#deals/deal.ts";
import type { Journey, Point } from "#deals/journey.ts";
import { findDeals, findNewestDeals, listDrivenDeals, listHandDeals, saveDeals, type DealChange } from "#deals/save-deals.ts";
import { cancelledAt, mainCategory, orderValue, type Order } from "#orders/order.ts";
import { listOrdersOf, orderStats, saveOrders } from "#orders/queries.ts";
import { contactSnapshot } from "#people/contact.ts";
import { current } from "#people/resolve.ts";
import { savePeople } from "#people/save-people.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import { decide, replay, type JourneyEvent, type Known } from "./decide.ts";
import { findLastActs, loadHistory, relearn, type Remembered } from "./history.ts";
import { repointMerged, repointRemoved } from "./queries.ts";
import { reconcile, type Placed } from "./reconcile.ts";
import { addOrder, snapshotText, type World } from "./world.ts";

/** Deals before and after, by id, and who caused each change. */
export type Changes = Map<string, DealChange & { by: By }>;

/**
 * Brings deals, orders, people and the ledger to where the world's new events put them, and writes it all. Contacts whose events are
 * in order are decided from what is known of them; the others from their history. `by` tells the cause of what events don't tell.
 */
export async function settle(world: World, by: By, changes: Changes = new Map()): Promise<Changes> {
  const known = await decideKnown(world, by, changes);
  await replayHistories(world, by, changes);
  await followMerges(world, by, changes);
  await followOrders(world, by, changes);
  await expectNextOrders(world, by, changes, known);
  await save(world, changes, by);
  return changes;
}

async function decideKnown(world: World, by: By, changes: Changes): Promise<Map<string, Deal>> {
  const contactIds = [...new Set([...world.events.keys(), ...ordersOwners(world)])].filter((id) => !world.replay.has(id));
  const newest = contactIds.length === 0 ? [] : await findNewestDeals(world.tx, contactIds);
  const open = new Map<string, Deal>();
  const byJourney = new Map<string, Deal[]>();
  for (const deal of newest) {
    const key = `${deal.contactId} ${deal.pipelineId}`;
    byJourney.set(key, [...(byJourney.get(key) ?? []), deal]);
    if (deal.outcome === "open") open.set(deal.contactId!, deal);
  }
  const knownOf = (contactId: string, pipelineId: string, acted?: Point): Known => {
    const [first, second] = (byJourney.get(`${contactId} ${pipelineId}`) ?? []).map(({ journey }) => journey);
    const seen = world.seen.get(contactId);
    return first && !first.end ? { open: first, closed: second, seen, acted } : { open: undefined, closed: first, seen, acted };
  };
  const acts = await findLastActs(world.tx, world.people, actsToAskFor(world, knownOf));
  for (const [contactId, byPipeline] of world.events) {
    if (world.replay.has(contactId)) continue;
    for (const [pipelineId, events] of byPipeline) {
      const pipeline = world.pipelines.get(pipelineId)!;
      const deals = byJourney.get(`${contactId} ${pipelineId}`) ?? [];
      const decision = decide(pipeline, knownOf(contactId, pipelineId, acts.get(contactId)), events);
      if (decision.replay) {
        world.replay.add(contactId);
        break;
      }
      const cause = causeOf(by, events);
      for (const journey of decision.journeys) {
        const before = deals.find((deal) => deal.n === journey.n);
        note(changes, before, dealAfter(world, pipeline, journey, before ?? attributesOf(world, contactId), before), cause);
      }
      for (const n of decision.dropped) {
        const before = deals.find((deal) => deal.n === n);
        if (before) note(changes, before, undefined, cause);
      }
    }
  }
  // what only people move is in no replay
  for (const { before } of changes.values()) if (before?.driven && world.replay.has(before.contactId!)) changes.delete(before.id);
  for (const [id, { after }] of changes) if (after?.driven && after.contactId && world.replay.has(after.contactId)) changes.delete(id);
  return open;
}

/** From when on an act of people may come after a new event without the contact's journeys telling of it, by contact. */
function actsToAskFor(world: World, knownOf: (contactId: string, pipelineId: string) => Known): Map<string, number> {
  const from = new Map<string, number>();
  for (const [contactId, byPipeline] of world.events) {
    if (world.replay.has(contactId)) continue;
    for (const [pipelineId, events] of byPipeline) {
      const { open, seen } = knownOf(contactId, pipelineId);
      if (!seen) continue; // made just now
      const toldTo = open ? open.last[0] : seen.to;
      for (const { kind, point } of events)
        if (kind !== "act" && point[0] >= toldTo) from.set(contactId, Math.min(point[0], from.get(contactId) ?? Number.POSITIVE_INFINITY));
    }
  }
  return from;
}

/** The ledger names the newest event as the cause of what a batch of events changed. */
function causeOf(by: By, events: readonly JourneyEvent[]): By {
  const last = events.at(-1)!;
  if (last.kind === "act") return { ...by, at: last.point[0], told: { ...by.told, act: { ...last.act, id: last.point[1] } } };
  return last.kind === "fact" ? { ...by, externalId: last.point[1] } : by;
}

async function replayHistories(world: World, by: By, changes: Changes): Promise<void> {
  if (world.replay.size === 0) return;
  const { people, tx } = world;
  const involved = new Set(world.replay);
  for (const { from, into } of people.merges) if (involved.has(into) || involved.has(from)) involved.add(from).add(into);
  const finals = new Set([...involved].map((id) => current(people, id).id));
  const keys = [...people.identities.values()].filter(({ contactId }) => finals.has(contactId)).map(({ key }) => key);
  const history = Map.groupBy(await loadHistory(tx, keys), ({ subject }) => people.identities.get(subject)!.contactId);
  for (const order of await listOrdersOf(tx, [...involved])) if (!world.ordersById.has(order.id)) addOrder(world, order);
  const orders = Map.groupBy(world.ordersById.values(), (order) => people.identities.get(order.subject)?.contactId ?? order.contactId);
  const existing = [...world.formerDeals.values(), ...(await listDrivenDeals(tx, [...involved]))];

  const placed: Placed[] = [];
  for (const contactId of finals) {
    const contact = people.contacts.get(contactId)!;
    const past = history.get(contactId) ?? [];
    relearn(contact, past);
    people.changedContacts.add(contactId);
    const own = orders.get(contactId) ?? [];
    for (const order of own) {
      if (order.contactId !== contactId) world.changedOrders.add(Object.assign(order, { contactId }));
    }
    for (const pipeline of world.pipelines.values()) {
      const events = eventsIn(pipeline, past, own);
      if (events.length > 0)
        placed.push(...replay(pipeline, events, now()).map((journey) => ({ contactId, pipelineId: pipeline.id, journey })));
    }
  }
  const { pairs, gone } = reconcile(existing, placed);
  for (const [same, { contactId, pipelineId, journey }] of pairs) {
    const pipeline = world.pipelines.get(pipelineId)!;
    const before = same && world.formerDeals.has(same.id) ? undefined : same;
    note(changes, before, dealAfter(world, pipeline, journey, same ? { ...same, contactId } : attributesOf(world, contactId), before), by);
  }
  for (const deal of gone) if (!world.formerDeals.has(deal.id)) note(changes, deal, undefined, by);
}

/** Deals that only people move go with their contact into the one it was merged into. */
async function followMerges(world: World, by: By, changes: Changes): Promise<void> {
  const { merges } = world.people;
  if (merges.length === 0) return;
  for (const deal of await listHandDeals(
    world.tx,
    merges.map(({ from }) => from),
  )) {
    note(changes, deal, { ...deal, contactId: current(world.people, deal.contactId!).id }, by);
  }
}

/** What moves a contact in one pipeline: its facts, its orders, and what people did. An act that changed two deals is told by both, and is one. */
export function eventsIn(pipeline: Pipeline, past: readonly Remembered[], orders: readonly Order[]): JourneyEvent[] {
  const acts = new Set<string>();
  const events = past.flatMap(({ event, pipelineId }) => {
    if (!event || pipelineId !== pipeline.id || (event.kind === "act" && acts.has(event.point[1]))) return [];
    if (event.kind === "act") acts.add(event.point[1]);
    return [event];
  });
  return events.concat(orders.filter((order) => order.pipelineId === pipeline.id).flatMap(saleOf));
}

/** The sale that a placed order is to its buyer's journey. */
export function saleOf(order: Order): JourneyEvent[] {
  const { placedAt } = order.record;
  if (placedAt === undefined) return [];
  const cancelled = cancelledAt(order.record);
  const point: [number, string] = [placedAt, `order:${order.scope}:${order.externalId}`];
  const category = mainCategory(order.record);
  const sale = { orderId: order.id, ...(category !== null && { category }), ...(cancelled !== null && { cancelledAt: cancelled }) };
  return [{ kind: "sale", point, subject: order.subject, sale }];
}

/** Orders that were refunded, edited or cancelled change the deal they won, whatever its journey does. */
async function followOrders(world: World, by: By, changes: Changes): Promise<void> {
  const changed = [...world.changedOrders].filter((order) => order.dealId !== null && !changes.has(order.dealId));
  if (changed.length === 0) return;
  const deals = new Map(
    (
      await findDeals(
        world.tx,
        changed.map((order) => order.dealId!),
      )
    ).map((deal) => [deal.id, deal]),
  );
  for (const order of changed) {
    const before = deals.get(order.dealId!);
    if (!before?.journey.end) continue;
    const cancelled = cancelledAt(order.record);
    const { cancelledAt: _, category: __, ...end } = before.journey.end;
    const category = mainCategory(order.record);
    const journey: Journey = {
      ...before.journey,
      end: { ...end, ...(category !== null && { category }), ...(cancelled !== null && { cancelledAt: cancelled }) },
    };
    note(changes, before, dealAfter(world, world.pipelines.get(before.pipelineId)!, journey, before, before), {
      ...by,
      cause: by.cause === "import" ? "import" : "shop",
      sourceId: order.sourceId,
    });
  }
}

/** What a customer's next order will probably be worth: the average of the ones so far, on the journey that waits for it. */
async function expectNextOrders(world: World, by: By, changes: Changes, known: Map<string, Deal>): Promise<void> {
  const contactIds = new Set(ordersOwners(world));
  for (const id of world.replay) {
    const contact = current(world.people, id);
    if (contact.orderCount > 0) contactIds.add(contact.id);
  }
  for (const { before, after } of changes.values()) {
    if (after?.outcome !== "open" || !after.driven || !after.journey.returning) continue;
    const isUnknown = !after.journey.value.expected && world.people.contacts.get(after.contactId!)?.orderCount;
    const isReopened = before !== undefined && before.outcome !== "open"; // its orders may have changed while it was closed
    if (isUnknown || isReopened) contactIds.add(after.contactId!);
  }
  if (contactIds.size === 0) return;
  for (const [contactId, { id }] of known) if (changes.has(id)) known.delete(contactId);
  for (const { after } of changes.values())
    if (after?.contactId && after.driven && after.outcome === "open") known.set(after.contactId, after);
  await saveOrders(world.tx, [...linkOrders(world, changes)], world.workspace);
  for (const stats of await orderStats(world.tx, [...contactIds])) {
    const contact = world.people.contacts.get(stats.contactId);
    if (contact) {
      Object.assign(contact, { orderCount: stats.count, firstOrderAt: stats.firstAt, lastOrderAt: stats.lastAt });
      world.people.changedContacts.add(contact.id);
    }
    const open = known.get(stats.contactId);
    if (!open?.journey.returning) continue;
    const expected: Money | undefined =
      stats.averageMinor === null || stats.currency === null ? undefined : { amountMinor: stats.averageMinor, currency: stats.currency };
    const { expected: _, ...value } = open.journey.value;
    const before = changes.get(open.id)?.before ?? (changes.has(open.id) ? undefined : open);
    const journey: Journey = { ...open.journey, value: expected ? { ...value, expected } : value };
    note(changes, before, dealAfter(world, world.pipelines.get(open.pipelineId)!, journey, open, open), changes.get(open.id)?.by ?? by);
  }
}

function ordersOwners(world: World): string[] {
  return [...world.changedOrders].flatMap((order) => order.contactId ?? []);
}

function linkOrders(world: World, changes: Changes): Set<Order> {
  for (const { after } of changes.values()) {
    const order = after?.orderId ? world.ordersById.get(after.orderId) : undefined;
    if (order && order.dealId !== after!.id) world.changedOrders.add(Object.assign(order, { dealId: after!.id }));
  }
  return world.changedOrders;
}

export function dealAfter(world: World, pipeline: Pipeline, journey: Journey, attributes: Attributes, before?: Deal): Deal {
  const { id, contactId, companyId, name, driven, ownerId, checked } = attributes;
  const order = journey.end?.orderId ? world.ordersById.get(journey.end.orderId) : undefined;
  const stored =
    before?.orderId === journey.end?.orderId && before?.valueMinor != null && before.currency !== null
      ? { amountMinor: before.valueMinor, currency: before.currency }
      : undefined;
  const sold = journey.end?.orderId ? (order ? orderValue(order.record, world.workspace) : stored) : undefined;
  return dealOf(pipeline, journey, { id, contactId, companyId, name, driven, ownerId, checked }, sold, world.workspace.timeZone, before);
}

function attributesOf(world: World, contactId: string): Attributes {
  const wish = world.newDeals.get(contactId);
  world.newDeals.delete(contactId);
  return {
    id: newId(),
    contactId,
    companyId: world.people.contacts.get(contactId)?.companyId ?? null,
    name: null,
    driven: true,
    ownerId: null,
    checked: [],
    ...wish,
  };
}

export function note(changes: Changes, before: Deal | undefined, after: Deal | undefined, by: By): void {
  const id = (after ?? before)!.id;
  const first = changes.get(id);
  changes.set(id, { before: first ? first.before : before, after, by });
}

async function save(world: World, changes: Changes, by: By): Promise<void> {
  const { tx, people } = world;
  await savePeople(tx, people);
  await repointMerged(tx, people.merges);
  const list = [...changes.values()];
  await saveDeals(tx, list);
  await repointRemoved(tx, list);
  if (world.changedOrders.size > 0) await saveOrders(tx, [...linkOrders(world, changes)], world.workspace);
  const rows: NewLedgerRow[] = [...contactRows(world, by)];
  for (const { before, after, by: cause } of list) {
    if (after) rows.push(...dealRows(before, after, cause));
    else if (before)
      rows.push({
        type: "deal.removed",
        at: before.lastFactAt,
        contactId: before.contactId,
        dealId: before.id,
        cause: by.cause === "import" ? by.cause : "system",
        data: { deal: snapshotOf(before), ...(people.merges.length > 0 && { whole: before }) }, // for taking the merge back
      });
  }
  if (rows.length > 0) await append(tx, rows);
}

function* contactRows({ people, snapshots }: World, by: By): Iterable<NewLedgerRow> {
  const itself: Cause = by.cause === "import" ? by.cause : "system";
  const person = by.cause === "person" ? { cause: by.cause, actorId: by.actorId ?? null } : { cause: itself };
  for (const { from, into, keys, companyBefore, choice } of people.merges) {
    const companyAfter = people.contacts.get(into)!.companyId;
    const moved = companyAfter === companyBefore ? {} : { companyBefore, companyAfter };
    yield {
      type: "contact.merged",
      at: now(),
      contactId: into,
      ...person,
      data: { from, into, keys, ...moved, ...(choice && { choice }), contact: contactSnapshot(people.contacts.get(into)!) },
    };
  }
  for (const id of new Set([...people.createdContacts, ...people.changedContacts])) {
    const contact = people.contacts.get(id)!;
    const before = snapshots.get(id);
    const isNews = contact.leadAt !== null || contact.firstOrderAt !== null || contact.mergedInto !== null;
    if (isNews && before !== snapshotText(contact))
      yield {
        type: "contact.recorded",
        at: contact.leadAt !== null && Number.isFinite(contact.leadAt) ? contact.leadAt : contact.lastSeenAt,
        contactId: id,
        cause: itself,
        data: { contact: contactSnapshot(contact) },
      };
  }
}

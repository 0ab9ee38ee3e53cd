import type { Tx } from "#base/postgres/database.ts";
import type { Order } from "#orders/order.ts";
import type { Attributes, Deal } from "#deals/deal.ts";
import { contactSnapshot, type Contact } from "#people/contact.ts";
import type { People } from "#people/resolve.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import { listAllPipelines } from "#pipelines/queries.ts";
import { lockWorkspace, type Workspace } from "#workspaces/queries.ts";
import type { JourneyEvent } from "./decide.ts";

/** What one transaction knows and is about to change: loaded in a few set queries, changed in memory, saved in a few set queries. */
export type World = {
  tx: Tx;
  workspace: Workspace;
  pipelines: Map<string, Pipeline>;
  people: People;
  /** By scope and external id, see `orderKey`. */
  orders: Map<string, Order>;
  ordersById: Map<string, Order>;
  changedOrders: Set<Order>;
  /** Orders that this transaction learns were placed. */
  placedOrders: Set<Order>;
  /** What a person wants a contact's next new deal to be called, and whose it is. */
  newDeals: Map<string, Partial<Attributes>>;
  /** Deals that a merge ended, for taking it back: a journey that is theirs gets their id and what people set on them. */
  formerDeals: Map<string, Deal>;
  /** New events by contact, then pipeline. */
  events: Map<string, Map<string, JourneyEvent[]>>;
  /** Contacts whose history must be replayed. */
  replay: Set<string>;
  /** Between which instants each loaded contact was heard of before this transaction. */
  seen: Map<string, { from: number; to: number }>;
  /** What each loaded contact said of itself before, to tell the ledger only of changes. */
  snapshots: Map<string, string>;
};

/** Takes the workspace's write lock and loads what every change needs. */
export async function openWorld(tx: Tx, loadPeople: () => Promise<People>): Promise<World> {
  const workspace = await lockWorkspace(tx);
  const pipelines = await listAllPipelines(tx);
  const people = await loadPeople();
  return {
    tx,
    workspace,
    pipelines: new Map(pipelines.map((pipeline) => [pipeline.id, pipeline])),
    people,
    orders: new Map(),
    ordersById: new Map(),
    changedOrders: new Set(),
    placedOrders: new Set(),
    newDeals: new Map(),
    formerDeals: new Map(),
    events: new Map(),
    replay: new Set(),
    seen: new Map([...people.contacts.values()].map((contact) => [contact.id, { from: contact.firstSeenAt, to: contact.lastSeenAt }])),
    snapshots: new Map([...people.contacts.values()].map((contact) => [contact.id, snapshotText(contact)])),
  };
}

export function orderKey(scope: string, externalId: string): string {
  return `${scope}\n${externalId}`;
}

export function addOrder(world: World, order: Order): void {
  world.orders.set(orderKey(order.scope, order.externalId), order);
  world.ordersById.set(order.id, order);
}

export function addEvent(world: World, contactId: string, pipelineId: string, event: JourneyEvent): void {
  let byPipeline = world.events.get(contactId);
  if (!byPipeline) world.events.set(contactId, (byPipeline = new Map()));
  const events = byPipeline.get(pipelineId);
  if (events) events.push(event);
  else byPipeline.set(pipelineId, [event]);
}

export function snapshotText(contact: Contact): string {
  return JSON.stringify(contactSnapshot(contact));
}

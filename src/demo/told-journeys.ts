import type { DemoEvent } from "./messages.ts";

/** A person's first journey as the stream itself tells it, joined over devices: the highest stage (0 visit … 4 order) and its instants. */
export type ToldJourney = {
  firstMs: number;
  stage: number;
  decidedMs?: number;
  orderedMs?: number;
  nextVisitMs?: number;
  company: boolean;
};

const stages: Record<string, number> = {
  "Newsletter Subscribed": 1,
  "Products Searched": 1,
  "Product Viewed": 1,
  "Product Added": 2,
  "Cart Viewed": 2,
  "Checkout Started": 3,
  "Order Completed": 4,
};

/**
 * Recounts the first journeys from the events alone, without Sluice: events that share a device, a customer id or an
 * address are one person's. Independent of the intake on purpose, so that tests can hold the one against the other.
 */
export function firstJourneys(events: readonly DemoEvent[]): ToldJourney[] {
  const parents = new Map<string, string>();
  const find = (key: string): string => {
    let root = key;
    for (let next = parents.get(root); next !== undefined && next !== root; next = parents.get(root)) root = next;
    parents.set(key, root);
    return root;
  };
  for (const event of events) {
    const root = find(event.anonymousId);
    if (event.userId) parents.set(find(event.userId), root);
    if (typeof event.traits?.["email"] === "string") parents.set(find(event.traits["email"]), find(root));
  }

  const journeys = new Map<string, ToldJourney>();
  for (const event of events) {
    const person = find(event.anonymousId);
    const atMs = Date.parse(event.timestamp);
    const journey = journeys.get(person) ?? { firstMs: atMs, stage: 0, company: false };
    journeys.set(person, journey);
    if (event.traits?.["company"]) journey.company = true;
    if (journey.orderedMs !== undefined) {
      if (event.type === "page" && journey.nextVisitMs === undefined) journey.nextVisitMs = atMs;
      continue;
    }
    const stage = stages[event.event ?? ""] ?? 0;
    journey.stage = Math.max(journey.stage, stage);
    if (stage === 3) journey.decidedMs ??= atMs;
    if (stage === 4) journey.orderedMs = atMs;
  }
  return [...journeys.values()];
}

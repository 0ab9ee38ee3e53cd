import { newId } from "#base/ids.ts";
import { dealOf, dealRows, type Attributes, type Deal } from "#deals/deal.ts";
import type { Journey } from "#deals/journey.ts";
import { decide, decideIdle, type JourneyEvent } from "#journey/decide.ts";
import type { FactData } from "#journey/history.ts";
import { saleOf } from "#journey/settle.ts";
import { snapshotText } from "#journey/world.ts";
import type { Fact } from "#ledger/fact.ts";
import type { NewLedgerRow } from "#ledger/row.ts";
import { orderValue, withFact, type Order } from "#orders/order.ts";
import { contactSnapshot, learn, type Contact } from "#people/contact.ts";
import { keysOf } from "#people/keys.ts";
import { peopleOf, resolve, type Identity } from "#people/resolve.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";

/** What Sluice holds of one contact after its facts were worked off one by one. */
export type Story = { rows: NewLedgerRow[]; contact: Contact; identities: Identity[]; deals: Deal[]; orders: Order[] };

export type Setting = { pipeline: Pipeline; sourceId: string; timeZone: string; nowMs: number };

const worth = { valueWithTax: true, valueWithShipping: true };

/**
 * Works off a contact's facts in memory with the same pure functions as the intake: identity, decision, deal, ledger rows. For contacts
 * that keep to themselves (no merges) and facts in order, which is what the benchmark's data has; a test holds it against the intake.
 */
export function tellStory(facts: readonly Fact[], { pipeline, sourceId, timeZone, nowMs }: Setting): Story {
  const people = peopleOf([], []);
  const deals = new Map<number, Deal>();
  const orders = new Map<string, Order>();
  const rows: NewLedgerRow[] = [];
  let contact: Contact | undefined;

  const attributesOf = (): Attributes => ({
    id: newId(),
    contactId: contact!.id,
    companyId: null,
    name: null,
    driven: true,
    ownerId: null,
    checked: [],
  });
  const newest = () => [...deals.values()].sort((a, b) => b.n - a.n);
  const orderOfDeal = (journey: Journey) => [...orders.values()].find((order) => order.id === journey.end?.orderId);
  const after = (journey: Journey, before: Deal | undefined): Deal => {
    const order = orderOfDeal(journey);
    return dealOf(pipeline, journey, before ?? attributesOf(), order && orderValue(order.record, worth), timeZone, before);
  };

  for (const fact of facts) {
    const keys = keysOf(fact.who, "");
    contact = resolve(people, keys, fact.at, fact.id);
    const isNew = contact.factCount === 0;
    const saidBefore = isNew ? undefined : snapshotText(contact);
    const seen = isNew ? undefined : { from: contact.firstSeenAt, to: contact.lastSeenAt };
    learn(contact, fact);
    const subject = keys.strong[0] ?? keys.weak[0]!;
    const { type, at, id, ...rest } = fact;
    const data: FactData = { ...rest, p: pipeline.id };
    rows.push({ type, at, subject, contactId: contact.id, sourceId, externalId: id, cause: "shop", data });

    let event: JourneyEvent = { kind: "fact", point: [at, id], subject, fact };
    if (fact.order) {
      const order: Order = {
        id: newId(),
        scope: "",
        externalId: fact.order.externalId,
        sourceId,
        pipelineId: pipeline.id,
        subject,
        contactId: contact.id,
        dealId: null,
        record: withFact({}, fact.order, id),
      };
      orders.set(order.externalId, order);
      event = saleOf(order)[0]!;
    }
    const [first, second] = newest();
    const known =
      first === undefined
        ? { open: undefined, closed: undefined, seen }
        : first.journey.end
          ? { open: undefined, closed: first.journey, seen }
          : { open: first.journey, closed: second?.journey, seen };
    const decision = decide(pipeline, known, [event]);
    if (decision.replay) throw new Error("facts of the benchmark come in order");
    const changes = decision.journeys.map((journey) => ({ before: deals.get(journey.n), journey }));
    if (fact.order) expectNext(contact, orders, changes);
    const changed = changes.map(({ before, journey }) => ({ before, now: after(journey, before) }));
    for (const { now } of changed) {
      deals.set(now.n, now);
      const order = orderOfDeal(now.journey);
      if (order) order.dealId = now.id;
    }
    const isNews = contact.leadAt !== null || contact.firstOrderAt !== null;
    if (isNews && snapshotText(contact) !== saidBefore) {
      rows.push({
        type: "contact.recorded",
        at: contact.leadAt ?? contact.lastSeenAt,
        contactId: contact.id,
        cause: "system",
        data: { contact: contactSnapshot(contact) },
      });
    }
    for (const { before, now } of changed)
      rows.push(...dealRows(before, now, { cause: "rule", sourceId, ...(event.kind === "fact" && { externalId: id }) }));
  }

  for (const deal of newest()) {
    const lost = deal.journey.end ? undefined : decideIdle(pipeline, deal.journey, nowMs);
    if (!lost) continue;
    const now = after(lost, deal);
    deals.set(now.n, now);
    rows.push(...dealRows(deal, now, { cause: "clock" }));
  }
  return { rows, contact: contact!, identities: [...people.identities.values()], deals: [...deals.values()], orders: [...orders.values()] };
}

/** What the journey after an order is expected to be worth: the average of the orders so far. */
function expectNext(contact: Contact, orders: ReadonlyMap<string, Order>, changes: { journey: Journey }[]): void {
  const placed = [...orders.values()].map((order) => ({ at: order.record.placedAt!, minor: orderValue(order.record, worth)!.amountMinor }));
  Object.assign(contact, { orderCount: placed.length, firstOrderAt: placed[0]!.at, lastOrderAt: placed.at(-1)!.at });
  const amountMinor = Math.round(placed.reduce((sum, { minor }) => sum + minor, 0) / placed.length);
  const next = changes.find(({ journey }) => !journey.end);
  if (next) next.journey = { ...next.journey, value: { ...next.journey.value, expected: { amountMinor, currency: "EUR" } } };
}

import type { Tx } from "#base/postgres/database.ts";
import type { Fact } from "#ledger/fact.ts";
import { applyFacts, type Incoming } from "#journey/apply-facts.ts";
import { cancelledAt, refundedMinor, type Order } from "#orders/order.ts";
import { findOrders } from "#orders/queries.ts";
import type { OrderItemRow } from "../items.ts";
import { whoOf } from "../items.ts";
import { nameKey } from "../person-key.ts";
import { changesOf, type FieldChange, type Frame, type ItemRow, type Verdict } from "./frame.ts";
import { keysOfPerson, ownerOfKeys } from "./people.ts";
import { loadPeople } from "#people/save-people.ts";

/** Orders: facts like those a shop's webhook tells, at the time they happened. An order that is known in the same figures is left alone. */
export async function applyOrders(tx: Tx, frame: Frame, rows: readonly ItemRow<OrderItemRow>[]): Promise<Verdict[]> {
  const names = rows.map(({ item }) => ({ scope: item.person.scope, externalId: item.order.externalId }));
  const known = new Map((await findOrders(tx, names)).map((order) => [`${order.scope}\n${order.externalId}`, order]));
  const people = await loadPeople(tx, [...new Set(rows.flatMap(({ item }) => keysOfPerson(item.person)))]);
  const incoming: Incoming[] = [];
  const verdicts = rows.map(({ n, item }, index): Verdict => {
    const title = item.order.number ?? item.order.externalId;
    const before = known.get(`${names[index]!.scope}\n${names[index]!.externalId}`);
    const owner = ownerOfKeys(people, keysOfPerson(item.person));
    const joined = owner && (owner.profile.name?.[0] ?? owner.profile.email?.[0] ?? item.person.externalId);
    const changes = before ? newsOf(before, item) : [];
    if (before && changes.length === 0) return { n, status: "unchanged", title, joined };
    incoming.push({
      fact: factOf(frame, n, item),
      sourceId: frame.importId,
      pipelineId: frame.pipeline.id,
      scope: item.person.scope,
      cause: "import",
      fromFile: true,
    });
    return { n, status: before ? "updated" : "created", title, joined, changes };
  });
  if (incoming.length > 0) await applyFacts(tx, incoming);
  return verdicts;
}

function factOf(frame: Frame, n: number, { at, returned, person, order, touch }: OrderItemRow): Fact {
  const { traits } = person;
  const who = whoOf(person);
  return {
    type: returned ? "order.cancelled" : "order.placed",
    at,
    id: `${frame.importId}:${n}`,
    who: Object.keys(who).length === 0 && traits?.name ? { named: nameKey(traits.name, traits.company) } : who,
    order,
    ...(traits && { traits }),
    ...(touch && { touch }),
  };
}

function newsOf({ record }: Order, { order, returned }: OrderItemRow): FieldChange[] {
  const iso = (ms: number | null | undefined) => (ms == null ? null : new Date(ms).toISOString());
  // Figures that the shop has told later than this row's own date stay.
  const isOlder = record.figures !== undefined && record.figures.at > order.updatedAt;
  return changesOf(
    {
      placedAt: returned ? null : iso(record.placedAt),
      totalMinor: record.figures?.totalMinor,
      currency: record.figures?.currency,
      taxMinor: record.figures?.taxMinor,
      shippingMinor: record.figures?.shippingMinor,
      cancelledAt: iso(cancelledAt(record)),
      refundedMinor: refundedMinor(record),
      items: record.items?.items,
    },
    {
      placedAt:
        returned || (record.placedAt !== undefined && record.placedAt < (order.placedAt ?? 0)) ? iso(record.placedAt) : iso(order.placedAt),
      ...(!isOlder && {
        totalMinor: order.totalMinor,
        currency: order.currency,
        taxMinor: order.taxMinor ?? 0,
        shippingMinor: order.shippingMinor ?? 0,
        cancelledAt: iso(order.cancelledAt),
        ...(order.refundedMinor !== undefined && { refundedMinor: order.refundedMinor }),
        ...(order.items && { items: order.items }),
      }),
    },
  );
}

import { refuse } from "#base/refusal.ts";
import type { OrderFact, OrderItem, Who } from "#ledger/fact.ts";
import { emailOf, keyOf, phoneOf, textOf } from "#people/reach.ts";
import { amountOf, currencyOf, goodsOf, piecesOf, priceOf, quantityOf, sumOf } from "./amount.ts";
import { happenedAt, instantOf } from "./instant.ts";
import { objectOf, objectsOf, type Json } from "./json.ts";
import { nameOf, placeOf } from "./person.ts";
import { touchOf } from "./touch.ts";
import type { Draft, Incoming, Reading, Translator } from "./translate.ts";

type Reader = (body: Json, incoming: Incoming) => Reading;

const notNeeded: Reader = () => ({ ignored: "not_needed" });

/** WooCommerce's webhook topics. `order.updated` may overtake `order.created`; both carry the whole order. */
const topics: Record<string, Reader> = {
  "order.created": order,
  "order.updated": order,
  "order.restored": order,
  "order.deleted": deletedOrder,
  "customer.created": customer,
  "customer.updated": customer,
  "customer.deleted": notNeeded,
};
const unrelated = /^(product|coupon)\./;

/** What an order's status means. Without payment it is a checkout on its way; `trash` and drafts are none. */
const statuses: Record<string, (snapshot: Snapshot) => Reading> = {
  pending: unpaid,
  "on-hold": unpaid,
  failed: unpaid,
  processing: placed,
  completed: fulfilled,
  refunded: placed,
  cancelled,
  trash: cancelled,
  "checkout-draft": unpaid,
  "auto-draft": notNeededSnapshot,
  draft: notNeededSnapshot,
};

type Snapshot = { body: Json; about: Omit<Draft, "type" | "at">; order: OrderFact; createdAt: number; paid: boolean };

export const woocommerce: Translator = (body, incoming) => {
  const topic = incoming.kind.toLowerCase();
  if (Object.hasOwn(topics, topic)) return topics[topic]!(body, incoming);
  return { ignored: unrelated.test(topic) ? "not_needed" : "unknown_topic" };
};

function order(body: Json, incoming: Incoming): Reading {
  const status = textOf(body["status"], 40) ?? "";
  const read = Object.hasOwn(statuses, status) ? statuses[status] : undefined;
  if (!read) return { ignored: "unknown_status" };
  const currency = currencyOf(body["currency"], incoming.currency);
  const createdAt = timeOf(incoming, body, "date_created");
  const touch = touchOf(attributionOf(body));
  const about = { who: named(whoOf(body)), traits: traitsOf(body), ...(touch && { touch }) };
  const number = textOf(body["number"], 60);
  return read({
    body,
    about,
    createdAt,
    paid: Boolean(body["date_paid_gmt"] ?? body["date_paid"]),
    order: {
      externalId: orderId(body["id"]),
      ...(number && { number }),
      updatedAt: timeOf(incoming, body, "date_modified"),
      currency,
      totalMinor: amountOf(body["total"], currency),
      taxMinor: amountOf(body["total_tax"], currency),
      shippingMinor: amountOf(body["shipping_total"], currency),
      refundedMinor: refundedOf(body, currency),
      items: itemsOf(body, currency),
    },
  });
}

/** A moment before the order's own instant, so that the checkout never falls into the journey after the order. */
function unpaid({ about, order, createdAt }: Snapshot): Reading {
  const amountMinor = order.totalMinor ?? goodsOf(order.items!);
  const value = amountMinor === undefined ? {} : { value: { amountMinor, currency: order.currency! } };
  return { drafts: [{ ...about, type: "checkout.started", at: createdAt - 1, ...value, itemCount: piecesOf(order.items!) }] };
}

/** The buyer decided when the order was made, however long the payment took; so every snapshot says the same instant. */
function placed({ about, order, createdAt }: Snapshot): Reading {
  return { drafts: [{ ...about, type: "order.placed", at: createdAt, order: { ...order, placedAt: createdAt } }] };
}

function fulfilled(snapshot: Snapshot): Reading {
  const { about, order, createdAt, body } = snapshot;
  const doneAt = instantOf(zoned(body, "date_completed")) ?? order.updatedAt;
  const at = Math.max(createdAt, Math.min(doneAt, order.updatedAt));
  const done: Draft = { ...about, type: "order.fulfilled", at, order: { externalId: order.externalId, updatedAt: at } };
  return { drafts: [...draftsOf(placed(snapshot)), done] };
}

/** Cancelled before it was paid, it never was an order. */
function cancelled({ about, order, createdAt, paid }: Snapshot): Reading {
  const at = order.updatedAt;
  return {
    drafts: [{ ...about, type: "order.cancelled", at, order: { ...order, cancelledAt: at, ...(paid && { placedAt: createdAt }) } }],
  };
}

function notNeededSnapshot(): Reading {
  return { ignored: "not_needed" };
}

function draftsOf(reading: Reading): Draft[] {
  return "drafts" in reading ? reading.drafts : [];
}

function deletedOrder(body: Json, incoming: Incoming): Reading {
  const at = incoming.receivedAtMs;
  return { drafts: [{ type: "order.cancelled", at, who: {}, order: { externalId: orderId(body["id"]), updatedAt: at, cancelledAt: at } }] };
}

function customer(body: Json, incoming: Incoming): Reading {
  const who = named(whoOf({ customer_id: body["id"], billing: body["billing"], email: body["email"] }));
  return { drafts: [{ type: "contact.identified", at: timeOf(incoming, body, "date_modified"), who, traits: traitsOf(body) }] };
}

function orderId(value: unknown): string {
  const id = keyOf(value);
  if (id === undefined) throw refuse("invalid", "order_id_missing");
  return id;
}

/** Refunds stand in the order as negative totals. */
function refundedOf(body: Json, currency: string): number {
  return sumOf(...objectsOf(body["refunds"]).map((each) => amountOf(String(each["total"] ?? "").replace(/^\s*-/, ""), currency))) ?? 0;
}

/** Dates come without a zone, in the shop's own; beside each stands the same in UTC. */
function zoned(body: Json, name: string): unknown {
  return body[`${name}_gmt`] ?? body[name];
}

function timeOf(incoming: Incoming, body: Json, name: string): number {
  return happenedAt(instantOf(zoned(body, name) ?? zoned(body, "date_created")), incoming.receivedAtMs);
}

/** A guest has customer id 0, which `keyOf` leaves out. */
function whoOf(body: Json): Who {
  const billing = objectOf(body["billing"]);
  const customerId = keyOf(body["customer_id"]);
  const email = emailOf(billing["email"]) ?? emailOf(body["email"]);
  const phone = phoneOf(billing["phone"]);
  return { ...(customerId && { customerId }), ...(email && { email }), ...(phone && { phone }) };
}

function named(who: Who): Who {
  if (Object.keys(who).length === 0) throw refuse("invalid", "nobody_named");
  return who;
}

function traitsOf(body: Json): NonNullable<Draft["traits"]> {
  const billing = objectOf(body["billing"]);
  return { ...nameOf(billing, objectOf(body["shipping"]), body), ...placeOf(billing["city"], billing["country"], billing["company"]) };
}

/** WooCommerce 8.5 and later keeps with an order where the buyer came from. */
function attributionOf(body: Json) {
  const told = new Map(objectsOf(body["meta_data"]).map((meta) => [meta["key"], meta["value"]]));
  const read = (name: string) => {
    const value = told.get(`_wc_order_attribution_${name}`);
    return typeof value === "string" && !value.startsWith("(") ? value : undefined;
  };
  return {
    source: read("utm_source"),
    medium: read("utm_medium"),
    campaign: read("utm_campaign"),
    referrer: read("referrer"),
    url: read("session_entry"),
  };
}

function itemsOf(body: Json, currency: string): OrderItem[] {
  return objectsOf(body["line_items"], 200).map((line) => {
    const id = keyOf(line["product_id"] ?? line["sku"]);
    const name = textOf(line["name"], 200);
    const priceMinor = priceOf(line["price"], currency);
    return {
      ...(id && { id }),
      ...(name && { name }),
      quantity: quantityOf(line["quantity"]),
      ...(priceMinor !== undefined && { priceMinor }),
    };
  });
}

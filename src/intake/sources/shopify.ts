import type { FactType, OrderFact, OrderItem, Who } from "#ledger/fact.ts";
import { refuse } from "#base/refusal.ts";
import { emailOf, keyOf, phoneOf, textOf } from "#people/reach.ts";
import { amountOf, currencyOf, goodsOf, piecesOf, priceOf, quantityOf, sumOf } from "./amount.ts";
import { happenedAt, instantOf } from "./instant.ts";
import { isObject, objectOf, objectsOf, type Json } from "./json.ts";
import { nameOf, placeOf } from "./person.ts";
import { touchOf } from "./touch.ts";
import type { Draft, Incoming, Reading, Translator } from "./translate.ts";

type Reader = (body: Json, incoming: Incoming) => Reading;

const notNeeded: Reader = () => ({ ignored: "not_needed" });
/** Somebody asks what is known of them, or to be forgotten. It is kept in the source's log, where the shop sees it. */
const privacyRequest: Reader = () => ({ ignored: "privacy_request" });

/** Shopify's webhook topics. */
const topics: Record<string, Reader> = {
  "carts/create": cart,
  "carts/update": cart,
  "checkouts/create": checkout,
  "checkouts/update": checkout,
  "checkouts/delete": notNeeded,
  "draft_orders/create": draftOrder,
  "draft_orders/update": draftOrder,
  "draft_orders/delete": notNeeded,
  "customers/create": customer,
  "customers/update": customer,
  "customers/enable": customer,
  "customers/disable": customer,
  "customers/delete": notNeeded,
  "orders/create": order("order.placed"),
  "orders/paid": order("order.placed"),
  "orders/updated": order("order.updated"),
  "orders/edited": order("order.updated"),
  "orders/partially_fulfilled": order("order.updated"),
  "orders/fulfilled": order("order.fulfilled"),
  "orders/cancelled": order("order.cancelled"),
  "orders/delete": deletedOrder,
  "orders/past": pastOrder, // no topic of Shopify's: the order as its API tells it, fetched with the past
  "refunds/create": refund,
  "fulfillments/create": fulfillment,
  "fulfillments/update": fulfillment,
  "fulfillment_events/create": delivery,
  "customers/data_request": privacyRequest,
  "customers/redact": privacyRequest,
  "shop/redact": privacyRequest,
};
/** Rooms of topics that say nothing about a sale. */
const unrelated =
  /^(products|inventory_levels|inventory_items|shop|app|disputes|order_transactions|collections|themes|locations|companies|company_contacts|company_locations|fulfillment_events|customers)\//;

export const shopify: Translator = (body, incoming) => {
  const topic = incoming.kind.toLowerCase();
  if (Object.hasOwn(topics, topic)) return topics[topic]!(body, incoming);
  return { ignored: unrelated.test(topic) ? "not_needed" : "unknown_topic" };
};

function cart(body: Json, incoming: Incoming): Reading {
  const currency = currencyOf(shopMoney(objectsOf(body["line_items"])[0]?.["line_price_set"])["currency_code"], incoming.currency);
  const items = itemsOf(body, currency);
  const empty = items.length === 0;
  if (empty && incoming.kind.toLowerCase() === "carts/create") return { ignored: "cart_empty" };
  const lines = objectsOf(body["line_items"]).map((line) => amountOf(line["line_price"], currency));
  const amountMinor = empty ? 0 : (sumOf(...lines) ?? goodsOf(items));
  return {
    drafts: [
      {
        type: empty ? "product.removed" : "cart.updated",
        at: timeOf(incoming, body["updated_at"], body["created_at"]),
        who: named({ ...deviceOf(body["token"] ?? body["id"]) }),
        ...(amountMinor !== undefined && { value: { amountMinor, currency } }),
        ...(items[0] && { product: productOf(items[0]) }),
        itemCount: piecesOf(items),
      },
    ],
  };
}

function checkout(body: Json, incoming: Incoming): Reading {
  if (body["completed_at"]) return { ignored: "checkout_completed" }; // its order tells the rest, and a checkout after it would begin the next journey
  const currency = currencyOf(body["currency"], incoming.currency);
  const amountMinor = amountOf(body["total_price"], currency);
  const items = itemsOf(body, currency);
  return {
    drafts: [
      {
        type: "checkout.started",
        at: timeOf(incoming, body["updated_at"], body["created_at"]),
        who: named(whoOf(body)),
        ...(amountMinor !== undefined && { value: { amountMinor, currency } }),
        ...(items[0] && { product: productOf(items[0]) }),
        itemCount: piecesOf(items),
        ...aboutPerson(body),
      },
    ],
  };
}

function draftOrder(body: Json, incoming: Incoming): Reading {
  if (body["completed_at"]) return { ignored: "quote_completed" };
  const currency = currencyOf(body["currency"], incoming.currency);
  const amountMinor = amountOf(body["total_price"], currency);
  return {
    drafts: [
      {
        type: "quote.requested",
        at: timeOf(incoming, body["updated_at"], body["created_at"]),
        who: named(whoOf(body)),
        ...(amountMinor !== undefined && { value: { amountMinor, currency } }),
        ...aboutPerson(body),
      },
    ],
  };
}

function customer(body: Json, incoming: Incoming): Reading {
  const who = named(whoOf({ customer: body, billing_address: body["default_address"] }));
  const at = timeOf(incoming, body["updated_at"], body["created_at"]);
  return { drafts: [{ type: "contact.identified", at, who, ...aboutPerson({ customer: body }) }] };
}

/** Every snapshot of an order proves that it was placed, so they may come in any order, or some not at all. */
function order(type: FactType): Reader {
  return (body, incoming) => {
    if (isObject(body["order_edit"])) return { ignored: "not_needed" }; // differences only; the whole order comes as orders/updated
    const currency = currencyOf(body["currency"], incoming.currency);
    const updatedAt = timeOf(incoming, body["updated_at"], body["created_at"]);
    const placedAt = timeOf(incoming, body["created_at"], body["processed_at"]);
    const cancelled = instantOf(body["cancelled_at"]);
    const cancelledAt = cancelled === undefined ? undefined : happenedAt(cancelled, incoming.receivedAtMs);
    const number = textOf(body["name"] ?? body["order_number"], 60);
    const refundedMinor = Array.isArray(body["refunds"])
      ? (sumOf(...objectsOf(body["refunds"]).map((each) => refundedBy(each, currency))) ?? 0)
      : undefined;
    const facts: OrderFact = {
      externalId: orderId(body["id"]),
      ...(number && { number }),
      placedAt,
      updatedAt,
      ...(cancelledAt !== undefined && { cancelledAt }),
      currency,
      totalMinor: totalOf(body, currency, refundedMinor ?? 0),
      taxMinor: amountOf(body["total_tax"], currency),
      shippingMinor: shippingOf(body, currency),
      ...(refundedMinor !== undefined && { refundedMinor }),
      items: itemsOf(body, currency),
    };
    const at = type === "order.placed" ? placedAt : type === "order.cancelled" ? (cancelledAt ?? updatedAt) : updatedAt;
    return { drafts: [{ type, at, who: whoOf(body), order: facts, ...aboutPerson(body) }] };
  };
}

/** Everything that has happened to the order so far, each at its time, as its webhooks would have told it one by one. */
function pastOrder(body: Json, incoming: Incoming): Reading {
  const of = (each: Json): Json => ({ ...each, order_id: body["id"] });
  const readings = [
    order("order.placed")(body, incoming),
    ...(body["cancelled_at"] ? [order("order.cancelled")(body, incoming)] : []),
    ...objectsOf(body["fulfillments"], 20).map((each) => fulfillment(of(each), incoming)),
    ...objectsOf(body["refunds"], 50).map((each) => refund(of(each), incoming)),
  ];
  return { drafts: readings.flatMap((reading) => ("drafts" in reading ? reading.drafts : [])) };
}

/**
 * `total_price` stays when pieces are taken off by an edit or sent back; `current_total_price` shrinks with both. What was given back in
 * money is counted as a refund, so it is added again, and what is left of the difference are pieces never paid.
 */
function totalOf(body: Json, currency: string, refundedMinor: number): number | undefined {
  const total = amountOf(body["total_price"], currency);
  const current = amountOf(body["current_total_price"], currency);
  if (total === undefined || current === undefined) return total ?? current;
  return Math.min(current + refundedMinor, Math.max(total, current));
}

function shippingOf(body: Json, currency: string): number | undefined {
  const told = amountOf(shopMoney(body["total_shipping_price_set"])["amount"], currency);
  return told ?? sumOf(...objectsOf(body["shipping_lines"]).map((line) => amountOf(line["discounted_price"] ?? line["price"], currency)));
}

function deletedOrder(body: Json, incoming: Incoming): Reading {
  const at = incoming.receivedAtMs;
  return { drafts: [{ type: "order.cancelled", at, who: {}, order: { externalId: orderId(body["id"]), updatedAt: at, cancelledAt: at } }] };
}

function refund(body: Json, incoming: Incoming): Reading {
  const transactions = objectsOf(body["transactions"]);
  const currency = currencyOf(transactions.find((each) => each["currency"])?.["currency"], incoming.currency);
  const at = timeOf(incoming, body["processed_at"], body["created_at"]);
  const id = keyOf(body["id"]) ?? incoming.externalId;
  const amountMinor = refundedBy(body, currency);
  if (amountMinor === 0) return { ignored: "nothing_refunded" };
  return {
    drafts: [
      {
        type: "order.refunded",
        at,
        who: {},
        order: { externalId: orderId(body["order_id"]), updatedAt: at, currency, refund: { id, amountMinor } },
      },
    ],
  };
}

/** The money that went back; a refund may send goods back without any. */
function refundedBy(body: Json, currency: string): number {
  const paidBack = objectsOf(body["transactions"]).filter((each) => each["kind"] === "refund" && each["status"] === "success");
  return sumOf(...paidBack.map((each) => amountOf(each["amount"], currency))) ?? 0;
}

const notSent = new Set(["cancelled", "error", "failure"]);

function fulfillment(body: Json, incoming: Incoming): Reading {
  if (notSent.has(String(body["status"]))) return { ignored: "not_sent" };
  return fulfilled(body, incoming, { email: body["email"] });
}

function delivery(body: Json, incoming: Incoming): Reading {
  return body["status"] === "delivered" ? fulfilled(body, incoming, {}) : { ignored: "not_needed" };
}

function fulfilled(body: Json, incoming: Incoming, person: Json): Reading {
  const at = timeOf(incoming, body["happened_at"] ?? body["updated_at"], body["created_at"]);
  return { drafts: [{ type: "order.fulfilled", at, who: whoOf(person), order: { externalId: orderId(body["order_id"]), updatedAt: at } }] };
}

function orderId(value: unknown): string {
  const id = keyOf(value);
  if (id === undefined) throw refuse("invalid", "order_id_missing");
  return id;
}

function timeOf(incoming: Incoming, ...instants: unknown[]): number {
  return happenedAt(instantOf(instants.find((instant) => instant !== null && instant !== undefined)), incoming.receivedAtMs);
}

/** The cart is the only thing that its events, the checkout's and the order's have in common before somebody says who they are. */
function deviceOf(token: unknown): Who {
  const key = keyOf(token)?.replace(/\?.*$/s, "");
  return key ? { anonymousId: `cart:${key}` } : {};
}

function whoOf(body: Json): Who {
  const person = objectOf(body["customer"]);
  const billing = objectOf(body["billing_address"]);
  const customerId = keyOf(person["id"]);
  const email = emailOf(body["email"]) ?? emailOf(body["contact_email"]) ?? emailOf(person["email"]);
  const phone = phoneOf(body["phone"]) ?? phoneOf(person["phone"]) ?? phoneOf(billing["phone"]);
  const token =
    body["cart_token"] ?? body["checkout_token"] ?? ("completed_at" in body && !("invoice_url" in body) ? body["token"] : undefined);
  return { ...deviceOf(token), ...(customerId && { customerId }), ...(email && { email }), ...(phone && { phone }) };
}

function named(who: Who): Who {
  if (Object.keys(who).length === 0) throw refuse("invalid", "nobody_named");
  return who;
}

function aboutPerson(body: Json): Pick<Draft, "traits" | "touch"> {
  const person = objectOf(body["customer"]);
  const address =
    [body["billing_address"], body["shipping_address"], person["default_address"]]
      .map(objectOf)
      .find((each) => each["city"] || each["country_code"]) ?? {};
  const traits = {
    ...nameOf(person, objectOf(body["billing_address"])),
    ...placeOf(address["city"], address["country_code"], address["company"]),
  };
  const touch = touchOf({ url: body["landing_site"], referrer: body["referring_site"] });
  return { ...(Object.keys(traits).length > 0 && { traits }), ...(touch && { touch }) };
}

function itemsOf(body: Json, currency: string): OrderItem[] {
  return objectsOf(body["line_items"], 200).map((line) => {
    const id = keyOf(line["product_id"] ?? line["sku"] ?? line["id"]);
    const name = textOf(line["title"] ?? line["name"], 200);
    const priceMinor = priceOf(line["price"], currency);
    return {
      ...(id && { id }),
      ...(name && { name }),
      quantity: quantityOf(line["quantity"]),
      ...(priceMinor !== undefined && { priceMinor }),
    };
  });
}

function productOf(item: OrderItem): Draft["product"] {
  return { ...(item.id && { id: item.id }), ...(item.name && { name: item.name }), quantity: item.quantity };
}

function shopMoney(set: unknown): Json {
  return objectOf(objectOf(set)["shop_money"]);
}

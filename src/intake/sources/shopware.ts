import { refuse } from "#base/refusal.ts";
import type { FactType, OrderFact, OrderItem, Who } from "#ledger/fact.ts";
import { emailOf, keyOf, phoneOf, textOf } from "#people/reach.ts";
import { amountOf, currencyOf, priceOf, quantityOf, sumOf } from "./amount.ts";
import { happenedAt, instantOf } from "./instant.ts";
import { isObject, objectOf, objectsOf, type Json } from "./json.ts";
import { placeOf } from "./person.ts";
import type { Draft, Incoming, Reading, Translator } from "./translate.ts";

type Reader = (payload: Json, incoming: Incoming) => Reading;

const ignore =
  (reason: string): Reader =>
  () => ({ ignored: reason });

const state = "state_enter.order";

/** Shopware's hookable events. There is none of carts; those are told by the website script. */
const topics: Record<string, Reader> = {
  "checkout.order.placed": order("order.placed"),
  [`${state}.state.open`]: order("order.updated"),
  [`${state}.state.in_progress`]: order("order.updated"),
  [`${state}.state.completed`]: order("order.fulfilled"),
  [`${state}.state.cancelled`]: order("order.cancelled"),
  [`${state}_transaction.state.open`]: order("order.updated"),
  [`${state}_transaction.state.unconfirmed`]: order("order.updated"),
  [`${state}_transaction.state.in_progress`]: order("order.updated"),
  [`${state}_transaction.state.authorized`]: order("order.updated"),
  [`${state}_transaction.state.reminded`]: order("order.updated"),
  [`${state}_transaction.state.paid`]: order("order.updated"),
  [`${state}_transaction.state.paid_partially`]: order("order.updated"),
  [`${state}_transaction.state.failed`]: order("order.cancelled"),
  [`${state}_transaction.state.cancelled`]: order("order.cancelled"),
  [`${state}_transaction.state.refunded`]: order("order.refunded"),
  [`${state}_transaction.state.refunded_partially`]: partialRefund,
  [`${state}_transaction.state.chargeback`]: order("order.refunded"),
  [`${state}_delivery.state.open`]: order("order.updated"),
  [`${state}_delivery.state.shipped`]: order("order.fulfilled"),
  [`${state}_delivery.state.shipped_partially`]: order("order.updated"),
  [`${state}_delivery.state.returned`]: order("order.updated"),
  [`${state}_delivery.state.returned_partially`]: order("order.updated"),
  [`${state}_delivery.state.cancelled`]: order("order.updated"),
  "checkout.customer.register": customer,
  "checkout.customer.guest_register": customer,
  "checkout.customer.login": customer,
  "newsletter.confirm": newsletter,
  "contact_form.send": contactForm,
  // An id and the names of the fields that changed, without their values; the events beside them tell those.
  "order.written": ignore("only_ids"),
  "customer.written": ignore("only_ids"),
  "customer_address.written": ignore("only_ids"),
  // Orders are known by their number here, as the shop's tracking knows them; this tells an inner id.
  "order.deleted": ignore("order_deleted"),
};
/** Rooms of events that say nothing about a sale. */
const unrelated =
  /^(app|product|product_\w+|category|sales_channel|sales_channel_domain|customer|customer_address|customer\.\w+|order|order_address|document|mail|newsletter|user|checkout|state_enter|state_leave|log|media|promotion|theme|tag|rule)\./;

export const shopware: Translator = (body, incoming) => {
  const event = incoming.kind.toLowerCase();
  if (Object.hasOwn(topics, event)) return topics[event]!(objectOf(objectOf(body["data"])["payload"]), incoming);
  return { ignored: unrelated.test(event) ? "not_needed" : "unknown_topic" };
};

/** Every snapshot of an order proves that it was placed, so they may come in any order, or some not at all. */
function order(type: FactType): Reader {
  return (payload, incoming) => {
    const body = objectOf(payload["order"]);
    const currency = currencyOf(objectOf(body["currency"])["isoCode"], incoming.currency);
    const placedAt = happenedAt(instantOf(body["orderDateTime"] ?? body["createdAt"]), incoming.receivedAtMs);
    const updatedAt = Math.max(placedAt, asOf(body, incoming));
    const refundedMinor = refundedOf(body, currency);
    const totalMinor = amountOf(body["amountTotal"], currency);
    const netMinor = amountOf(body["amountNet"], currency);
    const number = textOf(body["orderNumber"], 60);
    const facts: OrderFact = {
      externalId: orderId(body),
      ...(number && { number }),
      placedAt,
      updatedAt,
      ...(isGivenUp(body) && { cancelledAt: updatedAt }),
      currency,
      totalMinor,
      taxMinor: totalMinor === undefined || netMinor === undefined ? undefined : Math.max(0, totalMinor - netMinor),
      shippingMinor: shippingOf(body, currency),
      ...(refundedMinor !== undefined && { refundedMinor }),
      items: itemsOf(body, currency),
    };
    const traits = traitsOf(objectOf(body["orderCustomer"]), ...addressesOf(body));
    return {
      drafts: [{ type, at: type === "order.placed" ? placedAt : updatedAt, who: buyerOf(body), traits, order: facts, ...touchOf(body) }],
    };
  };
}

/** Shopware says that a part went back, but how much only to shops that keep captures. */
function partialRefund(payload: Json, incoming: Incoming): Reading {
  const body = objectOf(payload["order"]);
  const currency = currencyOf(objectOf(body["currency"])["isoCode"], incoming.currency);
  return refundedOf(body, currency) === undefined ? { ignored: "refund_without_amount" } : order("order.refunded")(payload, incoming);
}

/**
 * When what the snapshot says was true: its newest change, of the order itself, a payment or a delivery. So a delivery that is sent again
 * later says the same as at first.
 */
function asOf(body: Json, incoming: Incoming): number {
  const parts = [body, ...objectsOf(body["transactions"]), ...objectsOf(body["deliveries"])];
  const instants = parts.flatMap((part) => [instantOf(part["updatedAt"]), instantOf(part["createdAt"])]).filter((at) => at !== undefined);
  return happenedAt(instants.length > 0 ? Math.max(...instants) : undefined, incoming.receivedAtMs);
}

function stateOf(part: Json): string {
  return textOf(objectOf(part["stateMachineState"])["technicalName"], 60) ?? "";
}

/** The payment that counts is the last one: a buyer may try again after a failed one. */
function lastPayment(body: Json): Json | undefined {
  return objectsOf(body["transactions"])
    .toSorted((a, b) => (instantOf(a["createdAt"]) ?? 0) - (instantOf(b["createdAt"]) ?? 0))
    .at(-1);
}

const unpaid = new Set(["failed", "cancelled"]);

/** Cancelled, or left at the payment: Shopware keeps an order open whose payment was broken off. */
function isGivenUp(body: Json): boolean {
  const payment = lastPayment(body);
  return stateOf(body) === "cancelled" || (payment !== undefined && unpaid.has(stateOf(payment)));
}

const givenBack = new Set(["refunded", "chargeback"]);

/** All money that went back so far; undefined where a part did and nobody says how much. */
function refundedOf(body: Json, currency: string): number | undefined {
  if (!Array.isArray(body["transactions"])) return undefined;
  let refunded = 0;
  for (const payment of objectsOf(body["transactions"])) {
    const paymentState = stateOf(payment);
    if (givenBack.has(paymentState)) refunded += amountOf(objectOf(payment["amount"])["totalPrice"], currency) ?? 0;
    else if (paymentState === "refunded_partially") {
      const part = capturedBack(payment, currency);
      if (part === undefined) return undefined;
      refunded += part;
    }
  }
  return refunded;
}

function capturedBack(payment: Json, currency: string): number | undefined {
  const refunds = objectsOf(payment["captures"]).flatMap((capture) => objectsOf(capture["refunds"]));
  return sumOf(
    ...refunds
      .filter((each) => stateOf(each) === "completed")
      .map((each) => amountOf(objectOf(each["amount"])["totalPrice"] ?? each["totalAmount"], currency)),
  );
}

/** Without its tax, which the order's tax holds already. */
function shippingOf(body: Json, currency: string): number | undefined {
  const costs = objectOf(body["shippingCosts"]);
  const total = amountOf(costs["totalPrice"] ?? body["shippingTotal"], currency);
  if (total === undefined || objectOf(body["price"])["taxStatus"] !== "gross") return total;
  const tax = sumOf(...objectsOf(costs["calculatedTaxes"]).map((each) => amountOf(each["tax"], currency))) ?? 0;
  return Math.max(0, total - tax);
}

/** The number, because the shop's tracking tells it too and both are then one order. */
function orderId(body: Json): string {
  const id = keyOf(body["orderNumber"]) ?? keyOf(body["id"]);
  if (id === undefined) throw refuse("invalid", "order_id_missing");
  return id;
}

/** A guest is a customer of its own at each order; the e-mail says who it is. */
function buyerOf(body: Json): Who {
  const buyer = objectOf(body["orderCustomer"]);
  const guest = objectOf(buyer["customer"])["guest"] === true;
  const phone = phoneOf(addressesOf(body)[0]?.["phoneNumber"]);
  return { ...whoOf({ id: guest ? undefined : buyer["customerId"], email: buyer["email"] }), ...(phone && { phone }) };
}

function whoOf({ id, email: address }: { id: unknown; email: unknown }): Who {
  const customerId = keyOf(id);
  const email = emailOf(address);
  return { ...(customerId && { customerId }), ...(email && { email }) };
}

function addressesOf(body: Json): Json[] {
  const addresses = objectsOf(body["addresses"]);
  const billing = addresses.filter((address) => address["id"] === body["billingAddressId"]);
  return [
    ...[body["billingAddress"], body["defaultBillingAddress"], body["activeBillingAddress"]].filter(isObject),
    ...billing,
    ...addresses,
  ];
}

function traitsOf(person: Json, ...addresses: Json[]): NonNullable<Draft["traits"]> {
  const address = addresses[0] ?? {};
  const name = [person, address]
    .map((each) => textOf([textOf(each["firstName"], 100), textOf(each["lastName"], 100)].filter(Boolean).join(" "), 200))
    .find(Boolean);
  const country = objectOf(address["country"])["iso"];
  return { ...(name && { name }), ...placeOf(address["city"], country, person["company"] ?? address["company"]) };
}

/** Shopware keeps with an order the partner and the campaign that brought the buyer. */
function touchOf(body: Json): Pick<Draft, "touch"> {
  const source = textOf(body["affiliateCode"], 100);
  const campaign = textOf(body["campaignCode"], 100);
  return source || campaign ? { touch: { ...(source && { source, medium: "affiliate" }), ...(campaign && { campaign }) } } : {};
}

function customer(payload: Json, incoming: Incoming): Reading {
  const body = objectOf(payload["customer"]);
  const guest = body["guest"] === true;
  const who = named(whoOf({ id: guest ? undefined : body["id"], email: body["email"] }));
  const at = asOf({ updatedAt: body["updatedAt"] ?? body["createdAt"] }, incoming);
  return { drafts: [{ type: "contact.identified", at, who, traits: traitsOf(body, ...addressesOf(body)) }] };
}

/** Confirmed, not only asked for: before that the address may be anybody's. */
function newsletter(payload: Json, incoming: Incoming): Reading {
  const body = objectOf(payload["newsletterRecipient"]);
  const who = named(whoOf({ id: undefined, email: body["email"] }));
  const at = happenedAt(instantOf(body["confirmedAt"] ?? body["updatedAt"] ?? body["createdAt"]), incoming.receivedAtMs);
  return { drafts: [{ type: "lead.captured", at, who, traits: traitsOf(body, { city: body["city"] }) }] };
}

function contactForm(payload: Json, incoming: Incoming): Reading {
  const body = objectOf(payload["contactFormData"]);
  const phone = phoneOf(body["phone"]);
  const who = named({ ...whoOf({ id: undefined, email: body["email"] }), ...(phone && { phone }) });
  return { drafts: [{ type: "lead.captured", at: incoming.receivedAtMs, who, traits: traitsOf(body) }] };
}

function named(who: Who): Who {
  if (Object.keys(who).length === 0) throw refuse("invalid", "nobody_named");
  return who;
}

const noGoods = new Set(["promotion", "discount", "credit", "container"]);

/** Goods only: vouchers are lines too, with a price below zero, and the parts of a set stand below their set. */
function itemsOf(body: Json, currency: string): OrderItem[] {
  return objectsOf(body["lineItems"], 200)
    .filter((line) => !noGoods.has(String(line["type"])) && (line["parentId"] ?? null) === null)
    .map((line) => {
      const id = keyOf(objectOf(line["payload"])["productNumber"] ?? line["productId"] ?? line["identifier"]);
      const name = textOf(line["label"], 200);
      const priceMinor = priceOf(line["unitPrice"], currency);
      return {
        ...(id && { id }),
        ...(name && { name }),
        quantity: quantityOf(line["quantity"]),
        ...(priceMinor !== undefined && { priceMinor }),
      };
    });
}

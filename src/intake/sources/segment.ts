import { refuse } from "#base/refusal.ts";
import type { Money } from "#base/money.ts";
import type { FactType, OrderFact, OrderItem, Traits, Who } from "#ledger/fact.ts";
import { emailOf, keyOf, phoneOf, textOf } from "#people/reach.ts";
import { amountOf, currencyOf, goodsOf, piecesOf, priceOf, quantityOf, sumOf, timesOf } from "./amount.ts";
import { happenedAt, instantOf } from "./instant.ts";
import { isObject, objectOf, objectsOf, type Json } from "./json.ts";
import { placeOf } from "./person.ts";
import { meaningOf } from "./segment-events.ts";
import { pathOf, touchOf } from "./touch.ts";
import type { Draft, Incoming, Translator } from "./translate.ts";

/** One message of Segment's tracking protocol, with the parts that its readers share. */
type Message = { body: Json; properties: Json; traits: Json; context: Json; page: Json; incoming: Incoming; at: number };

const readers: Record<string, (message: Message) => Omit<Draft, "at" | "who" | "touch">> = {
  track,
  page: viewed,
  screen: viewed,
  identify: (message) => ({ type: "contact.identified", traits: traitsOf(message.traits) }),
  group: ({ body, traits }) => ({ type: "contact.identified", traits: { company: textOf(traits["name"], 200) ?? keyOf(body["groupId"]) } }),
  alias: () => ({ type: "contact.identified" }),
};

/** Segment's tracking protocol, as its own clients, others of that protocol, and the website script speak it. */
export const segment: Translator = (body, incoming) => {
  const type = textOf(body["type"], 40) ?? "";
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (!read) throw refuse("invalid", "unknown_type");
  const context = objectOf(body["context"]);
  const sent = instantOf(body["timestamp"] ?? body["originalTimestamp"]);
  const message: Message = {
    body,
    properties: objectOf(body["properties"]),
    traits: isObject(body["traits"]) ? body["traits"] : objectOf(context["traits"]),
    context,
    page: objectOf(context["page"]),
    incoming,
    at: happenedAt(sent, incoming.receivedAtMs, incoming.skewMs),
  };
  const who = whoOf(message, type);
  if (Object.keys(who).length === 0) throw refuse("invalid", "nobody_named");
  const touch = touchOf(arrivalOf(message));
  const draft = read(message);
  const traits = { ...(!who.userId && whereabouts(context)), ...draft.traits };
  return { drafts: [{ ...draft, at: message.at, who, ...(touch && { touch }), ...(Object.keys(traits).length > 0 && { traits }) }] };
};

/** Where the sender's own lookup places an anonymous visitor; known people have said where they live. */
function whereabouts(context: Json): Traits {
  const location = objectOf(context["location"]);
  return placeOf(location["city"], location["country"], undefined);
}

function whoOf({ body, properties, traits }: Message, type: string): Who {
  const userId = keyOf(body["userId"]);
  const anonymousId = keyOf(body["anonymousId"]);
  const previousId = type === "alias" ? keyOf(body["previousId"]) : undefined;
  const ofPerson = type === "group" ? {} : traits;
  const email = emailOf(ofPerson["email"]) ?? emailOf(properties["email"]) ?? emailOf(userId);
  const phone = phoneOf(ofPerson["phone"]) ?? phoneOf(properties["phone"]);
  return {
    ...(anonymousId && { anonymousId }),
    ...(userId && { userId }),
    ...(previousId && previousId !== userId && { previousId }),
    ...(email && { email }),
    ...(phone && { phone }),
  };
}

function traitsOf(traits: Json): Traits {
  const address = objectOf(traits["address"]);
  const parts = [textOf(traits["firstName"] ?? traits["first_name"], 100), textOf(traits["lastName"] ?? traits["last_name"], 100)];
  const company = isObject(traits["company"]) ? traits["company"]["name"] : traits["company"];
  const name = textOf(traits["name"], 200) ?? textOf(parts.filter(Boolean).join(" "), 200);
  const city = textOf(address["city"] ?? traits["city"], 100);
  const country = textOf(address["country"] ?? traits["country"], 100);
  return {
    ...(name && { name }),
    ...(city && { city }),
    ...(country && { country }),
    ...(textOf(company, 200) && { company: textOf(company, 200) }),
  };
}

function arrivalOf({ properties, context, page }: Message) {
  const campaign = objectOf(context["campaign"]);
  return {
    source: campaign["source"],
    medium: campaign["medium"],
    campaign: campaign["name"],
    url: page["url"] ?? properties["url"] ?? page["path"],
    search: page["search"] ?? properties["search"],
    referrer: page["referrer"] ?? properties["referrer"] ?? objectOf(context["referrer"])["url"],
  };
}

function viewed({ body, properties, page }: Message): Omit<Draft, "at" | "who" | "touch"> {
  const url = textOf(properties["url"] ?? page["url"], 2000);
  const path = textOf(properties["path"] ?? page["path"], 300) ?? (url && textOf(pathOf(url), 300));
  const title = textOf(properties["title"] ?? page["title"], 200) ?? textOf(body["name"], 200);
  return { type: "page.viewed", page: { ...(path && { path }), ...(title && { title }) } };
}

function track(message: Message): Omit<Draft, "at" | "who" | "touch"> {
  const name = textOf(message.body["event"], 100);
  if (name === undefined) throw refuse("invalid", "event_name_missing");
  const type = meaningOf(name);
  const { properties, incoming } = message;
  const currency = currencyOf(properties["currency"], incoming.currency);
  if (type.startsWith("order.")) return { type, order: orderOf(message, type, currency) };
  if (type === "page.viewed") return { ...viewed(message), type };
  const goods = productOf(properties, currency);
  const value = valueOf(properties, type, currency);
  return {
    type,
    ...(type === "custom" && { name }),
    ...(value && { value }),
    ...(goods && { product: goods }),
    ...(type === "cart.updated" &&
      Array.isArray(properties["products"] ?? properties["items"]) && { itemCount: piecesOf(itemsOf(properties, currency)) }),
  };
}

function productOf(properties: Json, currency: string): Draft["product"] {
  const [only] = itemsOf(properties, currency);
  const id = keyOf(properties["product_id"] ?? properties["sku"]) ?? only?.id;
  const name = textOf(properties["name"], 200) ?? only?.name;
  const category = textOf(properties["category"], 100) ?? only?.category;
  if (id === undefined && name === undefined && category === undefined) return undefined;
  const quantity = properties["quantity"] === undefined ? only?.quantity : quantityOf(properties["quantity"]);
  return { ...(id && { id }), ...(name && { name }), ...(category && { category }), ...(quantity !== undefined && { quantity }) };
}

/** What a product, a cart or a checkout is worth: as told, else its goods added up. A custom event is worth what it says. */
function valueOf(properties: Json, type: FactType, currency: string): Money | undefined {
  const strict = type === "checkout.started" || type === "cart.updated" || type === "quote.requested";
  const read = strict ? amountOf : priceOf;
  const told = read(properties["total"] ?? properties["value"] ?? properties["revenue"], currency);
  const single = type.startsWith("product.")
    ? timesOf(priceOf(properties["price"], currency), quantityOf(properties["quantity"]))
    : undefined;
  const amountMinor = told ?? single ?? goodsOf(itemsOf(properties, currency));
  return amountMinor === undefined ? undefined : { amountMinor, currency };
}

function itemsOf(properties: Json, currency: string): OrderItem[] {
  return objectsOf(properties["products"] ?? properties["items"], 200).map((item) => {
    const id = keyOf(item["product_id"] ?? item["item_id"] ?? item["sku"] ?? item["id"]);
    const name = textOf(item["name"] ?? item["item_name"], 200);
    const category = textOf(item["category"] ?? item["item_category"], 100);
    const priceMinor = priceOf(item["price"], currency);
    return {
      ...(id && { id }),
      ...(name && { name }),
      ...(category && { category }),
      quantity: quantityOf(item["quantity"]),
      ...(priceMinor !== undefined && { priceMinor }),
    };
  });
}

/**
 * Segment: `total` is all that is paid, `revenue` leaves out tax and shipping. GA4: `value` leaves them out too.
 * A refund without an amount and without products is of the whole order.
 */
function orderOf(message: Message, type: FactType, currency: string): OrderFact {
  const { properties, at, incoming } = message;
  const externalId = keyOf(properties["order_id"] ?? properties["orderId"] ?? properties["transaction_id"]);
  if (externalId === undefined) throw refuse("invalid", "order_id_missing");
  const number = textOf(properties["order_number"], 60);
  const order: OrderFact = { externalId, updatedAt: at, ...(number && { number }) };
  if (type === "order.cancelled") return { ...order, cancelledAt: at };
  if (type === "order.fulfilled") return order;

  const items = itemsOf(properties, currency);
  const net = amountOf(properties["revenue"] ?? properties["value"], currency);
  if (type === "order.refunded") {
    const id = keyOf(properties["refund_id"]) ?? incoming.externalId;
    const amountMinor = amountOf(properties["total"] ?? properties["amount"], currency) ?? net ?? goodsOf(items);
    return { ...order, currency, refund: { id, ...(amountMinor !== undefined && { amountMinor }) } };
  }
  const taxMinor = amountOf(properties["tax"], currency);
  const shippingMinor = amountOf(properties["shipping"], currency);
  const totalMinor = amountOf(properties["total"], currency) ?? sumOf(net ?? goodsOf(items), taxMinor, shippingMinor);
  return {
    ...order,
    ...(type === "order.placed" && { placedAt: at }),
    currency,
    ...(totalMinor !== undefined && { totalMinor }),
    ...(taxMinor !== undefined && { taxMinor }),
    ...(shippingMinor !== undefined && { shippingMinor }),
    ...(items.length > 0 && { items }),
  };
}

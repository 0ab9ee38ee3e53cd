import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sharedText } from "#test/shared.ts";
import { factTypes, type Fact } from "#ledger/fact.ts";
import { translate, type Incoming, type SourceKind, type Translated } from "./translate.ts";

const receivedAtMs = Date.parse("2026-11-23T15:00:00Z");

function read(source: SourceKind, kind: string, body: unknown, more: Partial<Incoming> = {}): Translated {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return translate(source, { kind, body: text, externalId: "e-1", receivedAtMs, skewMs: 0, currency: "EUR", ...more });
}

function facts(result: Translated): Fact[] {
  if (!("facts" in result)) throw new Error(JSON.stringify(result));
  return result.facts;
}

const at = "2026-11-20T10:00:00.000Z";
const atMs = Date.parse(at);
const track = (event: string, properties: object = {}, more: object = {}) => ({
  type: "track",
  event,
  properties,
  anonymousId: "a-1",
  timestamp: at,
  messageId: "m",
  ...more,
});

describe("Segment", () => {
  test.each([
    ["Products Searched", "products.searched"],
    ["Product List Viewed", "products.searched"],
    ["Product Viewed", "product.viewed"],
    ["view_item", "product.viewed"],
    ["Product Added", "product.added"],
    ["add_to_cart", "product.added"],
    ["Product Removed", "product.removed"],
    ["Cart Viewed", "cart.updated"],
    ["Checkout Started", "checkout.started"],
    ["begin_checkout", "checkout.started"],
    ["Checkout Step Completed", "checkout.started"],
    ["Payment Info Entered", "payment.entered"],
    ["generate_lead", "lead.captured"],
    ["Product Reviewed", "product.reviewed"],
    ["page_view", "page.viewed"],
    ["Newsletter opened", "custom"],
    ["constructor", "custom"],
    ["__proto__", "custom"],
  ])("%s is %s", (event, type) => {
    expect(facts(read("segment", event, track(event)))).toMatchObject([
      { type, at: atMs, id: "e-1", who: { anonymousId: "a-1" }, ...(type === "custom" && { name: event }) },
    ]);
  });

  test.each([["order_id"], ["transaction_id"]])("an order by %s", (key) => {
    const properties = {
      [key]: "o-1",
      total: 71.9,
      revenue: 64,
      shipping: 4.9,
      tax: 3,
      currency: "EUR",
      products: [{ product_id: "p-1", name: "Mug", price: 12.5, quantity: 2 }],
    };
    expect(facts(read("segment", "Order Completed", track("Order Completed", properties)))[0]!.order).toEqual({
      externalId: "o-1",
      placedAt: atMs,
      updatedAt: atMs,
      currency: "EUR",
      totalMinor: 7190,
      taxMinor: 300,
      shippingMinor: 490,
      items: [{ id: "p-1", name: "Mug", quantity: 2, priceMinor: 1250 }],
    });
  });

  test.each([
    [
      "GA4 leaves tax and shipping out of value",
      "purchase",
      { transaction_id: "o", value: 64, tax: 3, shipping: 4.9 },
      { totalMinor: 7190, taxMinor: 300, shippingMinor: 490 },
    ],
    [
      "revenue leaves them out too",
      "Order Completed",
      { order_id: "o", revenue: "64.00", tax: "3", shipping: "4.90" },
      { totalMinor: 7190 },
    ],
    ["goods alone", "Order Completed", { order_id: "o", products: [{ price: 1.1, quantity: 3 }] }, { totalMinor: 330 }],
    ["a sum of floats", "Order Completed", { order_id: "o", total: 0.1 + 0.2 }, { totalMinor: 30 }],
    ["yen have no decimals", "Order Completed", { order_id: "o", total: 1299, currency: "jpy" }, { totalMinor: 1299, currency: "JPY" }],
    ["dinars have three", "Order Completed", { order_id: "o", total: 1.2345, currency: "KWD" }, { totalMinor: 1235, currency: "KWD" }],
    [
      "an order id beyond 2^53",
      "Order Completed",
      `{"type":"track","event":"Order Completed","anonymousId":"a","timestamp":"${at}","properties":{"order_id":820982911946154508}}`,
      { externalId: "820982911946154508" },
    ],
    ["a partial refund", "Order Refunded", { order_id: "o", total: 12.5, refund_id: "r-1" }, { refund: { id: "r-1", amountMinor: 1250 } }],
    [
      "a refund of some goods",
      "Order Refunded",
      { order_id: "o", products: [{ price: 10, quantity: 2 }] },
      { refund: { id: "e-1", amountMinor: 2000 } },
    ],
    ["a whole refund", "refund", { transaction_id: "o" }, { refund: { id: "e-1" } }],
    ["cancelled", "Order Cancelled", { order_id: "o", total: 5 }, { cancelledAt: atMs }],
    ["updated does not prove when it was placed", "Order Updated", { order_id: "o", total: 5 }, { totalMinor: 500 }],
  ])("%s", (_, event, properties, order) => {
    const body = typeof properties === "string" ? properties : track(event, properties);
    const known = facts(read("segment", event, body))[0]!.order!;
    expect(known).toMatchObject(order);
    expect(known.placedAt).toBe(event === "Order Completed" || event === "purchase" ? atMs : undefined);
  });

  test.each([
    ["a negative total", track("Order Completed", { order_id: "o", total: -1 }), "negative_amount"],
    ["no amount", track("Order Completed", { order_id: "o", total: "12,50 €" }), "bad_amount"],
    ["a huge amount", track("Order Completed", { order_id: "o", total: 1e308 }), "bad_amount"],
    ["more than all money", track("Checkout Started", { value: 2_000_000_000_000 }), "amount_too_large"],
    ["an unknown currency", track("Order Completed", { order_id: "o", total: 1, currency: "XQX" }), "unknown_currency"],
    ["no order id", track("Order Completed", { total: 1 }), "order_id_missing"],
    ["nobody", track("Product Viewed", {}, { anonymousId: null }), "nobody_named"],
    ["a placeholder for somebody", track("Product Viewed", {}, { anonymousId: "undefined" }), "nobody_named"],
    ["year 0", track("Product Viewed", {}, { timestamp: "0000-01-01T00:00:00Z" }), "time_out_of_range"],
    ["year 9999", track("Product Viewed", {}, { timestamp: "9999-12-31T23:59:59Z" }), "time_out_of_range"],
    ["1999", track("Product Viewed", {}, { timestamp: "1999-12-31T23:59:59Z" }), "time_out_of_range"],
    ["no time", track("Product Viewed", {}, { timestamp: "yesterday" }), "bad_time"],
    ["a time of another type", track("Product Viewed", {}, { timestamp: { a: 1 } }), "bad_time"],
    ["no event name", { ...track("x"), event: { a: 1 } }, "event_name_missing"],
    ["no type", { anonymousId: "a" }, "unknown_type"],
    ["a type of the language", { anonymousId: "a", type: "constructor" }, "unknown_type"],
    ["a list", [1], "not_an_object"],
    ["null", "null", "not_an_object"],
    ["half a body", '{"type":"tr', "invalid_json"],
  ])("%s is refused", (_, body, reason) => {
    expect(read("segment", "x", body)).toEqual({ refused: reason });
  });

  test.each([
    ["a clock an hour ahead", { timestamp: "2026-11-23T15:30:00Z" }, 3600_000, "2026-11-23T14:30:00Z"],
    ["a clock a day behind", { timestamp: "2026-11-22T14:00:00Z" }, -86400_000, "2026-11-23T14:00:00Z"],
    ["the network's delay is no skew", { timestamp: at }, -400, at],
    ["a little later than now is now", { timestamp: "2026-11-23T15:00:09Z" }, 0, "2026-11-23T15:00:00Z"],
    ["no time is now", { timestamp: undefined }, 0, "2026-11-23T15:00:00Z"],
    ["no offset is UTC", { timestamp: "2026-11-20T10:00:00" }, 0, at],
    ["an offset", { timestamp: "2026-11-20T12:00:00+02:00" }, 0, at],
    ["epoch seconds", { timestamp: atMs / 1000 }, 0, at],
    ["epoch milliseconds", { timestamp: String(atMs) }, 0, at],
  ])("time: %s", (_, more, skewMs, expected) => {
    expect(new Date(facts(read("segment", "x", track("Product Viewed", {}, more), { skewMs }))[0]!.at).toISOString()).toBe(
      new Date(expected).toISOString(),
    );
  });

  test("an anonymous visitor stands where the lookup says, a known one where the address says", () => {
    const location = { context: { location: { city: "Kiel", country: "DE" } } };
    const [visitor] = facts(read("segment", "page", { ...track("", {}, location), type: "page" }));
    expect(visitor!.traits).toEqual({ city: "Kiel", country: "DE" });
    const [known] = facts(read("segment", "page", { ...track("", {}, { ...location, userId: "u-1" }), type: "page" }));
    expect(known!.traits).toBeUndefined();
  });

  test("identify, group, alias", () => {
    const traits = {
      email: " Jo@Example.ORG ",
      phone: "0049 (30) 123-4567",
      firstName: "Jo",
      lastName: "Ott",
      address: { city: "Bonn", country: "DE" },
      company: { name: "Ott GmbH" },
    };
    expect(facts(read("segment", "identify", { type: "identify", userId: "u-1", anonymousId: "a-1", traits }))).toMatchObject([
      {
        type: "contact.identified",
        who: { userId: "u-1", anonymousId: "a-1", email: "jo@example.org", phone: "+49301234567" },
        traits: { name: "Jo Ott", city: "Bonn", country: "DE", company: "Ott GmbH" },
      },
    ]);
    expect(
      facts(
        read("segment", "group", {
          type: "group",
          userId: "u-1",
          groupId: "g-9",
          traits: { name: "Ott GmbH", email: "office@ott.example" },
        }),
      ),
    ).toMatchObject([{ type: "contact.identified", who: { userId: "u-1" }, traits: { company: "Ott GmbH" } }]);
    expect(facts(read("segment", "alias", { type: "alias", userId: "u-1", previousId: "a-1" }))).toMatchObject([
      { who: { userId: "u-1", previousId: "a-1" } },
    ]);
    expect(facts(read("segment", "identify", { type: "identify", userId: "Jo@Example.org" }))[0]!.who).toEqual({
      userId: "Jo@Example.org",
      email: "jo@example.org",
    });
  });

  test.each([
    [
      "UTM told by the client",
      { campaign: { source: "News", medium: "email", name: "autumn" } },
      { source: "news", medium: "email", campaign: "autumn" },
    ],
    [
      "UTM in the query",
      { page: { search: "?utm_source=news&utm_medium=email&utm_campaign=autumn" } },
      { source: "news", medium: "email", campaign: "autumn" },
    ],
    ["UTM in the address", { page: { url: "https://shop.example/a?utm_source=news" } }, { source: "news", landing: "/a" }],
    ["a click id", { page: { search: "?gclid=x" } }, { source: "google", medium: "cpc" }],
    [
      "a search engine",
      { page: { url: "https://shop.example/", referrer: "https://www.google.de/" } },
      { source: "google", medium: "organic", referrer: "www.google.de" },
    ],
    ["a network", { page: { referrer: "https://l.instagram.com/x" } }, { source: "instagram", medium: "social" }],
    ["another site", { page: { referrer: "https://blog.example/post" } }, { source: "blog.example", medium: "referral" }],
    ["t.co", { page: { referrer: "https://t.co/abc" } }, { source: "twitter", medium: "social" }],
    ["the shop itself", { page: { url: "https://shop.example/a", referrer: "https://www.shop.example/b" } }, undefined],
    ["nothing", {}, undefined],
    ["rubbish", { page: { url: "::", referrer: 5, search: [] }, campaign: "x" }, undefined],
  ])("touch: %s", (_, context, touch) => {
    const [fact] = facts(read("segment", "x", track("Product Viewed", {}, { context })));
    if (touch) expect(fact!.touch).toMatchObject(touch);
    else expect(fact!.touch).toBeUndefined();
  });

  test("values", () => {
    const value = (event: string, properties: object) => facts(read("segment", event, track(event, properties)))[0]!.value;
    expect(value("Product Added", { price: 12.5, quantity: 2 })).toEqual({ amountMinor: 2500, currency: "EUR" });
    expect(value("Checkout Started", { value: "71.90", currency: "USD" })).toEqual({ amountMinor: 7190, currency: "USD" });
    expect(value("Cart Viewed", { products: [{ price: 1, quantity: 2 }, { price: 3 }] })).toEqual({ amountMinor: 500, currency: "EUR" });
    expect(value("Product Added", { price: -5 })).toBeUndefined();
    expect(value("Product Viewed", { price: 1e12, quantity: 1e6 })).toBeUndefined();
  });

  test("text is made harmless", () => {
    const [fact] = facts(
      read("segment", "x", track("Product Viewed", { name: "a\u0000b\ud800c", product_id: "p".repeat(300), category: "x".repeat(5000) })),
    );
    expect(fact!.product).toEqual({ name: "a b\ufffdc", category: "x".repeat(100) });
  });

  test.each(["555-555-BILL", "1111111", "0000000000", "12345", "1".repeat(16), "call me"])("%s is no phone", (phone) => {
    expect(facts(read("segment", "identify", { type: "identify", userId: "u", traits: { phone } }))[0]!.who).toEqual({ userId: "u" });
  });
});

describe("Shopify", () => {
  const fixture = (name: string) => sharedText(`webhooks_shopify/${name}.json`);
  const shopify = (topic: string, body: unknown) => read("shopify", topic, body);

  test("an order keeps its long ids and its exact money", () => {
    const [fact, ...more] = facts(shopify("orders/create", fixture("orders_create")));
    expect(more).toEqual([]);
    const placedAt = Date.parse("2022-04-06T08:09:03-04:00");
    expect(fact).toMatchObject({
      type: "order.placed",
      at: placedAt,
      who: { customerId: "115310627314723954", email: "jon@doe.ca" },
      traits: { name: "John Smith", city: "Billtown", country: "US", company: "My Company" },
      order: {
        externalId: "820982911946154508",
        number: "#9999",
        placedAt,
        updatedAt: placedAt,
        cancelledAt: placedAt,
        currency: "USD",
        totalMinor: 40300,
        taxMinor: 0,
        shippingMinor: 1000,
        refundedMinor: 0,
        items: [
          { id: "632910392", name: "IPod Nano - 8GB", quantity: 1, priceMinor: 19900 },
          { quantity: 1, priceMinor: 19900 },
        ],
      },
    });
    expect(fact!.who).not.toHaveProperty("phone");
  });

  test("a cart, its checkout and its order share the cart's key", () => {
    const [cart] = facts(shopify("carts/update", fixture("carts_update")));
    const [checkout] = facts(shopify("checkouts/create", fixture("checkouts_create")));
    expect(cart).toMatchObject({
      type: "cart.updated",
      value: { amountMinor: 5997, currency: "USD" },
      itemCount: 3,
      who: { anonymousId: "cart:eeafa272cebfd4b22385bc4b645e762c" },
    });
    expect(checkout).toMatchObject({
      type: "checkout.started",
      value: { amountMinor: 39800, currency: "USD" },
      who: { anonymousId: "cart:eeafa272cebfd4b22385bc4b645e762c", email: "example@email.com", customerId: "603851970716743426" },
    });
    const order = { ...(JSON.parse(fixture("orders_create")) as object), cart_token: "eeafa272cebfd4b22385bc4b645e762c?key=x" };
    expect(facts(shopify("orders/create", order))[0]!.who.anonymousId).toBe("cart:eeafa272cebfd4b22385bc4b645e762c");
  });

  test.each([
    [
      "draft_orders/create",
      "draft_orders_create",
      { type: "quote.requested", value: { amountMinor: 270222, currency: "USD" }, who: { email: "jon@doe.ca" } },
    ],
    [
      "customers/create",
      "customers_create",
      { type: "contact.identified", who: { customerId: "706405506930370084", email: "bob@biller.com" }, traits: { name: "Bob Biller" } },
    ],
    [
      "fulfillments/create",
      "fulfillments_create",
      { type: "order.fulfilled", who: { email: "jon@doe.ca" }, order: { externalId: "820982911946154508" } },
    ],
  ])("%s", (topic, name, expected) => {
    expect(facts(shopify(topic, fixture(name)))).toMatchObject([expected]);
  });

  test("a refund counts the money that went back", () => {
    const transactions = [
      { kind: "refund", status: "success", amount: "12.50", currency: "USD" },
      { kind: "refund", status: "failure", amount: "99.00", currency: "USD" },
      { kind: "refund", status: "success", amount: "7.50", currency: "USD" },
    ];
    const body = { ...(JSON.parse(fixture("refunds_create")) as object), id: "890", order_id: "820", transactions };
    expect(facts(shopify("refunds/create", body))).toMatchObject([
      { type: "order.refunded", order: { externalId: "820", refund: { id: "890", amountMinor: 2000 } } },
    ]);
    expect(shopify("refunds/create", fixture("refunds_create"))).toEqual({ ignored: "nothing_refunded" });
  });

  test.each([
    ["nothing changed", { total_price: "100", current_total_price: "100", refunds: [] }, 10000, 0],
    ["a returned piece was paid back", { total_price: "100", current_total_price: "80", refunds: [refunded("20")] }, 10000, 2000],
    ["money as goodwill", { total_price: "100", current_total_price: "100", refunds: [refunded("10")] }, 10000, 1000],
    ["a piece taken off before payment", { total_price: "100", current_total_price: "80", refunds: [] }, 8000, 0],
    ["a piece added", { total_price: "100", current_total_price: "130", refunds: [] }, 13000, 0],
    ["an old API version", { total_price: "100" }, 10000, undefined],
  ])("an order after edits and refunds: %s", (_, body, totalMinor, refundedMinor) => {
    const [fact] = facts(
      shopify("orders/updated", { id: 1, email: "a@b.example", currency: "EUR", created_at: at, updated_at: at, ...body }),
    );
    expect(fact!.order).toMatchObject({ totalMinor, placedAt: atMs });
    expect(fact!.order!.refundedMinor).toBe(refundedMinor);
  });

  function refunded(amount: string) {
    return { id: 1, transactions: [{ kind: "refund", status: "success", amount, currency: "EUR" }] };
  }

  test.each([
    ["checkouts/delete", { id: 1 }, "not_needed"],
    ["checkouts/update", { token: "t", completed_at: at }, "checkout_completed"],
    ["draft_orders/update", { completed_at: at }, "quote_completed"],
    ["orders/edited", fixture("orders_edited"), "not_needed"],
    ["products/update", fixture("products_update"), "not_needed"],
    ["shop/update", fixture("shop_update"), "not_needed"],
    ["disputes/create", fixture("disputes_create"), "not_needed"],
    ["order_transactions/create", fixture("order_transactions_create"), "not_needed"],
    ["fulfillment_events/create", fixture("fulfillment_events_create"), "not_needed"],
    ["carts/create", { token: "t", line_items: [] }, "cart_empty"],
    ["customers/redact", { customer: { id: 1 } }, "privacy_request"],
    ["customers/data_request", {}, "privacy_request"],
    ["shop/redact", {}, "privacy_request"],
    ["moon/landed", {}, "unknown_topic"],
    ["toString", {}, "unknown_topic"],
  ])("%s is ignored", (topic, body, reason) => {
    expect(shopify(topic, body)).toEqual({ ignored: reason });
  });

  test("an emptied cart takes its value away and proves nothing", () => {
    expect(facts(shopify("carts/update", { token: "t", line_items: [] }))).toMatchObject([
      { type: "product.removed", value: { amountMinor: 0 }, itemCount: 0 },
    ]);
  });
});

describe("WooCommerce", () => {
  const fixture = (name: string) => sharedText(`webhooks_woocommerce/${name}.json`);
  const woo = (topic: string, body: unknown) => read("woocommerce", topic, body);
  const guest = JSON.parse(fixture("order_1")) as Record<string, unknown>;

  test("a guest's paid order", () => {
    const placedAt = Date.parse("2017-03-22T19:28:02Z");
    const [fact] = facts(woo("order.created", fixture("order_1")));
    expect(fact).toMatchObject({
      type: "order.placed",
      at: placedAt,
      traits: { name: "John Doe", city: "San Francisco", country: "US" },
      order: {
        externalId: "727",
        number: "727",
        placedAt,
        updatedAt: Date.parse("2017-03-22T19:28:08Z"),
        currency: "USD",
        totalMinor: 2935,
        taxMinor: 135,
        shippingMinor: 1000,
        refundedMinor: 0,
        items: [
          { id: "93", quantity: 2, priceMinor: 300 },
          { id: "22", quantity: 1, priceMinor: 1200 },
        ],
      },
    });
    expect(fact!.who).toEqual({ email: "john.doe@example.com" });
  });

  test("updated before created, byte for byte the same, means the same", () => {
    expect(woo("order.updated", fixture("order_1"))).toEqual(woo("order.created", fixture("order_1")));
  });

  test("a completed order with refunds", () => {
    const order = JSON.stringify((JSON.parse(fixture("order_3")) as unknown[])[1]);
    expect(facts(woo("order.updated", order))).toMatchObject([
      {
        type: "order.placed",
        id: "e-1",
        who: { customerId: "26", email: "joao.silva@example.com" },
        order: { totalMinor: 3900, refundedMinor: 1900 },
      },
      { type: "order.fulfilled", id: "e-1#1", at: Date.parse("2017-03-21T19:54:51Z") },
    ]);
  });

  test.each(["pending", "on-hold", "failed"])("%s is a checkout on its way", (status) => {
    const [fact] = facts(woo("order.updated", { ...guest, status }));
    expect(fact).toMatchObject({ type: "checkout.started", value: { amountMinor: 2935, currency: "USD" }, itemCount: 3 });
    expect(fact!.at).toBeLessThan(Date.parse("2017-03-22T19:28:02Z"));
  });

  test("cancelled: an order only if it was paid", () => {
    const cancelledAt = Date.parse("2017-03-22T19:28:08Z");
    expect(facts(woo("order.updated", { ...guest, status: "cancelled" }))[0]!.order).toMatchObject({
      cancelledAt,
      placedAt: Date.parse("2017-03-22T19:28:02Z"),
    });
    const unpaid = facts(woo("order.updated", { ...guest, status: "cancelled", date_paid: null, date_paid_gmt: null }))[0]!;
    expect(unpaid).toMatchObject({ type: "order.cancelled", order: { cancelledAt } });
    expect(unpaid.order).not.toHaveProperty("placedAt");
  });

  test("refunded in full", () => {
    const body = { ...guest, status: "refunded", refunds: [{ id: 1, total: "-29.35" }] };
    expect(facts(woo("order.updated", body))[0]).toMatchObject({ type: "order.placed", order: { totalMinor: 2935, refundedMinor: 2935 } });
  });

  test("a customer", () => {
    expect(facts(woo("customer.created", fixture("customer_1")))).toMatchObject([
      { type: "contact.identified", who: { customerId: "25", email: "john.doe@example.com" }, traits: { name: "John Doe" } },
    ]);
  });

  test("where the buyer came from", () => {
    const meta = (source: string) => [
      { key: "_wc_order_attribution_utm_source", value: source },
      { key: "_wc_order_attribution_utm_medium", value: "cpc" },
    ];
    expect(facts(woo("order.created", { ...guest, meta_data: meta("google") }))[0]!.touch).toEqual({ source: "google", medium: "cpc" });
    expect(facts(woo("order.created", { ...guest, meta_data: meta("(direct)").slice(0, 1) }))[0]!.touch).toBeUndefined();
  });

  test.each([
    ["product.updated", fixture("product_1"), "not_needed"],
    ["coupon.created", { id: 1 }, "not_needed"],
    ["customer.deleted", { id: 1 }, "not_needed"],
    ["action.woocommerce_x", { id: 1 }, "unknown_topic"],
    ["order.updated", { ...guest, status: "my-own" }, "unknown_status"],
  ])("%s is ignored", (topic, body, reason) => {
    expect(woo(topic, body)).toEqual({ ignored: reason });
  });

  test("a deleted order is cancelled", () => {
    expect(facts(woo("order.deleted", { id: 727 }))).toMatchObject([
      { type: "order.cancelled", at: receivedAtMs, order: { externalId: "727", cancelledAt: receivedAtMs } },
    ]);
  });
});

describe("whatever comes", () => {
  const sources: SourceKind[] = ["segment", "shopify", "woocommerce", "shopware", "sluice"];
  const topics = [
    "track",
    "carts/update",
    "checkouts/update",
    "orders/create",
    "orders/updated",
    "refunds/create",
    "customers/update",
    "fulfillments/create",
    "draft_orders/create",
    "order.updated",
    "customer.updated",
    "checkout.order.placed",
    "checkout.customer.register",
    "contact_form.send",
    "state_enter.order_transaction.state.refunded_partially",
  ];
  const words = [
    "type",
    "event",
    "properties",
    "context",
    "traits",
    "order_id",
    "id",
    "total",
    "total_price",
    "line_items",
    "products",
    "currency",
    "timestamp",
    "created_at",
    "email",
    "customer",
    "billing",
    "refunds",
    "transactions",
    "status",
    "userId",
    "price",
    "quantity",
    "at",
    "who",
    "order",
    "externalId",
    "updatedAt",
    "totalMinor",
    "data",
    "payload",
    "orderCustomer",
    "contactFormData",
    "orderNumber",
    "amountTotal",
    "lineItems",
    "stateMachineState",
  ];
  const { value: json } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<unknown>(
        "track",
        "processing",
        "Order Completed",
        "EUR",
        at,
        null,
        -1,
        1e308,
        "\u0000",
        "\ud800",
        "12.50",
        "x@y.example",
      ),
      fc.string({ unit: "binary" }),
      fc.double(),
      fc.array(tie("value"), { maxLength: 3 }),
      tie("object"),
    ),
    object: fc.dictionary(fc.oneof(fc.constantFrom(...words), fc.string()), tie("value"), { maxKeys: 12 }),
  }));

  test("it is facts, ignored or refused, never an exception, and facts are sound", () => {
    fc.assert(
      fc.property(fc.constantFrom(...sources), fc.constantFrom(...topics), json, (source, kind, body) => {
        const result = read(source, kind, JSON.stringify(body) ?? "");
        if (!("facts" in result)) return;
        for (const fact of result.facts) {
          expect(factTypes).toContain(fact.type);
          expect(fact.at).toBeGreaterThanOrEqual(Date.UTC(2000, 0, 1));
          expect(fact.at).toBeLessThanOrEqual(receivedAtMs);
          expect(JSON.stringify(fact)).not.toMatch(/\\u0000|\\ud[89a-f]/);
          const amounts = [
            fact.value?.amountMinor,
            fact.order?.totalMinor,
            fact.order?.taxMinor,
            fact.order?.refundedMinor,
            ...(fact.order?.items ?? []).map((item) => item.priceMinor),
          ];
          for (const amount of amounts) expect(amount === undefined || (Number.isSafeInteger(amount) && amount >= 0)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("any text at all", () => {
    fc.assert(
      fc.property(fc.constantFrom(...sources), fc.string({ unit: "binary" }), (source, body) => void read(source, "x", body)),
      { numRuns: 1000 },
    );
  });

  test("money is exact to the cent, as text and as number", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (minor) => {
        const text = `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, "0")}`;
        expect(
          facts(read("shopify", "orders/create", { id: 1, total_price: text, currency: "EUR", created_at: at }))[0]!.order!.totalMinor,
        ).toBe(minor);
        expect(facts(read("segment", "x", track("Order Completed", { order_id: "o", total: minor / 100 })))[0]!.order!.totalMinor).toBe(
          minor,
        );
      }),
      { numRuns: 1000 },
    );
  });
});

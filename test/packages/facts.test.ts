import { describe, expect, test } from "vitest";
import { factWire } from "#intake/contract.ts";
import { identify } from "../../packages/client/src/identify.ts";
import type { Draft } from "../../packages/client/src/fact.ts";
import { events, noteOf } from "../../packages/medusa/src/events.ts";
import * as medusa from "../../packages/medusa/src/facts.ts";
import * as vendure from "../../packages/vendure/src/facts.ts";
import { medusaCart, medusaCheckout, medusaOrder } from "./medusa-order.ts";
import { vendureBuyer, vendureOrder, vendureSale } from "./vendure-order.ts";

/** The one thing said, which Sluice's own schema takes. */
function only(drafts: Draft[]): Draft {
  expect(drafts).toHaveLength(1);
  const read = factWire.safeParse(JSON.parse(JSON.stringify(identify(drafts[0]!))));
  expect(read.error).toBeUndefined();
  return drafts[0]!;
}
const at = (time: string) => `2026-11-20T${time}.000Z`;
const later = (time: string) => new Date(at(time));

describe("Vendure", () => {
  test("a cart is an order in its first state", () => {
    expect(only(vendure.orderFacts(vendureOrder("AddingItems")))).toEqual({
      type: "cart.updated",
      at: at("10:01:00"),
      who: { anonymousId: "cart:T99RNNTQBL4FGQ62" },
      value: { amountMinor: 2580, currency: "EUR" },
      product: { id: "SEN-1", name: "Sencha 100 g", quantity: 2 },
      itemCount: 2,
    });
    expect(only(vendure.orderFacts(vendureOrder("AddingItems", { lines: [], subTotalWithTax: 0 })))).toMatchObject({
      type: "product.removed",
      value: { amountMinor: 0 },
      itemCount: 0,
    });
  });

  test("a checkout", () => {
    const fact = only(vendure.orderFacts(vendureOrder("ArrangingPayment", { customer: vendureBuyer })));
    expect(fact).toMatchObject({
      type: "checkout.started",
      who: { customerId: "7", email: "ada@shop.example" },
      traits: { name: "Ada Byron" },
    });
  });

  test.each(["Created", "Draft", "Cancelled"])("%s before any sale says nothing", (state) => {
    expect(vendure.orderFacts(vendureOrder(state))).toEqual([]);
  });

  test("a sale", () => {
    expect(only(vendure.orderFacts(vendureSale("PaymentSettled")))).toEqual({
      type: "order.placed",
      at: at("10:05:00"),
      who: { anonymousId: "cart:T99RNNTQBL4FGQ62", customerId: "7", email: "ada@shop.example", phone: "+49 30 123456" },
      order: {
        externalId: "T99RNNTQBL4FGQ62",
        number: "T99RNNTQBL4FGQ62",
        placedAt: at("10:05:00"),
        updatedAt: at("10:05:00"),
        currency: "EUR",
        totalMinor: 3070,
        taxMinor: 490,
        shippingMinor: 412,
        refundedMinor: 0,
        items: [{ id: "SEN-1", name: "Sencha 100 g", quantity: 2, priceMinor: 1290 }],
      },
      traits: { name: "Ada Byron", city: "Berlin", country: "DE" },
    });
  });

  test.each([
    ["PaymentAuthorized", "order.placed"],
    ["PartiallyShipped", "order.updated"],
    ["Modifying", "order.updated"],
    ["Shipped", "order.fulfilled"],
    ["Delivered", "order.fulfilled"],
    ["Cancelled", "order.cancelled"],
    ["AState of the shop's own", "order.updated"],
  ])("%s is %s, and proves the sale", (state, type) => {
    const fact = only(vendure.orderFacts(vendureSale(state, { updatedAt: later("11:00:00") })));
    expect(fact).toMatchObject({ type, order: { placedAt: at("10:05:00"), updatedAt: at("11:00:00") } });
    expect(fact.order!.cancelledAt).toBe(state === "Cancelled" ? at("11:00:00") : undefined);
  });

  test("a refund that was settled, and one that was not", () => {
    const refunds = [
      { updatedAt: later("12:00:00"), total: 1000, state: "Settled" },
      { updatedAt: later("11:00:00"), total: 500, state: "Pending" },
    ];
    const fact = only(vendure.orderFacts(vendureSale("Shipped", { payments: [{ updatedAt: later("10:05:00"), refunds }] })));
    expect(fact).toMatchObject({ type: "order.refunded", at: at("12:00:00"), order: { refundedMinor: 1000, totalMinor: 3070 } });
  });

  test("a currency without decimals, and a shop with three", () => {
    expect(
      only(vendure.orderFacts(vendureSale("PaymentSettled", { currencyCode: "JPY", subTotalWithTax: 250_000, shippingWithTax: 0 }))).order!
        .totalMinor,
    ).toBe(2500);
    expect(
      only(vendure.orderFacts(vendureSale("PaymentSettled", { subTotalWithTax: 25_805, shippingWithTax: 0 }), 3)).order!.totalMinor,
    ).toBe(2581);
  });

  test("a customer, and one that was deleted", () => {
    expect(only(vendure.customerFacts(vendureBuyer))).toMatchObject({
      type: "contact.identified",
      who: { customerId: "7" },
      traits: { name: "Ada Byron" },
    });
    expect(vendure.customerFacts({ ...vendureBuyer, deletedAt: new Date() })).toEqual([]);
  });

  test("texts that are far too long, and 300 lines, are what Sluice takes", () => {
    const long = "x".repeat(5_000);
    const [line] = vendureOrder("AddingItems").lines;
    const lines = Array.from({ length: 300 }, () => ({ ...line!, productVariant: { sku: long, translations: [{ name: long }] } }));
    const customer = { ...vendureBuyer, firstName: long, emailAddress: `${long}@x.example`, phoneNumber: long };
    expect(
      only(vendure.orderFacts(vendureSale("Shipped", { lines, customer, shippingAddress: { city: long } }))).order!.items,
    ).toHaveLength(200);
  });
});

describe("Medusa", () => {
  test("a cart, an emptied one, a checkout, and one that became an order", () => {
    expect(only(medusa.cartFacts(medusaCart()))).toEqual({
      type: "cart.updated",
      at: at("10:01:00"),
      who: { anonymousId: "cart:cart_01M8FSXGH9DJM9XY6CAHM5XJ8W" },
      value: { amountMinor: 2580, currency: "EUR" },
      product: { id: "SEN-1", name: "Sencha", quantity: 2 },
      itemCount: 2,
      traits: { country: "DE" },
    });
    expect(only(medusa.cartFacts(medusaCart({ items: [], total: 0 })))).toMatchObject({
      type: "product.removed",
      value: { amountMinor: 0 },
    });
    expect(only(medusa.cartFacts(medusaCheckout()))).toMatchObject({
      type: "checkout.started",
      who: { email: "grace@shop.example", phone: "+49 30 654321" },
      traits: { name: "Grace Hopper", city: "Berlin", country: "DE" },
    });
    expect(medusa.cartFacts(medusaCart({ completed_at: at("10:05:00") }))).toEqual([]);
  });

  test("an order", () => {
    expect(only(medusa.orderFacts(medusaOrder()))).toEqual({
      type: "order.placed",
      at: at("10:05:00"),
      who: {
        anonymousId: "cart:cart_01M8FSXGH9DJM9XY6CAHM5XJ8W",
        customerId: "cus_1",
        email: "grace@shop.example",
        phone: "+49 30 654321",
      },
      order: {
        externalId: "order_01M8FSXQJY6XD6VC9ZW6FZGHV6",
        number: "1",
        placedAt: at("10:05:00"),
        updatedAt: at("10:05:00"),
        currency: "EUR",
        totalMinor: 3070,
        taxMinor: 490,
        shippingMinor: 412,
        refundedMinor: 0,
        items: [{ id: "SEN-1", name: "Sencha", quantity: 2, priceMinor: 1290 }],
      },
      traits: { name: "Grace Hopper", city: "Berlin", country: "DE" },
    });
  });

  const sent = { updated_at: at("11:00:00"), shipped_at: at("11:00:00") };
  const payments = (refunds: { amount: number; created_at: string }[], updated: string) => [
    { payments: [{ updated_at: at(updated), refunds }] },
  ];
  test.each<[string, Parameters<typeof medusaOrder>[0], object]>([
    ["a payment a moment later", { payment_collections: payments([], "10:05:01") }, { type: "order.placed", at: at("10:05:00") }],
    ["captured the next hour", { payment_collections: payments([], "11:00:00") }, { type: "order.updated", at: at("11:00:00") }],
    ["packed", { fulfillments: [{ updated_at: at("11:00:00") }] }, { type: "order.updated" }],
    ["sent", { fulfillments: [sent] }, { type: "order.fulfilled", at: at("11:00:00") }],
    [
      "paid back in part",
      { fulfillments: [sent], payment_collections: payments([{ amount: 10, created_at: at("12:00:00") }], "12:00:01") },
      { type: "order.refunded", at: at("12:00:01"), order: { refundedMinor: 1000, totalMinor: 3070 } },
    ],
    [
      "goods sent back and paid back: counted once",
      { total: 20.7, payment_collections: payments([{ amount: 10, created_at: at("12:00:00") }], "12:00:00") },
      { order: { refundedMinor: 1000, totalMinor: 3070 } },
    ],
    ["cancelled", { canceled_at: at("12:00:00") }, { type: "order.cancelled", order: { cancelledAt: at("12:00:00") } }],
  ])("%s", (_, more, said) => {
    expect(only(medusa.orderFacts(medusaOrder(more)))).toMatchObject(said);
  });

  test("a guest is known by e-mail; a draft is no order; parts may be missing", () => {
    const guest = medusaOrder({ customer: { id: "cus_2", has_account: false, updated_at: at("10:00:00") }, cart: null });
    expect(only(medusa.orderFacts(guest)).who).toEqual({ email: "grace@shop.example", phone: "+49 30 654321" });
    expect(medusa.orderFacts(medusaOrder({ status: "draft" }))).toEqual([]);
    const { id, status, currency_code, created_at, updated_at } = medusaOrder();
    expect(only(medusa.orderFacts({ id, status, currency_code, created_at, updated_at }))).toMatchObject({ type: "order.placed", who: {} });
    expect(only(medusa.orderFacts(medusaOrder({ items: [null], fulfillments: [null], payment_collections: [null] }))).order!.items).toEqual(
      [],
    );
  });

  test.each([
    ["order.placed", { id: "order_1" }, { topic: "order", subject: "order_1" }],
    ["order.fulfillment_created", { order_id: "order_1", fulfillment_id: "ful_1" }, { topic: "order", subject: "order_1" }],
    ["order-edit.confirmed", { order_id: "order_1", actions: [] }, { topic: "order", subject: "order_1" }],
    ["shipment.created", { id: "ful_1" }, { topic: "fulfillment", subject: "ful_1" }],
    ["payment.refunded", { id: "pay_1" }, { topic: "payment", subject: "pay_1" }],
    ["cart.updated", { id: "cart_1" }, { topic: "cart", subject: "cart_1" }],
    ["customer.created", { id: "cus_1" }, { topic: "customer", subject: "cus_1" }],
    ["product.updated", { id: "prod_1" }, undefined],
    ["order.placed", undefined, undefined],
  ])("%s: what to look at", (name, data, note) => {
    expect(noteOf(name, data)).toEqual(note);
  });

  test("each event that is listened to leads somewhere", () => {
    for (const name of events) expect(noteOf(name, { id: "x" }), name).toBeDefined();
  });
});

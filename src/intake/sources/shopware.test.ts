import { describe, expect, test } from "vitest";
import type { Fact } from "#ledger/fact.ts";
import { shopwareOrder } from "#test/shopware-order.ts";
import { translate, type Translated } from "./translate.ts";

const receivedAtMs = Date.parse("2026-11-23T15:00:00Z");

function read(event: string, payload: unknown): Translated {
  const body = JSON.stringify({ data: { payload, event }, source: { eventId: "e-1" }, timestamp: receivedAtMs / 1000 });
  return translate("shopware", { kind: event, body, externalId: "e-1", receivedAtMs, skewMs: 0, currency: "EUR" });
}
function only(result: Translated): Fact {
  if (!("facts" in result)) throw new Error(JSON.stringify(result));
  expect(result.facts).toHaveLength(1);
  return result.facts[0]!;
}
const at = (time: string) => Date.parse(`2026-11-20T${time}Z`);
const transaction = (state: string, more: object = {}) => ({
  ...shopwareOrder.transactions[0],
  stateMachineState: { technicalName: state },
  updatedAt: "2026-11-20T11:00:00.250+00:00",
  ...more,
});
const enter = (machine: string, state: string, order: object) => only(read(`state_enter.${machine}.state.${state}`, { order }));

describe("orders", () => {
  test("placed", () => {
    expect(only(read("checkout.order.placed", { order: shopwareOrder }))).toEqual({
      id: "e-1",
      type: "order.placed",
      at: at("10:00:00.123"),
      who: { customerId: "0190aa00000070008000000000000001", email: "ada@shop.example", phone: "+4930123456" },
      traits: { name: "Ada Byron", city: "Berlin", country: "DE", company: "Analytical Engines" },
      touch: { source: "partner-7", medium: "affiliate", campaign: "autumn" },
      order: {
        externalId: "10042",
        number: "10042",
        placedAt: at("10:00:00.123"),
        updatedAt: at("10:00:00.123"),
        currency: "EUR",
        totalMinor: 3070,
        taxMinor: 490,
        shippingMinor: 412,
        refundedMinor: 0,
        items: [{ id: "SW-SENCHA", name: "Sencha", quantity: 2, priceMinor: 1290 }],
      },
    });
  });

  test.each([
    ["order_transaction", "paid", "order.updated"],
    ["order_transaction", "authorized", "order.updated"],
    ["order", "in_progress", "order.updated"],
    ["order", "completed", "order.fulfilled"],
    ["order_delivery", "shipped", "order.fulfilled"],
    ["order_delivery", "shipped_partially", "order.updated"],
    ["order_delivery", "returned", "order.updated"],
  ])("%s %s is %s, and proves that the order was placed", (machine, state, type) => {
    const fact = enter(machine, state, { ...shopwareOrder, deliveries: [{ updatedAt: "2026-11-20T12:30:00.000+00:00" }] });
    expect(fact).toMatchObject({
      type,
      at: at("12:30:00"),
      order: { placedAt: at("10:00:00.123"), updatedAt: at("12:30:00"), totalMinor: 3070 },
    });
    expect(fact.order).not.toHaveProperty("cancelledAt");
  });

  test("cancelled", () => {
    const order = { ...shopwareOrder, stateMachineState: { technicalName: "cancelled" }, updatedAt: "2026-11-21T09:00:00.000+00:00" };
    expect(enter("order", "cancelled", order)).toMatchObject({
      type: "order.cancelled",
      order: { cancelledAt: Date.parse("2026-11-21T09:00:00Z") },
    });
  });

  test.each(["failed", "cancelled"])("a payment that %s leaves no sale, until another one is paid", (state) => {
    const broken = enter("order_transaction", state, { ...shopwareOrder, transactions: [transaction(state)] });
    expect(broken).toMatchObject({ type: "order.cancelled", order: { cancelledAt: at("11:00:00.250") } });
    const second = transaction("paid", { createdAt: "2026-11-20T11:05:00.000+00:00", updatedAt: "2026-11-20T11:06:00.000+00:00" });
    const paid = enter("order_transaction", "paid", { ...shopwareOrder, transactions: [second, transaction(state)] });
    expect(paid.order!.updatedAt).toBe(at("11:06:00"));
    expect(paid.order).not.toHaveProperty("cancelledAt");
  });

  test.each(["refunded", "chargeback"])("%s gives the whole payment back", (state) => {
    const fact = enter("order_transaction", state, { ...shopwareOrder, transactions: [transaction(state)] });
    expect(fact).toMatchObject({ type: "order.refunded", order: { refundedMinor: 3070, totalMinor: 3070 } });
  });

  test("a part of it: by its captures, or honestly not at all", () => {
    const part = transaction("refunded_partially");
    expect(read("state_enter.order_transaction.state.refunded_partially", { order: { ...shopwareOrder, transactions: [part] } })).toEqual({
      ignored: "refund_without_amount",
    });
    const refunds = [
      { stateMachineState: { technicalName: "completed" }, amount: { totalPrice: 12.9 } },
      { stateMachineState: { technicalName: "failed" }, amount: { totalPrice: 5 } },
    ];
    const order = { ...shopwareOrder, transactions: [{ ...part, captures: [{ refunds }] }] };
    expect(enter("order_transaction", "refunded_partially", order).order!.refundedMinor).toBe(1290);
    // another event of the same order says nothing of refunds then, so that it does not take one back
    expect(enter("order_delivery", "shipped", { ...shopwareOrder, transactions: [part] }).order).not.toHaveProperty("refundedMinor");
  });

  test("a guest is known by e-mail alone", () => {
    const orderCustomer = { ...shopwareOrder.orderCustomer, customer: { guest: true } };
    expect(only(read("checkout.order.placed", { order: { ...shopwareOrder, orderCustomer, addresses: [] } })).who).toEqual({
      email: "ada@shop.example",
    });
  });

  test("net prices, another currency, a float that is nearly a price", () => {
    const order = {
      ...shopwareOrder,
      currency: { isoCode: "CHF" },
      amountTotal: 30.700000000000003,
      price: { taxStatus: "net" },
      shippingCosts: { totalPrice: 4.9, calculatedTaxes: [{ tax: 0.93 }] },
    };
    expect(only(read("checkout.order.placed", { order })).order).toMatchObject({ currency: "CHF", totalMinor: 3070, shippingMinor: 490 });
  });

  test("vouchers and the parts of a set are no goods", () => {
    const [line] = shopwareOrder.lineItems;
    const lineItems = [
      line,
      { ...line, type: "promotion", unitPrice: -5 },
      { ...line, parentId: "x" },
      { ...line, type: "custom", label: "Engraving" },
    ];
    expect(only(read("checkout.order.placed", { order: { ...shopwareOrder, lineItems } })).order!.items!.map(({ name }) => name)).toEqual([
      "Sencha",
      "Engraving",
    ]);
  });

  test.each([
    [{ ...shopwareOrder, amountTotal: -1 }, "negative_amount"],
    [{ ...shopwareOrder, amountTotal: "much" }, "bad_amount"],
    [{ ...shopwareOrder, currency: { isoCode: "ZZZ" } }, "unknown_currency"],
    [{ ...shopwareOrder, orderDateTime: "yesterday" }, "bad_time"],
    [{ ...shopwareOrder, orderNumber: null, id: null }, "order_id_missing"],
    [undefined, "order_id_missing"],
  ])("refused: %#", (order, refused) => {
    expect(read("checkout.order.placed", { order })).toEqual({ refused });
  });
});

describe("people", () => {
  const customer = {
    id: "c1",
    email: "Ada@Shop.example",
    firstName: "Ada",
    lastName: "Byron",
    guest: false,
    createdAt: "2026-11-20T10:00:00.000+00:00",
    defaultBillingAddress: { city: "Berlin", country: { iso: "DE" } },
  };

  test.each(["checkout.customer.register", "checkout.customer.login"])("%s", (event) => {
    expect(only(read(event, { customer }))).toEqual({
      id: "e-1",
      type: "contact.identified",
      at: at("10:00:00"),
      who: { customerId: "c1", email: "ada@shop.example" },
      traits: { name: "Ada Byron", city: "Berlin", country: "DE" },
    });
  });

  test("a guest, a newsletter that was confirmed, a contact form", () => {
    expect(only(read("checkout.customer.guest_register", { customer: { ...customer, guest: true } })).who).toEqual({
      email: "ada@shop.example",
    });
    const newsletterRecipient = { email: "ada@shop.example", firstName: "Ada", confirmedAt: "2026-11-20T10:00:00.000+00:00" };
    expect(only(read("newsletter.confirm", { newsletterRecipient }))).toMatchObject({
      type: "lead.captured",
      at: at("10:00:00"),
      traits: { name: "Ada" },
    });
    const contactFormData = { email: "ada@shop.example", phone: "+49 30 123456", firstName: "Ada", lastName: "Byron", comment: "?" };
    expect(only(read("contact_form.send", { contactFormData }))).toMatchObject({
      type: "lead.captured",
      at: receivedAtMs,
      who: { email: "ada@shop.example", phone: "+4930123456" },
    });
    expect(read("contact_form.send", { contactFormData: {} })).toEqual({ refused: "nobody_named" });
  });
});

test.each([
  ["order.written", [{ entity: "order", operation: "update", primaryKey: "o1", updatedFields: ["stateId"] }], "only_ids"],
  ["customer.written", [{ entity: "customer", operation: "insert", primaryKey: "c1", updatedFields: ["email"] }], "only_ids"],
  ["order.deleted", [{ entity: "order", operation: "delete", primaryKey: "o1" }], "order_deleted"],
  ["state_leave.order.state.open", { order: shopwareOrder }, "not_needed"],
  ["newsletter.register", { newsletterRecipient: { email: "a@b.example" } }, "not_needed"],
  ["product.written", [], "not_needed"],
  ["app.activated", [], "not_needed"],
  ["moon.landed", {}, "unknown_topic"],
  ["constructor", {}, "unknown_topic"],
])("%s is ignored", (event, payload, ignored) => {
  expect(read(event, payload)).toEqual({ ignored });
});

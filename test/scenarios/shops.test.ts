import { createHmac } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { useApp, type TestShop } from "#test/app.ts";
import { sharedText } from "#test/shared.ts";
import { shopwareOrder } from "#test/shopware-order.ts";
import { shopwareShop } from "#test/signed.ts";
import type { Draft } from "../../packages/client/src/fact.ts";
import { identify } from "../../packages/client/src/identify.ts";
import { send } from "../../packages/client/src/send.ts";
import { cartFacts, orderFacts as medusaFacts } from "../../packages/medusa/src/facts.ts";
import { orderFacts } from "../../packages/vendure/src/facts.ts";
import { medusaCart, medusaCheckout, medusaOrder } from "../packages/medusa-order.ts";
import { vendureBuyer, vendureOrder, vendureSale } from "../packages/vendure-order.ts";

const app = useApp();
let shop: TestShop;

beforeEach(async () => {
  shop = await app.buildShop();
});

async function connect(kind: "shopify" | "woocommerce"): Promise<(topic: string, body: object) => Promise<void>> {
  const { id, secret } = (await app.api("POST", "/api/sources", { kind, name: kind }, { workspace: shop.workspaceId })).body;
  const url = `${await app.listen()}/hooks/${kind}/${id}`;
  return async (topic, body) => {
    const text = JSON.stringify(body);
    const signature = createHmac("sha256", secret).update(text).digest("base64");
    const headers: Record<string, string> =
      kind === "shopify"
        ? { "x-shopify-topic": topic, "x-shopify-hmac-sha256": signature, "x-shopify-webhook-id": crypto.randomUUID() }
        : { "x-wc-webhook-topic": topic, "x-wc-webhook-signature": signature };
    const answer = await fetch(url, { method: "POST", body: text, headers });
    expect(answer.status).toBe(200);
  };
}

/** Stages in which something stands: how many deals, and what they are worth. */
async function board(): Promise<Record<string, [count: number, sumMinor: number]>> {
  await app.settle();
  const { stages } = (await app.api("GET", `/api/pipelines/${shop.pipeline.id}/board`, undefined, { workspace: shop.workspaceId })).body;
  return Object.fromEntries(stages.filter(({ count }: any) => count > 0).map(({ id, count, sumMinor }: any) => [id, [count, sumMinor]]));
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

describe("Shopify", () => {
  const token = "hWN1abc";
  const line = { id: 1, product_id: 788032119674292922n.toString(), title: "Sencha", price: "12.90", quantity: 2, line_price: "25.80" };
  const person = { customer: { id: "603851970716743426", email: "ada@shop.example", first_name: "Ada", last_name: "Byron" } };
  const cart = { token, line_items: [line], updated_at: minutesAgo(30) };
  const checkout = {
    id: 2,
    token: "c-1",
    cart_token: token,
    email: "ada@shop.example",
    currency: "EUR",
    total_price: "30.70",
    created_at: minutesAgo(20),
    updated_at: minutesAgo(20),
    completed_at: null,
    line_items: [line],
    ...person,
  };
  const order = {
    id: "820982911946154508",
    name: "#1001",
    cart_token: token,
    email: "ada@shop.example",
    currency: "EUR",
    total_price: "30.70",
    current_total_price: "30.70",
    total_tax: "2.00",
    created_at: minutesAgo(10),
    updated_at: minutesAgo(10),
    cancelled_at: null,
    refunds: [],
    line_items: [line],
    ...person,
  };
  const back = {
    id: 9,
    order_id: order.id,
    created_at: minutesAgo(5),
    transactions: [{ kind: "refund", status: "success", amount: "12.90", currency: "EUR" }],
  };

  test("a cart becomes a checkout, an order, and is partly paid back", async () => {
    const send = await connect("shopify");
    await send("carts/update", cart);
    expect(await board()).toEqual({ evaluation: [1, 2580] });
    await send("checkouts/create", checkout);
    expect(await board()).toEqual({ decision: [1, 3070] });
    await send("orders/create", order);
    await send("orders/paid", order);
    expect(await board()).toEqual({ purchase: [1, 3070], retention: [1, 3070] });
    await send("refunds/create", back);
    await send("orders/updated", { ...order, current_total_price: "17.80", updated_at: minutesAgo(5), refunds: [back] });
    expect((await board())["purchase"]).toEqual([1, 1780]);
    const { contacts } = (await app.api("GET", "/api/contacts?q=ada", undefined, { workspace: shop.workspaceId })).body;
    expect(contacts).toMatchObject([{ name: "Ada Byron", email: "ada@shop.example" }]);
  });

  test("all of it backwards, and some of it twice, ends the same", async () => {
    const send = await connect("shopify");
    await send("refunds/create", back);
    expect(await board()).toEqual({});
    await send("orders/updated", { ...order, current_total_price: "17.80", updated_at: minutesAgo(5), refunds: [back] });
    await send("orders/paid", order);
    await send("checkouts/create", checkout);
    await send("refunds/create", back);
    await send("carts/update", cart);
    expect((await board())["purchase"]).toEqual([1, 1780]);
    expect(Object.keys(await board()).sort()).toEqual(["purchase", "retention"]);
  });

  test("a cancelled order wins nothing", async () => {
    const send = await connect("shopify");
    await send("orders/create", order);
    await send("orders/cancelled", { ...order, cancelled_at: minutesAgo(1), updated_at: minutesAgo(1) });
    expect((await board())["purchase"]).toBeUndefined();
  });
});

describe("WooCommerce", () => {
  const told = (minutes: number) => minutesAgo(minutes).slice(0, 19);
  const made = { date_created: told(90), date_created_gmt: told(30), currency: "EUR", customer_id: 0 };
  const base = { ...(JSON.parse(sharedText("webhooks_woocommerce/order_1.json")) as object), ...made };
  const pending = { ...base, status: "pending", date_paid: null, date_paid_gmt: null, date_modified_gmt: told(30) };
  const paid = { ...base, status: "processing", date_paid_gmt: told(20), date_modified_gmt: told(20) };
  const refunded = {
    ...paid,
    status: "completed",
    date_completed_gmt: told(10),
    date_modified_gmt: told(5),
    refunds: [{ id: 1, total: "-9.35" }],
  };

  test("a guest's order: unpaid, paid, partly paid back", async () => {
    const send = await connect("woocommerce");
    await send("order.created", pending);
    expect(await board()).toEqual({ decision: [1, 2935] });
    await send("order.updated", paid);
    expect(await board()).toEqual({ purchase: [1, 2935], retention: [1, 2935] });
    await send("order.updated", refunded);
    expect((await board())["purchase"]).toEqual([1, 2000]);
  });

  test("the updates overtake the creation", async () => {
    const send = await connect("woocommerce");
    await send("order.updated", refunded);
    await send("order.updated", paid);
    await send("order.created", paid);
    await send("order.created", pending);
    expect((await board())["purchase"]).toEqual([1, 2000]);
    expect(Object.keys(await board()).sort()).toEqual(["purchase", "retention"]);
  });

  test("given up before it was paid", async () => {
    const send = await connect("woocommerce");
    await send("order.created", pending);
    await send("order.updated", { ...pending, status: "cancelled", date_modified_gmt: told(1) });
    expect(await board()).toEqual({ decision: [1, 2935] });
  });
});

describe("Shopware", () => {
  const told = (minutes: number) => minutesAgo(minutes).replace("Z", "+00:00");
  const [payment] = shopwareOrder.transactions;
  const placed = { ...shopwareOrder, orderDateTime: told(30), createdAt: told(30), transactions: [{ ...payment, createdAt: told(30) }] };
  const withPayment = (state: string, minutes: number, more: object = {}) => ({
    ...placed,
    transactions: [{ ...payment, createdAt: told(30), updatedAt: told(minutes), stateMachineState: { technicalName: state } }],
    ...more,
  });
  const shipped = withPayment("paid", 20, { deliveries: [{ updatedAt: told(10), stateMachineState: { technicalName: "shipped" } }] });
  const paid = { order: withPayment("paid", 20) };
  const refunded = { order: withPayment("refunded", 2) };
  const enter = (machine: string, state: string) => `state_enter.${machine}.state.${state}`;

  async function installed() {
    const source = (await app.api("POST", "/api/sources", { kind: "shopware", name: "Shopware" }, { workspace: shop.workspaceId })).body;
    const shopware = shopwareShop(await app.listen(), source);
    await shopware.install();
    return async (event: string, payload: object) => expect((await shopware.send(event, payload)).status).toBe(200);
  }

  test("a customer registers, orders, pays, gets the goods and the money back", async () => {
    const send = await installed();
    const { orderCustomer } = shopwareOrder;
    await send("checkout.customer.register", { customer: { ...orderCustomer, id: orderCustomer.customerId, createdAt: told(40) } });
    expect(await board()).toEqual({ interest: [1, 0] });
    await send("checkout.order.placed", { order: placed });
    await send(enter("order_transaction", "paid"), paid);
    await send(enter("order_delivery", "shipped"), { order: shipped });
    expect(await board()).toEqual({ purchase: [1, 3070], retention: [1, 3070] });
    await send(enter("order_transaction", "refunded"), refunded);
    expect((await board())["purchase"]).toEqual([1, 0]);
  });

  test("the order before the customer, and everything the other way round", async () => {
    const send = await installed();
    const { orderCustomer } = shopwareOrder;
    await send(enter("order_delivery", "shipped"), { order: shipped });
    await send(enter("order_transaction", "paid"), paid);
    await send("checkout.order.placed", { order: placed });
    await send("checkout.customer.register", { customer: { ...orderCustomer, id: orderCustomer.customerId, createdAt: told(40) } });
    expect((await board())["purchase"]).toEqual([1, 3070]);
    const { contacts } = (await app.api("GET", "/api/contacts", undefined, { workspace: shop.workspaceId })).body;
    expect(contacts).toHaveLength(1);
  });

  test("a payment broken off sells nothing, the next one does", async () => {
    const send = await installed();
    await send("checkout.order.placed", { order: placed });
    await send(enter("order_transaction", "cancelled"), { order: withPayment("cancelled", 25) });
    expect((await board())["purchase"]).toBeUndefined();
    await send(enter("order_transaction", "paid"), paid);
    expect((await board())["purchase"]).toEqual([1, 3070]);
    await send(enter("order", "cancelled"), {
      order: withPayment("paid", 20, { stateMachineState: { technicalName: "cancelled" }, updatedAt: told(1) }),
    });
    expect((await board())["purchase"]).toBeUndefined();
  });

  test("tracking that tells the order's number tells the same order", async () => {
    const send = await installed();
    const { writeKey } = (await app.api("POST", "/api/sources", { kind: "script", name: "Website" }, { workspace: shop.workspaceId })).body;
    const event = {
      event: "Order Completed",
      anonymousId: "a-1",
      properties: { order_id: "10042", total: 30.7, currency: "EUR" },
      timestamp: told(30),
    };
    const answer = await fetch(`${await app.listen()}/v1/track`, { method: "POST", body: JSON.stringify({ ...event, writeKey }) });
    expect(answer.status).toBe(200);
    await send("checkout.order.placed", { order: placed });
    expect((await board())["purchase"]).toEqual([1, 3070]);
  });
});

/** What a plugin reads of its shop, told as the plugin tells it. */
async function connected(kind: "vendure" | "medusa"): Promise<(drafts: Draft[]) => Promise<void>> {
  const source = (await app.api("POST", "/api/sources", { kind, name: kind }, { workspace: shop.workspaceId })).body;
  const { url } = source;
  return async (drafts) =>
    expect(
      await send({ url: url.replace(new URL(url).origin, await app.listen()), secret: source.secret }, drafts.map(identify), Date.now()),
    ).toEqual({
      kind: "kept",
    });
}

describe("Vendure, by our plugin", () => {
  const began = Date.now() - 30 * 60_000;
  const refund = { updatedAt: new Date(began + 20 * 60_000), total: 1000, state: "Settled" };
  const snapshots = () => [
    vendureOrder("AddingItems", {}, began),
    vendureOrder("ArrangingPayment", { customer: vendureBuyer, updatedAt: new Date(began + 3 * 60_000) }, began),
    vendureSale("PaymentSettled", {}, began),
    vendureSale("Shipped", { updatedAt: new Date(began + 10 * 60_000) }, began),
    vendureSale("Shipped", { payments: [{ updatedAt: new Date(began + 5 * 60_000), refunds: [refund] }] }, began),
  ];

  test("a cart becomes a checkout, a sale, is sent and partly paid back", async () => {
    const tell = await connected("vendure");
    const seen: unknown[] = [];
    for (const order of snapshots()) {
      await tell(orderFacts(order));
      seen.push(await board());
    }
    expect(seen).toEqual([
      { evaluation: [1, 2580] },
      { decision: [1, 2580] },
      { purchase: [1, 3070], retention: [1, 3070] },
      { purchase: [1, 3070], retention: [1, 3070] },
      { purchase: [1, 2070], retention: [1, 2070] },
    ]);
  });

  test("the other way round, and everything twice, comes to the same", async () => {
    const tell = await connected("vendure");
    for (const order of [...snapshots().toReversed(), ...snapshots()]) await tell(orderFacts(order));
    expect((await board())["purchase"]).toEqual([1, 2070]);
    await tell(orderFacts(vendureSale("Cancelled", { updatedAt: new Date() }, began)));
    expect((await board())["purchase"]).toBeUndefined();
  });
});

describe("Medusa, by our plugin", () => {
  const began = Date.now() - 30 * 60_000;
  const at = (minutes: number) => new Date(began + minutes * 60_000).toISOString();
  const refunded = [{ payments: [{ updated_at: at(20), refunds: [{ amount: 10, created_at: at(20) }] }] }];

  test("a cart becomes a checkout, an order, is partly paid back and then cancelled", async () => {
    const tell = await connected("medusa");
    await tell(cartFacts(medusaCart({}, began)));
    expect(await board()).toEqual({ evaluation: [1, 2580] });
    await tell(cartFacts(medusaCheckout(began)));
    expect(await board()).toEqual({ decision: [1, 2580] });
    await tell(medusaFacts(medusaOrder({}, began)));
    expect(await board()).toEqual({ purchase: [1, 3070], retention: [1, 3070] });
    await tell(medusaFacts(medusaOrder({ payment_collections: refunded }, began)));
    expect((await board())["purchase"]).toEqual([1, 2070]);
    await tell(medusaFacts(medusaOrder({ payment_collections: refunded, canceled_at: at(25) }, began)));
    expect((await board())["purchase"]).toBeUndefined();
  });

  test("the order before its cart is one sale", async () => {
    const tell = await connected("medusa");
    await tell(medusaFacts(medusaOrder({}, began)));
    await tell(cartFacts(medusaCheckout(began)));
    await tell(cartFacts(medusaCart({}, began)));
    expect(await board()).toEqual({ purchase: [1, 3070], retention: [1, 3070] });
  });
});

import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";
import { limits } from "#base/limits.ts";
import { processRows } from "#intake/process.ts";
import { insertInbound } from "#intake/receive.ts";
import { inboundWorker } from "#intake/worker.ts";
import { expireIdle } from "#journey/expire-idle.ts";
import { useApp, type TestShop } from "#test/app.ts";
import { useFakeShop } from "#test/fake-shop/fake-shop.ts";
import { keys, type FakeShop, type Thing } from "#test/fake-shop/shop.ts";
import { iso, refundOf, shopifyCustomer, shopifyOrder } from "#test/fake-shop/shopify.ts";
import { gmt, wooCustomer, wooOrder } from "#test/fake-shop/woocommerce.ts";
import { until } from "#test/sluice-process.ts";
import { stateOf } from "#test/state.ts";
import type { Past } from "./contract.ts";
import { pastWorker } from "./past-worker.ts";

const day = 86_400_000;
const at = (daysAgo: number) => Math.floor((Date.now() - daysAgo * day) / 1000) * 1000;

const app = useApp({ env: { SLUICE_LOCAL_SHOPS: "1" } });
const shopify = useFakeShop("shopify");
const woocommerce = useFakeShop("woocommerce");
let here: TestShop;
let source: { id: string; secret: string };

beforeEach(async () => {
  for (const fake of [shopify, woocommerce]) fake.reset();
  here = await app.buildShop();
});

const api = (method: string, path: string, body?: unknown) =>
  app.api(method, `/api/sources/${source.id}${path}`, body, { workspace: here.workspaceId });
const keyOf = (fake: FakeShop) =>
  fake.kind === "shopify" ? { url: fake.url, key: keys.token } : { url: fake.url, key: keys.key, secret: keys.secret };

async function connect(fake: FakeShop): Promise<void> {
  source = (await app.api("POST", "/api/sources", { kind: fake.kind, name: "Shop" }, { workspace: here.workspaceId })).body;
  expect((await api("PUT", "/past/key", keyOf(fake))).status).toBe(200);
}

const past = async (): Promise<Past> => (await api("GET", "/past")).body;
const untilState = (state: string, timeoutMs = 30_000) => until(async () => (await past()).run?.state === state, timeoutMs);

async function bring(months: 12 | 24 | null = null): Promise<Past> {
  expect((await api("POST", "/past", { months })).status).toBe(200);
  await untilState("done");
  await app.settle();
  while ((await app.db.inWorkspace(here.workspaceId, (tx) => expireIdle(tx))) > 0); // as the clock does once a minute
  return past();
}

/** What stands here of the shop's orders, by external id. */
function ordersHere(): Promise<{ externalId: string; totalMinor: number; refundedMinor: number; cancelled: boolean; placedAt: number }[]> {
  return app.db.inWorkspace(here.workspaceId, (tx) =>
    tx.query(sql`
      select external_id as "externalId", (record->'figures'->>'totalMinor')::bigint as "totalMinor", refunded_minor as "refundedMinor",
        cancelled_at is not null as cancelled, placed_at as "placedAt"
      from shop_order where workspace_id = ${here.workspaceId} and placed_at is not null order by 1`),
  );
}

function factCounts(): Promise<{ externalId: string; facts: number }[]> {
  return app.db.inWorkspace(here.workspaceId, (tx) =>
    tx.query(sql`
      select data->'order'->>'externalId' as "externalId", count(*) as facts from ledger
      where workspace_id = ${here.workspaceId} and type = 'order.placed' group by 1 order by 1`),
  );
}

async function webhook(topic: string, body: object): Promise<void> {
  const text = JSON.stringify(body);
  const signature = createHmac("sha256", source.secret).update(text).digest("base64");
  const headers = { "x-shopify-topic": topic, "x-shopify-hmac-sha256": signature, "x-shopify-webhook-id": crypto.randomUUID() };
  expect((await fetch(`${await app.listen()}/hooks/shopify/${source.id}`, { method: "POST", body: text, headers })).status).toBe(200);
  await app.settle();
}

function fillShopify(orders: number, customers = 0): void {
  for (let n = 0; n < customers; n += 1) keep(shopify.customers, shopifyCustomer(n, { atMs: at(800 - n) }));
  for (let n = 0; n < orders; n += 1)
    keep(shopify.orders, shopifyOrder(n, { atMs: at(700) + n * 3_600_000, customer: n % 300, total: `${10 + n}.50` }));
}

function keep(things: Map<string, Thing>, thing: Thing): Thing {
  things.set(thing.id, thing);
  return thing;
}

describe("the key", () => {
  it("is tried, kept sealed, and told to nobody", async () => {
    await connect(shopify);
    expect((await past()).key).toMatchObject({ url: shopify.url, reachDays: null });
    const [row] = await app.db.inSystem((tx) =>
      tx.query<{ row: string }>(sql`select row_to_json(k)::text as row from source_key k where source_id = ${source.id}`),
    );
    expect(row!.row).not.toContain(keys.token);
    expect(JSON.stringify(await past())).not.toContain(keys.token);
    expect(app.lines.join("\n")).not.toContain(keys.token);
    expect(shopify.asked.length).toBe(1);
  });

  it("is refused in words when it is wrong, may not read enough, or leads nowhere", async () => {
    source = (await app.api("POST", "/api/sources", { kind: "shopify", name: "Shop" }, { workspace: here.workspaceId })).body;
    const codeOf = async (body: object) => {
      const answer = await api("PUT", "/past/key", body);
      return [answer.status, answer.body.error.code, answer.body.error.details];
    };
    expect(await codeOf({ url: shopify.url, key: "shpat_wrong-token" })).toEqual([400, "shop_key_refused", {}]);
    shopify.scopes = ["read_products", "read_customers"];
    expect(await codeOf(keyOf(shopify))).toEqual([400, "shop_scope_missing", { scopes: "read_orders" }]);
    shopify.before = () => ({ status: 301, headers: { location: "https://elsewhere.example/admin" } });
    expect(await codeOf(keyOf(shopify))).toEqual([400, "shop_moved", { to: "elsewhere.example" }]);
    shopify.before = () => "hang up";
    expect((await codeOf(keyOf(shopify))).slice(0, 2)).toEqual([503, "shop_unreachable"]);
    expect((await codeOf({ url: woocommerce.url, key: keys.token })).slice(0, 2)).toEqual([400, "shop_not_there"]);
    expect((await api("POST", "/past", { months: 12 })).body.error.code).toBe("past_key_missing");
    expect((await past()).key).toBeNull();

    source = (await app.api("POST", "/api/sources", { kind: "woocommerce", name: "Shop" }, { workspace: here.workspaceId })).body;
    expect(await codeOf({ url: woocommerce.url, key: keys.key })).toEqual([400, "shop_secret_missing", {}]);
    expect(await codeOf({ ...keyOf(woocommerce), secret: "cs_wrong-secret" })).toEqual([400, "shop_key_refused", {}]);
    source = (await app.api("POST", "/api/sources", { kind: "segment", name: "Tracking" }, { workspace: here.workspaceId })).body;
    expect(await codeOf(keyOf(shopify))).toEqual([400, "source_without_past", {}]);
  });

  it("of an app is bought with client id and secret, and says when it reaches back 60 days only", async () => {
    source = (await app.api("POST", "/api/sources", { kind: "shopify", name: "Shop" }, { workspace: here.workspaceId })).body;
    shopify.scopes = ["write_orders", "read_customers"];
    const wrong = await api("PUT", "/past/key", { url: shopify.url, key: "client-id", secret: "shpss_wrong-secret" });
    expect(wrong.body.error.code).toBe("shop_key_refused");
    const right = await api("PUT", "/past/key", { url: shopify.url, key: "client-id", secret: "shpss_right-secret" });
    expect(right.body.key).toMatchObject({ reachDays: 60 });
    keep(shopify.orders, shopifyOrder(1, { atMs: at(10) }));
    expect((await bring()).run).toMatchObject({ orders: { done: 1, total: 1 } });
  });
});

describe("bringing a Shopify shop's past", () => {
  it("takes every customer and order once, at the time it happened, and makes no noise", async () => {
    fillShopify(320, 310);
    const cancelled = keep(shopify.orders, shopifyOrder(700, { atMs: at(40), cancelled_at: iso(at(39)), updated_at: iso(at(39)) }));
    const refunded = shopifyOrder(701, { atMs: at(30), total: "100.00", updated_at: iso(at(20)), current_total_price: "60.00" });
    keep(shopify.orders, { ...refunded, refunds: [refundOf(refunded, at(20), "40.00")] });
    const sent = { id: "55", status: "success", created_at: iso(at(29)), updated_at: iso(at(29)), email: refunded["email"] };
    shopify.orders.get(refunded.id)!["fulfillments"] = [sent];
    await connect(shopify);
    const { run } = await bring();
    expect(run).toMatchObject({
      state: "done",
      stage: "work",
      customers: { done: 310, total: 310 },
      orders: { done: 322, total: 322 },
      kept: 632,
      waiting: 0,
      trouble: null,
    });

    const orders = await ordersHere();
    expect(orders.map(({ externalId }) => externalId)).toEqual([...shopify.orders.keys()].toSorted());
    for (const order of orders) {
      const theirs = shopify.orders.get(order.externalId)!;
      expect(order).toMatchObject({
        totalMinor: Math.round(Number(theirs["total_price"]) * 100),
        placedAt: Date.parse(theirs["created_at"]),
      });
    }
    expect(orders.find(({ externalId }) => externalId === cancelled.id)).toMatchObject({ cancelled: true });
    expect(orders.find(({ externalId }) => externalId === refunded.id)).toMatchObject({ cancelled: false, refundedMinor: 4000 });
    const causes = await app.db.inWorkspace(here.workspaceId, (tx) =>
      tx.query(
        sql`select distinct cause, type from ledger where workspace_id = ${here.workspaceId} and type not like 'pipeline.%' and cause <> 'import'`,
      ),
    );
    expect(causes).toEqual([]);
    const facts = await app.db.inWorkspace(here.workspaceId, (tx) =>
      tx.query<{ type: string; at: number }>(sql`
        select type, at from ledger where workspace_id = ${here.workspaceId} and data->'order'->>'externalId' = ${refunded.id} order by at`),
    );
    expect(facts).toEqual([
      { type: "order.placed", at: at30(refunded) },
      { type: "order.fulfilled", at: Date.parse(sent.updated_at) },
      { type: "order.refunded", at: Date.parse(refunded["updated_at"]) },
    ]);
    const [customer] = await app.db.inWorkspace(here.workspaceId, (tx) =>
      tx.query<{ leadAt: number }>(
        sql`select lead_at as "leadAt" from contact where workspace_id = ${here.workspaceId} and email = 'buyer305@shop.example'`,
      ),
    );
    expect(customer!.leadAt).toBe(Date.parse(shopify.customers.get(shopifyCustomer(305, { atMs: 0 }).id)!["created_at"]));

    const before = await stateOf(app.db, here.workspaceId);
    expect((await bring()).run).toMatchObject({ kept: 0, orders: { done: 322, total: 322 } });
    expect(await stateOf(app.db, here.workspaceId)).toEqual(before);
  }, 90_000);

  const at30 = (order: Thing) => Date.parse(order["created_at"]);

  it("goes as far back as it is told", async () => {
    keep(shopify.orders, shopifyOrder(1, { atMs: at(500) }));
    keep(shopify.orders, shopifyOrder(2, { atMs: at(200) }));
    keep(shopify.customers, shopifyCustomer(3, { atMs: at(900) }));
    await connect(shopify);
    expect((await bring(12)).run).toMatchObject({ months: 12, customers: { done: 0, total: 0 }, orders: { done: 1, total: 1 } });
    expect((await bring(24)).run).toMatchObject({ months: 24, orders: { done: 2, total: 2 }, kept: 1 });
  });

  it("counts what a webhook told before or tells later once", async () => {
    const order = keep(shopify.orders, shopifyOrder(1, { atMs: at(3), total: "50.00" }));
    const other = keep(shopify.orders, shopifyOrder(2, { atMs: at(2), total: "70.00", updated_at: iso(at(1)) }));
    shopify.orders.set(other.id, { ...other, current_total_price: "60.00", refunds: [refundOf(other, at(1), "10.00")] });
    await connect(shopify);
    await webhook("orders/create", order);
    await bring();
    const before = (await stateOf(app.db, here.workspaceId)) as { deals: unknown; orders: unknown; totals: unknown };
    await webhook("orders/create", other);
    await webhook("refunds/create", refundOf(other, at(1), "10.00"));
    await webhook("orders/updated", shopify.orders.get(other.id)!);
    expect(await stateOf(app.db, here.workspaceId)).toMatchObject({ deals: before.deals, orders: before.orders, totals: before.totals });
    expect((await ordersHere()).map(({ totalMinor, refundedMinor }) => [totalMinor, refundedMinor])).toEqual([
      [5000, 0],
      [7000, 1000],
    ]);
  });

  it("misses nothing that is ordered, changed or removed while it pages", async () => {
    fillShopify(600);
    const [first, second] = [...shopify.orders.values()];
    shopify.before = ({ path, query }) => {
      if (!path.endsWith("/orders.json") || query.get("since_id") === "0" || shopify.orders.size !== 600) return undefined;
      shopify.orders.delete(second!.id);
      shopify.orders.set(first!.id, {
        ...first!,
        total_price: "999.00",
        current_total_price: "999.00",
        updated_at: iso(Date.now() + 1000),
      });
      keep(shopify.orders, shopifyOrder(900, { atMs: Date.now() - 1000 }));
      keep(shopify.orders, shopifyOrder(901, { atMs: Date.now() - 1000 }));
      return undefined;
    };
    await connect(shopify);
    await bring();
    const orders = await ordersHere();
    const known = new Set(orders.map(({ externalId }) => externalId));
    expect([...shopify.orders.keys()].filter((id) => !known.has(id))).toEqual([]);
    expect(orders.find(({ externalId }) => externalId === first!.id)!.totalMinor).toBe(99_900);
  }, 60_000);

  it("waits as long as the shop says, and asks more slowly the fuller the bucket is", async () => {
    fillShopify(1_000);
    await connect(shopify);
    shopify.asked.length = 0;
    let turnedAway = 0;
    shopify.before = ({ query }) => {
      if (query.has("since_id") && turnedAway < 2 && shopify.asked.length > 4) {
        turnedAway += 1;
        return { status: 429, headers: { "retry-after": "1.5" } };
      }
      return undefined;
    };
    shopify.bucket = { size: 6, leak: 4, used: 0, atMs: Date.now() };
    await api("POST", "/past", { months: null });
    await until(async () => (await past()).run?.trouble === "shop_limit");
    expect((await past()).run!.waitUntil).not.toBeNull();
    await untilState("done");
    expect((await past()).run).toMatchObject({ orders: { done: 1_000 }, trouble: null });
    expect((await ordersHere()).length).toBe(1_000);

    const asked = shopify.asked.filter(({ query }) => query.has("since_id") && !query.has("created_at_max"));
    const again = asked.flatMap(({ query, atMs }, n) =>
      n > 0 && asked[n - 1]!.query.toString() === query.toString() ? [atMs - asked[n - 1]!.atMs] : [],
    );
    expect(again.length).toBeGreaterThanOrEqual(2);
    for (const gapMs of again) expect(gapMs).toBeGreaterThanOrEqual(240); // 1 / leak is the shortest it was told
    expect(again.filter((gapMs) => gapMs >= 1_500).length).toBe(2);
  }, 60_000);

  it("tries again after errors, hang-ups and nonsense, and stops where trying is no use", async () => {
    fillShopify(300);
    await connect(shopify);
    const worse = [{ status: 500 }, "hang up", { body: "<html>Oops" }, { status: 502 }] as const;
    let n = 0;
    shopify.before = ({ path, query }) => (path.endsWith("/orders.json") && query.get("since_id") !== "0" ? worse[n++] : undefined);
    await api("POST", "/past", { months: null });
    await until(async () => (await past()).run?.trouble !== null);
    await untilState("done", 60_000);
    expect((await ordersHere()).length).toBe(300);
    expect(n).toBeGreaterThan(worse.length);

    shopify.before = undefined;
    shopify.token = "shpat_another-token-now";
    await api("POST", "/past", { months: null });
    await untilState("stopped");
    expect((await past()).run).toMatchObject({ trouble: "shop_key_refused", leftSeconds: null });
    shopify.token = keys.token;
    expect((await api("POST", "/past/resume")).body.run).toMatchObject({ state: "running", trouble: null });
    await untilState("done");
  }, 90_000);

  it("pauses, goes on, is cancelled and begins anew", async () => {
    fillShopify(800, 10);
    await connect(shopify);
    let held: (() => void) | undefined;
    const gate = new Promise<void>((resolve) => (held = resolve));
    shopify.before = async ({ query }) => {
      if (query.has("since_id") && query.get("since_id") !== "0") await gate;
      return undefined;
    };
    await api("POST", "/past", { months: null });
    expect((await api("POST", "/past", { months: null })).body.error.code).toBe("past_running");
    await until(async () => ((await past()).run?.orders.done ?? 0) === 250);
    expect((await api("POST", "/past/pause")).body.run.state).toBe("paused");
    held!(); // the page that was under way comes too late and is not written
    await app.settle();
    await sleep(600);
    expect((await past()).run).toMatchObject({ state: "paused", orders: { done: 250, total: 800 } });
    expect((await ordersHere()).length).toBe(250);
    expect((await api("POST", "/past/pause")).body.error.code).toBe("past_not_running");
    await api("POST", "/past/resume");
    await untilState("done");
    expect((await ordersHere()).length).toBe(800);

    expect((await api("POST", "/past", { months: null })).body.run.state).toBe("running");
    expect((await api("POST", "/past/cancel")).body.run).toMatchObject({ state: "cancelled", waiting: 0 });
    expect((await api("POST", "/past/resume")).body.error.code).toBe("past_not_paused");
    expect((await bring()).run).toMatchObject({ state: "done", kept: 0 });
    await api("DELETE", "/past/key");
    expect((await past()).key).toBeNull();
  }, 60_000);
});

describe("bringing a WooCommerce shop's past", () => {
  it("takes every customer and order once, though some are removed while it pages", async () => {
    for (let n = 0; n < 230; n += 1) keep(woocommerce.orders, wooOrder(n, { atMs: at(400) + n * 3_600_000, total: `${20 + n}.00` }));
    for (let n = 0; n < 120; n += 1) keep(woocommerce.customers, wooCustomer(n, { atMs: at(500) }));
    keep(
      woocommerce.orders,
      wooOrder(500, { atMs: at(9), status: "completed", date_completed_gmt: gmt(at(8)), refunds: [{ id: 1, total: "-9.35" }] }),
    );
    keep(woocommerce.orders, wooOrder(501, { atMs: at(9), status: "cancelled" }));
    keep(woocommerce.orders, wooOrder(502, { atMs: at(9), status: "pending", date_paid: null, date_paid_gmt: null }));
    let pages = 0;
    woocommerce.before = ({ path, query }) => {
      if (path.endsWith("/orders") && query.has("offset") && (pages += 1) === 2)
        for (const n of [3, 4, 5]) woocommerce.orders.delete(String(700 + n));
      return undefined;
    };
    await connect(woocommerce);
    const { run } = await bring();
    expect(run).toMatchObject({ state: "done", customers: { done: 120, total: 120 }, orders: { done: 233 } });
    const placed = await ordersHere();
    const expected = [...woocommerce.orders.values()].filter(({ status }) => status !== "pending").map(({ id }) => id);
    expect(placed.map(({ externalId }) => externalId)).toEqual(expect.arrayContaining(expected));
    expect((await factCounts()).every(({ facts }) => facts === 1)).toBe(true);
    expect(placed.find(({ externalId }) => externalId === "1200")).toMatchObject({ refundedMinor: 935, placedAt: at9() });
    expect(placed.find(({ externalId }) => externalId === "1201")).toMatchObject({ cancelled: true });
    expect(woocommerce.asked.every(({ query }) => Number(query.get("per_page")) <= 100)).toBe(true);
  }, 60_000);

  const at9 = () => Date.parse(`${String(woocommerce.orders.get("1200")!["date_created_gmt"])}Z`);

  it("takes smaller pages from a shop that gives up over large ones, and rests when it says 503", async () => {
    for (let n = 0; n < 140; n += 1) keep(woocommerce.orders, wooOrder(n, { atMs: at(300) + n * 60_000 }));
    let rested = false;
    woocommerce.before = ({ query }) => {
      if (Number(query.get("per_page")) > 60) return { status: 500 };
      if (!query.has("offset") || query.get("offset") === "0" || rested) return undefined;
      rested = true;
      return { status: 503, headers: { "retry-after": "1" } };
    };
    await connect(woocommerce);
    await bring();
    expect((await ordersHere()).length).toBe(140);
    const limited = woocommerce.asked.findIndex(
      ({ query }) => query.has("offset") && query.get("offset") !== "0" && Number(query.get("per_page")) <= 60,
    );
    const [turnedAway, next] = woocommerce.asked.slice(limited);
    expect(next!.atMs - turnedAway!.atMs).toBeGreaterThanOrEqual(1_000);
  }, 90_000);
});

describe("while a past is brought", () => {
  it("what happens now is worked off first, though it came later, and alone", async () => {
    await connect(shopify);
    const row = (n: number, more: object) => ({
      sourceId: source.id,
      externalId: `row-${n}`,
      receivedAtMs: Date.now(),
      skewMs: 0,
      kind: "orders/create",
      body: JSON.stringify(shopifyOrder(n, { atMs: at(3) })),
      ...more,
    });
    const statuses = () =>
      app.db.inWorkspace(here.workspaceId, (tx) =>
        tx.query(
          sql`select past_id is not null as past, status, count(*) from inbound where workspace_id = ${here.workspaceId} group by 1, 2 order by 1, 2`,
        ),
      );
    await app.db.inWorkspace(here.workspaceId, async (tx) => {
      const fetched = Array.from({ length: 200 }, (_, n) => row(n, { pastId: crypto.randomUUID() }));
      await insertInbound(tx, [...fetched, row(201, {})]);
      expect(await processRows(tx, 1_000)).toBe(1);
      expect(await processRows(tx, 1_000)).toBe(limits.pastBatchRows);
    });
    await app.settle();
    expect(await statuses()).toEqual([
      { past: false, status: "accepted", count: 1 },
      { past: true, status: "accepted", count: 200 },
    ]);
  });

  it("what happens now goes first, and is worked off within a second", async () => {
    fillShopify(800);
    await connect(shopify);
    const live = (await app.api("POST", "/api/sources", { kind: "segment", name: "Tracking" }, { workspace: here.workspaceId })).body;
    const origin = await app.listen();
    await api("POST", "/past", { months: null });
    const delays: number[] = [];
    for (let n = 0; (await past()).run?.state === "running"; n += 1) {
      const messageId = `live-${n}`;
      const startedMs = performance.now();
      const body = JSON.stringify({ writeKey: live.writeKey, messageId, anonymousId: `a${n}`, type: "page" });
      expect((await fetch(`${origin}/v1/page`, { method: "POST", headers: { "content-type": "application/json" }, body })).status).toBe(
        200,
      );
      await until(async () => {
        const [row] = await app.db.inWorkspace(here.workspaceId, (tx) =>
          tx.query<{ status: string }>(
            sql`select status from inbound where workspace_id = ${here.workspaceId} and source_id = ${live.id} and external_id = ${messageId}`,
          ),
        );
        return row!.status === "accepted";
      });
      delays.push(performance.now() - startedMs);
    }
    expect(delays.length).toBeGreaterThan(3);
    expect(delays.toSorted((a, b) => a - b)[delays.length >> 1]).toBeLessThan(1_000);
    const causes = await app.db.inWorkspace(here.workspaceId, (tx) =>
      tx.query(
        sql`select distinct cause from ledger where workspace_id = ${here.workspaceId} and source_id = ${live.id} and type = 'page.viewed'`,
      ),
    );
    expect(causes).toEqual([{ cause: "shop" }]);
  }, 60_000);
});

describe("a worker that dies", () => {
  const dying = useApp({ workers: false, env: { SLUICE_LOCAL_SHOPS: "1" } });

  it("leaves a place from which another goes on, and all is there once", async () => {
    fillShopify(900, 300);
    const made = (await dying.api("POST", "/api/sources", { kind: "shopify", name: "Shop" })).body;
    await dying.api("PUT", `/api/sources/${made.id}/past/key`, keyOf(shopify));
    await dying.api("POST", `/api/sources/${made.id}/past`, { months: null });
    const { db, parts } = dying;
    const intake = inboundWorker(db, parts.log);
    await intake.start();
    let pages = 0;
    for (let n = 0; n < 12; n += 1) {
      const worker = pastWorker({ db, log: parts.log, seal: parts.keys.seal, config: parts.config });
      const died = Promise.withResolvers<void>();
      shopify.before = async ({ query }) => {
        if (!query.has("since_id") || n === 11) return undefined;
        pages += 1;
        if (pages % 2 === 0) died.resolve(); // stopped with a page under way
        return undefined;
      };
      worker.start();
      if (n === 11) await until(async () => (await dying.api("GET", `/api/sources/${made.id}/past`)).body.run.state === "done", 60_000);
      else await Promise.race([died.promise, sleep(3_000)]);
      await worker.stop();
    }
    await intake.stop();
    const [count] = await db.inWorkspace(dying.shop.workspaceId, (tx) =>
      tx.query(sql`
        select count(*) as facts, count(distinct external_id) as events, (select count(*) from shop_order) as orders
        from ledger where type in ('order.placed', 'contact.identified')`),
    );
    expect(count).toEqual({ facts: 1_200, events: 1_200, orders: 900 });
  }, 90_000);
});

import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";
import { addDays, dayOf, startOfDay } from "#base/clock.ts";
import { useApp, type TestShop } from "#test/app.ts";
import { useFakeShop } from "#test/fake-shop/fake-shop.ts";
import { keys, type FakeShop, type Thing } from "#test/fake-shop/shop.ts";
import { iso, refundOf, shopifyOrder } from "#test/fake-shop/shopify.ts";
import { gmt, wooOrder } from "#test/fake-shop/woocommerce.ts";
import { until } from "#test/sluice-process.ts";
import type { DayDetail } from "./contract.ts";
import { queueDaily } from "./queue-daily.ts";

const app = useApp({ env: { SLUICE_LOCAL_SHOPS: "1" } });
const shopify = useFakeShop("shopify");
const woocommerce = useFakeShop("woocommerce");
let here: TestShop;
let sourceId: string;

const zone = "Europe/Berlin";
const today = dayOf(Date.now(), zone);
const day = addDays(today, -5);
const noon = startOfDay(day, zone) + 12 * 3_600_000;

beforeEach(async () => {
  for (const fake of [shopify, woocommerce]) fake.reset();
  here = await app.buildShop();
});

const api = (method: string, path: string, body?: unknown) =>
  app.api(method, `/api/sources/${sourceId}${path}`, body, { workspace: here.workspaceId });

/** Connects a shop whose orders are all here. */
async function connected(fake: FakeShop, orders: Thing[]): Promise<void> {
  for (const order of orders) fake.orders.set(order.id, order);
  sourceId = (await app.api("POST", "/api/sources", { kind: fake.kind, name: "Shop" }, { workspace: here.workspaceId })).body.id;
  const key = fake.kind === "shopify" ? { key: keys.token } : { key: keys.key, secret: keys.secret };
  await api("PUT", "/past/key", { url: fake.url, ...key });
  await api("POST", "/past", { months: null });
  await until(async () => (await api("GET", "/past")).body.run.state === "done");
  await app.settle();
}

async function compared(which = day): Promise<DayDetail> {
  expect((await api("POST", "/days/compare", { from: which, to: which })).status).toBe(200);
  return settled(which);
}

async function healed(): Promise<DayDetail> {
  expect((await api("POST", `/days/${day}/heal`)).body.todo).toBe("heal");
  return settled(day);
}

async function settled(which: string): Promise<DayDetail> {
  await app.settle();
  return (await api("GET", `/days/${which}`)).body;
}

/** Makes it so that Sluice never heard of an order. */
async function forget(id: string): Promise<void> {
  await app.db.inSystem((tx) => tx.query(sql`delete from shop_order where workspace_id = ${here.workspaceId} and external_id = ${id}`));
}

const whys = ({ list }: DayDetail) => list.map(({ number, why, shopMinor, hereMinor }) => [number, why, shopMinor, hereMinor]);

describe("a day of a Shopify shop", () => {
  const order = (n: number, total: string, more: Record<string, unknown> = {}) =>
    shopifyOrder(n, { atMs: noon + n * 60_000, total, ...more });

  it("adds up after its past was brought, by count and sum, without cancelled ones, within the day's bounds", async () => {
    const first = startOfDay(day, zone);
    const last = startOfDay(addDays(day, 1), zone) - 1000;
    await connected(shopify, [
      shopifyOrder(1, { atMs: first, total: "10.00" }),
      shopifyOrder(2, { atMs: last, total: "20.00" }),
      shopifyOrder(3, { atMs: first - 1000, total: "1000.00" }),
      shopifyOrder(4, { atMs: last + 1000, total: "2000.00" }),
      order(5, "40.00", { cancelled_at: iso(noon + 3_600_000) }),
      order(6, "50.00", { currency: "USD" }),
    ]);
    const { days } = (await api("GET", "/days")).body; // the newest thirty are compared by themselves once the past is here
    expect(days.length).toBe(30);
    expect(days.every(({ gaps, comparedAt }: DayDetail) => gaps === 0 && comparedAt !== null)).toBe(true);
    expect(days.find((each: DayDetail) => each.day === day)).toMatchObject({
      todo: null,
      trouble: null,
      sums: [
        { currency: "USD", shopCount: 1, shopMinor: 5000, hereCount: 1, hereMinor: 5000 },
        { currency: "EUR", shopCount: 2, shopMinor: 3000, hereCount: 2, hereMinor: 3000 },
      ],
    });
    expect(days.find((each: DayDetail) => each.day === addDays(day, -1))!.sums[0].shopMinor).toBe(100_000);
  }, 30_000);

  it("finds what is missing, different, refunded or too much, heals it, and is then equal", async () => {
    await connected(
      shopify,
      [1, 2, 3, 4, 5, 6].map((n) => order(n, `${n}0.00`)),
    );
    const [missing, different, gone, cancelled, refunded] = [...shopify.orders.values()];
    await forget(missing!.id);
    shopify.orders.set(different!.id, { ...different!, total_price: "25.00", current_total_price: "25.00", updated_at: iso(Date.now()) });
    shopify.orders.delete(gone!.id);
    shopify.orders.set(cancelled!.id, { ...cancelled!, cancelled_at: iso(Date.now()), updated_at: iso(Date.now()) });
    const back = [refundOf(refunded!, Date.now() - 5000, "8.00")];
    shopify.orders.set(refunded!.id, { ...refunded!, current_total_price: "42.00", refunds: back, updated_at: iso(Date.now()) });

    const gaps = await compared();
    expect(whys(gaps)).toEqual([
      ["#1001", "missing_here", 1000, null],
      ["#1002", "different_total", 2500, 2000],
      ["#1003", "missing_at_shop", null, 3000],
      ["#1004", "missing_at_shop", null, 4000],
      ["#1005", "different_refund", 800, 0],
    ]);
    expect(gaps.sums).toEqual([{ currency: "EUR", shopCount: 4, shopMinor: 14_500, hereCount: 5, hereMinor: 20_000 }]);

    shopify.asked.length = 0;
    const equal = await healed();
    expect(equal).toMatchObject({ gaps: 0, list: [], todo: null });
    expect(equal.sums).toEqual([{ currency: "EUR", shopCount: 4, shopMinor: 14_500, hereCount: 4, hereMinor: 14_500 }]);
    const fetched = shopify.asked.filter(({ query }) => query.has("ids"));
    expect(fetched[0]!.query.get("ids")!.split(",").toSorted()).toEqual(
      [missing, different, gone, cancelled, refunded].map((each) => each!.id).toSorted(),
    );
    const causes = await app.db.inWorkspace(here.workspaceId, (tx) =>
      tx.query(sql`select distinct cause from ledger where workspace_id = ${here.workspaceId} and type not like 'pipeline.%'`),
    );
    expect(causes).toEqual([{ cause: "import" }]);
    expect((await api("POST", `/days/${day}/heal`)).body.error.code).toBe("nothing_to_heal");
  }, 30_000);

  it("trusts the shop over a newer word of somebody else, and leaves what only others told alone", async () => {
    await connected(shopify, [order(1, "10.00")]);
    const tracking = (await app.api("POST", "/api/sources", { kind: "segment", name: "Tracking" }, { workspace: here.workspaceId })).body;
    const [{ id }] = [...shopify.orders.values()] as [Thing];
    const say = async (orderId: string, total: number, atMs: number) => {
      const event = {
        event: "Order Completed",
        timestamp: new Date(atMs).toISOString(),
        properties: { order_id: orderId, total, currency: "EUR" },
      };
      await fetch(`${await app.listen()}/v1/track`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ writeKey: tracking.writeKey, userId: "u1", messageId: `m${orderId}${total}`, ...event }),
      });
      await app.settle();
    };
    await say(id, 9, noon + 2 * 3_600_000);
    await say("only-in-tracking", 77, noon);
    expect(whys(await compared())).toEqual([["#1001", "different_total", 1000, 900]]);
    expect(await healed()).toMatchObject({ gaps: 0, sums: [{ hereCount: 1, hereMinor: 1000 }] });
  }, 30_000);

  it("does not call an order missing that the shop has under another day", async () => {
    await connected(shopify, [order(1, "10.00")]);
    const [theirs] = [...shopify.orders.values()];
    shopify.orders.set(theirs!.id, { ...theirs!, created_at: iso(noon + 86_400_000) });
    expect(await compared()).toMatchObject({ gaps: 0, sums: [] });
    expect(await compared(addDays(day, 1))).toMatchObject({ gaps: 0, sums: [{ shopCount: 1, hereCount: 1 }] });
  }, 30_000);

  it("waits and tries again while the shop is troubled, says so, and gives up on a wrong key", async () => {
    await connected(shopify, [order(1, "10.00")]);
    let failures = 0;
    shopify.before = () => ((failures += 1) <= 2 ? { status: 500 } : undefined);
    expect(await compared()).toMatchObject({ gaps: 0, trouble: null });
    expect(failures).toBeGreaterThan(2);
    shopify.before = undefined;
    shopify.token = "shpat_another-token-now";
    expect(await compared()).toMatchObject({ trouble: "shop_key_refused", todo: null });
  }, 30_000);

  it("refuses what makes no sense", async () => {
    await connected(shopify, []);
    const codeOf = async (method: string, path: string, body?: unknown) => (await api(method, path, body)).body.error.code;
    expect(await codeOf("POST", "/days/compare", { from: day, to: addDays(day, -1) })).toBe("day_range");
    expect(await codeOf("POST", "/days/compare", { from: "1900-01-01", to: day })).toBe("day_range");
    expect(await codeOf("POST", "/days/compare", { from: today, to: addDays(today, 1) })).toBe("day_range");
    expect(await codeOf("GET", "/days/2026-02-30")).toBe("not_a_day");
    expect(await codeOf("GET", "/days/2001-01-01")).toBe("day_not_compared");
    await api("DELETE", "/past/key");
    expect(await codeOf("POST", "/days/compare", { from: day, to: day })).toBe("past_key_missing");
  }, 30_000);

  it("is compared again each night, not before the key is a day old", async () => {
    await connected(shopify, [order(1, "10.00")]);
    const comparedAt = async () => (await api("GET", `/days/${day}`)).body.comparedAt;
    const before = await comparedAt();
    await queueDaily(app.db);
    await app.settle();
    expect(await comparedAt()).toBe(before);
    await app.db.inSystem((tx) => tx.query(sql`update source_key set compared_day = ${addDays(today, -1)} where source_id = ${sourceId}`));
    await queueDaily(app.db);
    await app.settle();
    expect(Date.parse(await comparedAt())).toBeGreaterThan(Date.parse(before));
  }, 30_000);
});

describe("a day of a WooCommerce shop", () => {
  const order = (n: number, total: string, more: Record<string, unknown> = {}) => wooOrder(n, { atMs: noon + n * 60_000, total, ...more });

  it("finds and heals what is missing, different, cancelled or gone; unpaid orders are none", async () => {
    await connected(woocommerce, [
      ...[1, 2, 3, 4].map((n) => order(n, `${n}0.00`)),
      order(5, "50.00", { status: "pending", date_paid: null, date_paid_gmt: null }),
    ]);
    const [missing, different, gone, cancelled] = [...woocommerce.orders.values()];
    await forget(missing!.id);
    woocommerce.orders.set(different!.id, { ...different!, total: "21.00" }); // the shop's own clock did not move
    woocommerce.orders.delete(gone!.id);
    woocommerce.orders.set(cancelled!.id, { ...cancelled!, status: "cancelled", date_modified_gmt: gmt(Date.now()) });
    const gaps = await compared();
    expect(whys(gaps)).toEqual([
      ["701", "missing_here", 1000, null],
      ["702", "different_total", 2100, 2000],
      ["703", "missing_at_shop", null, 3000],
      ["704", "missing_at_shop", null, 4000],
    ]);
    expect(await healed()).toMatchObject({
      gaps: 0,
      sums: [{ currency: "EUR", shopCount: 2, shopMinor: 3100, hereCount: 2, hereMinor: 3100 }],
    });
  }, 30_000);

  it("lists an order that cannot be read with its reason", async () => {
    await connected(woocommerce, [order(1, "-3.00")]);
    expect((await compared()).list).toMatchObject([{ externalId: "701", why: "unreadable", reason: "negative_amount" }]);
  }, 30_000);
});

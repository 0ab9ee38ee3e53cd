import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { useApp } from "#test/app.ts";
import type { LogPage, SourceWire } from "./contract.ts";

const app = useApp();

async function create(body: object, workspace?: string) {
  return (await app.api("POST", "/api/sources", body, { workspace })).body as {
    id: string;
    kind: string;
    url: string;
    writeKey?: string;
    secret?: string;
  };
}
async function list(): Promise<SourceWire[]> {
  return (await app.api("GET", "/api/sources")).body.sources;
}
async function send(writeKey: string, event: object): Promise<number> {
  const answer = await fetch(`${await app.listen()}/v1/track`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` },
    body: JSON.stringify(event),
  });
  return answer.status;
}
async function log(id: string, query = ""): Promise<LogPage> {
  return (await app.api("GET", `/api/sources/${id}/log?${query}`)).body;
}

describe("connecting", () => {
  test("a tracking client gets a key that stays readable", async () => {
    const created = await create({ kind: "segment", name: "Website" });
    expect(created).toEqual({
      id: expect.any(String),
      kind: "segment",
      url: "http://127.0.0.1:4600/v1",
      writeKey: expect.stringMatching(/^wk_[a-z2-7]{32}$/),
    });
    const source = (await list()).find(({ id }) => id === created.id);
    expect(source).toMatchObject({
      name: "Website",
      writeKey: created.writeKey,
      hasSecret: false,
      pipelineId: app.shop.pipeline.id,
      lastReceivedAt: null,
      counts: { accepted: 0, ignored: 0, refused: 0, failed: 0, waiting: 0 },
    });
  });

  test("a shop's secret is told once, and lies sealed in the database", async () => {
    const shop = await app.buildShop();
    const created = await create({ kind: "shopify", name: "Shop", secret: "shpss_0123456789" }, shop.workspaceId);
    expect(created).toEqual({
      id: created.id,
      kind: "shopify",
      url: `http://127.0.0.1:4600/hooks/shopify/${created.id}`,
      secret: "shpss_0123456789",
    });
    const { body } = await app.api("GET", "/api/sources", undefined, { workspace: shop.workspaceId });
    expect(body.sources[0]).toMatchObject({ hasSecret: true, writeKey: null });
    expect(JSON.stringify(body)).not.toContain("shpss_");
    const rows = await app.db.inSystem((tx) => tx.query(sql`select * from source where id = ${created.id}`));
    expect(JSON.stringify(rows)).not.toContain("shpss_");
    expect(app.lines.join()).not.toContain("shpss_");
  });

  test("a second shop keeps its order numbers apart; the same shop again shares them again", async () => {
    const { workspaceId } = await app.buildShop();
    const scope = async (id: string) =>
      (await app.db.inSystem((tx) => tx.query<{ scope: string }>(sql`select scope from source where id = ${id}`)))[0]!.scope;
    const first = await create({ kind: "woocommerce", name: "A" }, workspaceId);
    const second = await create({ kind: "woocommerce", name: "B" }, workspaceId);
    expect([await scope(first.id), await scope(second.id)]).toEqual(["", second.id]);
    await app.api("DELETE", `/api/sources/${first.id}`, undefined, { workspace: workspaceId });
    const other = await create({ kind: "shopify", name: "C" }, workspaceId);
    const again = await create({ kind: "woocommerce", name: "A" }, workspaceId);
    expect([await scope(other.id), await scope(again.id)]).toEqual([other.id, ""]);
  });

  test("what is wrong is refused", async () => {
    expect((await app.api("POST", "/api/sources", { kind: "demo", name: "x" })).status).toBe(400);
    expect((await app.api("POST", "/api/sources", { kind: "segment", name: "  " })).status).toBe(400);
    expect((await app.api("POST", "/api/sources", { kind: "segment", name: "x", pipelineId: crypto.randomUUID() })).status).toBe(404);
    expect((await app.api("POST", "/api/sources", { kind: "segment", name: "x" }, { as: "seller" })).status).toBe(403);
    const { id } = await create({ kind: "segment", name: "x" });
    expect((await app.api("PATCH", `/api/sources/${id}`, { secret: "0123456789" })).body.error.code).toBe("source_without_secret");
    const foreign = await app.buildShop();
    for (const [method, path] of [
      ["PATCH", ""],
      ["DELETE", ""],
      ["GET", "/log"],
      ["POST", "/log/x/retry"],
    ] as const) {
      expect(
        (await app.api(method, `/api/sources/${id}${path}`, method === "PATCH" ? {} : undefined, { workspace: foreign.workspaceId })).body
          .error.code,
      ).toBe("source_missing");
    }
  });

  test("a removed source takes nothing any more", async () => {
    const { id, writeKey } = await create({ kind: "script", name: "Blog" });
    expect(await send(writeKey!, { event: "x", anonymousId: "a" })).toBe(200);
    expect((await app.api("PATCH", `/api/sources/${id}`, { name: "Magazine" })).body.name).toBe("Magazine");
    expect((await app.api("DELETE", `/api/sources/${id}`)).status).toBe(204);
    expect(await send(writeKey!, { event: "x", anonymousId: "a" })).toBe(401);
    expect((await list()).map((source) => source.id)).not.toContain(id);
  });
});

describe("the log", () => {
  test("says what came in and what came of it", async () => {
    const { id, writeKey } = await create({ kind: "segment", name: "Log" });
    const order = {
      messageId: "m-order",
      event: "Order Completed",
      userId: "u-log",
      properties: { order_id: "o-log", total: 20, email: "log@shop.example" },
    };
    await send(writeKey!, { messageId: "m-view", event: "Product Viewed", userId: "u-log", properties: { name: "Mug" } });
    await app.settle();
    await send(writeKey!, order);
    await send(writeKey!, order);
    await send(writeKey!, { messageId: "m-bad", event: "Order Completed", userId: "u-log", properties: { order_id: "o-2", total: -1 } });
    await app.settle();

    const all = await log(id);
    expect(
      all.rows.map(({ externalId, kind, status, reason, who, effects }) => ({ externalId, kind, status, reason, who, effects })),
    ).toEqual([
      { externalId: "m-bad", kind: "Order Completed", status: "refused", reason: "negative_amount", who: null, effects: [] },
      { externalId: "m-order", kind: "Order Completed", status: "accepted", reason: null, who: "log@shop.example", effects: [] },
      { externalId: "m-view", kind: "Product Viewed", status: "accepted", reason: null, who: "u-log", effects: [] },
    ]);
    expect((await log(id, "status=refused")).rows).toHaveLength(1);
    expect((await log(id, "q=log@")).rows.map(({ externalId }) => externalId)).toEqual(["m-order"]);
    expect((await log(id, "q=m-v")).rows.map(({ externalId }) => externalId)).toEqual(["m-view"]);
    expect((await log(id, "q=m-v&status=refused")).rows).toEqual([]);

    const first = await log(id, "limit=2");
    expect(first.rows).toHaveLength(2);
    expect((await log(id, `limit=2&before=${first.next}`)).rows.map(({ externalId }) => externalId)).toEqual(["m-view"]);

    const effects = (await log(id, "effects=1&q=m-order")).rows[0]!.effects;
    expect(effects.map(({ type }) => type)).toEqual(expect.arrayContaining(["order.placed", "deal.won"]));
    expect((await log(id, "effects=1&q=m-view")).rows[0]!.effects.map(({ type }) => type)).toEqual(["product.viewed", "deal.opened"]);
    expect((await list()).find((source) => source.id === id)!.counts).toEqual({
      accepted: 2,
      ignored: 0,
      refused: 1,
      failed: 0,
      waiting: 0,
    });
  });

  test("a failed event can be worked off again, and no other", async () => {
    const { id, writeKey } = await create({ kind: "segment", name: "Retry" });
    await send(writeKey!, { messageId: "m#/ 1", event: "Product Viewed", anonymousId: "a-retry" });
    await app.settle();
    const retry = `/api/sources/${id}/log/${encodeURIComponent("m#/ 1")}/retry`;
    expect((await app.api("POST", retry)).body.error).toMatchObject({ code: "event_not_failed", details: { status: "accepted" } });
    await app.db.inSystem((tx) => tx.query(sql`update inbound set status = 'failed', reason = 'a bug' where source_id = ${id}`));
    expect((await log(id, "status=failed")).rows).toHaveLength(1);
    expect((await app.api("POST", retry)).status).toBe(204);
    await app.settle();
    expect((await log(id)).rows[0]).toMatchObject({ status: "accepted", reason: null });
    expect((await app.api("POST", `/api/sources/${id}/log/none/retry`)).body.error.code).toBe("event_missing");
  });
});

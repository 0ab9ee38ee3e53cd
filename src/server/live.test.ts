import { describe, expect, it } from "vitest";
import { sql } from "kysely";
import type { LiveChange } from "#workspaces/contract.ts";
import { useApp } from "#test/app.ts";
import { until } from "#test/sluice-process.ts";

describe("the live line", () => {
  const app = useApp();

  it("tells every open screen of the workspace what changed, and nobody else", async () => {
    const other = await app.buildShop();
    const [first, second, elsewhere] = [
      await watch(app.shop.workspaceId),
      await watch(app.shop.workspaceId),
      await watch(other.workspaceId),
    ];
    const deal = await newDeal("Tea for ten");
    await app.api("POST", `/api/deals/${deal.id}/activities`, { type: "note", text: "Called" });
    await until(() => [first, second].every(({ changes }) => changes.some(({ deals }) => deals.includes(deal.id))));
    const told = first.changes.find(({ deals }) => deals.includes(deal.id))!;
    expect(told).toMatchObject({ pipelines: [app.shop.pipeline.id], more: false });
    expect(told.seq).toBeGreaterThan(0);
    expect(elsewhere.changes).toEqual([]);
    for (const screen of [first, second, elsewhere]) screen.close();
    await until(() => !app.rooms.live.isWatched(app.shop.workspaceId));
  });

  it("gathers a storm into few changes, and names no more than a screen can use", async () => {
    const screen = await watch(app.shop.workspaceId);
    await Promise.all(Array.from({ length: 60 }, (_, index) => newDeal(`Tea ${index}`)));
    await app.settle();
    const last = (
      await app.db.inSystem((tx) =>
        tx.query<{ seq: number }>(sql`select last_seq as seq from workspace where id = ${app.shop.workspaceId}`),
      )
    )[0]!.seq;
    await until(() => screen.changes.at(-1)?.seq === last);
    expect(new Set(screen.changes.flatMap(({ deals }) => deals)).size).toBe(60);
    expect(screen.changes.length).toBeLessThan(30);
    screen.close();
  });

  it("names the source that received something", async () => {
    const source = (await app.api("POST", "/api/sources", { kind: "segment", name: "Web" })).body;
    const screen = await watch(app.shop.workspaceId);
    const body = JSON.stringify({
      messageId: "m1",
      anonymousId: "a1",
      event: "Product Viewed",
      properties: { name: "Assam", price: 9, currency: "EUR" },
    });
    const sent = await fetch(`${await app.listen()}/v1/track`, {
      method: "POST",
      body,
      headers: { authorization: `Basic ${btoa(`${source.writeKey}:`)}`, "content-type": "application/json" },
    });
    expect(sent.status).toBe(200);
    await until(() => screen.changes.some(({ sources }) => sources.includes(source.id)));
    screen.close();
  });

  it("is closed to strangers", async () => {
    expect((await app.api("GET", "/api/live", undefined, { as: "nobody" })).status).toBe(401);
  });

  async function newDeal(name: string): Promise<{ id: string }> {
    return (await app.api("POST", "/api/deals", { pipelineId: app.shop.pipeline.id, stageId: "interest", name })).body;
  }

  async function watch(workspaceId: string): Promise<{ changes: LiveChange[]; close(): void }> {
    const closing = new AbortController();
    const headers = { ...(await app.signedIn("viewer", { ...app.shop, workspaceId })), "sluice-workspace": workspaceId };
    const answer = await fetch(`${await app.listen()}/api/live`, { headers, signal: closing.signal });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    const changes: LiveChange[] = [];
    void (async () => {
      let text = "";
      for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const events = text.split("\n\n");
        text = events.pop()!;
        for (const event of events)
          if (event.startsWith("event: change")) changes.push(JSON.parse(/^data: (.*)$/m.exec(event)![1]!) as LiveChange);
      }
    })().catch(() => {});
    return { changes, close: () => closing.abort() };
  }
});

import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import { createPipeline } from "#pipelines/create-pipeline.ts";
import { useDatabase } from "#test/database.ts";
import { processWaiting } from "./process.ts";

describe("working off what came in", () => {
  const store = useDatabase();

  async function shop() {
    const workspaceId = newId();
    await store.db.inSystem((tx) =>
      tx.query(
        sql`insert into workspace (id, name, kind, currency, time_zone, language) values (${workspaceId}, 'Shop', 'own', 'EUR', 'Europe/Berlin', 'en')`,
      ),
    );
    const pipeline = await store.db.inWorkspace(workspaceId, (tx) => createPipeline(tx, { template: "online-shop", language: "en" }));
    const sourceId = newId();
    await store.db.inWorkspace(workspaceId, (tx) =>
      tx.query(
        sql`insert into source (workspace_id, id, kind, name, pipeline_id) values (${workspaceId}, ${sourceId}, 'segment', 'Shop', ${pipeline.id})`,
      ),
    );
    const send = async (...events: Record<string, unknown>[]) => {
      for (const event of events) {
        await store.db.inWorkspace(workspaceId, (tx) =>
          tx.query(sql`
          insert into inbound (workspace_id, source_id, external_id, received_at, kind, body)
          values (${workspaceId}, ${sourceId}, ${String(event["messageId"])}, now(), ${String(event["event"] ?? event["type"])}, ${JSON.stringify(event)})
          on conflict do nothing`),
        );
      }
      while ((await processWaiting(store.db, workspaceId)) > 0);
    };
    const board = () =>
      store.db.inWorkspace(workspaceId, (tx) =>
        tx.query(sql`select stage_id, outcome, value_minor, currency, n from deal order by n, opened_at, stage_id`),
      );
    return { workspaceId, send, board };
  }
  let id = 0;
  const at = (minute: number) => new Date(Date.UTC(2026, 9, 1, 12, minute)).toISOString();
  const track = (minute: number, event: string, properties: object, who: object = { anonymousId: "a1" }) => ({
    messageId: `m${(id += 1)}`,
    type: "track",
    event,
    properties,
    timestamp: at(minute),
    ...who,
  });
  const page = (minute: number, who: object = { anonymousId: "a1" }) => ({
    messageId: `m${(id += 1)}`,
    type: "page",
    properties: { path: "/" },
    timestamp: at(minute),
    ...who,
  });

  it("moves a visitor from the first page to the sale and on to the next", async () => {
    const { send, board } = await shop();
    await send(page(0));
    expect(await board()).toMatchObject([{ stage_id: "awareness", outcome: "open", n: 0 }]);
    await send(track(1, "Product Viewed", { product_id: "p", name: "Tea", price: 12, currency: "EUR" }));
    expect(await board()).toMatchObject([{ stage_id: "interest", value_minor: 1200 }]);
    await send(track(2, "Product Added", { product_id: "p", price: 12, quantity: 2, currency: "EUR" }));
    expect(await board()).toMatchObject([{ stage_id: "evaluation", value_minor: 2400 }]);
    await send(track(3, "Checkout Started", { value: 24, currency: "EUR" }));
    expect(await board()).toMatchObject([{ stage_id: "decision", value_minor: 2400 }]);
    await send(
      track(4, "Order Completed", { order_id: "o1", total: 28.9, shipping: 4.9, currency: "EUR" }, { anonymousId: "a1", userId: "u1" }),
    );
    expect(await board()).toMatchObject([
      { stage_id: "purchase", outcome: "won", value_minor: 2890, n: 0 },
      { stage_id: "retention", outcome: "open", value_minor: 2890, n: 1 },
    ]);
    await send(track(9, "Order Refunded", { order_id: "o1", total: 8.9, currency: "EUR" }, { userId: "u1" }));
    expect((await board())[0]).toMatchObject({ stage_id: "purchase", outcome: "won", value_minor: 2000 });
  });

  it("puts a late event where it belongs", async () => {
    const { send, board } = await shop();
    await send(track(4, "Order Completed", { order_id: "o1", total: 10, currency: "EUR" }));
    await send(track(2, "Product Added", { product_id: "p", price: 10, quantity: 1, currency: "EUR" }));
    expect(await board()).toMatchObject([
      { stage_id: "purchase", outcome: "won", n: 0 },
      { stage_id: "retention", outcome: "open", n: 1 },
    ]);
  });
});

import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { useApp } from "#test/app.ts";
import { sharedText } from "#test/shared.ts";

type Captured = { requests: { method: string; path: string; headers: Record<string, string>; body: { batch?: Sent[] } & Sent }[] };
type Sent = { messageId: string; type: string; event?: string };

const app = useApp();
let url: string;
let sourceId: string;

/** The key that the captured requests carry. */
beforeAll(async () => {
  url = await app.listen();
  sourceId = (await app.api("POST", "/api/sources", { kind: "segment", name: "Captured" })).body.id;
  await app.db.inSystem((tx) => tx.query(sql`update source set write_key = 'wk_demo' where id = ${sourceId}`));
});

async function replay(name: string): Promise<Sent[]> {
  const { requests } = JSON.parse(sharedText(`clients/${name}.json`)) as Captured;
  const sent: Sent[] = [];
  for (const { method, path, headers, body } of requests) {
    const own = Object.fromEntries(Object.entries(headers).filter(([name]) => !["host", "connection", "content-length"].includes(name)));
    const answer = await fetch(url + path, { method, headers: own, ...(method === "POST" && { body: JSON.stringify(body) }) });
    expect(answer.status).toBe(method === "POST" ? 200 : 204);
    if (method === "POST") sent.push(...(body.batch ?? [body]));
  }
  return sent;
}

function rows() {
  return app.db.inSystem((tx) =>
    tx.query<{ id: string; kind: string; status: string }>(
      sql`select external_id as id, kind, status from inbound where source_id = ${sourceId} order by external_id`,
    ),
  );
}

test.each([
  ["segment-analytics-node/identify", ["identify"]],
  ["segment-analytics-node/track-anonymous", ["Product Added"]],
  ["segment-analytics-node/track-product-viewed", ["Product Viewed"]],
  ["segment-analytics-node/track-order-completed", ["Order Completed"]],
  ["segment-analytics-node/page", ["page"]],
  ["segment-analytics-node/screen", ["screen"]],
  ["segment-analytics-node/group", ["group"]],
  ["segment-analytics-node/alias", ["alias"]],
  [
    "segment-analytics-node/batch-all",
    ["Order Completed", "Product Added", "Product Viewed", "alias", "group", "identify", "page", "screen"],
  ],
  ["segment-analytics-next/standard", ["Order Completed", "Product Added", "alias", "group", "identify", "page", "screen"]],
  ["segment-analytics-next/batching", ["Order Completed", "Product Added", "alias", "group", "identify", "page", "screen"]],
  ["segment-analytics-next/batching-page-left", ["Order Completed"]],
])("%s, as it was captured", async (name, kinds) => {
  const before = new Set((await rows()).map(({ id }) => id));
  const sent = await replay(name);
  await app.settle();
  const own = new Set(sent.map(({ messageId }) => messageId));
  const after = await rows();
  expect(
    after
      .filter(({ id }) => own.has(id))
      .map(({ kind }) => kind)
      .sort(),
  ).toEqual(kinds);
  expect(after.filter(({ id }) => !own.has(id) && !before.has(id))).toEqual([]);
  expect(after.filter(({ status }) => status !== "accepted")).toEqual([]);
});

test("45 events in three requests, half of them one event said again, all sent again after an answer was lost", async () => {
  const before = new Set((await rows()).map(({ id }) => id));
  const sent = await replay("segment-analytics-node/batch-45-tracks");
  expect(sent).toHaveLength(45);
  await replay("segment-analytics-node/batch-45-tracks");
  await app.settle();
  const fresh = new Set(sent.map(({ messageId }) => messageId)).difference(before);
  expect((await rows()).length - before.size).toBe(fresh.size);
});

test("all of it is one person, whose order won once", async () => {
  const won = await app.db.inSystem((tx) =>
    tx.query(
      sql`select distinct d.value_minor as value, d.currency, c.email, c.name from deal d join contact c on c.id = d.contact_id where d.outcome = 'won' and c.email = 'jo@example.org'`,
    ),
  );
  expect(won).toContainEqual({ value: 7190, currency: "EUR", email: "jo@example.org", name: "Jo Ott" });
});

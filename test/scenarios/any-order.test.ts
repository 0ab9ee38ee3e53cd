import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import type { Database } from "#base/postgres/database.ts";
import { recountTotals } from "#deals/save-deals.ts";
import { processWaiting } from "#intake/process.ts";
import { expireIdle } from "#journey/expire-idle.ts";
import { resettle } from "#journey/replay-contacts.ts";
import { unmergeContacts } from "#journey/merge-contacts.ts";
import { lastSeq } from "#ledger/read.ts";
import { createPipeline } from "#pipelines/create-pipeline.ts";
import { useDatabase } from "#test/database.ts";
import { stateOf, totals } from "#test/state.ts";

const runs = Number(process.env["PROPERTY_RUNS"] ?? 1_000);
/** Shrinking ends before the test's own time is up, so a failure always tells its seed and example; `PROPERTY_SEED` repeats one. */
const settings = {
  interruptAfterTimeLimit: 360_000,
  markInterruptAsFailure: true,
  ...(process.env["PROPERTY_SEED"] && { seed: Number(process.env["PROPERTY_SEED"]) }),
};
const begin = Date.now() - 90 * 86_400_000;

/** Minutes from the beginning: close together, at the same moment, or apart for longer than a journey lives. */
const minute = fc.oneof(
  fc.integer({ min: 0, max: 8 }),
  fc.integer({ min: 0, max: 80 }).map((day) => day * 1_440),
  fc.constantFrom(5, 43_210),
);
const who = fc.record(
  {
    anonymousId: fc.constantFrom("phone", "laptop"),
    userId: fc.constantFrom("ada", "bob"),
    email: fc.constantFrom("ada@example.com", "bob@example.com", "eve@example.com"),
  },
  { requiredKeys: [] },
);
const price = fc.integer({ min: 1, max: 50 });
const orderId = fc.constantFrom("o1", "o2");

const happening = fc.oneof(
  fc.constant({ type: "page", properties: { path: "/", url: "https://shop.example/?utm_source=news" } }),
  price.map((amount) => ({
    type: "track",
    event: "Product Viewed",
    properties: { product_id: "p", name: `Tea ${amount}`, price: amount, currency: "EUR" },
  })),
  price.map((amount) => ({
    type: "track",
    event: "Product Added",
    properties: { product_id: "p", price: amount, quantity: 1, currency: "EUR" },
  })),
  price.map((amount) => ({ type: "track", event: "Checkout Started", properties: { value: amount, currency: "EUR" } })),
  fc
    .tuple(orderId, price)
    .map(([order_id, total]) => ({ type: "track", event: "Order Completed", properties: { order_id, total, currency: "EUR" } })),
  fc
    .tuple(orderId, price)
    .map(([order_id, total]) => ({ type: "track", event: "Order Updated", properties: { order_id, total, currency: "EUR" } })),
  orderId.map((order_id) => ({ type: "track", event: "Order Refunded", properties: { order_id, total: 3, currency: "EUR" } })),
  orderId.map((order_id) => ({ type: "track", event: "Order Cancelled", properties: { order_id } })),
  fc.constantFrom("Ada", "Bob").map((name) => ({ type: "identify", traits: { name } })),
);

const message = fc.tuple(minute, who, happening).map(([at, { email, ...ids }, said]) => {
  const keys = Object.keys(ids).length === 0 ? { anonymousId: "phone" } : ids;
  const properties = { ...("properties" in said ? said.properties : {}), ...(email && said.type === "track" ? { email } : {}) };
  const traits = { ...("traits" in said ? said.traits : {}), ...(email && said.type === "identify" ? { email } : {}) };
  return { ...said, ...keys, properties, traits, timestamp: new Date(begin + at * 60_000).toISOString() };
});
const history = fc
  .array(message, { minLength: 2, maxLength: 9 })
  .map((messages) => messages.map((body, index) => ({ ...body, messageId: `m${index}` })));

type Delivery = { order: number[]; twice: boolean[]; batch: number };
const delivery = (length: number): fc.Arbitrary<Delivery> =>
  fc.record({
    order: fc.shuffledSubarray([...Array(length).keys()], { minLength: length }),
    twice: fc.array(fc.boolean(), { minLength: length, maxLength: length }),
    batch: fc.constantFrom(1, 2, 1_000),
  });

type Shop = { workspaceId: string; sourceId: string };

async function shop(db: Database): Promise<Shop> {
  const [workspaceId, sourceId] = [newId(), newId()];
  await db.inSystem((tx) =>
    tx.query(
      sql`insert into workspace (id, name, kind, currency, time_zone, language) values (${workspaceId}, 'Shop', 'own', 'EUR', 'Europe/Berlin', 'en')`,
    ),
  );
  await db.inWorkspace(workspaceId, async (tx) => {
    const pipeline = await createPipeline(tx, { template: "online-shop", language: "en" });
    await tx.query(
      sql`insert into source (workspace_id, id, kind, name, pipeline_id) values (${workspaceId}, ${sourceId}, 'segment', 'Shop', ${pipeline.id})`,
    );
  });
  return { workspaceId, sourceId };
}

async function deliver(
  db: Database,
  { workspaceId, sourceId }: Shop,
  messages: object[],
  { order, twice, batch }: Delivery,
): Promise<void> {
  const sent = order.flatMap((index) => (twice[index] ? [messages[index]!, messages[index]!] : [messages[index]!]));
  for (let from = 0; from < sent.length; from += batch) {
    const rows = sent
      .slice(from, from + batch)
      .map((body) => ({ id: (body as { messageId: string }).messageId, body: JSON.stringify(body) }));
    await db.inWorkspace(workspaceId, (tx) =>
      tx.query(sql`
      insert into inbound (workspace_id, source_id, external_id, received_at, kind, body)
      select ${workspaceId}, ${sourceId}, r.id, now(), 'track', r.body
      from json_to_recordset(${JSON.stringify(rows)}::json) as r (id text, body text)
      on conflict do nothing`),
    );
    while ((await processWaiting(db, workspaceId)) > 0);
  }
  await db.inWorkspace(workspaceId, async (tx) => {
    await expireIdle(tx);
    expect(await tx.query(sql`select reason, body from inbound where status not in ('accepted', 'ignored')`)).toEqual([]);
  });
}

describe("whatever the order of delivery", () => {
  const store = useDatabase();

  /** One shop hears the facts in order and at once, the other as the delivery has it; both must end alike. */
  async function compareDeliveries(messages: { timestamp: string }[], mixed: Delivery): Promise<{ straight: Shop; expected: unknown }> {
    const [straight, shuffled] = [await shop(store.db), await shop(store.db)];
    const inOrder = [...messages.keys()].sort((a, b) =>
      messages[a]!.timestamp < messages[b]!.timestamp ? -1 : messages[a]!.timestamp > messages[b]!.timestamp ? 1 : a - b,
    );
    await deliver(store.db, straight, messages, { order: inOrder, twice: [], batch: 1_000 });
    await deliver(store.db, shuffled, messages, mixed);
    const expected = await stateOf(store.db, straight.workspaceId);
    expect(await stateOf(store.db, shuffled.workspaceId)).toEqual(expected);
    return { straight, expected };
  }

  it(
    "the same facts end in the same people, board and totals; totals equal a recount; replaying changes nothing",
    { timeout: 400_000 },
    async () => {
      const setting = history.chain((messages) => fc.tuple(fc.constant(messages), delivery(messages.length)));
      await fc.assert(
        fc.asyncProperty(setting, async ([messages, mixed]) => {
          const { straight, expected } = await compareDeliveries(messages, mixed);

          await store.db.inWorkspace(straight.workspaceId, async (tx) => {
            const kept = await totals(tx);
            await recountTotals(tx);
            expect(await totals(tx)).toEqual(kept);
            const contacts = await tx.query<{ id: string }>(sql`select id from contact where merged_into is null`);
            const seq = await lastSeq(tx);
            await resettle(
              tx,
              contacts.map(({ id }) => id),
              { cause: "system" },
            );
            expect(await tx.query(sql`select type, data from ledger where seq > ${seq} and type like 'deal.%'`)).toEqual([]);
          });
          expect(await stateOf(store.db, straight.workspaceId)).toEqual(expected);
        }),
        { ...settings, numRuns: runs },
      );
    },
  );

  it("a fact of the very moment at which a journey's time is up goes on with it, written off by then or not", async () => {
    const added = { type: "track", event: "Product Added", properties: { product_id: "p", price: 9, currency: "EUR" } };
    const messages = [added, { type: "identify" }, { type: "identify" }].map((body, index) => ({
      ...body,
      messageId: `m${index}`,
      userId: "ada",
      timestamp: new Date(begin + index * 30 * 86_400_000).toISOString(),
    }));
    const { expected } = await compareDeliveries(messages, { order: [1, 0, 2], twice: [], batch: 1 });
    expect(expected).toMatchObject({ deals: [{ n: 0, stage_id: "evaluation", opened_at: begin, last_fact_at: begin + 60 * 86_400_000 }] });
  });

  it("a merge undone restores both histories", { timeout: 400_000 }, async () => {
    const people = fc.tuple(history, history).map(([first, second]) => ({
      first: first.map((body) => ({
        ...body,
        anonymousId: "laptop",
        userId: undefined,
        properties: {
          ...body.properties,
          email: undefined,
          order_id: "a" in body ? "x" : `a-${(body.properties as { order_id?: string }).order_id}`,
        },
        traits: {},
      })),
      second: second.map((body, index) => ({
        ...body,
        messageId: `n${index}`,
        anonymousId: undefined,
        userId: "bob",
        properties: { ...body.properties, email: undefined, order_id: `b-${(body.properties as { order_id?: string }).order_id}` },
        traits: { name: "Bob" },
      })),
    }));
    await fc.assert(
      fc.asyncProperty(people, async ({ first, second }) => {
        const house = await shop(store.db);
        const both = [...first, ...second];
        await deliver(store.db, house, both, { order: [...both.keys()], twice: [], batch: 1_000 });
        const before = (await stateOf(store.db, house.workspaceId)) as {
          contacts: unknown[];
          deals: unknown[];
          orders: unknown[];
          totals: unknown[];
        };
        const joint = {
          messageId: "joint",
          type: "identify",
          anonymousId: "laptop",
          userId: "bob",
          timestamp: new Date(begin + 1_000 * 60_000).toISOString(),
        };
        await deliver(store.db, house, [joint], { order: [0], twice: [], batch: 1 });
        const [merge] = await store.db.inWorkspace(house.workspaceId, (tx) =>
          tx.query<{ seq: number }>(sql`select seq from ledger where type = 'contact.merged'`),
        );
        expect(merge).toBeDefined();
        await store.db.inWorkspace(house.workspaceId, (tx) =>
          unmergeContacts(tx, String(merge!.seq), { cause: "person", actorId: null, at: Date.now() }),
        );
        await store.db.inWorkspace(house.workspaceId, (tx) => expireIdle(tx));
        const after = (await stateOf(store.db, house.workspaceId)) as typeof before;
        // the joint fact itself is bob's: it is one more fact in his history
        const laptop = <T extends { keys?: string[] | null; key?: string }>(rows: unknown[]) =>
          (rows as T[]).filter((row) => (row.key ?? row.keys?.[0]) === "a:laptop");
        expect(laptop(after.contacts)).toEqual(laptop(before.contacts));
        expect(laptop(after.deals)).toEqual(laptop(before.deals));
        expect(after.orders).toEqual(before.orders);
        expect(after.contacts.length).toBe(before.contacts.length);
      }),
      { ...settings, numRuns: Math.ceil(runs / 10) },
    );
  });
});

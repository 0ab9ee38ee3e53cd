import { createHmac } from "node:crypto";
import { gzipSync } from "node:zlib";
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { useApp } from "#test/app.ts";
import { sendFacts } from "#test/signed.ts";

const app = useApp();
let url: string;
const sources: Record<string, { id: string; secret: string; url: string }> = {};

beforeAll(async () => {
  url = await app.listen();
  for (const kind of ["sluice", "vendure", "medusa", "shopware"])
    sources[kind] = (await app.api("POST", "/api/sources", { kind, name: kind })).body;
});

const seconds = () => Math.floor(Date.now() / 1000);
const view = (id: string, more: object = {}) => ({
  id,
  type: "product.viewed",
  at: new Date().toISOString(),
  who: { anonymousId: "a-1" },
  ...more,
});
const order = (id: string, more: object = {}) => ({
  id,
  type: "order.placed",
  at: new Date().toISOString(),
  who: { email: "ada@shop.example" },
  order: {
    externalId: id,
    placedAt: new Date().toISOString(),
    updatedAt: new Date().toISOString(),
    currency: "EUR",
    totalMinor: 1290,
    ...more,
  },
});
const send = (body: string | object, wish?: Parameters<typeof sendFacts>[3]) => sendFacts(url, sources["sluice"]!, body, wish);

let seen = 0;
async function news(): Promise<[id: string, status: string, reason: string | null][]> {
  await app.settle();
  const rows = await app.db.inSystem((tx) =>
    tx.query<{ id: number; externalId: string; status: string; reason: string | null }>(
      sql`select id, external_id as "externalId", status, reason from inbound where id > ${seen} order by id`,
    ),
  );
  seen = Math.max(seen, ...rows.map(({ id }) => id));
  return rows.map(({ externalId, status, reason }) => [externalId, status, reason]);
}

test("each kind sends to its own address", async () => {
  for (const kind of ["sluice", "vendure", "medusa"]) {
    expect(new URL(sources[kind]!.url).pathname).toBe(`/hooks/sluice/${sources[kind]!.id}`);
    expect((await sendFacts(url, sources[kind]!, { facts: [view(`${kind}-1`)] })).status).toBe(200);
  }
  expect((await news()).map(([id, status]) => [id, status])).toEqual([
    ["sluice-1", "accepted"],
    ["vendure-1", "accepted"],
    ["medusa-1", "accepted"],
  ]);
  for (const id of [sources["shopware"]!.id, crypto.randomUUID(), "x"])
    expect((await sendFacts(url, { id, secret: sources["shopware"]!.secret }, { facts: [] })).code).toBe("source_missing");
  expect((await fetch(`${url}/hooks/sluice/${sources["sluice"]!.id}`)).status).toBe(404);
});

describe("the signature", () => {
  test.each<[string, Parameters<typeof sendFacts>[3]]>([
    ["another secret", { secret: "guessed" }],
    ["none", { signature: "" }],
    ["in base64", { signature: Buffer.alloc(32).toString("base64") }],
    ["cut short", { signature: "ab".repeat(31) }],
    ["of another time", { at: seconds() - 1, signature: createHmac("sha256", "x").update("y").digest("hex") }],
  ])("wrong: %s", async (_, wish) => {
    expect(await send({ facts: [view("wrong")] }, wish)).toMatchObject({ status: 401, code: "wrong_signature" });
    expect(await news()).toEqual([]);
  });

  test("covers the time and the body", async () => {
    const text = JSON.stringify({ facts: [view("covered")] });
    const at = String(seconds());
    const signature = createHmac("sha256", sources["sluice"]!.secret).update(`${at}.${text}`).digest("hex");
    expect((await send(text.replace("a-1", "a-2"), { at, signature })).status).toBe(401);
    expect((await send(text, { at: String(seconds() + 1), signature })).status).toBe(401);
    expect((await send(text, { at, signature })).status).toBe(200);
    expect(await news()).toHaveLength(1);
  });

  test.each([
    ["six minutes ago", seconds() - 360],
    ["in six minutes", seconds() + 360],
    ["never", null],
    ["in words", "now"],
  ])("rightly signed, but %s: refused and visible", async (_, at) => {
    expect(await send({ facts: [view("old")] }, { at })).toMatchObject({ status: 401, code: "stale_timestamp" });
    expect((await news()).map(([, status, reason]) => [status, reason])).toEqual([["refused", "stale_timestamp"]]);
  });

  test("the old secret signs for an hour after a new one", async () => {
    const { id, secret: old } = sources["medusa"]!;
    await app.api("PATCH", `/api/sources/${id}`, { secret: "a new secret" });
    expect((await sendFacts(url, { id, secret: old }, { facts: [view("old-secret")] })).status).toBe(200);
    expect((await sendFacts(url, { id, secret: "a new secret" }, { facts: [view("new-secret")] })).status).toBe(200);
    const sealed = app.parts.keys.seal.seal(`${Date.now() - 1}:${old}`);
    await app.db.inSystem((tx) => tx.query(sql`update source set previous_secret_sealed = ${sealed} where id = ${id}`));
    await app.api("PATCH", `/api/sources/${id}`, { name: "forget what is cached" });
    expect((await sendFacts(url, { id, secret: old }, { facts: [view("too-late")] })).status).toBe(401);
    expect((await news()).map(([externalId]) => externalId)).toEqual(["old-secret", "new-secret"]);
  });
});

describe("the batch", () => {
  test("a bad fact of each kind is refused alone", async () => {
    const facts = [
      view("good-1"),
      7,
      null,
      [],
      { ...view("x"), id: undefined },
      view("unknown-field", { colour: "red" }),
      view("unknown-inner", { who: { anonymousId: "a", shoe: 44 } }),
      view("unknown-type", { type: "deal.moved" }),
      view("act", { type: "activity.done", name: "call" }),
      view("no-zone", { at: "2026-11-20T10:00:00" }),
      view("no-day", { at: "2026-02-31T10:00:00Z" }),
      view("tomorrow", { at: new Date(Date.now() + 48 * 3600_000).toISOString() }),
      view("nobody", { who: {} }),
      view("placeholder", { who: { userId: "undefined", email: "not@home" } }),
      view("cents", { value: { amountMinor: 12.5, currency: "EUR" } }),
      view("negative", { value: { amountMinor: -1, currency: "EUR" } }),
      view("no-currency", { value: { amountMinor: 1 } }),
      view("made-up", { value: { amountMinor: 1, currency: "ZZZ" } }),
      view("nameless", { type: "custom" }),
      view("orderless", { type: "order.placed" }),
      order("no-order-currency", { currency: undefined }),
      order("junk-order", { externalId: "null" }),
      view("large", { page: { title: "x".repeat(400), path: "x" }, name: "x".repeat(100_000) }),
      `{deep}`,
      view("good-2"),
    ];
    const text = JSON.stringify({ facts }).replace('"{deep}"', `{"id":"deep","who":${"[".repeat(50)}${"]".repeat(50)}}`);
    expect((await send(text)).status).toBe(200);
    const rows = await news();
    expect(rows.map(([id, status, reason]) => [id.startsWith("hash-") ? "" : id, status, reason])).toEqual([
      ["good-1", "accepted", null],
      ["", "refused", "not_an_object"],
      ["", "refused", "not_an_object"],
      ["", "refused", "not_an_object"],
      ["", "refused", "bad_fact:id"],
      ["unknown-field", "refused", "bad_fact:colour"],
      ["unknown-inner", "refused", "bad_fact:who.shoe"],
      ["unknown-type", "refused", "bad_fact:type"],
      ["act", "refused", "bad_fact:type"],
      ["no-zone", "refused", "bad_fact:at"],
      ["no-day", "refused", "bad_fact:at"],
      ["tomorrow", "refused", "time_out_of_range"],
      ["nobody", "refused", "nobody_named"],
      ["placeholder", "refused", "nobody_named"],
      ["cents", "refused", "bad_fact:value.amountMinor"],
      ["negative", "refused", "bad_fact:value.amountMinor"],
      ["no-currency", "refused", "bad_fact:value.currency"],
      ["made-up", "refused", "unknown_currency"],
      ["nameless", "refused", "bad_fact:name"],
      ["orderless", "refused", "bad_fact:order"],
      ["no-order-currency", "refused", "bad_fact:order.currency"],
      ["junk-order", "refused", "order_id_missing"],
      ["large", "refused", "fact_too_large"],
      ["deep", "refused", "too_deep"],
      ["good-2", "accepted", null],
    ]);
  });

  test("the same fact again, in one request or another, is taken once", async () => {
    const fact = order("twice");
    await send({ facts: [fact, fact] });
    await send({ facts: [fact, { ...fact, at: new Date().toISOString() }] });
    expect(await news()).toEqual([["twice", "accepted", null]]);
  });

  test.each<[string, string, number, string]>([
    ["no JSON", '{"facts":', 400, "invalid_json"],
    ["a list", "[]", 400, "not_an_object"],
    ["nothing in it", "{}", 400, "facts_missing"],
    ["facts that are none", '{"facts":{}}', 400, "facts_missing"],
    ["501 facts", JSON.stringify({ facts: Array.from({ length: 501 }, () => 1) }), 413, "too_many_events"],
  ])("%s: refused, with a line in the log", async (_, text, status, code) => {
    expect(await send(text)).toMatchObject({ status, code });
    expect((await news()).map(([, state, reason]) => [state, reason])).toEqual([["refused", code]]);
  });

  test("none at all is fine, 500 are, and over 500 KB is too much", async () => {
    expect((await send({ facts: [] })).status).toBe(200);
    expect((await send({ facts: Array.from({ length: 500 }, (_, n) => view(`many-${n}`)) })).status).toBe(200);
    expect((await send(`{"facts":["${"x".repeat(600_000)}"]}`)).code).toBe("request_too_large");
    expect(await news()).toHaveLength(500);
  });

  test("packed, the packed bytes are what is signed", async () => {
    const packed = gzipSync(JSON.stringify({ facts: [view("packed")] }));
    const at = String(seconds());
    const signature = createHmac("sha256", sources["sluice"]!.secret).update(`${at}.`).update(packed).digest("hex");
    const headers = { "sluice-timestamp": at, "sluice-signature": signature };
    const answer = await fetch(`${url}/hooks/sluice/${sources["sluice"]!.id}`, { method: "POST", body: new Uint8Array(packed), headers });
    expect(answer.status).toBe(200);
    expect(await news()).toEqual([["packed", "accepted", null]]);
  });

  test("a clock that is off is corrected by the time of sending", async () => {
    const at = new Date(Date.now() - 240_000 - 60_000).toISOString();
    await send({ facts: [view("slow-clock", { at })] }, { at: seconds() - 240 });
    const [row] = await app.db.inSystem((tx) =>
      app.settle().then(() => tx.query<{ at: number }>(sql`select at from ledger where external_id = 'slow-clock'`)),
    );
    expect(Math.abs(row!.at - (Date.now() - 60_000))).toBeLessThan(3_000);
    await news();
  });
});

import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "#base/postgres/database.ts";
import type { Connection } from "#base/postgres/embedded.ts";
import { explain } from "#server/respond.ts";
import { useApp } from "#test/app.ts";
import { sharedText } from "#test/shared.ts";
import { createReceive, type Inbound } from "./receive.ts";
import { createIntake } from "./routes.ts";

const app = useApp();
let url: string;
const keys = { segment: "", shopify: "", woocommerce: "" };
const ids = { segment: "", shopify: "", woocommerce: "" };

beforeAll(async () => {
  url = await app.listen();
  for (const kind of ["segment", "shopify", "woocommerce"] as const) {
    const created = (
      await app.api("POST", "/api/sources", { kind, name: kind, ...(kind !== "segment" && { secret: `secret of ${kind}` }) })
    ).body;
    ids[kind] = created.id;
    keys[kind] = created.writeKey ?? created.secret;
  }
});

type Body = string | Uint8Array<ArrayBuffer> | object;
type Reply = { status: number; code?: string; headers: Headers };

async function post(path: string, body: Body, headers: Record<string, string> = {}): Promise<Reply> {
  const raw = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  const answer = await fetch(url + path, { method: "POST", body: raw, headers });
  const said: any = await answer.json();
  if (answer.status === 200) expect(said).toEqual({ success: true });
  else
    expect(said.error).toEqual({
      code: expect.any(String),
      message: expect.stringMatching(/ .*\.$/),
      details: expect.any(Object),
      requestId: expect.any(String),
    });
  return { status: answer.status, code: said.error?.code, headers: answer.headers };
}

const basic = () => ({ authorization: `Basic ${btoa(`${keys.segment}:`)}` });
const send = (path: string, body: Body, headers: Record<string, string> = {}) => post(path, body, { ...basic(), ...headers });

type Row = { externalId: string; kind: string; status: string; reason: string | null; body: string | null };

/** The rows of a source that came in since the last look, worked off. */
let seen = 0;
async function news(kind: keyof typeof ids = "segment"): Promise<Row[]> {
  await app.settle();
  const rows = await app.db.inSystem((tx) =>
    tx.query<Row & { id: number }>(
      sql`select id, external_id as "externalId", kind, status, reason, body from inbound where source_id = ${ids[kind]} and id > ${seen} order by id`,
    ),
  );
  seen = Math.max(seen, ...rows.map(({ id }) => id));
  return rows.map(({ id: _, ...row }) => row);
}

const view = (more: object = {}) => ({ type: "track", event: "Product Viewed", anonymousId: "a-1", ...more });
const bytes = (data: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(data);

describe("the ways in", () => {
  test.each(["track", "t", "identify", "i", "page", "p", "screen", "s", "group", "g", "alias", "a"])("/v1/%s", async (path) => {
    expect((await send(`/v1/${path}`, { event: "Product Viewed", userId: "u", previousId: "a", messageId: `way-${path}` })).status).toBe(
      200,
    );
    const long = { t: "track", i: "identify", p: "page", s: "screen", g: "group", a: "alias" }[path] ?? path;
    expect(await news()).toMatchObject([
      { externalId: `way-${path}`, kind: long === "track" ? "Product Viewed" : long, status: "accepted" },
    ]);
  });

  test.each(["batch", "b", "import"])("/v1/%s", async (path) => {
    expect((await send(`/v1/${path}`, { batch: [view({ messageId: `${path}-1` }), view({ messageId: `${path}-2` })] })).status).toBe(200);
    expect((await news()).map(({ externalId }) => externalId)).toEqual([`${path}-1`, `${path}-2`]);
  });

  test("the clients' own metrics are taken and dropped", async () => {
    expect((await post("/v1/m", { series: [] })).status).toBe(200);
    expect(await news()).toEqual([]);
  });

  test("the key as Basic user, in the body, in the address", async () => {
    expect((await post("/v1/t", view({ messageId: "key-1" }), basic())).status).toBe(200);
    expect((await post("/v1/t", view({ messageId: "key-2", writeKey: keys.segment }))).status).toBe(200);
    expect((await post("/v1/b", { writeKey: keys.segment, batch: [view({ messageId: "key-3" })] })).status).toBe(200);
    expect((await post(`/v1/t?writeKey=${keys.segment}`, view({ messageId: "key-4" }))).status).toBe(200);
    expect((await news()).map(({ externalId }) => externalId)).toEqual(["key-1", "key-2", "key-3", "key-4"]);
  });

  test.each([
    ["gzip called a form", gzipSync, { "content-type": "application/x-www-form-urlencoded" }],
    ["gzip called gzip", gzipSync, { "content-encoding": "gzip" }],
    ["gzip called deflate", gzipSync, { "content-encoding": "deflate" }],
    ["plain called gzip", (text: string) => Buffer.from(text), { "content-encoding": "gzip" }],
    ["deflate", deflateSync, { "content-encoding": "deflate" }],
    ["brotli", brotliCompressSync, { "content-encoding": "br" }],
    ["zstd", zstdCompressSync, { "content-encoding": "ZSTD" }],
    ["an unknown encoding's name", (text: string) => Buffer.from(text), { "content-encoding": "aes128gcm" }],
    ["a beacon", (text: string) => Buffer.from(text), { "content-type": "text/plain" }],
    ["no type", (text: string) => Buffer.from(text), { "content-type": "" }],
    ["a byte order mark", (text: string) => Buffer.from(`\ufeff${text}`), {}],
  ])("%s", async (name, pack, headers) => {
    expect((await send("/v1/t", bytes(pack(JSON.stringify(view({ messageId: name })))), headers as Record<string, string>)).status).toBe(
      200,
    );
    expect(await news()).toMatchObject([{ externalId: name, status: "accepted" }]);
  });

  test("a browser on any page may ask first", async () => {
    const answer = await fetch(`${url}/v1/p`, {
      method: "OPTIONS",
      headers: {
        origin: "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-headers")).toBe("authorization, content-type");
    expect((await post("/v1/t", view(), { authorization: "Basic x" })).headers.get("access-control-allow-origin")).toBe("*");
  });

  test("the same event again, in the same request or later, is dropped", async () => {
    await send("/v1/b", { batch: [view({ messageId: "twice" }), view({ messageId: "twice" })] });
    await send("/v1/t", view({ messageId: "twice" }));
    expect(await news()).toHaveLength(1);
  });

  test("without a message id the bytes tell", async () => {
    await send("/v1/t", view({ n: 1 }));
    await send("/v1/t", view({ n: 1 }));
    await send("/v1/t", view({ n: 2, messageId: "" }));
    await send("/v1/t", view({ n: 3, messageId: "x".repeat(300) }));
    const rows = await news();
    expect(rows).toHaveLength(3);
    for (const { externalId } of rows) expect(externalId).toMatch(/^hash-[0-9a-f]{32}$/);
  });

  test("the body is kept as it was written", async () => {
    const text =
      '{ "type":"track", "event":"Order Completed","anonymousId":"a-1","messageId":"raw-1","properties":{"order_id":820982911946154508,"total":1.50}, "x":"\\u0000 \\ud800 \\ud83d\\ude00" }';
    await send("/v1/t", text);
    await send("/v1/b", `{"batch":[ ${text.replace("raw-1", "raw-2")} ]}`);
    await send("/v1/track", '{"event":"Product Viewed","anonymousId":"a","messageId":"raw-3"}');
    await send("/v1/page", "{}");
    expect((await news()).map(({ body, status }) => [status, body])).toEqual([
      ["accepted", text],
      ["accepted", text.replace("raw-1", "raw-2")],
      ["accepted", '{"type":"track","event":"Product Viewed","anonymousId":"a","messageId":"raw-3"}'],
      ["refused", '{"type":"page"}'],
    ]);
  });
});

/** `log` is what the source's log says about it; where it is missing, nothing was kept. */
type Case = [
  name: string,
  send: () => Promise<Reply>,
  status: number,
  code: string | undefined,
  log?: [status: string, reason: string | null][],
];
const order = (properties: object) => () =>
  send("/v1/t", view({ event: "Order Completed", properties: { order_id: crypto.randomUUID(), ...properties } }));
const at = (timestamp: unknown) => () => send("/v1/t", view({ timestamp }));
const fine: [string, null] = ["accepted", null];

describe("bad input has its answer", () => {
  const nested = (depth: number) => `{"type":"track","event":"x","anonymousId":"a","p":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  const cases: Case[] = [
    ["no key", () => post("/v1/t", view()), 401, "wrong_write_key"],
    ["a wrong key", () => post("/v1/t", view(), { authorization: `Basic ${btoa("wk_nobody:")}` }), 401, "wrong_write_key"],
    ["a wrong key in the body", () => post("/v1/t", view({ writeKey: "wk_nobody" })), 401, "wrong_write_key"],
    ["a key that is no text", () => post("/v1/t", view({ writeKey: { $ne: null } })), 401, "wrong_write_key"],
    ["a key with NUL", () => post("/v1/t", view({ writeKey: "wk_\u0000" })), 401, "wrong_write_key"],
    ["a key with half a character", () => post("/v1/t", view({ writeKey: "wk_\ud800" })), 401, "wrong_write_key"],
    ["a key of 100 KB", () => post("/v1/t", view({ writeKey: "k".repeat(100_000) })), 401, "wrong_write_key"],
    ["SQL for a key", () => post("/v1/t", view({ writeKey: "' or 1=1 --" })), 401, "wrong_write_key"],
    ["a bearer token", () => post("/v1/t", view(), { authorization: "Bearer x" }), 401, "wrong_write_key"],
    ["the secret of a shop", () => post("/v1/t", view({ writeKey: keys.shopify })), 401, "wrong_write_key"],
    ["another route", () => send("/v1/nothing", view()), 404, "unknown_route"],
    ["a route of the language", () => send("/v1/constructor", view()), 404, "unknown_route"],
    ["a deeper route", () => send("/v1/t/x/y", view()), 404, "unknown_route"],
    [
      "GET",
      async () => {
        const answer = await fetch(`${url}/v1/t`);
        return { status: answer.status, code: ((await answer.json()) as any).error.code, headers: answer.headers };
      },
      404,
      "post_only",
    ],
    ["nothing", () => send("/v1/t", ""), 400, "invalid_json", [["refused", "invalid_json"]]],
    ["half a JSON", () => send("/v1/t", '{"type":"track","ev'), 400, "invalid_json", [["refused", "invalid_json"]]],
    ["a form", () => send("/v1/t", "a=1&b=2"), 400, "invalid_json", [["refused", "invalid_json"]]],
    ["XML", () => send("/v1/t", "<a/>"), 400, "invalid_json", [["refused", "invalid_json"]]],
    ["JSON and more", () => send("/v1/t", "{}{}"), 400, "invalid_json", [["refused", "invalid_json"]]],
    ["a raw NUL", () => send("/v1/t", '{"type":"track\u0000"}'), 400, "invalid_json", [["refused", "invalid_json"]]],
    [
      "UTF-16",
      () => send("/v1/t", bytes(Buffer.from(`\ufeff${JSON.stringify(view())}`, "utf16le"))),
      400,
      "invalid_json",
      [["refused", "invalid_json"]],
    ],
    [
      "random bytes",
      () => send("/v1/t", bytes(Buffer.from([0, 255, 254, 7, 128, 200]))),
      400,
      "invalid_json",
      [["refused", "invalid_json"]],
    ],
    ["a list", () => send("/v1/t", "[]"), 400, "not_an_object", [["refused", "not_an_object"]]],
    ["a number", () => send("/v1/t", "42"), 400, "not_an_object", [["refused", "not_an_object"]]],
    ["null", () => send("/v1/t", "null"), 400, "not_an_object", [["refused", "not_an_object"]]],
    [
      "half a gzip",
      () => send("/v1/t", bytes(gzipSync(JSON.stringify(view())).subarray(0, 20))),
      400,
      "broken_encoding",
      [["refused", "broken_encoding"]],
    ],
    [
      "no brotli called brotli",
      () => send("/v1/t", view(), { "content-encoding": "br" }),
      400,
      "broken_encoding",
      [["refused", "broken_encoding"]],
    ],
    [
      "a bomb",
      () => send("/v1/t", bytes(gzipSync(Buffer.alloc(50_000_000, "[")))),
      413,
      "request_too_large",
      [["refused", "request_too_large"]],
    ],
    ["10 MB", () => send("/v1/t", "x".repeat(10_000_000)), 413, "request_too_large", [["refused", "request_too_large"]]],
    ["10 MB from nobody", () => post("/v1/t", "x".repeat(10_000_000)), 413, "request_too_large"],
    [
      "an event over 32 KB",
      () => send("/v1/t", view({ messageId: "fat", x: "x".repeat(33_000) })),
      413,
      "event_too_large",
      [["refused", "event_too_large"]],
    ],
    ["nested 40 deep", () => send("/v1/t", nested(40)), 400, "too_deep", [["refused", "too_deep"]]],
    ["nested 15,000 deep", () => send("/v1/t", nested(15_000)), 400, "too_deep", [["refused", "too_deep"]]],
    [
      "200,000 brackets in a batch",
      () => send("/v1/b", `{"batch":[${"[".repeat(200_000)}${"]".repeat(200_000)}]}`),
      200,
      undefined,
      [["refused", "not_an_object"]],
    ],
    ["a batch without a batch", () => send("/v1/b", {}), 400, "batch_missing", [["refused", "batch_missing"]]],
    ["a batch that is none", () => send("/v1/b", { batch: {} }), 400, "batch_missing", [["refused", "batch_missing"]]],
    ["an empty batch", () => send("/v1/b", { batch: [] }), 200, undefined, []],
    [
      "2,001 events",
      () => send("/v1/b", { batch: Array.from({ length: 2001 }, () => 1) }),
      413,
      "too_many_events",
      [["refused", "too_many_events"]],
    ],
    [
      "a batch with one bad of each kind",
      () =>
        send(
          "/v1/b",
          `{"batch":[${JSON.stringify(view({ messageId: "b-good" }))},7.25,"xyz",[null],[[]],{"x":"${"x".repeat(33_000)}"},${nested(50)},{"type":5},${JSON.stringify(view({ messageId: "b-last" }))}]}`,
        ),
      200,
      undefined,
      [
        fine,
        ["refused", "not_an_object"],
        ["refused", "not_an_object"],
        ["refused", "not_an_object"],
        ["refused", "not_an_object"],
        ["refused", "event_too_large"],
        ["refused", "too_deep"],
        ["refused", "unknown_type"],
        fine,
      ],
    ],
    ["a type that is none", () => send("/v1/t", view({ type: "delete" })), 200, undefined, [["refused", "unknown_type"]]],
    ["nobody", () => send("/v1/t", { event: "x" }), 200, undefined, [["refused", "nobody_named"]]],
    [
      "ids of wrong types",
      () => send("/v1/t", { event: "x", userId: { a: 1 }, anonymousId: [1] }),
      200,
      undefined,
      [["refused", "nobody_named"]],
    ],
    ["an event name that is none", () => send("/v1/t", view({ event: ["x"] })), 200, undefined, [["refused", "event_name_missing"]]],
    ["properties of wrong types", () => send("/v1/t", view({ properties: "x", context: 5, traits: [] })), 200, undefined, [fine]],
    [
      "names of the language",
      () => send("/v1/t", '{"type":"track","event":"x","anonymousId":"a","__proto__":{"type":"page"},"constructor":1,"toString":2}'),
      200,
      undefined,
      [fine],
    ],
    [
      "NUL in every text",
      () => send("/v1/t", view({ userId: "u\u0000", event: "\u0000x", messageId: "nul-\u0000", properties: { name: "\u0000" } })),
      200,
      undefined,
      [fine],
    ],
    [
      "half a character in every text",
      () =>
        send("/v1/t", '{"type":"track","event":"\\ud800","userId":"u\\udfff","messageId":"half-\\ud800","properties":{"name":"\\ud800"}}'),
      200,
      undefined,
      [fine],
    ],
    [
      "bytes that are no UTF-8",
      () =>
        send(
          "/v1/t",
          bytes(Buffer.concat([Buffer.from('{"type":"track","event":"Caf'), Buffer.from([0xe9]), Buffer.from('","anonymousId":"a"}')])),
        ),
      200,
      undefined,
      [fine],
    ],
    [
      "a number too large for any",
      () => send("/v1/t", '{"type":"track","event":"Product Viewed","anonymousId":"a","properties":{"price":1e400,"quantity":-1e400}}'),
      200,
      undefined,
      [fine],
    ],
    ["a negative total", order({ total: -5 }), 200, undefined, [["refused", "negative_amount"]]],
    ["thousandths of a cent", order({ total: 12.34567 }), 200, undefined, [fine]],
    ["a total that is no number", order({ total: "twelve" }), 200, undefined, [["refused", "bad_amount"]]],
    ["a total that is an object", order({ total: { amount: 5 } }), 200, undefined, [["refused", "bad_amount"]]],
    ["a total beyond all money", order({ total: 1e13 }), 200, undefined, [["refused", "amount_too_large"]]],
    ["a total of 1e308", order({ total: 1e308 }), 200, undefined, [["refused", "bad_amount"]]],
    ["an unknown currency", order({ total: 5, currency: "ZZZ" }), 200, undefined, [["refused", "unknown_currency"]]],
    ["a currency that is a story", order({ total: 5, currency: "euros and cents" }), 200, undefined, [["refused", "unknown_currency"]]],
    ["an order without an id", () => send("/v1/t", view({ event: "Order Completed" })), 200, undefined, [["refused", "order_id_missing"]]],
    ["year 0", at("0000-01-01T00:00:00Z"), 200, undefined, [["refused", "time_out_of_range"]]],
    ["year 9999", at("9999-12-31T23:59:59Z"), 200, undefined, [["refused", "time_out_of_range"]]],
    ["year 275761", at("+275761-01-01T00:00:00Z"), 200, undefined, [["refused", "bad_time"]]],
    ["February 31st", at("2026-02-31T99:00:00Z"), 200, undefined, [["refused", "bad_time"]]],
    ["a time in words", at("tomorrow"), 200, undefined, [["refused", "bad_time"]]],
    ["a time that is a list", at([]), 200, undefined, [["refused", "bad_time"]]],
    [
      "sentAt of year 9999",
      () => send("/v1/t", view({ timestamp: "9999-12-31T23:59:58Z", sentAt: "9999-12-31T23:59:59Z", messageId: "skewed" })),
      200,
      undefined,
      [fine],
    ],
    ["sentAt that is none", () => send("/v1/t", view({ sentAt: "now", messageId: "sent-now" })), 200, undefined, [fine]],
    [
      "an e-mail that is none",
      () => send("/v1/i", { userId: "u-9", traits: { email: "not@home", phone: "ring me" } }),
      200,
      undefined,
      [fine],
    ],
  ];
  test.each(cases)("%s", async (_, act, status, code, log = []) => {
    await news();
    const reply = await act();
    expect([reply.status, reply.code]).toEqual([status, code]);
    const rows = await news();
    expect(rows.map((row) => [row.status, row.reason])).toEqual(log);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test("half a request, then silence: nothing is kept", async () => {
    await news();
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    await new Promise<void>((resolve) => {
      socket.write(
        `POST /v1/t HTTP/1.1\r\nhost: x\r\nauthorization: ${basic().authorization}\r\ncontent-length: 100\r\n\r\n{"type":"track"`,
        () => setTimeout(resolve, 50),
      );
    });
    socket.destroy();
    expect((await send("/v1/t", view({ messageId: "after" }))).status).toBe(200);
    expect((await news()).map(({ externalId }) => externalId)).toEqual(["after"]);
  });

  test("more than 2,000 wrong keys a minute: 429 with Retry-After, and right keys go on", async () => {
    const wrong = () => fetch(`${url}/v1/t`, { method: "POST", body: JSON.stringify(view({ writeKey: `wk_${Math.random()}` })) });
    let last = await wrong();
    for (let n = 0; n < 2_100 && last.status === 401; n += 50) last = (await Promise.all(Array.from({ length: 50 }, wrong))).at(-1)!;
    expect(last.status).toBe(429);
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await send("/v1/t", view({ messageId: "still" }))).status).toBe(200);
    await news();
  });
});

describe("the database", () => {
  const good = (externalId: string): Inbound => ({
    sourceId: ids.segment,
    externalId,
    receivedAtMs: Date.now(),
    skewMs: 0,
    kind: "page",
    body: '{"type":"page","anonymousId":"a"}',
  });

  test("what it does not take is refused alone", async () => {
    await news();
    const receive = createReceive(app.db);
    const poisoned = { ...good("poison"), body: '{"half":' };
    await Promise.all([receive(app.shop.workspaceId, [good("p-1"), poisoned, good("p-2")]), receive(app.shop.workspaceId, [good("p-3")])]);
    expect((await news()).map(({ externalId, status, reason }) => [externalId, status, reason])).toEqual([
      ["p-1", "accepted", null],
      ["poison", "refused", "invalid_text"],
      ["p-2", "accepted", null],
      ["p-3", "accepted", null],
    ]);
  });

  test("while it is away: 503 with Retry-After", async () => {
    const away = openDatabase({ host: "/nowhere", user: "x", database: "x" } as Connection);
    const intake = createIntake({ db: away, seal: app.parts.keys.seal, log: app.parts.log, explain, publicUrl: "http://sluice.example" });
    const server = createServer((request, response) => void intake(request, response));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/t`, {
      method: "POST",
      headers: basic(),
      body: JSON.stringify(view()),
    });
    expect([answer.status, answer.headers.get("retry-after"), ((await answer.json()) as any).error.code]).toEqual([
      503,
      "1",
      "unavailable",
    ]);
    server.close();
    await away.close();
  });
});

describe("webhooks", () => {
  const sign = (body: string, secret: string) => createHmac("sha256", secret).update(body).digest("base64");
  const shopifyOrder = (more: object = {}) =>
    JSON.stringify({
      id: 1,
      email: "a@shop.example",
      total_price: "10.00",
      currency: "EUR",
      created_at: new Date().toISOString(),
      ...more,
    });

  function shopify(
    body: string,
    more: { secret?: string; topic?: string; webhookId?: string; prefix?: string; signed?: string; source?: string } = {},
  ): Promise<Reply> {
    const x = more.prefix ?? "x-";
    return post(`/hooks/shopify/${more.source ?? ids.shopify}`, body, {
      [`${x}shopify-hmac-sha256`]: sign(more.signed ?? body, more.secret ?? keys.shopify),
      [`${x}shopify-topic`]: more.topic ?? "orders/create",
      ...(more.webhookId !== "" && { [`${x}shopify-webhook-id`]: more.webhookId ?? crypto.randomUUID() }),
    });
  }
  function woo(body: string, topic = "order.updated", secret = keys.woocommerce): Promise<Reply> {
    return post(`/hooks/woocommerce/${ids.woocommerce}`, body, {
      "x-wc-webhook-signature": sign(body, secret),
      "x-wc-webhook-topic": topic,
      "x-wc-webhook-delivery-id": "same-second",
    });
  }

  test("Shopify, with X- and without", async () => {
    await shopify(shopifyOrder(), { webhookId: "w-1" });
    await shopify(shopifyOrder({ id: 2 }), { webhookId: "w-2", prefix: "" });
    expect(await news("shopify")).toMatchObject([
      { externalId: "w-1", kind: "orders/create", status: "accepted" },
      { externalId: "w-2", kind: "orders/create", status: "accepted" },
    ]);
  });

  test("a replayed delivery is dropped, an altered one gets 401, a wrong or missing signature too", async () => {
    const body = shopifyOrder({ id: 3 });
    expect((await shopify(body, { webhookId: "w-3" })).status).toBe(200);
    expect((await shopify(body, { webhookId: "w-3" })).status).toBe(200);
    expect(await shopify(body.replace("10.00", "99.00"), { signed: body })).toMatchObject({ status: 401, code: "wrong_signature" });
    expect(await shopify(body, { secret: "guessed" })).toMatchObject({ status: 401 });
    for (const signature of ["", "x", btoa("short"), sign(body, keys.shopify).toLowerCase(), "A".repeat(44)]) {
      expect((await post(`/hooks/shopify/${ids.shopify}`, body, { "x-shopify-hmac-sha256": signature })).status).toBe(401);
    }
    expect((await post(`/hooks/shopify/${ids.shopify}`, body)).status).toBe(401);
    expect(await news("shopify")).toHaveLength(1);
  });

  test("without a webhook id the topic and the bytes tell", async () => {
    const body = shopifyOrder({ id: 4 });
    await shopify(body, { webhookId: "" });
    await shopify(body, { webhookId: "" });
    await shopify(body, { webhookId: "", topic: "orders/paid" });
    expect(await news("shopify")).toHaveLength(2);
  });

  test("unknown sources, another kind's, and no ids at all are missing", async () => {
    for (const source of [crypto.randomUUID(), ids.woocommerce, "x", "%00", ""])
      expect((await shopify(shopifyOrder(), { source })).status).toBe(404);
    expect((await post(`/hooks/medusa/${ids.shopify}`, "{}")).status).toBe(404);
  });

  test("the topics of privacy law are answered 200, or 401 when not Shopify's", async () => {
    for (const topic of ["customers/redact", "customers/data_request", "shop/redact"]) {
      expect((await shopify('{"shop_id":1}', { topic })).status).toBe(200);
      expect((await shopify('{"shop_id":1}', { topic, secret: "x" })).status).toBe(401);
    }
    expect((await news("shopify")).map(({ status, reason }) => [status, reason])).toEqual(Array(3).fill(["ignored", "privacy_request"]));
  });

  test("signed, but not JSON: kept as refused", async () => {
    expect((await shopify('{"id":')).status).toBe(200);
    expect((await shopify("[]")).status).toBe(200);
    expect((await shopify(`{"id":${"[".repeat(9_000)}${"]".repeat(9_000)}}`)).status).toBe(200);
    expect((await shopify("x".repeat(600_000))).status).toBe(413);
    expect((await news("shopify")).map(({ status, reason }) => [status, reason])).toEqual([
      ["refused", "invalid_json"],
      ["refused", "invalid_json"],
      ["refused", "too_deep"],
    ]);
  });

  test("an order of 100 KB is no event too large", async () => {
    const items = Array.from({ length: 150 }, (_, id) => ({ id, title: "x".repeat(600), price: "1.00", quantity: 1 }));
    expect((await shopify(shopifyOrder({ id: 5, line_items: items }))).status).toBe(200);
    expect(await news("shopify")).toMatchObject([{ status: "accepted" }]);
  });

  test("the old secret signs for an hour after a new one", async () => {
    const old = keys.shopify;
    await app.api("PATCH", `/api/sources/${ids.shopify}`, { secret: "a new secret" });
    expect((await shopify(shopifyOrder({ id: 6 }), { secret: old })).status).toBe(200);
    expect((await shopify(shopifyOrder({ id: 7 }), { secret: "a new secret" })).status).toBe(200);
    const sealed = app.parts.keys.seal.seal(`${Date.now() - 1}:${old}`);
    await app.db.inSystem((tx) => tx.query(sql`update source set previous_secret_sealed = ${sealed} where id = ${ids.shopify}`));
    await app.api("PATCH", `/api/sources/${ids.shopify}`, { name: "forget what is cached" });
    expect((await shopify(shopifyOrder({ id: 8 }), { secret: old })).status).toBe(401);
    keys.shopify = "a new secret";
    expect(await news("shopify")).toHaveLength(2);
  });

  test("WooCommerce asks unsigned whether anybody is there", async () => {
    expect(
      (await post(`/hooks/woocommerce/${ids.woocommerce}`, "webhook_id=7", { "content-type": "application/x-www-form-urlencoded" })).status,
    ).toBe(200);
    expect((await post(`/hooks/woocommerce/${ids.woocommerce}`, "webhook_id=7&x=1")).status).toBe(401);
    expect((await post(`/hooks/woocommerce/${crypto.randomUUID()}`, "webhook_id=7")).status).toBe(404);
    expect(await news("woocommerce")).toEqual([]);
  });

  test("updated before created with the same bytes is one event; two orders in one second are two", async () => {
    const first = sharedText("webhooks_woocommerce/order_1.json");
    await woo(first, "order.updated");
    await woo(first, "order.created");
    await woo(first.replaceAll("727", "728"), "order.created");
    await woo('{"id":727}', "order.deleted");
    const rows = await news("woocommerce");
    expect(rows.map(({ externalId, status }) => [externalId.split("-hash-")[0], status])).toEqual([
      ["order-727", "accepted"],
      ["order-728", "accepted"],
      ["order-727-deleted", "accepted"],
    ]);
    expect((await woo(first, "order.created", "guessed")).status).toBe(401);
  });
});

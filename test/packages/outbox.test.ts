import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { factWire } from "#intake/contract.ts";
import { fileStore } from "./file-store.ts";
import { freePort, until } from "#test/sluice-process.ts";
import { createFlusher } from "../../packages/client/src/flusher.ts";
import { orderDraft } from "./order-draft.ts";
import type { Draft } from "../../packages/client/src/fact.ts";
import { identify } from "../../packages/client/src/identify.ts";
import { decimalsOf, minorOf } from "../../packages/client/src/money.ts";
import { createOutbox, type Note } from "../../packages/client/src/outbox.ts";

let folder: string;
let server: Server | undefined;
let clock: number;
let lines: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sluice-outbox-"));
  clock = Date.UTC(2026, 10, 28);
  lines = [];
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

type Answer = { status: number; headers?: Record<string, string> };

/** A server that answers as the test says and remembers what it was told. */
async function answering(answer: (facts: { id: string }[], count: number) => Answer): Promise<{ url: string; told: { id: string }[][] }> {
  const told: { id: string }[][] = [];
  const listener: RequestListener = (request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const { facts } = JSON.parse(text);
      told.push(facts);
      const { status, headers } = answer(facts, told.length);
      response.writeHead(status, headers).end("{}");
    });
  };
  server = createServer(listener);
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, told };
}

function outboxTo(url: string, read: (note: Note) => Promise<Draft[]> = async ({ subject }) => [orderDraft(subject)]) {
  const store = fileStore(path.join(folder, "shop.json"));
  const outbox = createOutbox({
    store,
    read,
    target: { url, secret: "s" },
    log: (line) => void lines.push(line),
    now: () => clock,
    random: () => 1,
  });
  return { store, outbox };
}

const kept = () => ({ status: 200 });

describe("the outbox", () => {
  test("reads what was written down, tells it, forgets it", async () => {
    const { url, told } = await answering(kept);
    const { store, outbox } = outboxTo(url);
    for (const n of [1, 2, 3]) store.add("order", String(n));
    await outbox.flush();
    expect(told.map((facts) => facts.map(({ id }) => id.split(":")[1]))).toEqual([["order-1", "order-2", "order-3"]]);
    expect(store.rows()).toEqual([]);
    await outbox.flush();
    expect(told).toHaveLength(1);
  });

  test("notes about the same subject are one question; what says nothing goes", async () => {
    const { url, told } = await answering(kept);
    const asked: string[] = [];
    const { store, outbox } = outboxTo(url, async ({ topic, subject }) => {
      asked.push(`${topic} ${subject}`);
      return subject === "gone" ? [] : [orderDraft(subject)];
    });
    for (const subject of ["1", "1", "gone", "1", "2"]) store.add("order", subject);
    await outbox.flush();
    expect(asked).toEqual(["order 1", "order gone", "order 2"]);
    expect(told.flat()).toHaveLength(2);
    expect(store.rows()).toEqual([]);
  });

  test("what was read stays as it was, however long Sluice is away", async () => {
    let state = "1";
    const { store, outbox } = outboxTo(`http://127.0.0.1:${await freePort()}`, async () => [orderDraft(state)]);
    store.add("order", "x");
    await outbox.flush();
    state = "2";
    store.add("order", "x");
    await outbox.flush();
    expect(store.rows().map(({ facts }) => JSON.parse(facts!)[0].order.externalId)).toEqual(["order-1", "order-2"]);
    expect(lines[0]).toMatch(/ECONNREFUSED/);
  });

  test("waits longer after each failure, five minutes at most, and never gives up", async () => {
    const { store, outbox } = outboxTo(`http://127.0.0.1:${await freePort()}`);
    store.add("order", "1");
    const waits: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      await outbox.flush();
      waits.push(outbox.waitMs());
      clock += outbox.waitMs();
    }
    expect(waits.map((ms) => ms / 1000)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    expect(store.rows()).toHaveLength(1);
  });

  test.each<[string, Answer, number]>([
    ["429 with Retry-After", { status: 429, headers: { "retry-after": "40" } }, 40_000],
    ["503 with Retry-After", { status: 503, headers: { "retry-after": "2" } }, 2_000],
    ["503 with a date", { status: 503, headers: { "retry-after": new Date(Date.UTC(2026, 10, 28, 0, 1)).toUTCString() } }, 60_000],
    ["a Retry-After of a year", { status: 503, headers: { "retry-after": "31536000" } }, 3600_000],
    ["a Retry-After that is none", { status: 503, headers: { "retry-after": "soon" } }, 1_000],
    ["500", { status: 500 }, 1_000],
    ["401, when the clock or the secret is wrong", { status: 401 }, 1_000],
    ["404, when the source was removed", { status: 404 }, 1_000],
    ["a page of somebody else's", { status: 302, headers: { location: "http://127.0.0.1:1/" } }, 1_000],
  ])("%s: keeps everything and comes back", async (_, answer, waitMs) => {
    const { url, told } = await answering((_facts, count) => (count === 1 ? answer : kept()));
    const { store, outbox } = outboxTo(url);
    store.add("order", "1");
    await outbox.flush();
    expect(outbox.waitMs()).toBe(waitMs);
    clock += waitMs - 1;
    await outbox.flush();
    expect(told).toHaveLength(1);
    clock += 1;
    await outbox.flush();
    expect(told).toHaveLength(2);
    expect(told[1]).toEqual(told[0]);
    expect(store.rows()).toEqual([]);
  });

  test("one that is refused does not hold up the others, and is tried again in an hour", async () => {
    let broken = true;
    const { url, told } = await answering((facts) => ({ status: broken && facts.some(({ id }) => id.includes("order-5:")) ? 400 : 200 }));
    const { store, outbox } = outboxTo(url);
    for (let n = 0; n < 9; n += 1) store.add("order", String(n));
    await outbox.flush();
    expect(store.rows().map(({ subject, problem }) => [subject, problem])).toEqual([["5", "400 {}"]]);
    const sent = told.length;
    await outbox.flush();
    expect(told).toHaveLength(sent);
    broken = false;
    clock += 3600_000;
    await outbox.flush();
    expect(store.rows()).toEqual([]);
  });

  test("one that cannot be read does not hold up the others either", async () => {
    const { url, told } = await answering(kept);
    let broken = true;
    const { store, outbox } = outboxTo(url, async ({ subject }) => {
      if (broken && subject === "2") throw new Error("no such column");
      return [orderDraft(subject)];
    });
    for (const n of [1, 2, 3]) store.add("order", String(n));
    await outbox.flush();
    expect(told.flat()).toHaveLength(2);
    expect(store.rows()).toMatchObject([{ subject: "2", problem: "no such column" }]);
    broken = false;
    clock += 3600_000;
    await outbox.flush();
    expect(told.flat()).toHaveLength(3);
  });

  test("thousands go in requests of a size that Sluice takes", async () => {
    const { url, told } = await answering(kept);
    const long = { name: "x".repeat(190), quantity: 1 };
    const { store, outbox } = outboxTo(url, async ({ subject }) => {
      const draft = orderDraft(subject);
      return [{ ...draft, order: { ...draft.order!, items: Array.from({ length: 60 }, () => long) } }];
    });
    for (let n = 0; n < 130; n += 1) store.add("order", String(n));
    await outbox.flush();
    expect(told.flat()).toHaveLength(130);
    for (const facts of told) expect(JSON.stringify({ facts }).length).toBeLessThan(500_000);
    expect(told.length).toBeGreaterThan(3);
  });

  test("rounds never overlap, and what is written meanwhile goes too", async () => {
    const { url, told } = await answering(kept);
    const { store, outbox } = outboxTo(url);
    store.add("order", "1");
    const first = outbox.flush();
    store.add("order", "2");
    await Promise.all([first, outbox.flush(), outbox.flush()]);
    const ids = told.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(ids).toHaveLength(2);
  });
});

test("the flusher reads what is new at once while Sluice is away, and comes back when it said so", async () => {
  let away = true;
  const { url, told } = await answering(() => (away ? { status: 503, headers: { "retry-after": "1" } } : kept()));
  const store = fileStore(path.join(folder, "shop.json"));
  const read = async ({ subject }: Note) => [orderDraft(subject)];
  const flusher = createFlusher(createOutbox({ store, read, target: { url, secret: "s" }, log: () => {} }), () => {}, 10);
  store.add("order", "1");
  flusher.soon();
  await until(() => told.length === 1);
  store.add("order", "2");
  flusher.soon();
  await until(() => store.rows().every(({ facts }) => facts !== null), 900);
  expect(told).toHaveLength(1);
  away = false;
  await until(() => store.rows().length === 0, 5_000);
  expect(told.at(-1)).toHaveLength(2);
  flusher.stop();
});

test("an id tells what a fact says: the same is the same, anything else is not", () => {
  expect(identify(orderDraft("1"))).toEqual(identify(orderDraft("1")));
  expect(identify(orderDraft("1")).id).not.toBe(identify({ ...orderDraft("1"), at: "2026-10-01T00:00:00.001Z" }).id);
  expect(identify({ type: "cart.updated", at: "2026-10-01T00:00:00Z", who: { anonymousId: "x".repeat(300) } }).id.length).toBeLessThan(200);
  expect(factWire.safeParse(identify(orderDraft("1"))).error).toBeUndefined();
});

test.each([
  [30.7, "EUR", 3070],
  [30.700000000000003, "EUR", 3070],
  [1.005, "EUR", 101],
  [1250, "JPY", 1250],
  [1.2345, "KWD", 1235],
  [0, "EUR", 0],
  [19.99, "usd", 1999],
])("%d %s is %d in minor units", (amount, currency, minor) => {
  expect(minorOf(amount, currency)).toBe(minor);
  expect(decimalsOf(currency)).toBe({ JPY: 0, KWD: 3 }[currency] ?? 2);
});

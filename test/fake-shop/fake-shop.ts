import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll } from "vitest";
import { keys, type Answer, type Asked, type FakeShop } from "./shop.ts";
import { answerShopify } from "./shopify.ts";
import { answerWooCommerce } from "./woocommerce.ts";

/** Use at the top of a test file. */
export function useFakeShop(kind: FakeShop["kind"]): FakeShop {
  const shop: FakeShop = {
    kind,
    url: "",
    orders: new Map(),
    customers: new Map(),
    asked: [],
    scopes: [],
    token: keys.token,
    bucket: undefined,
    before: undefined,
    reset() {
      shop.orders.clear();
      shop.customers.clear();
      shop.asked.length = 0;
      shop.scopes = ["read_orders", "read_customers", "read_all_orders"];
      shop.token = keys.token;
      shop.bucket = undefined;
      shop.before = undefined;
    },
  };
  shop.reset();
  const server = createServer((request, response) => void answer(shop, request, response));
  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    shop.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return shop;
}

async function answer(shop: FakeShop, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url!, "http://shop");
  let body = "";
  for await (const part of request) body += String(part);
  const asked: Asked = { atMs: Date.now(), path: url.pathname, query: url.searchParams, headers: request.headers, body };
  shop.asked.push(asked);
  const given =
    (await shop.before?.(asked)) ?? drop(shop) ?? (shop.kind === "shopify" ? answerShopify(shop, asked) : answerWooCommerce(shop, asked));
  if (given === "hang up") {
    response.destroy();
    return;
  }
  const text = typeof given.body === "string" ? given.body : writeJson(given.body ?? {});
  response.writeHead(given.status ?? 200, { "content-type": "application/json", "content-encoding": "gzip", ...given.headers });
  response.end(gzipSync(text));
}

/** One more call into the bucket; turned away where it is full. */
function drop(shop: FakeShop): Answer | undefined {
  const { bucket } = shop;
  if (!bucket) return undefined;
  const atMs = Date.now();
  bucket.used = Math.max(0, bucket.used - ((atMs - bucket.atMs) / 1000) * bucket.leak);
  bucket.atMs = atMs;
  if (bucket.used + 1 > bucket.size) return { status: 429, headers: { "retry-after": (1 / bucket.leak).toFixed(1) } };
  bucket.used += 1;
  return undefined;
}

/** Ids are written as bare numbers, however long. */
function writeJson(value: unknown): string {
  return JSON.stringify(value, (name, each: unknown) =>
    /^(id|\w+_id)$/.test(name) && /^\d+$/.test(String(each)) ? `@@${String(each)}` : each,
  ).replaceAll(/"@@(\d+)"/g, "$1");
}

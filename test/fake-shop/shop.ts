import type { IncomingMessage } from "node:http";

export type Thing = Record<string, any> & { id: string };
export type Asked = { atMs: number; path: string; query: URLSearchParams; headers: IncomingMessage["headers"]; body: string };
export type Answer = { status?: number; headers?: Record<string, string>; body?: unknown };

/** A shop that answers its API as the real one does: pages, filters, the key, a bucket of calls; and, where a test wants it, worse. */
export type FakeShop = {
  kind: "shopify" | "woocommerce";
  url: string;
  orders: Map<string, Thing>;
  customers: Map<string, Thing>;
  /** All questions so far, those that were turned away too. */
  asked: Asked[];
  scopes: string[];
  token: string;
  /** The bucket of calls: how many it holds, and how many it loses a second. */
  bucket: { size: number; leak: number; used: number; atMs: number } | undefined;
  /** Comes before every answer: gives one of its own, hangs up, or does something to the shop; undefined goes on as usual. */
  before: ((asked: Asked) => Answer | "hang up" | undefined | Promise<Answer | "hang up" | undefined>) | undefined;
  reset(): void;
};

export const keys = { token: "shpat_0123456789abcdef", key: "ck_0123456789abcdef", secret: "cs_0123456789abcdef" };

export function byId(things: Map<string, Thing>): Thing[] {
  return [...things.values()].toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
}

export function onlyFields(thing: Thing, fields: string | null): object {
  return fields === null ? thing : Object.fromEntries(fields.split(",").map((field) => [field, thing[field]]));
}

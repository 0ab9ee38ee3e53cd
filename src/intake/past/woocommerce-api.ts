import { setTimeout as sleep } from "node:timers/promises";
import { refuse } from "#base/refusal.ts";
import { keyOf } from "#people/reach.ts";
import { membersOf } from "../json-text.ts";
import { isObject, parseJson, type Json } from "../sources/json.ts";
import { askShop, type Asking } from "./ask-shop.ts";
import type { Place, ShopApi, ShopKey, ShopPage, Span, Told } from "./shop-api.ts";

/** A shop on a small machine rests as long as it worked, up to this. */
const longestRestMs = 2_000;
/** Of an order, what a comparison looks at; who bought is in it because an order that names nobody is refused. */
const comparedFields =
  "id,number,status,currency,date_created,date_created_gmt,date_modified,date_modified_gmt,date_paid,date_paid_gmt,total,total_tax,refunds,billing,customer_id";

export function woocommerceApi({ url, key, secret = "" }: ShopKey, asking: Asking): ShopApi {
  const headers = { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString("base64")}` };

  async function list(name: "orders" | "customers", query: Record<string, string>): Promise<Listed> {
    const answer = await askShop(asking, { url: new URL(`${url}/wp-json/wc/v3/${name}?${new URLSearchParams(query)}`), headers });
    const json = parseJson(answer.text);
    if (!Array.isArray(json)) throw refuse("unavailable", "shop_trouble", { status: 200 });
    const texts = membersOf(`{"list":${answer.text}}`, "list") ?? [];
    const items = json.filter(isObject).map((each, n) => ({ json: each, text: texts[n] ?? JSON.stringify(each) }));
    const total = Number(answer.headers["x-wp-total"]);
    return { items, total: Number.isFinite(total) ? total : undefined, waitMs: Math.min(longestRestMs, Math.round(answer.tookMs)) };
  }

  /**
   * The next things by id. The API knows offsets only, and an offset shifts when something before it is removed; so each page begins one
   * earlier than the last ended, and where that one is not where it stood, the next page begins further back.
   */
  async function walk(name: "orders" | "customers", place: Place, size: number, filter: Record<string, string>): Promise<Walked> {
    const offset = Math.max(0, place.offset - 1);
    const { items, total, waitMs } = await list(name, {
      ...filter,
      orderby: "id",
      order: "asc",
      per_page: String(size),
      offset: String(offset),
    });
    const first = items[0];
    const shifted = offset > 0 && (first === undefined ? (total ?? 0) <= offset : numberOf(first) > Number(place.after));
    if (shifted) return { items: [], total, waitMs, next: { ...place, offset: Math.max(0, place.offset - size) } };
    const fresh = items.filter((item) => numberOf(item) > Number(place.after));
    const last = items.at(-1);
    const after = String(Math.max(Number(place.after), last ? numberOf(last) : 0));
    const next = items.length === size ? { ...place, after, offset: offset + items.length } : undefined;
    return { items: fresh, total, waitMs, next };
  }

  return {
    async check() {
      await list("orders", { per_page: "1", _fields: "id" });
      return { reachDays: null };
    },

    async page(place, span, size): Promise<ShopPage> {
      const name = place.stage === "customers" ? "customers" : "orders";
      const { items, total, waitMs, next } = await walk(name, place, size, filterOf(place, span));
      const wanted = name === "customers" ? items.filter(({ json }) => isSince(json, span.fromMs)) : items;
      return {
        told: wanted.map(name === "customers" ? customer : order),
        next,
        seen: items.length,
        total: place.stage === "changes" ? undefined : total,
        waitMs,
      };
    },

    async ordersMade(fromMs, toMs, size) {
      const told: Told[] = [];
      // both ends are exclusive and whole seconds
      const span = { after: gmt(fromMs - 1000), before: gmt(toMs + 1000), dates_are_gmt: "true", _fields: comparedFields };
      for (let place: Place | undefined = { stage: "orders", after: "0", offset: 0 }; place;) {
        const walked: Walked = await walk("orders", place, size, span);
        told.push(...walked.items.map(order));
        place = walked.next;
        if (place) await sleep(walked.waitMs, undefined, { signal: asking.signal });
      }
      return told;
    },

    async orders(ids, size) {
      const told: Told[] = [];
      for (let n = 0; n < ids.length; n += size) {
        const include = ids.slice(n, n + size).filter((id) => /^\d+$/.test(id));
        if (include.length === 0) continue;
        const { items, waitMs } = await list("orders", { include: include.join(","), per_page: String(size) });
        told.push(...items.map(order));
        if (n + size < ids.length) await sleep(waitMs, undefined, { signal: asking.signal });
      }
      return told;
    },
  };
}

type Item = { json: Json; text: string };
type Listed = { items: Item[]; total: number | undefined; waitMs: number };
type Walked = Listed & { next: Place | undefined };

function filterOf({ stage }: Place, { fromMs, changedMs }: Span): Record<string, string> {
  if (stage === "changes") return { modified_after: gmt(changedMs), dates_are_gmt: "true" };
  return stage === "orders" && fromMs !== null ? { after: gmt(fromMs), dates_are_gmt: "true" } : {};
}

function order({ json, text }: Item): Told {
  return { topic: "order.updated", id: idOf({ json, text }), version: versionOf(json), body: text };
}

/** As it was told when the customer was new: that is when the person became one. */
function customer({ json, text }: Item): Told {
  const { date_created: made, date_created_gmt: madeGmt } = json;
  const body = JSON.stringify({ ...json, date_modified: made, date_modified_gmt: madeGmt });
  return { topic: "customer.created", id: idOf({ json, text }), version: versionOf(json), body };
}

function idOf({ json }: Item): string {
  const id = keyOf(json["id"]);
  if (id === undefined) throw refuse("unavailable", "shop_trouble", { status: 200 });
  return id;
}

function numberOf(item: Item): number {
  return Number(idOf(item));
}

function versionOf(json: Json): string {
  const atMs = Date.parse(`${String(json["date_modified_gmt"] ?? json["date_created_gmt"])}Z`);
  return Number.isFinite(atMs) ? String(atMs) : "0";
}

/** Customers cannot be asked for by date. */
function isSince(json: Json, fromMs: number | null): boolean {
  const atMs = Date.parse(`${String(json["date_created_gmt"])}Z`);
  return fromMs === null || !Number.isFinite(atMs) || atMs >= fromMs;
}

/** As the API writes instants: UTC without saying so. */
function gmt(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19);
}

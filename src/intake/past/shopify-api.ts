import { setTimeout as sleep } from "node:timers/promises";
import { now } from "#base/clock.ts";
import { hashSecret } from "#base/ids.ts";
import { refuse } from "#base/refusal.ts";
import { keyOf } from "#people/reach.ts";
import { membersOf } from "../json-text.ts";
import { isObject, objectOf, objectsOf, parseJson, type Json } from "../sources/json.ts";
import { askShop, type Asking, type ShopAnswer } from "./ask-shop.ts";
import type { Place, ShopApi, ShopKey, ShopPage, Span, Told } from "./shop-api.ts";

/**
 * The one place that names it. Asked by REST, not by GraphQL: an order of REST is byte for byte what the webhooks carry, so that both come to
 * the same facts, and `since_id` is a place that neither grows old nor shifts when orders come and go.
 */
const apiVersion = "2026-10";

const maxSize = 250;
const needed = ["read_orders", "read_customers"];
/** Without `read_all_orders` Shopify shows the last 60 days only. */
const shortReachDays = 60;
/** At these figures Shopify stops counting. */
const cappedCounts = new Set([10_000, 10_001, 25_000, 25_001]);
/** Of an order, what a comparison looks at. */
const comparedFields =
  "id,name,order_number,created_at,processed_at,updated_at,cancelled_at,currency,total_price,current_total_price,total_tax,refunds";

export function shopifyApi(key: ShopKey, asking: Asking): ShopApi {
  async function ask(path: string, query: Record<string, string>): Promise<ShopAnswer> {
    const url = new URL(`${key.url}/admin/${path}?${new URLSearchParams(query)}`);
    return askShop(asking, { url, headers: { "x-shopify-access-token": await tokenOf(key, asking) } });
  }

  async function list(name: "orders" | "customers", query: Record<string, string>): Promise<{ items: Item[]; waitMs: number }> {
    const answer = await ask(`api/${apiVersion}/${name}.json`, query);
    const body = parseJson(answer.text);
    if (!isObject(body) || !Array.isArray(body[name])) throw refuse("unavailable", "shop_trouble", { status: 200 });
    const texts = membersOf(answer.text, name) ?? [];
    return {
      items: objectsOf(body[name], maxSize).map((json, n) => ({ json, text: texts[n] ?? JSON.stringify(json) })),
      waitMs: waitAfter(answer),
    };
  }

  return {
    async check() {
      const { text } = await ask("oauth/access_scopes.json", {});
      const scopes = new Set(objectsOf(objectOf(parseJson(text))["access_scopes"]).map((scope) => String(scope["handle"])));
      const missing = needed.filter((scope) => !scopes.has(scope) && !scopes.has(scope.replace("read_", "write_")));
      if (missing.length > 0) throw refuse("invalid", "shop_scope_missing", { scopes: missing.join(", ") });
      return { reachDays: scopes.has("read_all_orders") ? null : shortReachDays };
    },

    async page(place, span, size): Promise<ShopPage> {
      const name = place.stage === "customers" ? "customers" : "orders";
      const filter = filterOf(place, span);
      let total: number | undefined;
      if (place.after === "0" && place.stage !== "changes") {
        const counted = Number(objectOf(parseJson((await ask(`api/${apiVersion}/${name}/count.json`, filter)).text))["count"]);
        total = Number.isFinite(counted) && !cappedCounts.has(counted) ? counted : undefined;
      }
      const { items, waitMs } = await list(name, { ...filter, limit: String(size), since_id: place.after });
      const last = items.at(-1);
      return {
        told: items.map(name === "customers" ? customer : order),
        next: last && items.length === size ? { ...place, after: idOf(last) } : undefined,
        seen: items.length,
        total,
        waitMs,
      };
    },

    async ordersMade(fromMs, toMs, size) {
      const told: Told[] = [];
      for (let after = "0"; ;) {
        const span = { status: "any", created_at_min: iso(fromMs), created_at_max: iso(toMs), fields: comparedFields };
        const { items, waitMs } = await list("orders", { ...span, limit: String(size), since_id: after });
        told.push(...items.map(order));
        if (items.length < size) return told;
        after = idOf(items.at(-1)!);
        await sleep(waitMs, undefined, { signal: asking.signal });
      }
    },

    async orders(ids, size) {
      const told: Told[] = [];
      for (let n = 0; n < ids.length; n += size) {
        const { items, waitMs } = await list("orders", { status: "any", ids: ids.slice(n, n + size).join(","), limit: String(size) });
        told.push(...items.map(order));
        if (n + size < ids.length) await sleep(waitMs, undefined, { signal: asking.signal });
      }
      return told;
    },
  };
}

type Item = { json: Json; text: string };

function filterOf({ stage }: Place, { fromMs, changedMs }: Span): Record<string, string> {
  if (stage === "changes") return { status: "any", updated_at_min: iso(changedMs) };
  return { ...(stage === "orders" && { status: "any" }), ...(fromMs !== null && { created_at_min: iso(fromMs) }) };
}

function order({ json, text }: Item): Told {
  return { topic: "orders/past", id: idOf({ json, text }), version: versionOf(json), body: text };
}

/** As it was told when the customer was new: that is when the person became one. */
function customer({ json, text }: Item): Told {
  const created = json["created_at"];
  const body = typeof created === "string" ? JSON.stringify({ ...json, updated_at: created }) : text;
  return { topic: "customers/create", id: idOf({ json, text }), version: versionOf(json), body };
}

function idOf({ json }: Item): string {
  const id = keyOf(json["id"]);
  if (id === undefined) throw refuse("unavailable", "shop_trouble", { status: 200 });
  return id;
}

function versionOf(json: Json): string {
  const atMs = Date.parse(String(json["updated_at"] ?? json["created_at"]));
  return Number.isFinite(atMs) ? String(atMs) : "0";
}

/** The bucket of calls stands in a header as `used/size` and leaks a twentieth of its size a second; half of it is left to others. */
function waitAfter({ headers }: ShopAnswer): number {
  const [used = 0, size = 40] = String(headers["x-shopify-shop-api-call-limit"] ?? "0/40")
    .split("/", 2)
    .map(Number);
  return used * 2 >= size ? Math.ceil(20_000 / size) : 0;
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

const tokens = new Map<string, { token: string; untilMs: number }>();

/** An app's client id and secret buy an access token for a day; it is kept in memory and bought again shortly before it ends. */
async function tokenOf({ url, key, secret }: ShopKey, asking: Asking): Promise<string> {
  if (secret === undefined) return key;
  const name = hashSecret(`${url} ${key} ${secret}`);
  const held = tokens.get(name);
  if (held && held.untilMs > now()) return held.token;
  const answer = await askShop(asking, {
    url: new URL(`${url}/admin/oauth/access_token`),
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ grant_type: "client_credentials", client_id: key, client_secret: secret }).toString(),
  });
  const body = objectOf(parseJson(answer.text));
  const token = body["access_token"];
  if (typeof token !== "string") throw refuse("invalid", "shop_key_refused");
  const seconds = Number(body["expires_in"] ?? 0);
  if (tokens.size > 1_000) tokens.clear();
  tokens.set(name, { token, untilMs: now() + Math.max(0, seconds - 300) * 1000 });
  return token;
}

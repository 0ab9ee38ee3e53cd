import { parseJson } from "#intake/sources/json.ts";
import { sharedText } from "#test/shared.ts";
import { byId, onlyFields, type Answer, type Asked, type FakeShop, type Thing } from "./shop.ts";

export function answerShopify(shop: FakeShop, { path, query, headers, body }: Asked): Answer {
  if (path === "/admin/oauth/access_token") {
    const form = new URLSearchParams(body);
    const isRight = form.get("grant_type") === "client_credentials" && form.get("client_secret") === "shpss_right-secret";
    return isRight ? { body: { access_token: shop.token, expires_in: 86_399 } } : { status: 401, body: { error: "invalid_client" } };
  }
  if (headers["x-shopify-access-token"] !== shop.token) return { status: 401, body: { errors: "[API] Invalid API key or access token" } };
  if (path === "/admin/oauth/access_scopes.json") return { body: { access_scopes: shop.scopes.map((handle) => ({ handle })) } };
  const [, name, isCount] = /^\/admin\/api\/20\d\d-\d\d\/(orders|customers)(\/count)?\.json$/.exec(path) ?? [];
  if (name !== "orders" && name !== "customers") return { status: 404, body: { errors: "Not Found" } };
  const found = byId(shop[name]).filter((thing) => fits(thing, query));
  if (isCount) return { body: { count: found.length } };
  const { bucket } = shop;
  const limit = bucket ? `${Math.ceil(bucket.used)}/${bucket.size}` : "1/40";
  const page = found.slice(0, Number(query.get("limit") ?? 50)).map((thing) => onlyFields(thing, query.get("fields")));
  return { headers: { "x-shopify-shop-api-call-limit": limit }, body: { [name]: page } };
}

function fits(thing: Thing, query: URLSearchParams): boolean {
  const after = (name: string, at: string) => !query.has(name) || Date.parse(at) >= Date.parse(query.get(name)!);
  const ids = query.get("ids")?.split(",");
  if (ids && !ids.includes(thing.id)) return false;
  if ("line_items" in thing && query.get("status") !== "any" && (thing["cancelled_at"] || thing["closed_at"])) return false;
  return (
    BigInt(thing.id) > BigInt(query.get("since_id") ?? 0) &&
    after("created_at_min", thing["created_at"]) &&
    after("updated_at_min", thing["updated_at"]) &&
    (!query.has("created_at_max") || Date.parse(thing["created_at"]) <= Date.parse(query.get("created_at_max")!))
  );
}

const firstOrder = 820_982_911_946_154_508n;
const firstCustomer = 706_405_506_930_370_084n;

export function shopifyOrder(n: number, wish: { atMs: number; total?: string; customer?: number } & Record<string, unknown>): Thing {
  const { atMs, total = "403.00", customer = n, ...more } = wish;
  const template = parseJson(sharedText("webhooks_shopify/orders_create.json")) as Record<string, any>;
  return {
    ...template,
    id: String(firstOrder + BigInt(n)),
    name: `#${1000 + n}`,
    email: `buyer${customer}@shop.example`,
    contact_email: `buyer${customer}@shop.example`,
    created_at: iso(atMs),
    updated_at: iso(atMs),
    cancelled_at: null,
    currency: "EUR",
    total_price: total,
    current_total_price: total,
    customer: { ...template["customer"], id: String(firstCustomer + BigInt(customer)), email: `buyer${customer}@shop.example` },
    ...more,
  };
}

export function shopifyCustomer(n: number, { atMs, ...more }: { atMs: number } & Record<string, unknown>): Thing {
  const template = parseJson(sharedText("webhooks_shopify/customers_create.json")) as Record<string, any>;
  return {
    ...template,
    id: String(firstCustomer + BigInt(n)),
    email: `buyer${n}@shop.example`,
    created_at: iso(atMs),
    updated_at: iso(atMs),
    ...more,
  };
}

/** As Shopify writes instants: whole seconds, with the shop's offset. */
export function iso(atMs: number): string {
  return `${new Date(atMs + 2 * 3_600_000).toISOString().slice(0, 19)}+02:00`;
}

export function refundOf(order: Thing, atMs: number, amount: string): object {
  const money = { kind: "refund", status: "success", amount, currency: order["currency"] };
  return { id: `${order.id.slice(0, 8)}77`, order_id: order.id, created_at: iso(atMs), processed_at: iso(atMs), transactions: [money] };
}

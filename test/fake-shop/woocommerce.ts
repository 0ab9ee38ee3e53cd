import { sharedText } from "#test/shared.ts";
import { byId, keys, onlyFields, type Answer, type Asked, type FakeShop, type Thing } from "./shop.ts";

export function answerWooCommerce(shop: FakeShop, { path, query, headers }: Asked): Answer {
  const right = `Basic ${Buffer.from(`${keys.key}:${keys.secret}`).toString("base64")}`;
  const [, name] = /^\/wp-json\/wc\/v3\/(orders|customers)$/.exec(path) ?? [];
  if (name !== "orders" && name !== "customers") return { status: 404, body: { code: "rest_no_route" } };
  if (headers.authorization !== right) return { status: 401, body: { code: "woocommerce_rest_cannot_view" } };
  const perPage = Number(query.get("per_page") ?? 10);
  if (perPage > 100) return { status: 400, body: { code: "rest_invalid_param" } };
  const found = byId(shop[name]).filter((thing) => fits(thing, query));
  const offset = Number(query.get("offset") ?? 0);
  const page = found.slice(offset, offset + perPage).map((thing) => onlyFields(thing, query.get("_fields")));
  return { headers: { "x-wp-total": String(found.length), "x-wp-totalpages": String(Math.ceil(found.length / perPage)) }, body: page };
}

function fits(thing: Thing, query: URLSearchParams): boolean {
  const at = (name: string) => Date.parse(`${query.get(name)!}Z`);
  const of = (name: string) => Date.parse(`${String(thing[name])}Z`);
  if (query.has("include") && !query.get("include")!.split(",").includes(thing.id)) return false;
  if (query.has("after") && !(of("date_created_gmt") > at("after"))) return false;
  if (query.has("before") && !(of("date_created_gmt") < at("before"))) return false;
  return !query.has("modified_after") || of("date_modified_gmt") > at("modified_after");
}

export function wooOrder(n: number, { atMs, total = "29.35", ...more }: { atMs: number; total?: string } & Record<string, unknown>): Thing {
  const template = JSON.parse(sharedText("webhooks_woocommerce/order_1.json")) as Record<string, any>;
  const { billing } = template;
  return {
    ...template,
    id: String(700 + n),
    number: String(700 + n),
    currency: "EUR",
    total,
    date_created: local(atMs),
    date_created_gmt: gmt(atMs),
    date_modified: local(atMs + 6_000),
    date_modified_gmt: gmt(atMs + 6_000),
    date_paid_gmt: gmt(atMs + 6_000),
    billing: { ...billing, email: `buyer${n}@shop.example`, phone: "" },
    ...more,
  };
}

export function wooCustomer(n: number, { atMs, ...more }: { atMs: number } & Record<string, unknown>): Thing {
  const template = JSON.parse(sharedText("webhooks_woocommerce/customer_1.json")) as Record<string, any>;
  const email = `buyer${n}@shop.example`;
  return {
    ...template,
    id: String(20 + n),
    email,
    date_created: local(atMs),
    date_created_gmt: gmt(atMs),
    date_modified: local(atMs + 86_400_000),
    date_modified_gmt: gmt(atMs + 86_400_000),
    billing: { ...template["billing"], email, phone: "" },
    ...more,
  };
}

/** As WooCommerce writes instants: UTC without saying so, and beside it the shop's own time. */
export function gmt(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19);
}

function local(atMs: number): string {
  return gmt(atMs - 3 * 3_600_000);
}

import type { Config } from "#base/config.ts";
import { refuse } from "#base/refusal.ts";
import type { Asking } from "./ask-shop.ts";
import { mayBePublic } from "./public-address.ts";
import { shopifyApi } from "./shopify-api.ts";
import { woocommerceApi } from "./woocommerce-api.ts";

/** What opens a shop's API. Shopify: `key` is an access token, or with `secret` an app's client id; WooCommerce: consumer key and secret. */
export type ShopKey = { kind: ApiKind; url: string; key: string; secret?: string | undefined };
export type ApiKind = "shopify" | "woocommerce";

/** Customers first, then orders, then the orders that changed while the others were fetched. */
export const stages = ["customers", "orders", "changes"] as const;
export type Stage = (typeof stages)[number];

/** Where to go on within a stage: after the thing with this id. `offset` is how many stand before it, for a shop that cannot be asked by id. */
export type Place = { stage: Stage; after: string; offset: number };

/** What is wanted: from when on (null: all), and since when changes count. Epoch ms. */
export type Span = { fromMs: number | null; changedMs: number };

/** One customer or order as the shop tells it, dressed as the webhook that `sources/<shop>.ts` reads. `version` changes with the thing. */
export type Told = { topic: string; id: string; version: string; body: string };

export type ShopPage = {
  told: Told[];
  /** Undefined: the stage is at its end. */
  next: Place | undefined;
  /** How many things were looked at, those out of the span too. */
  seen: number;
  /** How many there are in the stage, where the shop says. */
  total: number | undefined;
  /** How long to leave the shop alone before the next question. */
  waitMs: number;
};

export type ShopApi = {
  /** One harmless question. Throws what is wrong with address or key; says how far back the key reaches. */
  check(): Promise<{ reachDays: number | null }>;
  page(place: Place, span: Span, size: number): Promise<ShopPage>;
  /** The orders made in the span, each as little as a comparison needs, the newest state of each. A few neighbours may be among them. */
  ordersMade(fromMs: number, toMs: number, size: number): Promise<Told[]>;
  /** These orders whole; those that are not there are left out. */
  orders(ids: readonly string[], size: number): Promise<Told[]>;
};

const pageSizes: Record<ApiKind, number> = { shopify: 250, woocommerce: 100 };
const smallestPage = 10;

/** How many to ask for after so many failures in a row: a shop that gave up over a page may manage a smaller one. */
export function pageSizeAfter(kind: ApiKind, tries: number): number {
  return Math.max(smallestPage, pageSizes[kind] >> tries);
}

export function hasApi(kind: string): kind is ApiKind {
  return Object.hasOwn(pageSizes, kind);
}

export function openShop(key: ShopKey, asking: Asking): ShopApi {
  return key.kind === "shopify" ? shopifyApi(key, asking) : woocommerceApi(key, asking);
}

/** The address as it is asked from what a person typed: a name, a host, or whatever the browser's line held. */
export function shopUrl(kind: ApiKind, typed: string, { localShops }: Pick<Config, "localShops">): string {
  const text = typed.trim();
  const named = kind === "shopify" && /^[a-z0-9][a-z0-9-]*$/i.test(text) ? `${text}.myshopify.com` : text;
  const written = /^[a-z]+:\/\//i.test(named) ? named : `https://${named}`;
  if (!URL.canParse(written)) throw refuse("invalid", "shop_address_invalid");
  const url = new URL(written);
  if (!/^https?:$/.test(url.protocol) || url.username || url.password) throw refuse("invalid", "shop_address_invalid");
  if (!localShops) {
    if (url.protocol !== "https:") throw refuse("invalid", "shop_address_invalid");
    if (!mayBePublic(url.hostname)) throw refuse("invalid", "shop_address_private");
    if (kind === "shopify" && !url.hostname.endsWith(".myshopify.com")) throw refuse("invalid", "shop_address_invalid");
  }
  const path = kind === "shopify" ? "" : url.pathname.replace(/\/(wp-admin|wp-json)(\/.*)?$/, "").replace(/\/+$/, "");
  return url.origin + path;
}

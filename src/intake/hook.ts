import type { IncomingMessage, ServerResponse } from "node:http";
import { now } from "#base/clock.ts";
import { limits } from "#base/limits.ts";
import { refuse } from "#base/refusal.ts";
import { keyOf, textOf } from "#people/reach.ts";
import { answerKept } from "./answer.ts";
import { hashOf, keptOfRefused } from "./events.ts";
import { depthOf } from "./json-text.ts";
import { readBody, textOfBody } from "./read-body.ts";
import type { Inbound } from "./receive.ts";
import { refuseStale, signerOf, type Writing } from "./signature.ts";
import { isObject, objectOf, parseJson, type Json } from "./sources/json.ts";
import type { Door } from "./track.ts";

type Delivery = { header: (names: string[]) => string | undefined; text: string; body: Json };

/** What tells a shop's webhooks apart: where signature and topic stand, and what makes two deliveries the same. */
type Shop = {
  signature: string[];
  writing: Writing;
  topicOf(delivery: Delivery): unknown;
  externalIdOf(delivery: Delivery, topic: string): string;
  /** When it was sent, where the shop signs that along. */
  sentAtMsOf?(delivery: Delivery): number | undefined;
};

const shops = {
  /** The newer headers have no X; a delivery sent again has the same webhook id. */
  shopify: {
    signature: ["x-shopify-hmac-sha256", "shopify-hmac-sha256"],
    writing: "base64",
    topicOf: ({ header }) => header(["x-shopify-topic", "shopify-topic"]),
    externalIdOf: ({ header, text }, topic) => keyOf(header(["x-shopify-webhook-id", "shopify-webhook-id"])) ?? hashOf(topic + text),
  },
  /**
   * A delivery id is made of the webhook and the second, so two orders may share one; `order.created` and `order.updated` may carry the
   * same bytes. So what is inside tells: a body seen before is dropped.
   */
  woocommerce: {
    signature: ["x-wc-webhook-signature"],
    writing: "base64",
    topicOf: ({ header }) => header(["x-wc-webhook-topic"]),
    externalIdOf: ({ text, body }, topic) => {
      const [room = "", event = ""] = topic.split(".");
      const id = keyOf(body["id"])?.slice(0, 40) || "x";
      return `${textOf(room, 40) ?? "hook"}-${id}${event === "deleted" || event === "restored" ? `-${event}` : ""}-${hashOf(text)}`;
    },
  },
  /** Says everything in the body. Each try is signed anew with its own time; before 6.4.11 it has no event id, so what it tells counts. */
  shopware: {
    signature: ["shopware-shop-signature"],
    writing: "hex",
    topicOf: ({ body }) => objectOf(body["data"])["event"],
    externalIdOf: ({ body, text }) =>
      keyOf(objectOf(body["source"])["eventId"]) ?? hashOf("data" in body ? JSON.stringify(body["data"]) : text),
    sentAtMsOf: ({ body }) => (body["timestamp"] === undefined ? undefined : Number(body["timestamp"]) * 1000),
  },
} satisfies Record<string, Shop>;

export type ShopKind = keyof typeof shops;

export function isShop(kind: string): kind is ShopKind {
  return Object.hasOwn(shops, kind);
}

/** WooCommerce asks whether anybody is there before it saves a webhook; it does not sign that. */
const ping = /^webhook_id=\d+$/;

/** Takes a webhook whose signature over the raw bytes is right; the topics of privacy law too. */
export async function hook(
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
  kind: ShopKind,
  sourceId: string,
): Promise<void> {
  const shop: Shop = shops[kind];
  const source = await door.sources.findById(sourceId);
  const bytes = await readBody(request);
  if (bytes === undefined) return;
  if (source?.kind !== kind) throw refuse("missing", "source_missing");
  if (kind === "woocommerce" && bytes.length < 100 && ping.test(bytes.toString("latin1").trim())) return answerKept(response);

  const header = headersOf(request);
  if (signerOf(source.secrets, bytes, header(shop.signature), shop.writing) === undefined)
    throw refuse("unauthenticated", "wrong_signature");

  const text = textOfBody(bytes, request.headers["content-encoding"]);
  const body = parseJson(text);
  const delivery: Delivery = { header, text, body: isObject(body) ? body : {} };
  const topic = textOf(shop.topicOf(delivery), 100) ?? "unknown";
  const event: Inbound = {
    sourceId: source.id,
    externalId: shop.externalIdOf(delivery, topic),
    receivedAtMs: now(),
    skewMs: 0,
    kind: topic,
    body: text,
  };
  const refused = (reason: string): Inbound => ({ ...event, body: textOf(text, keptOfRefused) ?? null, refused: reason });
  const sentAtMs = shop.sentAtMsOf?.(delivery);
  if (sentAtMs !== undefined) {
    try {
      refuseStale(sentAtMs);
    } catch (error) {
      // under an id of its own, so that the same event is taken once its time is right
      await door.receive(source.workspaceId, [{ ...refused("stale_timestamp"), externalId: hashOf(text) }]);
      throw error;
    }
  }
  const reason = !isObject(body) ? "invalid_json" : depthOf(text) > limits.jsonDepth ? "too_deep" : undefined;
  await door.receive(source.workspaceId, [reason === undefined ? event : refused(reason)]);
  answerKept(response);
}

/** Reads the first of several names of a header. */
export function headersOf(request: IncomingMessage): (names: string[]) => string | undefined {
  return (names) => names.map((name) => request.headers[name]).find((value) => typeof value === "string") as string | undefined;
}

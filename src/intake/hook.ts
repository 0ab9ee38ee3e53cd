import type { IncomingMessage, ServerResponse } from "node:http";
import { now } from "#base/clock.ts";
import { limits } from "#base/limits.ts";
import { refuse } from "#base/refusal.ts";
import { keyOf, textOf } from "#people/reach.ts";
import { answerKept } from "./answer.ts";
import { hashOf } from "./events.ts";
import { depthOf } from "./json-text.ts";
import { readBody, textOfBody } from "./read-body.ts";
import type { Inbound } from "./receive.ts";
import { isSigned } from "./signature.ts";
import { isObject, parseJson } from "./sources/json.ts";
import type { Door } from "./track.ts";

/** What tells a shop's webhooks apart: where signature and topic stand, and what makes two deliveries the same. */
type Shop = {
  signature: string[];
  topic: string[];
  externalIdOf(headers: (names: string[]) => string | undefined, topic: string, text: string): string;
};

const shops = {
  /** The newer headers have no X; a delivery sent again has the same webhook id. */
  shopify: {
    signature: ["x-shopify-hmac-sha256", "shopify-hmac-sha256"],
    topic: ["x-shopify-topic", "shopify-topic"],
    externalIdOf: (header, topic, text) => keyOf(header(["x-shopify-webhook-id", "shopify-webhook-id"])) ?? hashOf(topic + text),
  },
  /**
   * A delivery id is made of the webhook and the second, so two orders may share one; `order.created` and `order.updated` may carry the
   * same bytes. So what is inside tells: a body seen before is dropped.
   */
  woocommerce: {
    signature: ["x-wc-webhook-signature"],
    topic: ["x-wc-webhook-topic"],
    externalIdOf: (_, topic, text) => {
      const [room = "", event = ""] = topic.split(".");
      return `${textOf(room, 40) ?? "hook"}-${idIn(text)}${event === "deleted" || event === "restored" ? `-${event}` : ""}-${hashOf(text)}`;
    },
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

  const header = (names: string[]) =>
    names.map((name) => request.headers[name]).find((value) => typeof value === "string") as string | undefined;
  if (!isSigned(source, bytes, header(shop.signature))) throw refuse("unauthenticated", "wrong_signature");

  const text = textOfBody(bytes, request.headers["content-encoding"]);
  const topic = textOf(header(shop.topic), 100) ?? "unknown";
  const reason = !isObject(parseJson(text)) ? "invalid_json" : depthOf(text) > limits.jsonDepth ? "too_deep" : undefined;
  const event: Inbound = {
    sourceId: source.id,
    externalId: shop.externalIdOf(header, topic, text),
    receivedAtMs: now(),
    skewMs: 0,
    kind: topic,
    body: text,
  };
  await door.receive(source.workspaceId, [reason === undefined ? event : { ...event, body: textOf(text, 2000) ?? null, refused: reason }]);
  answerKept(response);
}

function idIn(text: string): string {
  const body = parseJson(text);
  return (isObject(body) && keyOf(body["id"])?.slice(0, 40)) || "x";
}

import { Refusal } from "#base/refusal.ts";
import type { sourceKinds } from "#intake/contract.ts";
import type { Fact } from "#ledger/fact.ts";
import { isObject, parseJson, type Json } from "./json.ts";
import { segment } from "./segment.ts";
import { shopify } from "./shopify.ts";
import { shopware } from "./shopware.ts";
import { sluice } from "./sluice.ts";
import { woocommerce } from "./woocommerce.ts";

export type SourceKind = (typeof sourceKinds)[number] | "demo";

/** One event as it came in. */
export type Incoming = {
  /** The sender's own name of it: a webhook topic, an event's name or type. */
  kind: string;
  /** Raw JSON text. */
  body: string;
  externalId: string;
  receivedAtMs: number;
  /** How far the sender's clock is ahead of ours. */
  skewMs: number;
  /** Of the workspace; used where the event names none. */
  currency: string;
};

/** What it means. `ignored` and `refused` carry a reason code that the app translates. */
export type Translated = { facts: Fact[] } | { ignored: string } | { refused: string };

/** A fact before it has its id. */
export type Draft = Omit<Fact, "id">;
export type Reading = { drafts: Draft[] } | { ignored: string } | { refused: string };
export type Translator = (body: Json, incoming: Incoming) => Reading;

const translators: Record<SourceKind, Translator> = {
  segment,
  script: segment,
  demo: segment,
  shopify,
  woocommerce,
  shopware,
  vendure: sluice,
  medusa: sluice,
  sluice,
};

/** Their JSON → our facts. Pure, and never throws: what cannot be read is refused with a reason. */
export function translate(source: SourceKind, incoming: Incoming): Translated {
  const body = parseJson(incoming.body);
  if (!isObject(body)) return { refused: body === undefined ? "invalid_json" : "not_an_object" };
  try {
    const reading = translators[source](body, incoming);
    if (!("drafts" in reading)) return reading;
    return { facts: reading.drafts.map((draft, n) => ({ ...draft, id: n === 0 ? incoming.externalId : `${incoming.externalId}#${n}` })) };
  } catch (error) {
    if (error instanceof Refusal) return { refused: error.code };
    throw error;
  }
}

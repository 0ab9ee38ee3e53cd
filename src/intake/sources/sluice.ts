import type { z } from "@hono/zod-openapi";
import { refuse } from "#base/refusal.ts";
import { factWire } from "#intake/contract.ts";
import type { OrderFact, OrderItem, Who } from "#ledger/fact.ts";
import { isCurrency } from "#base/money.ts";
import { emailOf, keyOf, phoneOf, textOf } from "#people/reach.ts";
import { happenedAt } from "./instant.ts";
import type { Draft, Incoming, Translator } from "./translate.ts";

type FactWire = z.infer<typeof factWire>;

/** Our own plugins, and anybody's code, say facts as they are; what does not fit the schema is refused with the field's name. */
export const sluice: Translator = (body, incoming) => {
  const read = factWire.safeParse(body);
  if (!read.success) return { refused: `bad_fact:${fieldOf(read.error.issues[0]!)}` };
  const fact = read.data;
  const who = whoOf(fact.who);
  if (!fact.order && Object.keys(who).length === 0) throw refuse("invalid", "nobody_named");
  for (const money of [fact.value, fact.order])
    if (money?.currency !== undefined && !isCurrency(money.currency)) throw refuse("invalid", "unknown_currency");
  const draft: Draft = {
    type: fact.type,
    at: momentOf(fact.at, incoming),
    who,
    ...texts(fact, ["name"]),
    ...(fact.value && { value: fact.value }),
    ...(fact.product && { product: { ...texts(fact.product, ["id", "name", "category"]), quantity: fact.product.quantity } }),
    ...(fact.itemCount !== undefined && { itemCount: fact.itemCount }),
    ...(fact.order && { order: orderOf(fact.order, incoming) }),
    ...(fact.traits && { traits: texts(fact.traits, ["name", "city", "country", "company"]) }),
    ...(fact.touch && { touch: texts(fact.touch, ["source", "medium", "campaign", "referrer", "landing"]) }),
    ...(fact.page && { page: texts(fact.page, ["path", "title"]) }),
  };
  return { drafts: [draft] };
};

function fieldOf(issue: z.core.$ZodIssue): string {
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]!] : issue.path;
  return textOf(path.join("."), 100) ?? "fact";
}

function momentOf(iso: string, { receivedAtMs, skewMs }: Incoming): number {
  return happenedAt(Date.parse(iso), receivedAtMs, skewMs);
}

/** Placeholders and what is no address are left out, as everywhere. */
function whoOf(told: FactWire["who"]): Who {
  const keys = {
    anonymousId: keyOf(told.anonymousId),
    userId: keyOf(told.userId),
    customerId: keyOf(told.customerId),
    email: emailOf(told.email),
    phone: phoneOf(told.phone),
  };
  return Object.fromEntries(Object.entries(keys).filter(([, key]) => key !== undefined));
}

function orderOf(told: NonNullable<FactWire["order"]>, incoming: Incoming): OrderFact {
  const externalId = keyOf(told.externalId);
  if (externalId === undefined) throw refuse("invalid", "order_id_missing");
  const { placedAt, cancelledAt, updatedAt, items, number: _, ...rest } = told;
  return {
    ...rest,
    ...texts(told, ["number"]),
    externalId,
    updatedAt: momentOf(updatedAt, incoming),
    ...(placedAt !== undefined && { placedAt: momentOf(placedAt, incoming) }),
    ...(cancelledAt !== undefined && { cancelledAt: momentOf(cancelledAt, incoming) }),
    ...(items && { items: items.map(itemOf) }),
  };
}

function itemOf(told: NonNullable<NonNullable<FactWire["order"]>["items"]>[number]): OrderItem {
  const { quantity, priceMinor } = told;
  return { ...texts(told, ["id", "name", "category"]), quantity, ...(priceMinor !== undefined && { priceMinor }) };
}

/** The named texts of an object without control characters; those with nothing in them are left out. */
function texts<Name extends string>(
  told: Partial<Record<Name, string | undefined>>,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const clean: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const text = textOf(told[name]);
    if (text !== undefined) clean[name] = text;
  }
  return clean;
}

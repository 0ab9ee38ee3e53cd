import { z } from "@hono/zod-openapi";
import { limits } from "#base/limits.ts";
import { factTypes } from "#ledger/fact.ts";

export const sourceKinds = ["segment", "script", "shopify", "woocommerce", "shopware", "vendure", "medusa", "sluice"] as const;
export const sourceSchema = z.object({
  id: z.uuid(),
  kind: z.enum([...sourceKinds, "demo"]),
  name: z.string(),
  pipelineId: z.uuid(),
  url: z.string().describe("where the shop sends to"),
  writeKey: z.string().nullable().describe("segment and script: public by nature"),
  hasSecret: z.boolean(),
  shopUrl: z.string().nullable().describe("shopware: the shop that installed the app"),
  createdAt: z.string(),
  lastReceivedAt: z.string().nullable(),
  counts: z.object({
    accepted: z.number().int(),
    ignored: z.number().int(),
    refused: z.number().int(),
    failed: z.number().int(),
    waiting: z.number().int(),
  }),
});
export type SourceWire = z.infer<typeof sourceSchema>;
export const sourceList = z.object({ sources: z.array(sourceSchema) });
export const newSource = z.object({
  kind: z.enum(sourceKinds),
  name: z.string().trim().min(1).max(60),
  pipelineId: z.uuid().optional(),
  secret: z.string().min(8).max(200).optional().describe("of a shop: its own; made if absent"),
});
/** The answer to creating a source: the only time a secret is shown. */
export const createdSource = z.object({
  id: z.uuid(),
  kind: z.string(),
  url: z.string(),
  writeKey: z.string().optional(),
  secret: z.string().optional(),
});
export const sourcePatch = z.object({
  name: z.string().trim().min(1).max(60).optional(),
  pipelineId: z.uuid().optional(),
  secret: z.string().min(8).max(200).optional().describe("replaces the secret; the old one stays good for an hour"),
});

export const logQuery = z.object({
  status: z.enum(["accepted", "ignored", "refused", "failed", "waiting", "all"]).default("all"),
  q: z.string().max(200).optional().describe("an e-mail address or an event id, whole or its beginning"),
  before: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  effects: z.enum(["1"]).optional(),
  live: z.enum(["1"]).optional().describe("only what was sent, not what was fetched from the past"),
});
export const logRow = z.object({
  externalId: z.string(),
  kind: z.string().describe("the sender's own name of it: an event, a webhook topic"),
  status: z.enum(["accepted", "ignored", "refused", "failed", "waiting"]),
  reason: z.string().nullable().describe("a code; translated in the app"),
  who: z.string().nullable(),
  receivedAt: z.string(),
  contactId: z.uuid().nullable(),
  body: z.string().nullable(),
  effects: z
    .array(z.object({ type: z.string(), dealId: z.uuid().nullable(), data: z.record(z.string(), z.unknown()) }))
    .describe("what Sluice made of it; only with `?effects=1`"),
});
export type LogRow = z.infer<typeof logRow>;
export const logPage = z.object({ rows: z.array(logRow), next: z.string().nullable() });
export type LogPage = z.infer<typeof logPage>;

const shortText = z.string().max(limits.textLength);
const key = z.string().max(limits.keyLength);
const instant = z.iso.datetime({ offset: true });
const minor = z.number().int().min(0).max(limits.amountMinor).describe("in the smallest unit of the currency: 1290 is 12.90 EUR");
const currency = z.string().regex(/^[A-Z]{3}$/);
const pieces = z.number().int().min(0).max(1_000_000);
const product = { id: key.optional(), name: shortText.optional(), category: shortText.optional() };

/** What a plugin or anybody's own code may tell; acts of people are told in Sluice itself. */
export const toldFacts = factTypes.filter((type) => type !== "activity.done");

/** One fact as it comes in at `/hooks/sluice/{source}`: `ledger/fact.ts` on the wire. Fields that are not here are refused. */
export const factWire = z
  .strictObject({
    id: key.min(1).describe("your own and unique within the source; a second fact with it is dropped"),
    type: z.enum(toldFacts),
    at: instant.describe("when it happened"),
    who: z
      .strictObject({
        anonymousId: key.optional().describe("a device or a cart"),
        userId: key.optional(),
        email: key.optional(),
        phone: key.optional(),
        customerId: key.optional().describe("the shop's own"),
      })
      .describe("at least one, except for facts of an order that is known"),
    name: shortText.min(1).optional().describe("of a `custom` fact"),
    value: z.strictObject({ amountMinor: minor, currency }).optional().describe("of a cart, a checkout, a quote, a product looked at"),
    product: z.strictObject({ ...product, quantity: pieces.optional() }).optional(),
    itemCount: pieces.optional().describe("in the cart"),
    order: z
      .strictObject({
        externalId: key.min(1),
        number: z.string().max(60).optional(),
        placedAt: instant.optional().describe("proves that the order was placed"),
        updatedAt: instant.describe("when these figures were true; the newest figures win"),
        cancelledAt: instant.optional(),
        currency: currency.optional(),
        totalMinor: minor.optional().describe("what the buyer pays: goods, tax and shipping, discounts taken off"),
        taxMinor: minor.optional(),
        shippingMinor: minor.optional().describe("without its tax"),
        refundedMinor: minor.optional().describe("all refunds so far"),
        refund: z
          .strictObject({ id: key.min(1), amountMinor: minor.optional() })
          .optional()
          .describe("one refund; without an amount the whole order"),
        items: z
          .array(z.strictObject({ ...product, quantity: pieces, priceMinor: minor.optional() }))
          .max(200)
          .optional(),
      })
      .refine(({ currency: named, totalMinor }) => totalMinor === undefined || named !== undefined, { path: ["currency"] })
      .optional(),
    traits: z
      .strictObject({
        name: shortText.optional(),
        city: shortText.optional(),
        country: shortText.optional(),
        company: shortText.optional(),
      })
      .optional(),
    touch: z
      .strictObject({
        source: shortText.optional(),
        medium: shortText.optional(),
        campaign: shortText.optional(),
        referrer: shortText.optional(),
        landing: shortText.optional(),
      })
      .optional()
      .describe("where the visitor came from"),
    page: z.strictObject({ path: shortText.optional(), title: shortText.optional() }).optional(),
  })
  .refine(({ type, order }) => !type.startsWith("order.") || order !== undefined, { path: ["order"] })
  .refine(({ type, name }) => type !== "custom" || name !== undefined, { path: ["name"] });

/** The body of a request to `/hooks/sluice/{source}`. */
export const factBatch = z.object({ facts: z.array(factWire).max(limits.facts) });

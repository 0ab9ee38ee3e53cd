import { z } from "@hono/zod-openapi";

export const sourceKinds = ["segment", "script", "shopify", "woocommerce"] as const;
export const sourceSchema = z.object({
  id: z.uuid(),
  kind: z.enum([...sourceKinds, "demo"]),
  name: z.string(),
  pipelineId: z.uuid(),
  url: z.string().describe("where the shop sends to"),
  writeKey: z.string().nullable().describe("segment and script: public by nature"),
  hasSecret: z.boolean(),
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
  secret: z.string().min(8).max(200).optional().describe("shopify, woocommerce: the shop's own; made if absent"),
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

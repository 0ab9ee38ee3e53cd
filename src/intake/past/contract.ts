import { z } from "@hono/zod-openapi";

const instant = z.string().describe("ISO 8601");
const counted = z.object({ done: z.number().int(), total: z.number().int().nullable().describe("null: the shop does not say") });

export const shopKeyBody = z.object({
  url: z.string().trim().min(3).max(300).describe("Shopify: my-shop.myshopify.com; WooCommerce: the shop's address"),
  key: z.string().trim().min(8).max(300).describe("Shopify: access token, or an app's client id; WooCommerce: consumer key"),
  secret: z.string().trim().min(8).max(300).optional().describe("Shopify: the app's client secret; WooCommerce: consumer secret"),
});

export const pastStates = ["running", "paused", "stopped", "cancelled", "done"] as const;
export const pastRun = z.object({
  state: z.enum(pastStates).describe("stopped: by trouble"),
  stage: z
    .enum(["customers", "orders", "changes", "work"])
    .describe("changes: orders that changed meanwhile; work: all is here and is worked off"),
  months: z.number().int().nullable().describe("how far back; null: all"),
  customers: counted,
  orders: counted,
  changes: z.number().int(),
  kept: z.number().int().describe("how many were new here"),
  waiting: z.number().int().describe("here, and not worked off yet"),
  trouble: z.string().nullable().describe("why it waits or why it stopped: a code"),
  waitUntil: instant.nullable(),
  leftSeconds: z.number().int().nullable(),
  startedAt: instant,
  endedAt: instant.nullable(),
});
export type PastRun = z.infer<typeof pastRun>;

export const pastSchema = z.object({
  key: z
    .object({
      url: z.string(),
      reachDays: z.number().int().nullable().describe("how far back the key may look; null: all"),
      savedAt: instant,
    })
    .nullable(),
  run: pastRun.nullable(),
});
export type Past = z.infer<typeof pastSchema>;

export const startBody = z.object({
  months: z
    .union([z.literal(12), z.literal(24)])
    .nullable()
    .describe("null: all"),
});

const daySum = z.object({
  currency: z.string(),
  shopCount: z.number().int(),
  shopMinor: z.number().int(),
  hereCount: z.number().int(),
  hereMinor: z.number().int(),
});
export type DaySum = z.infer<typeof daySum>;
export const gapReasons = ["missing_here", "different_total", "different_refund", "missing_at_shop", "unreadable"] as const;

export const sourceDay = z.object({
  day: z.string().describe("YYYY-MM-DD by the workspace's time zone"),
  todo: z.enum(["compare", "heal", "confirm"]).nullable().describe("what is under way"),
  trouble: z.string().nullable().describe("why the last comparison did not work, or why it waits: a code"),
  comparedAt: instant.nullable(),
  gaps: z.number().int(),
  sums: z.array(daySum),
});
export type SourceDay = z.infer<typeof sourceDay>;
export const dayList = z.object({ days: z.array(sourceDay) });
export const dayRange = z.object({ from: z.string(), to: z.string() });
export const sourceGap = z.object({
  externalId: z.string(),
  number: z.string().nullable(),
  why: z.enum(gapReasons),
  reason: z.string().nullable().describe("unreadable: the code, as in the log"),
  currency: z.string().nullable(),
  shopMinor: z.number().int().nullable(),
  hereMinor: z.number().int().nullable(),
});
export type SourceGap = z.infer<typeof sourceGap>;
export const dayDetail = sourceDay.extend({ list: z.array(sourceGap).describe("at most 200") });
export type DayDetail = z.infer<typeof dayDetail>;

import { z } from "@hono/zod-openapi";

/** One line of a timeline: a fact, a move, or what a person did, with its cause. */
export const timelineEntry = z.object({
  key: z.string(),
  at: z.string(),
  recordedAt: z.string(),
  type: z
    .string()
    .describe(
      "a fact type, or deal.opened, deal.moved, deal.won, deal.lost, deal.reopened, deal.valued, deal.changed, deal.rewritten, contact.merged, contact.unmerged",
    ),
  cause: z.enum(["shop", "import", "person", "rule", "clock", "system"]),
  actor: z.object({ id: z.string(), name: z.string() }).nullable(),
  source: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  data: z
    .record(z.string(), z.unknown())
    .describe("what the type needs: from, to, valueMinor, currency, product, page, orderNumber, text, outcome, reason, count …"),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;
export const timeline = z.object({ entries: z.array(timelineEntry), next: z.string().nullable().describe("`before` of the next page") });
export type Timeline = z.infer<typeof timeline>;
export const timelineQuery = z.object({
  before: z
    .string()
    .regex(/^-?\d{1,16}\.\d{1,16}$/)
    .optional()
    .describe("`next` of the page before"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

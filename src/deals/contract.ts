import { z } from "@hono/zod-openapi";
import { limits } from "#base/limits.ts";

export const idParam = z.object({ id: z.uuid() });

/** Filters of board, list and totals; all are optional and narrow. */
export const dealFilters = z.object({
  owner: z.string().max(100).optional().describe("a member's user id, or `none`"),
  source: z.string().max(200).optional().describe("the first touch's source"),
  minValue: z.coerce.number().int().min(0).max(limits.amountMinor).optional().describe("value at least, minor units"),
  maxValue: z.coerce.number().int().min(0).max(limits.amountMinor).optional(),
  known: z.enum(["yes", "no"]).optional().describe("reachable people only, or anonymous ones only"),
  q: z.string().max(200).optional().describe("part of the deal's or contact's name or e-mail"),
  stalled: z.enum(["yes"]).optional().describe("in the stage for longer than its expected days"),
});
export type DealFilters = z.infer<typeof dealFilters>;

export const card = z.object({
  id: z.uuid(),
  name: z.string().nullable().describe("null: an anonymous visitor; the app words it from `contact`"),
  valueMinor: z.number().int().nullable(),
  currency: z.string().nullable(),
  valueEstimated: z.boolean(),
  stageId: z.string(),
  outcome: z.enum(["open", "won", "lost"]),
  contact: z
    .object({ id: z.uuid(), name: z.string().nullable(), email: z.string().nullable(), city: z.string().nullable(), known: z.boolean() })
    .nullable(),
  owner: z.object({ id: z.string(), name: z.string() }).nullable(),
  hint: z.string().nullable().describe("the last thing that happened, e.g. the product looked at"),
  touchSource: z.string().nullable(),
  enteredAt: z.string(),
  lastFactAt: z.string(),
  stalled: z.boolean(),
});
export type Card = z.infer<typeof card>;

export const boardStage = z.object({
  id: z.string(),
  key: z.string(),
  name: z.string(),
  kind: z.enum(["open", "won", "returning"]),
  meaning: z.string(),
  count: z.number().int(),
  sumMinor: z.number().int().describe("in the workspace's currency, at today's rates"),
  currency: z.string(),
  unconverted: z
    .array(z.object({ currency: z.string(), count: z.number().int(), sumMinor: z.number().int() }))
    .describe("money without an exchange rate; not in the sum"),
  cards: z.array(card),
  next: z.string().nullable().describe("offset of the next card, for /stages/{stageId}/cards"),
});
export const board = z.object({ pipelineId: z.uuid(), seq: z.number().int(), asOf: z.string(), stages: z.array(boardStage) });
export type Board = z.infer<typeof board>;
export type BoardStage = z.infer<typeof boardStage>;

/** Which past day a board is of; an instant, or a day for its end. */
const pastDay = z.object({
  asOf: z.string().max(40).optional().describe("an instant or a day; board as it stood then, by what is known today"),
  asKnownOn: z.string().max(40).optional().describe("an instant or a day; board by what was known then"),
});
export type PastDay = z.infer<typeof pastDay>;
export const boardQuery = dealFilters.extend({
  limit: z.coerce.number().int().min(0).max(limits.pageCards).default(50),
  ...pastDay.shape,
});
export const cardsQuery = dealFilters.extend({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(limits.pageCards).default(50),
});
export const cardsPage = z.object({ cards: z.array(card), total: z.number().int(), offset: z.number().int() });
export type CardsPage = z.infer<typeof cardsPage>;

export const dealsQuery = dealFilters.extend({
  pipelineId: z.uuid().optional(),
  outcome: z.enum(["open", "won", "lost", "all"]).default("open"),
  stageId: z.string().max(100).optional(),
  sort: z.enum(["entered", "value", "name", "lastFact", "closed"]).default("lastFact"),
  dir: z.enum(["asc", "desc"]).default("desc"),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
  limit: z.coerce.number().int().min(1).max(limits.pageRows).default(50),
});
export const dealsPage = z.object({
  deals: z.array(card.extend({ lostReason: z.string().nullable(), openedAt: z.string(), closedAt: z.string().nullable() })),
  total: z.number().int(),
});
export type DealsPage = z.infer<typeof dealsPage>;

export const visit = z.object({
  stageId: z.string(),
  enteredAt: z.string(),
  leftAt: z.string().nullable(),
  by: z.enum(["shop", "import", "person", "rule", "clock", "system"]),
});
export const dealDetail = card.extend({
  pipelineId: z.uuid(),
  pipelineVersion: z.number().int(),
  openedAt: z.string(),
  closedAt: z.string().nullable(),
  lostReason: z.string().nullable(),
  driven: z.boolean().describe("moved by the shop's facts; false: moved by people only"),
  touch: z
    .object({
      source: z.string().optional(),
      medium: z.string().optional(),
      campaign: z.string().optional(),
      referrer: z.string().optional(),
      landing: z.string().optional(),
    })
    .nullable(),
  company: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  visits: z.array(visit),
  checked: z.array(z.string()).describe("ids of ticked checklist items"),
  order: z
    .object({
      id: z.uuid(),
      number: z.string().nullable(),
      valueMinor: z.number().int().nullable(),
      currency: z.string().nullable(),
      refundedMinor: z.number().int(),
      placedAt: z.string().nullable(),
      cancelledAt: z.string().nullable(),
      items: z.array(z.object({ name: z.string(), quantity: z.number() })),
    })
    .nullable(),
});
export type DealDetail = z.infer<typeof dealDetail>;

export { timeline, timelineQuery, type Timeline, type TimelineEntry } from "#ledger/contract.ts";

export const lostReasons = [
  "too_expensive",
  "competitor",
  "no_need",
  "no_answer",
  "delivery_time",
  "not_in_stock",
  "duplicate",
  "other",
] as const;

export const moveBody = z.object({ stageId: z.string().min(1).max(100) });
export const bulkMoveBody = z.object({
  moves: z
    .array(z.object({ dealId: z.uuid(), stageId: z.string().min(1).max(100) }))
    .min(1)
    .max(limits.bulkDeals),
});
export const loseBody = z.object({ reason: z.enum(lostReasons), note: z.string().max(limits.noteLength).optional() });
export const dealPatch = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  valueMinor: z.number().int().min(0).max(limits.amountMinor).optional(),
  currency: z.string().length(3).optional(),
  ownerId: z.string().max(100).nullable().optional(),
  checked: z.array(z.string().max(60)).max(limits.checklistItems).optional(),
});
export const newDeal = z.object({
  pipelineId: z.uuid(),
  stageId: z.string().max(100),
  name: z.string().trim().min(1).max(200),
  valueMinor: z.number().int().min(0).max(limits.amountMinor).optional(),
  currency: z.string().length(3).optional(),
  contactId: z.uuid().optional(),
  email: z.string().trim().max(200).optional().describe("finds or creates the contact"),
  ownerId: z.string().max(100).optional(),
});
export const newActivity = z.object({
  type: z.enum(["note", "call", "demo", "meeting", "email"]),
  text: z.string().trim().max(limits.noteLength).optional(),
  outcome: z.enum(["reached", "not_reached", "positive", "negative", "done"]).optional(),
});

/** A deal after something was done to it. */
export const movedDeal = z.object({
  id: z.uuid(),
  stageId: z.string(),
  outcome: z.enum(["open", "won", "lost"]),
  enteredAt: z.string(),
  valueMinor: z.number().int().nullable(),
  currency: z.string().nullable(),
});
export type MovedDealWire = z.infer<typeof movedDeal>;
export const bulkMoved = z.object({
  moved: z.array(movedDeal),
  refused: z.array(z.object({ dealId: z.uuid(), code: z.string() })).describe("these stay where they were; the others have moved"),
});
export type BulkMoved = z.infer<typeof bulkMoved>;

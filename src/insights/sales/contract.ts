import { z } from "@hono/zod-openapi";
import { estimate, question } from "../contract.ts";

export const saleGroups = ["category", "source", "country", "weekday", "hour", "customers", "owner"] as const;
export type SaleGroup = (typeof saleGroups)[number];

export const salesQuery = question.extend({ by: z.enum(saleGroups).default("category") });

const revenueChange = z
  .object({
    value: z.number(),
    low: z.number(),
    high: z.number(),
    level: z.number(),
    meaningful: z.boolean().describe("more than chance, 95 %"),
  })
  .nullable()
  .describe("of the revenue, to the period before; null below 20 sales a side, and of single people");

export const saleRow = z.object({
  key: z.string().describe("`none` for those without; weekdays 1 (Monday) to 7, hours 0 to 23, in the workspace's time zone"),
  sales: estimate.describe("deals won"),
  revenue: estimate,
  share: estimate.describe("of all deals won"),
  revenueShare: z.number().nullable(),
  average: estimate.describe("per deal won; of owners shrunk to what all have in common"),
  leftOut: z.number().int().describe("deals won without a value or an exchange rate"),
  previous: z.object({ sales: z.number().int(), revenue: z.number() }),
  change: revenueChange,
});
export type SaleRow = z.infer<typeof saleRow>;

export const salesAnswer = z.object({
  by: z.enum(saleGroups),
  rows: z.array(saleRow),
  total: saleRow.omit({ key: true }),
  movers: z.array(z.string()).describe("keys of those whose revenue changed by more than chance, the largest first"),
  previous: z.object({
    from: z.string(),
    to: z.string(),
    soFar: z
      .boolean()
      .describe("the period goes on, and the one before is read to the same hour of its last day, so that both are as long"),
  }),
  from: z.string(),
  to: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  asOf: z.string(),
  seq: z.number().int(),
});
export type SalesAnswer = z.infer<typeof salesAnswer>;

export const heatAnswer = z.object({
  cells: z
    .array(z.object({ weekday: z.number().int(), hour: z.number().int(), sales: z.number().int(), revenue: z.number() }))
    .describe("only those with sales; weekday 1 is Monday"),
  n: z.number().int(),
  currency: z.string(),
  timeZone: z.string(),
  from: z.string(),
  to: z.string(),
});
export type HeatAnswer = z.infer<typeof heatAnswer>;

export const saleRecordsQuery = question.extend({
  by: z.enum([...saleGroups, "cell"]).default("category"),
  key: z.string().max(200).optional().describe("as in the rows; of a cell `weekday-hour`; all deals won without it"),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

import { z } from "@hono/zod-openapi";
import { dealsQuery } from "#deals/contract.ts";
import { metricsQuery, recordsQuery } from "#insights/contract.ts";
import { logQuery } from "#intake/contract.ts";
import { contactsQuery } from "#people/contract.ts";

/** How a list is written; every route of a list takes it beside its own filters. */
export const listManner = z.object({
  format: z.enum(["csv", "xlsx"]).default("csv"),
  language: z.enum(["en", "de"]).optional().describe("of headings, decimals and separators; default: the workspace's"),
});
export type ListManner = z.infer<typeof listManner>;
const paged = { offset: true, limit: true } as const;
export const dealsListQuery = dealsQuery.omit(paged).extend(listManner.shape);
export const contactsListQuery = contactsQuery.omit(paged).extend(listManner.shape);
export const recordsListQuery = recordsQuery.omit(paged).extend(listManner.shape);
export const metricsListQuery = metricsQuery.extend(listManner.shape);
export const logListQuery = logQuery.pick({ status: true, q: true }).extend(listManner.shape);

/** `POST /api/exports/workspace` */
export const readInAnswer = z.object({
  workspaceId: z.uuid(),
  name: z.string(),
  lastSeq: z.number().int().describe("the newest ledger row"),
  rows: z.record(z.string(), z.number().int()).describe("by table"),
});
export type ReadInAnswer = z.infer<typeof readInAnswer>;

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

export const backupWire = z.object({
  id: z.uuid(),
  nightly: z.boolean(),
  state: z
    .enum(["good", "running", "failed", "broken_off"])
    .describe("good: written, and read again from its first byte to its last; broken_off: Sluice ended meanwhile"),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  bytes: z.number().int().nullable(),
  error: z.string().nullable().describe("a code, or the reason in words"),
});
export type BackupWire = z.infer<typeof backupWire>;
export const backupsAnswer = z.object({
  running: z.boolean(),
  nightly: z.boolean(),
  days: z.number().int().describe("nightly ones kept: the newest of each of so many days"),
  weeks: z.number().int(),
  backups: z.array(backupWire),
});
export type BackupsAnswer = z.infer<typeof backupsAnswer>;

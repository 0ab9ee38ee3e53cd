import { z } from "@hono/zod-openapi";
import { limits } from "#base/limits.ts";

export const contactRow = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
  company: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  kind: z.enum(["anonymous", "lead", "customer"]),
  touchSource: z.string().nullable(),
  orderCount: z.number().int(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
});
export type ContactRow = z.infer<typeof contactRow>;
export const contactsQuery = z.object({
  q: z.string().max(200).optional(),
  kind: z.enum(["known", "anonymous", "lead", "customer", "all"]).default("known"),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
  limit: z.coerce.number().int().min(1).max(limits.pageRows).default(50),
});
export const contactsPage = z.object({
  contacts: z.array(contactRow),
  total: z.number().int().nullable().describe("null: more than were counted"),
  next: z.string().nullable(),
});
export type ContactsPage = z.infer<typeof contactsPage>;

export const contactDetail = contactRow.extend({
  leadAt: z.string().nullable(),
  firstOrderAt: z.string().nullable(),
  touch: z.record(z.string(), z.string()).nullable(),
  identities: z.array(
    z.object({ kind: z.enum(["anonymous", "user", "email", "phone", "customer"]), value: z.string(), pinned: z.boolean() }),
  ),
  merges: z.array(
    z.object({
      id: z.string().describe("for un-merge"),
      contactId: z.uuid(),
      name: z.string().nullable(),
      at: z.string(),
      cause: z.string(),
    }),
  ),
  deals: z.array(
    z.object({
      id: z.uuid(),
      pipelineId: z.uuid(),
      name: z.string().nullable(),
      stageId: z.string(),
      outcome: z.enum(["open", "won", "lost"]),
      valueMinor: z.number().int().nullable(),
      currency: z.string().nullable(),
      openedAt: z.string(),
      closedAt: z.string().nullable(),
    }),
  ),
  orders: z.array(
    z.object({
      id: z.uuid(),
      number: z.string().nullable(),
      valueMinor: z.number().int().nullable(),
      currency: z.string().nullable(),
      placedAt: z.string().nullable(),
      cancelledAt: z.string().nullable(),
      dealId: z.uuid().nullable(),
    }),
  ),
});
export type ContactDetail = z.infer<typeof contactDetail>;

export const newContact = z.object({
  name: z.string().trim().min(1).max(200),
  email: z.string().trim().max(200).optional(),
  phone: z.string().trim().max(50).optional(),
  company: z.string().trim().max(200).optional(),
});
export const contactPatch = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  city: z.string().trim().max(100).optional(),
  company: z.string().trim().max(200).optional(),
});
const whose = z.enum(["this", "other"]).optional();
export const mergeBody = z.object({
  contactId: z.uuid().describe("the contact that goes up in this one"),
  keep: z
    .object({ name: whose, email: whose, phone: whose, company: whose, city: whose, country: whose })
    .optional()
    .describe("whose value of a field stays; without a word the newest does"),
});
export const unmergeBody = z.object({ mergeId: z.string().max(40) });

export const searchResult = z.object({
  contacts: z.array(contactRow.pick({ id: true, name: true, email: true, kind: true })),
  deals: z.array(
    z.object({
      id: z.uuid(),
      pipelineId: z.uuid(),
      name: z.string().nullable(),
      stageId: z.string(),
      outcome: z.string(),
      contactName: z.string().nullable(),
    }),
  ),
  orders: z.array(z.object({ id: z.uuid(), number: z.string().nullable(), dealId: z.uuid().nullable() })),
});
export type SearchResult = z.infer<typeof searchResult>;

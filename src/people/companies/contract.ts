import { z } from "@hono/zod-openapi";
import { limits } from "#base/limits.ts";

const sum = z.object({ currency: z.string(), amountMinor: z.number().int() });
export const companyRow = z.object({
  id: z.uuid(),
  name: z.string(),
  contacts: z.number().int(),
  openDeals: z.number().int(),
  wonDeals: z.number().int(),
  won: z.array(sum).describe("what was won, by currency, the largest first"),
});
export type CompanyRow = z.infer<typeof companyRow>;
export const companiesQuery = z.object({
  q: z.string().max(200).optional(),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
  limit: z.coerce.number().int().min(1).max(limits.pageRows).default(50),
});
export const companiesPage = z.object({
  companies: z.array(companyRow),
  total: z.number().int().nullable().describe("null: more than were counted"),
  next: z.string().nullable(),
});
export type CompaniesPage = z.infer<typeof companiesPage>;

export const companyDetail = companyRow.extend({
  createdAt: z.string(),
  domains: z.array(z.string()).describe("own domains that its people write from"),
  people: z.array(
    z.object({
      id: z.uuid(),
      name: z.string().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      lastSeenAt: z.string(),
    }),
  ),
  deals: z.array(
    z.object({
      id: z.uuid(),
      name: z.string().nullable(),
      contact: z.string().nullable(),
      stageId: z.string(),
      outcome: z.enum(["open", "won", "lost"]),
      valueMinor: z.number().int().nullable(),
      currency: z.string().nullable(),
      openedAt: z.string(),
    }),
  ),
  merges: z.array(
    z.object({
      id: z.string().describe("for un-merge"),
      companyId: z.uuid(),
      name: z.string(),
      at: z.string(),
      actor: z.string().nullable(),
    }),
  ),
});
export type CompanyDetail = z.infer<typeof companyDetail>;

export const mergeCompanyBody = z.object({
  companyId: z.uuid().describe("the company that goes up in this one"),
  keepName: z.enum(["this", "other"]).default("this"),
});
export const unmergeCompanyBody = z.object({ mergeId: z.string().max(40) });

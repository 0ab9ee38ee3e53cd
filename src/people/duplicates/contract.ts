import { z } from "@hono/zod-openapi";
import { limits } from "#base/limits.ts";

export const duplicateKind = z.enum(["contact", "company"]);
export type DuplicateKind = z.infer<typeof duplicateKind>;

/** Why two may be one. */
const reasonKinds = [
  "email",
  "email_typo",
  "phone",
  "phone_end",
  "name",
  "company",
  "city",
  "domain",
  "company_name",
  "company_form",
] as const;

const side = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  email: z.string().nullable().describe("of a contact"),
  phone: z.string().nullable(),
  city: z.string().nullable(),
  company: z.string().nullable(),
});
export const reason = z.object({
  kind: z.enum(reasonKinds),
  likeness: z.number().nullable().describe("0 to 1, where it is a matter of degree"),
  value: z.string().nullable().describe("what both share"),
});
export type ReasonWire = z.infer<typeof reason>;
export const duplicatePair = z.object({
  one: side,
  other: side,
  score: z.number().describe("0 to 1: how much speaks for their being one"),
  sure: z.boolean().describe("same mailbox or phone number, and nothing in which they differ"),
  reasons: z.array(reason),
  setAsideAt: z.string().nullable(),
});
export type DuplicatePair = z.infer<typeof duplicatePair>;
export const duplicatesQuery = z.object({
  kind: duplicateKind.default("contact"),
  state: z.enum(["open", "aside"]).default("open"),
  sure: z.enum(["true", "false"]).optional().describe("true: only those that can be merged together"),
  offset: z.coerce.number().int().min(0).max(100_000).default(0),
  limit: z.coerce.number().int().min(1).max(limits.pageRows).default(50),
});
export const duplicatesPage = z.object({ pairs: z.array(duplicatePair), next: z.string().nullable() });
export type DuplicatesPage = z.infer<typeof duplicatesPage>;

export const duplicatesCount = z.object({
  contacts: z.number().int(),
  companies: z.number().int(),
  sure: z.number().int().describe("contact pairs that can be merged together"),
  most: z.number().int().describe("counting stops here"),
  searching: z.boolean().describe("those that were there before are still being searched"),
});
export type DuplicatesCount = z.infer<typeof duplicatesCount>;

/** The fields of a contact of which one side's value can be chosen. */
export const choiceFields = ["name", "email", "phone", "company", "city", "country"] as const;
export type ChoiceField = (typeof choiceFields)[number];

const compared = z.object({
  id: z.uuid(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  company: z.string().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
  kind: z.enum(["anonymous", "lead", "customer"]),
  keys: z.array(z.object({ kind: z.string(), value: z.string() })).describe("what they are known by"),
  sources: z.array(z.string()).describe("names of the sources that told of them"),
  origin: z.string().nullable(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  orders: z.number().int(),
  deals: z.object({ open: z.number().int(), won: z.number().int(), lost: z.number().int() }),
  won: z.array(z.object({ currency: z.string(), amountMinor: z.number().int() })),
});
export type ComparedContact = z.infer<typeof compared>;
export const comparison = z.object({
  sides: z.tuple([compared, compared]).describe("the first is who the other would go up in: more orders, then known for longer"),
  score: z.number(),
  sure: z.boolean(),
  reasons: z.array(reason),
  conflicts: z.array(z.string()).describe("fields in which both say something different"),
});
export type ComparisonWire = z.infer<typeof comparison>;

export const pairBody = z.object({ kind: duplicateKind, id: z.uuid(), otherId: z.uuid() });
export const pairDone = z.object({ done: z.literal(true) });

const merged = z.object({ id: z.uuid(), name: z.string().nullable() });
export const mergeEntry = z.object({
  id: z.string().describe("for un-merge"),
  kind: duplicateKind,
  at: z.string(),
  actor: z.string().nullable(),
  into: merged.describe("who both are now"),
  from: merged,
  undone: z.boolean(),
});
export type MergeEntry = z.infer<typeof mergeEntry>;
export const mergesQuery = z.object({
  before: z.coerce.number().int().min(1).optional().describe("`next` of the page before"),
  limit: z.coerce.number().int().min(1).max(limits.pageRows).default(50),
});
export const mergesPage = z.object({ merges: z.array(mergeEntry), next: z.string().nullable() });
export type MergesPage = z.infer<typeof mergesPage>;

export const mergeSureBody = z.object({ limit: z.number().int().min(1).max(50).default(20) });
export const mergeSureDone = z.object({ merged: z.number().int(), left: z.number().int() });
export type MergeSureDone = z.infer<typeof mergeSureDone>;

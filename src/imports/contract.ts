import { z } from "@hono/zod-openapi";
import { limits } from "#base/limits.ts";

/** What a file holds. `team` lists sales people, `export` is a whole workspace that Sluice gave out; `none` is left aside. */
export const kinds = ["deals", "leads", "contacts", "companies", "products", "team", "orders", "activities", "events", "none"] as const;
export type Kind = (typeof kinds)[number];

/** The meanings a column may have, by kind. `extra` keeps a column under its own name; a column without a meaning is left out. */
export const fieldsOf = {
  deals: [
    "externalId",
    "name",
    "stage",
    "status",
    "value",
    "currency",
    "createdAt",
    "closedAt",
    "wonAt",
    "lostAt",
    "stageEnteredAt",
    "lostReason",
    "pipeline",
    "owner",
    "product",
    "company",
    "contactId",
    "contactName",
    "contactFirstName",
    "contactLastName",
    "contactEmail",
    "contactPhone",
    "source",
    "medium",
    "campaign",
    "note",
    "extra",
  ],
  leads: [
    "externalId",
    "name",
    "firstName",
    "lastName",
    "email",
    "phone",
    "company",
    "city",
    "country",
    "createdAt",
    "stage",
    "owner",
    "source",
    "medium",
    "campaign",
    "note",
    "extra",
  ],
  contacts: [
    "externalId",
    "name",
    "firstName",
    "lastName",
    "email",
    "phone",
    "company",
    "city",
    "country",
    "createdAt",
    "source",
    "medium",
    "campaign",
    "note",
    "extra",
  ],
  companies: ["externalId", "name", "domain", "sector", "country", "city", "employees", "revenue", "parent", "createdAt", "extra"],
  products: ["externalId", "name", "category", "price", "currency"],
  team: ["name", "email", "manager", "team"],
  orders: [
    "orderId",
    "number",
    "placedAt",
    "paidAt",
    "fulfilledAt",
    "cancelledAt",
    "status",
    "currency",
    "total",
    "subtotal",
    "tax",
    "shipping",
    "discount",
    "refunded",
    "customerId",
    "name",
    "firstName",
    "lastName",
    "email",
    "phone",
    "company",
    "city",
    "country",
    "source",
    "medium",
    "campaign",
    "itemId",
    "itemName",
    "itemCategory",
    "itemQuantity",
    "itemPrice",
  ],
  activities: ["externalId", "type", "at", "text", "outcome", "author", "dealId", "contactId", "email", "phone"],
  /** Lines of JSON in the shape of Segment's events; they need no columns. */
  events: [],
  none: [],
} as const satisfies Record<Kind, readonly string[]>;
export type Field = (typeof fieldsOf)[Kind][number];

export const dateOrders = ["ymd", "dmy", "mdy", "serial", "epoch"] as const;
export type DateOrder = (typeof dateOrders)[number];
export const matchKeys = ["externalId", "email", "phone", "nameCompany", "row"] as const;
export type MatchKey = (typeof matchKeys)[number];

/** What one column means. `dateOrder` and `decimal` are null while Sluice cannot tell them: then it asks, and nothing runs. */
export const columnPlan = z.object({
  field: z.string().max(40).nullable().describe("one of the kind's fields; null leaves the column out"),
  stage: z.string().max(200).optional().describe("with stageEnteredAt: the stage word whose entry this column dates"),
  dateOrder: z.enum(dateOrders).nullable().optional(),
  decimal: z.enum([".", ","]).nullable().optional(),
});
export type ColumnPlan = z.infer<typeof columnPlan>;

export const filePlan = z.object({
  fileId: z.string().max(40),
  kind: z.enum(kinds),
  columns: z.array(columnPlan).max(limits.importColumns),
  match: z.enum(matchKeys).describe("how a row is known again; row: by all that stands in it"),
  scope: z.string().max(60).describe("whose ids these are: empty for the connected shop's, else a name of their own"),
});
export type FilePlan = z.infer<typeof filePlan>;

/** Where a stage word leads: to a stage of the pipeline, or to an end. */
export const stageTarget = z.union([
  z.object({ stageId: z.string().max(100) }),
  z.object({ outcome: z.enum(["won", "lost"]) }),
  z.object({ create: z.string().trim().min(1).max(60).describe("a new open stage of this name") }),
]);
export type StageTarget = z.infer<typeof stageTarget>;

/** Who a name in the file is: a member, a new name without a sign-in, or nobody. */
export const personTarget = z.union([
  z.object({ userId: z.string().max(100) }),
  z.object({ create: z.literal(true) }),
  z.object({ none: z.literal(true) }),
]);
export type PersonTarget = z.infer<typeof personTarget>;

/** All that is believed, and may be changed, about how files become facts. It is saved under the files' headers and can be shared as a file. */
export const plan = z.object({
  version: z.literal(1),
  files: z.array(filePlan).max(limits.importFiles),
  currency: z.string().length(3).describe("where no column says one"),
  timeZone: z.string().max(60).describe("of times without a zone"),
  pipelineId: z.uuid().nullable().describe("null: a new pipeline is made, called as in newPipeline"),
  newPipeline: z.string().trim().max(60).nullable(),
  stages: z.record(z.string().max(200), stageTarget).describe("by the word in the file"),
  people: z.record(z.string().max(200), personTarget).describe("by the name in the file"),
  products: z.record(z.string().max(200), z.string().max(200)).describe("spellings that were joined: as written → as kept"),
  companies: z.record(z.string().max(200), z.string().max(200)).describe("likewise"),
  joins: z
    .array(z.object({ file: z.string(), column: z.number().int(), toFile: z.string(), toColumn: z.number().int() }))
    .max(20)
    .describe("rows of two files that are about the same thing, by a shared id"),
});
export type Plan = z.infer<typeof plan>;

/**
 * Why a part of the plan is as it is. `about` is a path into the plan (`files.0.columns.5.dateOrder`, `stages.Won`, `products.GTXPro`,
 * `joins.0`). `sure` and `likely` stand in the plan; `offer` does not until a person takes it (`value` is what taking it sets);
 * `ask` must be answered. `code` and `details` become a sentence in the reader's language.
 */
export const belief = z.object({
  about: z.string(),
  strength: z.enum(["sure", "likely", "offer", "ask"]),
  code: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
  value: z.unknown().optional(),
});
export type Belief = z.infer<typeof belief>;

export const importColumn = z.object({
  header: z.string(),
  samples: z.array(z.string()).max(5).describe("values that occur, the commonest first"),
  filled: z.number().int(),
  distinct: z.number().int().describe("about"),
});
export const importFile = z.object({
  id: z.string(),
  name: z.string(),
  bytes: z.number().int(),
  state: z.enum(["arriving", "reading", "read", "refused"]),
  refusal: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }).nullable(),
  format: z.string().nullable().describe("csv, tsv, xlsx, jsonl, export"),
  knownAs: z.string().nullable().describe("HubSpot deals, Shopify orders … when the headers are known"),
  encoding: z.string().nullable(),
  delimiter: z.string().nullable(),
  rows: z.number().int(),
  badRows: z.number().int().describe("rows that could not be read at all; they are among the refused"),
  columns: z.array(importColumn),
});
export type ImportFile = z.infer<typeof importFile>;

export const money = z.object({ amountMinor: z.number().int(), currency: z.string() });

const counts = z.object({
  kind: z.enum(kinds),
  rows: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  joined: z.number().int().describe("rows that go to a contact or company that was there already"),
  refused: z.number().int(),
});
export type KindCounts = z.infer<typeof counts>;

const figure = z.object({ value: z.number().nullable(), n: z.number().int(), unit: z.string() });

/** What would happen, or did. Of a dry run nothing has changed. */
export const importResult = z.object({
  kinds: z.array(counts),
  refusals: z.array(z.object({ code: z.string(), field: z.string().nullable(), count: z.number().int(), sample: z.string() })),
  adds: z.object({ stages: z.array(z.string()), people: z.array(z.string()), pipeline: z.string().nullable() }),
  board: z.array(
    z.object({
      stageId: z.string(),
      name: z.string(),
      kind: z.enum(["open", "won", "returning"]),
      before: z.object({ count: z.number().int(), sumMinor: z.number().int() }),
      after: z.object({ count: z.number().int(), sumMinor: z.number().int() }),
    }),
  ),
  outcomes: z.object({ open: z.number().int(), won: z.number().int(), lost: z.number().int(), wonValue: z.array(money) }),
  orders: z.object({
    orders: z.number().int().describe("of known customers"),
    customers: z.number().int(),
    repeatCustomers: z.number().int(),
    guests: z.number().int(),
    gross: z.array(money).describe("of known customers"),
    guestGross: z.array(money),
    cancelled: z.number().int().describe("credit notes, of customers and guests"),
    cancelledOfCustomers: z.number().int(),
    cancelledValue: z.array(money).describe("of known customers"),
    cancelledGuestValue: z.array(money),
  }),
  figures: z
    .object({
      from: z.string(),
      to: z.string(),
      list: z.array(
        z.object({ metric: z.enum(["leadsGenerated", "conversionRate", "averageDealSize", "salesCycle"]), before: figure, after: figure }),
      ),
    })
    .nullable(),
});
export type ImportResult = z.infer<typeof importResult>;

export const importStates = [
  "draft",
  "checking",
  "checked",
  "running",
  "done",
  "cancelling",
  "cancelled",
  "undoing",
  "undone",
  "failed",
] as const;
export type ImportState = (typeof importStates)[number];

export const importDetail = z.object({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(importStates),
  files: z.array(importFile),
  plan: plan.nullable().describe("null until the files are read"),
  savedPlan: z.string().nullable().describe("when the plan was taken from an earlier import of the same headers"),
  beliefs: z.array(belief),
  open: z.array(z.string()).describe("paths of the plan that must be answered before a dry run"),
  progress: z
    .object({
      step: z.string(),
      done: z.number().int(),
      of: z.number().int(),
      startedAt: z.string().nullable(),
      secondsLeft: z.number().nullable(),
    })
    .nullable(),
  check: importResult.nullable().describe("the newest dry run; null when the plan has changed since"),
  result: importResult.nullable(),
  keptOnUndo: z
    .array(z.object({ kind: z.string(), id: z.string(), name: z.string(), fields: z.array(z.string()) }))
    .describe("what a person had changed since, and so was kept; the first 200"),
  keptCount: z.number().int(),
  failure: z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) }).nullable(),
  by: z.string().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type ImportDetail = z.infer<typeof importDetail>;

export const importLine = importDetail
  .pick({ id: true, name: true, state: true, progress: true, by: true, createdAt: true, finishedAt: true })
  .extend({
    rows: z.number().int(),
    created: z.number().int(),
    updated: z.number().int(),
    refused: z.number().int(),
    canUndo: z.boolean(),
  });
export const importList = z.object({ imports: z.array(importLine) });
export type ImportLine = z.infer<typeof importLine>;

/** Rows of the dry run (or of what was done), to look at: what a row becomes, and for updates what stood there before. */
export const rowStatuses = ["created", "updated", "unchanged", "refused"] as const;
export const importRow = z.object({
  file: z.string(),
  line: z.number().int(),
  kind: z.enum(kinds),
  status: z.enum(rowStatuses),
  title: z.string(),
  joined: z.string().nullable().describe("the contact or company it goes to, when that was there already"),
  changes: z.array(z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  reason: z.object({ code: z.string(), field: z.string().nullable(), value: z.string().nullable() }).nullable(),
});
export const importRows = z.object({ rows: z.array(importRow), total: z.number().int() });
export const rowsQuery = z.object({
  status: z.enum(rowStatuses),
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(limits.pageRows).default(50),
});
export type ImportRow = z.infer<typeof importRow>;

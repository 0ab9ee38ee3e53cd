import { createHash } from "node:crypto";
import { limits } from "#base/limits.ts";
import type { Money } from "#base/money.ts";
import type { OrderItem, Touch, Traits } from "#ledger/fact.ts";
import { emailOf, keyOf, phoneOf, textOf } from "#people/reach.ts";
import { amountIn, currencyIn, numberIn } from "./amount-in.ts";
import type { ColumnPlan, Field, FilePlan, Plan, StageTarget } from "./contract.ts";
import { instantIn } from "./instant-in.ts";
import type {
  ActivityItem,
  CompanyItem,
  ContactItem,
  DealItem,
  Details,
  Fault,
  Item,
  MemberItem,
  OrderItemRow,
  PersonItem,
  ProductItem,
  StayItem,
} from "./items.ts";
import type { ItemReason, RowReason } from "./reasons.ts";
import { outcomeIn, textIn } from "./values.ts";

/**
 * What reading rows by a plan needs beside the plan. `headers`: of the file's columns, for what is kept under its own name. `team`: names in small letters that
 * a team file of the import brings. */
export type Reading = {
  plan: Plan;
  file: FilePlan;
  headers: readonly string[];
  importId: string;
  nowMs: number;
  team: ReadonlySet<string>;
};

export type Cells = readonly (string | null)[];

/** A file's plan made ready for millions of rows. */
export type Reader = Reading & {
  columns: ReadonlyMap<Field, Column>;
  extras: readonly Column[];
  stays: readonly Column[];
};
type Column = ColumnPlan & { index: number; header: string };

export function readerOf(reading: Reading): Reader {
  const columns = new Map<Field, Column>();
  const extras: Column[] = [];
  const stays: Column[] = [];
  reading.file.columns.forEach((plan, index) => {
    if (plan.field === null) return;
    const column = { ...plan, index, header: reading.headers[index] ?? `Column ${index + 1}` };
    if (plan.field === "extra") extras.push(column);
    else if (plan.field === "stageEnteredAt") stays.push(column);
    else if (!columns.has(plan.field as Field)) columns.set(plan.field as Field, column);
  });
  return { ...reading, columns, extras, stays };
}

/** A value that cannot be taken: the row is refused for it. */
class Unreadable extends Error {
  readonly fault: Fault;
  constructor(code: RowReason | ItemReason, field: string | null, value: string | null) {
    super(code);
    this.fault = { code, field, value: value?.slice(0, 200) ?? null };
  }
}

/** What a row says, or why it is refused. `joined` is the row of the leads file that belongs to a deal, with its reader. */
export function readRow(reader: Reader, cells: Cells, joined?: { reader: Reader; cells: Cells }): Item | Fault {
  try {
    switch (reader.file.kind) {
      case "deals":
        return dealIn(reader, cells, joined);
      case "contacts":
      case "leads":
        return contactIn(reader, cells);
      case "companies":
        return companyIn(reader, cells);
      case "products":
        return productIn(reader, cells);
      case "team":
        return memberIn(reader, cells);
      case "activities":
        return activityIn(reader, cells);
      default:
        return { code: "kind_unknown", field: null, value: reader.file.kind };
    }
  } catch (error) {
    if (error instanceof Unreadable) return error.fault;
    throw error;
  }
}

/** The order that the rows of one order number make; every row is a line item, what concerns the order stands at least in one of them. */
export function readOrder(reader: Reader, rows: readonly Cells[]): Item | Fault {
  try {
    return orderIn(reader, rows);
  } catch (error) {
    if (error instanceof Unreadable) return error.fault;
    throw error;
  }
}

/** The deal that a lead is while no other file says what became of it. */
export function dealOfLead(reader: Reader, cells: Cells): Item | Fault {
  try {
    return dealIn(reader, cells);
  } catch (error) {
    if (error instanceof Unreadable) return error.fault;
    throw error;
  }
}

export function isFault(read: Item | Fault): read is Fault {
  return "code" in read;
}

function text(reader: Reader, cells: Cells, field: Field, max: number = limits.textLength): string | null {
  const column = reader.columns.get(field);
  const cell = column && cells[column.index];
  return cell == null || cell === "" ? null : (textOf(textIn(cell), max) ?? null);
}

function instant(reader: Reader, cells: Cells, column: Column | undefined): number | null {
  const cell = column && cells[column.index];
  if (cell == null || cell.trim() === "") return null;
  const at = instantIn(cell, column!.dateOrder ?? null, reader.plan.timeZone);
  if (typeof at === "string") throw new Unreadable(at, column!.field, cell);
  if (at > reader.nowMs + limits.futureMs) throw new Unreadable("date_in_future", column!.field, cell);
  return at;
}

function amount(reader: Reader, cells: Cells, field: Field, currency: string): Money | null {
  const column = reader.columns.get(field);
  const cell = column && cells[column.index];
  if (cell == null || cell.trim() === "") return null;
  const money = amountIn(cell, column!.decimal ?? null, currency);
  if (typeof money === "string") throw new Unreadable(money, field, cell);
  if (Math.abs(money.amountMinor) > limits.amountMinor) throw new Unreadable("amount_too_large", field, cell);
  return money;
}

function currencyOf(reader: Reader, cells: Cells): string {
  const word = text(reader, cells, "currency", 20);
  if (word === null) return reader.plan.currency;
  const code = currencyIn(word, reader.plan.currency);
  if (!code) throw new Unreadable("currency_unknown", "currency", word);
  return code;
}

function personIn(
  reader: Reader,
  cells: Cells,
  names: { id: Field; email: Field; phone: Field; name: Field; first: Field; last: Field },
): PersonItem | null {
  const externalId = keyOf(text(reader, cells, names.id));
  const emailText = text(reader, cells, names.email);
  const email = emailOf(emailText);
  if (emailText !== null && !email && !externalId) throw new Unreadable("email_unknown", names.email, emailText);
  const phone = phoneOf(text(reader, cells, names.phone));
  const whole = [text(reader, cells, names.first, 100), text(reader, cells, names.last, 100)].filter(Boolean).join(" ");
  const name = text(reader, cells, names.name, 200) ?? (whole || undefined);
  const company = companyNamed(reader, text(reader, cells, "company", 200)) ?? undefined;
  const city = text(reader, cells, "city", 100) ?? undefined;
  const country = text(reader, cells, "country", 100) ?? undefined;
  const traits: Traits = { ...(name && { name }), ...(company && { company }), ...(city && { city }), ...(country && { country }) };
  if (!externalId && !email && !phone && !name) return null;
  return {
    scope: reader.file.scope,
    ...(externalId && { externalId }),
    ...(email && { email }),
    ...(phone && { phone }),
    ...(Object.keys(traits).length > 0 && { traits }),
  };
}

const contactFields = { id: "externalId", email: "email", phone: "phone", name: "name", first: "firstName", last: "lastName" } as const;
const dealContactFields = {
  id: "contactId",
  email: "contactEmail",
  phone: "contactPhone",
  name: "contactName",
  first: "contactFirstName",
  last: "contactLastName",
} as const;
const buyerFields = { ...contactFields, id: "customerId" } as const;
const activityFields = { ...contactFields, id: "contactId" } as const;

function touchIn(reader: Reader, cells: Cells): Touch | null {
  const [source, medium, campaign] = (["source", "medium", "campaign"] as const).map((field) => text(reader, cells, field, 200));
  if (!source && !medium && !campaign) return null;
  return {
    ...(source && { source: source.toLowerCase() }),
    ...(medium && { medium: medium.toLowerCase() }),
    ...(campaign && { campaign }),
  };
}

function detailsIn(reader: Reader, cells: Cells): Details | null {
  const details: Details = {};
  for (const { index, header } of reader.extras) {
    const value = textOf(cells[index] ?? undefined, 1_000);
    if (value !== undefined) details[header.slice(0, 100)] = value;
  }
  return Object.keys(details).length === 0 ? null : details;
}

function companyNamed(reader: Reader, name: string | null): string | null {
  return name === null ? null : (reader.plan.companies[name] ?? name);
}

function ownerOf(reader: Reader, name: string | null): string | null {
  const target = name === null ? undefined : reader.plan.people[name];
  if (name !== null && reader.team.has(name.toLowerCase()) && !(target && "userId" in target)) return memberIdOf(name);
  if (!target || "none" in target) return null;
  return "userId" in target ? target.userId : memberIdOf(name!);
}

/** A person known by name only: the same name is the same person in every import. */
export function memberIdOf(name: string): string {
  return `name:${name.toLowerCase()}`.slice(0, 100);
}

/** The id of a stage that an import makes; the same word makes the same stage. */
export function newStageId(name: string): string {
  const slug = name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `file-${slug || hashOf(name).slice(0, 8)}`.slice(0, 60);
}

export function stageIdOf(target: StageTarget | undefined): string | null {
  if (!target || "outcome" in target) return null;
  return "stageId" in target ? target.stageId : newStageId(target.create);
}

export function hashOf(value: string): string {
  return createHash("sha256").update(value).digest("hex").slice(0, 32);
}

/** How the row is known again; a row without an id by all that stands in it. */
function keyIn(reader: Reader, cells: Cells, id: string | null): string {
  return id !== null && reader.file.match !== "row" ? `${reader.file.scope}:${id}` : `~${hashOf(JSON.stringify(cells))}`;
}

function dealIn(reader: Reader, cells: Cells, joined?: { reader: Reader; cells: Cells }): DealItem {
  const { plan, nowMs } = reader;
  const isLead = reader.file.kind === "leads";
  const lead = joined && contactIn(joined.reader, joined.cells);
  const stageWord = text(reader, cells, "stage", 200);
  const statusWord = text(reader, cells, "status", 200);
  const target = stageWord === null ? undefined : plan.stages[stageWord];
  const wonAt = instant(reader, cells, reader.columns.get("wonAt"));
  const lostAt = instant(reader, cells, reader.columns.get("lostAt"));
  const outcome = outcomeOf(reader, { stageWord, statusWord, target, wonAt, lostAt });
  const closeColumn = reader.columns.get("closedAt");
  // An open deal's closing date is somebody's hope: it is not read, and may well lie in the future.
  const closedAt = outcome === "open" ? null : ((outcome === "won" ? wonAt : lostAt) ?? instant(reader, cells, closeColumn));
  if (outcome !== "open" && closedAt === null) throw new Unreadable("closed_without_date", closeColumn?.field ?? "closedAt", null);

  const stays = staysIn(reader, cells, closedAt);
  const createdAt = instant(reader, cells, reader.columns.get("createdAt")) ?? (lead && !lead.found ? lead.at : null);
  const known = [createdAt, ...stays.map(({ at }) => at)].filter((at) => at !== null);
  const openedAt = known.length > 0 ? Math.min(...known) : (closedAt ?? nowMs);
  if (closedAt !== null && closedAt < openedAt)
    throw new Unreadable("closed_before_opened", closeColumn?.field ?? "closedAt", cells[closeColumn?.index ?? -1] ?? null);
  const stageId = outcome === "open" ? (stageIdOf(target) ?? stageIdOf(plan.stages[statusWord ?? ""])) : (stays.at(-1)?.stageId ?? null);

  const currency = currencyOf(reader, cells);
  const value = amount(reader, cells, "value", currency);
  if (value && value.amountMinor < 0) throw new Unreadable("negative_amount", "value", cells[reader.columns.get("value")!.index] ?? null);
  const product = text(reader, cells, "product", 200);
  const keptProduct = product === null ? null : (plan.products[product] ?? product);
  const company = companyNamed(reader, text(reader, cells, "company", 200));
  const id = text(reader, cells, "externalId", limits.keyLength);
  const lostReason = text(reader, cells, "lostReason");
  const details = detailsIn(reader, cells);
  return {
    kind: "deals",
    key: keyIn(reader, cells, id),
    name: text(reader, cells, "name", 200) ?? ([company, keptProduct].filter(Boolean).join(" · ") || id),
    outcome,
    stageId,
    stays,
    value,
    openedAt,
    closedAt,
    foundAt: known.length === 0 ? (closedAt ?? nowMs) : outcome === "open" && stays.at(-1)?.stageId !== stageId ? nowMs : null,
    lostReason: outcome === "lost" && lostReason !== null ? "other" : null,
    ownerId: ownerOf(reader, text(reader, cells, "owner", 200)),
    person: lead ? lead.person : personIn(reader, cells, isLead ? contactFields : dealContactFields),
    company: company ?? lead?.person.traits?.company ?? null,
    product: keptProduct,
    touch: touchIn(reader, cells) ?? lead?.touch ?? null,
    note: text(reader, cells, "note", limits.noteLength),
    details: lostReason === null ? details : { ...details, [reader.columns.get("lostReason")!.header.slice(0, 100)]: lostReason },
  };
}

function outcomeOf(
  reader: Reader,
  said: {
    stageWord: string | null;
    statusWord: string | null;
    target: StageTarget | undefined;
    wonAt: number | null;
    lostAt: number | null;
  },
): DealItem["outcome"] {
  const { stageWord, statusWord, target, wonAt, lostAt } = said;
  const status = statusWord === null ? undefined : reader.plan.stages[statusWord];
  if (status && "outcome" in status) return status.outcome;
  if (target && "outcome" in target) return target.outcome;
  const word = statusWord === null ? undefined : outcomeIn(statusWord);
  if (word && word !== "open") return word;
  if (stageWord !== null && !target) throw new Unreadable("stage_unknown", "stage", stageWord);
  if (word === "open" || target || status) return "open";
  if (wonAt !== null) return "won";
  if (lostAt !== null) return "lost";
  const hasWords = reader.columns.has("stage") || reader.columns.has("status");
  return !hasWords && reader.columns.has("closedAt") && reader.file.kind === "deals" ? "won" : "open";
}

function staysIn(reader: Reader, cells: Cells, closedAt: number | null): StayItem[] {
  const stays: StayItem[] = [];
  for (const column of reader.stays) {
    const at = instant(reader, cells, column);
    const stageId = stageIdOf(reader.plan.stages[column.stage ?? ""]);
    if (at !== null && stageId !== null && (closedAt === null || at <= closedAt)) stays.push({ stageId, at });
  }
  return stays.sort((a, b) => a.at - b.at);
}

function contactIn(reader: Reader, cells: Cells): ContactItem {
  const person = personIn(reader, cells, contactFields);
  if (!person) throw new Unreadable("nobody_named", null, null);
  const at = instant(reader, cells, reader.columns.get("createdAt"));
  return {
    kind: "contacts",
    lead: reader.file.kind === "leads",
    at: at ?? reader.nowMs,
    found: at === null,
    person,
    touch: touchIn(reader, cells),
    note: text(reader, cells, "note", limits.noteLength),
    details: detailsIn(reader, cells),
  };
}

const companyDetails = ["domain", "sector", "country", "city", "employees", "revenue", "parent"] as const;

function companyIn(reader: Reader, cells: Cells): CompanyItem {
  const name = companyNamed(reader, text(reader, cells, "name", 200));
  if (name === null) throw new Unreadable("name_missing", "name", null);
  const details: Details = { ...detailsIn(reader, cells) };
  for (const field of companyDetails) {
    const value = text(reader, cells, field, 200);
    if (value !== null) details[field] = value;
  }
  return { kind: "companies", name, details: Object.keys(details).length === 0 ? null : details };
}

function productIn(reader: Reader, cells: Cells): ProductItem {
  const name = text(reader, cells, "name", 200) ?? text(reader, cells, "externalId", 200);
  if (name === null) throw new Unreadable("name_missing", "name", null);
  return {
    kind: "products",
    name: reader.plan.products[name] ?? name,
    category: text(reader, cells, "category", 200),
    price: amount(reader, cells, "price", currencyOf(reader, cells)),
  };
}

function memberIn(reader: Reader, cells: Cells): MemberItem {
  const name = text(reader, cells, "name", 200);
  if (name === null) throw new Unreadable("name_missing", "name", null);
  return { kind: "team", name, email: emailOf(text(reader, cells, "email")) ?? null };
}

function activityIn(reader: Reader, cells: Cells): ActivityItem {
  const at = instant(reader, cells, reader.columns.get("at"));
  if (at === null) throw new Unreadable("time_missing", "at", null);
  const dealId = text(reader, cells, "dealId", limits.keyLength);
  const person = personIn(reader, cells, activityFields);
  if (dealId === null && !person) throw new Unreadable("nobody_named", null, null);
  const id = text(reader, cells, "externalId", limits.keyLength);
  return {
    kind: "activities",
    key: keyIn(reader, cells, id),
    type: activityTypeOf(text(reader, cells, "type", 100)),
    at,
    text: text(reader, cells, "text", limits.noteLength),
    outcome: text(reader, cells, "outcome", 100),
    authorId: ownerOf(reader, text(reader, cells, "author", 200)),
    dealKey: dealId === null ? null : `${reader.file.scope}:${dealId}`,
    person,
  };
}

const activityTypes: [RegExp, string][] = [
  [/call|anruf|telefon|phone/i, "call"],
  [/demo|vorf(ü|ue)hrung/i, "demo"],
  [/meeting|termin|besprechung|lunch|visit|besuch/i, "meeting"],
  [/mail/i, "email"],
];

function activityTypeOf(word: string | null): string {
  return activityTypes.find(([shape]) => shape.test(word ?? ""))?.[1] ?? "note";
}

const unplaced =
  /^(pending|on-hold|failed|checkout-draft|draft|auto-draft|unpaid|offen|ausstehend|fehlgeschlagen|entwurf|zahlung ausstehend|pending payment|in wartestellung)$/i;
const cancelled = /^(cancel+ed|voided|expired|storniert|abgebrochen|trash)$/i;
const refunded = /^(refunded|erstattet|rückerstattet)$/i;

function orderIn(reader: Reader, rows: readonly Cells[]): OrderItemRow {
  const first = (field: Field, max?: number): string | null => {
    for (const cells of rows) {
      const value = text(reader, cells, field, max);
      if (value !== null) return value;
    }
    return null;
  };
  const firstInstant = (field: Field): number | null => {
    const column = reader.columns.get(field);
    if (!column) return null;
    let earliest: number | null = null;
    for (const cells of rows) {
      const at = instant(reader, cells, column);
      if (at !== null && (earliest === null || at < earliest)) earliest = at;
    }
    return earliest;
  };
  const filled = (field: Field) => rows.find((cells) => text(reader, cells, field) !== null);

  const number = first("number", 60) ?? first("orderId", 60);
  const externalId = keyOf(first("orderId", limits.keyLength) ?? number);
  if (externalId === undefined) throw new Unreadable("order_id_missing", "orderId", null);
  const at = firstInstant("placedAt") ?? firstInstant("paidAt");
  if (at === null) throw new Unreadable("time_missing", "placedAt", null);
  const status = first("status", 60) ?? "";
  const cancelledOn = firstInstant("cancelledAt") ?? (cancelled.test(status) ? at : null);
  if (unplaced.test(status)) throw new Unreadable("order_not_placed", "status", status);

  const currency = currencyOf(reader, filled("currency") ?? rows[0]!);
  const lines = itemsIn(reader, rows, currency);
  const stated = amount(reader, filled("total") ?? [], "total", currency);
  const totalMinor = stated?.amountMinor ?? lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const person = personIn(reader, mergedCells(rows), buyerFields);
  // A negative invoice of somebody, or one numbered as a cancellation, takes back what some order sold, without saying which.
  const returned = /^C\d/.test(externalId) || (totalMinor < 0 && person !== null);
  if (totalMinor <= 0 && !returned) throw new Unreadable("order_without_value", "total", null);
  if (Math.abs(totalMinor) > limits.amountMinor) throw new Unreadable("amount_too_large", "total", String(totalMinor));
  const part = (field: Field) => Math.abs(amount(reader, filled(field) ?? [], field, currency)?.amountMinor ?? 0);
  const refundedMinor = part("refunded") || (refunded.test(status) ? totalMinor : 0);
  const items = lines.slice(0, 200).map(({ item }) => item);
  return {
    kind: "orders",
    at,
    returned,
    person: person ?? { scope: reader.file.scope },
    touch: touchIn(reader, rows[0]!),
    order: {
      externalId,
      ...(number && { number }),
      updatedAt: Math.max(at, cancelledOn ?? 0, firstInstant("fulfilledAt") ?? 0),
      ...(returned ? { cancelledAt: at } : { placedAt: at }),
      ...(!returned && cancelledOn !== null && { cancelledAt: cancelledOn }),
      currency,
      totalMinor,
      taxMinor: part("tax"),
      shippingMinor: part("shipping"),
      ...(refundedMinor > 0 && { refundedMinor }),
      ...(items.length > 0 && { items }),
    },
  };
}

/** Of every column the first row's cell that is filled. */
function mergedCells(rows: readonly Cells[]): Cells {
  if (rows.length === 1) return rows[0]!;
  return rows[0]!.map((cell, index) => cell || (rows.find((cells) => cells[index])?.[index] ?? null));
}

function itemsIn(reader: Reader, rows: readonly Cells[], currency: string): { item: OrderItem; amountMinor: number }[] {
  const hasItems = (["itemName", "itemId", "itemPrice"] as const).some((field) => reader.columns.has(field));
  if (!hasItems) return [];
  const quantityColumn = reader.columns.get("itemQuantity");
  return rows.flatMap((cells) => {
    const id = text(reader, cells, "itemId", limits.keyLength);
    const name = text(reader, cells, "itemName", 200);
    const price = amount(reader, cells, "itemPrice", currency);
    if (id === null && name === null && price === null) return [];
    const cell = quantityColumn && cells[quantityColumn.index];
    const quantity = cell == null || cell.trim() === "" ? 1 : numberIn(cell, quantityColumn!.decimal ?? ".");
    if (typeof quantity === "string") throw new Unreadable(quantity, "itemQuantity", cell ?? null);
    const category = text(reader, cells, "itemCategory", 200);
    const item: OrderItem = {
      ...(id !== null && { id }),
      ...(name !== null && { name }),
      ...(category !== null && { category }),
      quantity: Math.abs(Math.round(quantity)),
      ...(price && price.amountMinor >= 0 && { priceMinor: price.amountMinor }),
    };
    return [{ item, amountMinor: Math.round((price?.amountMinor ?? 0) * quantity) }];
  });
}

import type { Field, Kind, fieldsOf } from "#imports/contract.ts";

export type FieldGroup = "thing" | "times" | "money" | "person" | "item" | "origin" | "other";

/** Under which heading a meaning is offered. */
export const groupOf: Record<Field, FieldGroup> = {
  externalId: "thing",
  orderId: "thing",
  number: "thing",
  dealId: "thing",
  type: "thing",
  name: "thing",
  stage: "thing",
  status: "thing",
  pipeline: "thing",
  lostReason: "thing",
  outcome: "thing",
  text: "thing",
  note: "thing",
  category: "thing",
  domain: "thing",
  sector: "thing",
  employees: "thing",
  parent: "thing",
  team: "thing",
  manager: "thing",
  createdAt: "times",
  closedAt: "times",
  wonAt: "times",
  lostAt: "times",
  stageEnteredAt: "times",
  placedAt: "times",
  paidAt: "times",
  fulfilledAt: "times",
  cancelledAt: "times",
  at: "times",
  value: "money",
  currency: "money",
  price: "money",
  revenue: "money",
  total: "money",
  subtotal: "money",
  tax: "money",
  shipping: "money",
  discount: "money",
  refunded: "money",
  owner: "person",
  author: "person",
  company: "person",
  customerId: "person",
  contactId: "person",
  contactName: "person",
  contactFirstName: "person",
  contactLastName: "person",
  contactEmail: "person",
  contactPhone: "person",
  firstName: "person",
  lastName: "person",
  email: "person",
  phone: "person",
  city: "person",
  country: "person",
  product: "item",
  itemId: "item",
  itemName: "item",
  itemCategory: "item",
  itemQuantity: "item",
  itemPrice: "item",
  source: "origin",
  medium: "origin",
  campaign: "origin",
  extra: "other",
};

export const groups: readonly FieldGroup[] = ["thing", "times", "money", "person", "item", "origin", "other"];

const personOf = ["firstName", "lastName", "email", "phone", "company", "city", "country"] as const;
const originOf = ["source", "medium", "campaign"] as const;

/** The meanings on offer, by kind; the web app takes only types of the contract, a test holds that they are the same. */
export const offered: { [K in Kind]: readonly (typeof fieldsOf)[K][number][] } = {
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
    ...originOf,
    "note",
    "extra",
  ],
  leads: ["externalId", "name", ...personOf, "createdAt", "stage", "owner", ...originOf, "note", "extra"],
  contacts: ["externalId", "name", ...personOf, "createdAt", ...originOf, "note", "extra"],
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
    ...personOf,
    ...originOf,
    "itemId",
    "itemName",
    "itemCategory",
    "itemQuantity",
    "itemPrice",
  ],
  activities: ["externalId", "type", "at", "text", "outcome", "author", "dealId", "contactId", "email", "phone"],
  events: [],
  none: [],
};

export const kindNames = Object.keys(offered) as Kind[];

/** How rows of a kind can be known again. */
export function matchKeysOf(kind: Kind) {
  if (kind === "deals" || kind === "orders" || kind === "products" || kind === "activities") return ["externalId", "row"] as const;
  if (kind === "leads" || kind === "contacts") return ["externalId", "email", "phone", "nameCompany", "row"] as const;
  if (kind === "companies") return ["externalId", "nameCompany", "row"] as const;
  if (kind === "team") return ["email", "nameCompany"] as const;
  return [] as const;
}

export function isTime(field: string | null): boolean {
  return field !== null && groupOf[field as Field] === "times";
}

/** Whether a decimal sign matters in a column of this meaning. */
export function isAmount(field: string | null): boolean {
  if (field === null || field === "currency") return false;
  return groupOf[field as Field] === "money" || field === "itemQuantity" || field === "itemPrice" || field === "employees";
}

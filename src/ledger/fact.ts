import type { Money } from "#base/money.ts";

/** What a shop or a person can tell us. Each is one ledger row; entry rules of stages name these types. */
export const factTypes = [
  "page.viewed",
  "products.searched",
  "product.viewed",
  "product.added",
  "product.removed",
  "cart.updated",
  "checkout.started",
  "payment.entered",
  "quote.requested",
  "lead.captured",
  "contact.identified",
  "order.placed",
  "order.updated",
  "order.refunded",
  "order.cancelled",
  "order.fulfilled",
  "product.reviewed",
  "activity.done",
  "custom",
] as const;
export type FactType = (typeof factTypes)[number];

/** What a customer does that asks something of us. Looking around asks nothing, and of what happens to an order the shop tells, not the customer. */
export const customerActs: readonly FactType[] = [
  "product.added",
  "product.removed",
  "cart.updated",
  "checkout.started",
  "payment.entered",
  "quote.requested",
  "lead.captured",
  "order.placed",
  "product.reviewed",
  "custom",
];

const factTypeSet: ReadonlySet<string> = new Set(factTypes);

/** Tells facts from what Sluice itself writes (`deal.moved`, `contact.merged` …). */
export function isFactType(type: string): type is FactType {
  return factTypeSet.has(type);
}

/**
 * The keys a fact carries. `anonymousId` is a device or a cart (weak: it never joins two known people);
 * the others name a person (strong: facts that share one belong together). `previousId` comes from `alias` only.
 */
export type Who = {
  anonymousId?: string;
  userId?: string;
  previousId?: string;
  email?: string;
  phone?: string;
  /** The shop's own customer id; the connector prefixes nothing, the source's scope is added on reading. */
  customerId?: string;
  /** Name and company, where a file knows no more of a person: only files say it. */
  named?: string;
};

/** Where a contact came from. */
export type Touch = { source?: string; medium?: string; campaign?: string; referrer?: string; landing?: string };

export type Traits = { name?: string; city?: string; country?: string; company?: string };

export type OrderItem = { id?: string; name?: string; category?: string; quantity: number; priceMinor?: number };

/** What one fact knows of an order. Facts about the same order add up in any order of arrival. */
export type OrderFact = {
  externalId: string;
  number?: string;
  /** Set when this fact proves that the order was placed. Epoch ms. */
  placedAt?: number;
  /** When these figures were true; the newest figures win. Epoch ms. */
  updatedAt: number;
  cancelledAt?: number;
  currency?: string;
  /** What the buyer pays: goods, tax and shipping, discounts taken off. */
  totalMinor?: number;
  taxMinor?: number;
  shippingMinor?: number;
  /** All refunds of this order so far, when the shop tells the sum. */
  refundedMinor?: number;
  /** One refund, when the shop tells them singly; `amountMinor` undefined means the whole order. */
  refund?: { id: string; amountMinor?: number };
  items?: OrderItem[];
};

export type Fact = {
  type: FactType;
  /** When it happened, epoch ms. */
  at: number;
  /** The sender's own id, unique within its source: duplicates are dropped by it, and it breaks ties of time. */
  id: string;
  who: Who;
  /** The name of a `custom` event, or the type of an `activity.done`. */
  name?: string;
  /** The outcome of an `activity.done`. */
  outcome?: string;
  /** What a cart, a checkout, a quote or a viewed product is worth. */
  value?: Money;
  product?: { id?: string; name?: string; category?: string; quantity?: number };
  /** Pieces in a cart. */
  itemCount?: number;
  order?: OrderFact;
  traits?: Traits;
  touch?: Touch;
  page?: { path?: string; title?: string };
  /** A file told how things stood at `at`; since when is not known. */
  found?: true;
};

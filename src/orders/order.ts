import type { Money } from "#base/money.ts";
import type { OrderFact, OrderItem } from "#ledger/fact.ts";
import type { Workspace } from "#workspaces/queries.ts";

type Stamp = { at: number; id: string };

/** What all facts about an order add up to, whatever order they arrive in: firsts, newest statements, and refunds by their ids. */
export type OrderRecord = {
  placedAt?: number;
  number?: string;
  figures?: Stamp & { currency: string; totalMinor: number; taxMinor: number; shippingMinor: number };
  state?: Stamp & { cancelledAt: number | null };
  refunded?: Stamp & { amountMinor: number };
  /** Single refunds; null means all of it. */
  refunds?: Record<string, number | null>;
  items?: Stamp & { items: OrderItem[] };
};

/** An order as it is stored. Instants are epoch ms. */
export type Order = {
  id: string;
  scope: string;
  externalId: string;
  sourceId: string;
  pipelineId: string;
  subject: string;
  contactId: string | null;
  dealId: string | null;
  record: OrderRecord;
};

/** The record with one more fact in it. */
export function withFact(record: OrderRecord, fact: OrderFact, id: string): OrderRecord {
  const stamp = { at: fact.updatedAt, id };
  const next = { ...record };
  if (fact.placedAt !== undefined) next.placedAt = Math.min(record.placedAt ?? fact.placedAt, fact.placedAt);
  if (fact.number !== undefined) next.number = fact.number;
  if (fact.totalMinor !== undefined && fact.currency !== undefined && isNewer(record.figures, stamp)) {
    next.figures = {
      ...stamp,
      currency: fact.currency,
      totalMinor: fact.totalMinor,
      taxMinor: fact.taxMinor ?? 0,
      shippingMinor: fact.shippingMinor ?? 0,
    };
  }
  if ((fact.placedAt !== undefined || fact.cancelledAt !== undefined) && isNewer(record.state, stamp))
    next.state = { ...stamp, cancelledAt: fact.cancelledAt ?? null };
  if (fact.refundedMinor !== undefined && isNewer(record.refunded, stamp)) next.refunded = { ...stamp, amountMinor: fact.refundedMinor };
  if (fact.refund) next.refunds = { ...record.refunds, [fact.refund.id]: fact.refund.amountMinor ?? null };
  if (fact.items && isNewer(record.items, stamp)) next.items = { ...stamp, items: fact.items };
  return next;
}

function isNewer(before: Stamp | undefined, now: Stamp): boolean {
  return !before || now.at > before.at || (now.at === before.at && now.id > before.id);
}

/** What has been paid back so far, at most the whole order: the sum the shop states, or the single refunds, whichever is more. */
export function refundedMinor(record: OrderRecord): number {
  const total = record.figures?.totalMinor ?? 0;
  const single = Object.values(record.refunds ?? {}).reduce<number>((sum, amount) => sum + (amount ?? total), 0);
  return Math.min(Math.max(0, total), Math.max(single, record.refunded?.amountMinor ?? 0));
}

/** What the order is worth to the shop by its own setting (with or without tax and shipping), refunds taken off in proportion. */
export function orderValue(record: OrderRecord, basis: Pick<Workspace, "valueWithTax" | "valueWithShipping">): Money | undefined {
  const { figures } = record;
  if (!figures) return undefined;
  const whole = figures.totalMinor - (basis.valueWithTax ? 0 : figures.taxMinor) - (basis.valueWithShipping ? 0 : figures.shippingMinor);
  const refunded = refundedMinor(record);
  const amountMinor = figures.totalMinor === 0 ? whole : Math.round((whole * (figures.totalMinor - refunded)) / figures.totalMinor);
  return { amountMinor: Math.max(0, amountMinor), currency: figures.currency };
}

/** The category that most of the order's money is for; of equal ones the first by name. Null where no item has one. */
export function mainCategory(record: OrderRecord): string | null {
  const worth = new Map<string, number>();
  for (const { category, quantity, priceMinor } of record.items?.items ?? [])
    if (category) worth.set(category, (worth.get(category) ?? 0) + quantity * (priceMinor ?? 1));
  const [first] = [...worth].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return first?.[0] ?? null;
}

export function cancelledAt(record: OrderRecord): number | null {
  return record.state?.cancelledAt ?? null;
}

/** Of the keys that facts about one order carry, the one that names the buyer best: a person before a device, a device before nobody. */
export function betterSubject(a: string, b: string): string {
  const strength = (key: string) => "ucepxao".indexOf(key[0]!);
  return strength(a) < strength(b) || (strength(a) === strength(b) && a <= b) ? a : b;
}

import { cancelledAt, refundedMinor, withFact, type OrderRecord } from "#orders/order.ts";
import { translate, type Incoming } from "../sources/translate.ts";
import type { DaySum } from "./contract.ts";
import type { Gap } from "./day-queries.ts";
import type { ApiKind, Told } from "./shop-api.ts";

/** An order as one side has it: `counts` when it was placed and not cancelled; amounts gross, in minor units. */
export type DayOrder = {
  externalId: string;
  number: string | null;
  counts: boolean;
  placedAt: number | null;
  currency: string | null;
  totalMinor: number | null;
  refundedMinor: number;
  /** The shop's order cannot be read: the reason code. */
  unreadable?: string;
};

export type DaySpan = { fromMs: number; toMs: number };

/** What our translator makes of the shop's order, so that both sides are measured with the same measure. */
export function orderAtShop(kind: ApiKind, told: Told, currency: string, receivedAtMs: number): DayOrder {
  const incoming: Incoming = { kind: told.topic, body: told.body, externalId: told.id, receivedAtMs, skewMs: 0, currency };
  const said = translate(kind, incoming);
  let record: OrderRecord = {};
  if ("facts" in said) for (const { order, id } of said.facts) if (order) record = withFact(record, order, id);
  return { ...orderHere(told.id, record), ...("refused" in said && { unreadable: said.refused }) };
}

export function orderHere(externalId: string, record: OrderRecord): DayOrder {
  return {
    externalId,
    number: record.number ?? null,
    counts: record.placedAt !== undefined && cancelledAt(record) === null,
    placedAt: record.placedAt ?? null,
    currency: record.figures?.currency ?? null,
    totalMinor: record.figures?.totalMinor ?? null,
    refundedMinor: refundedMinor(record),
  };
}

/** Count and sum of one day at the shop and here by currency, and every order that is not the same. */
export function compareDay(shop: readonly DayOrder[], here: ReadonlyMap<string, DayOrder>, span: DaySpan): { sums: DaySum[]; gaps: Gap[] } {
  const sums = new Map<string, DaySum>();
  const gaps: Gap[] = [];
  const told = new Set(shop.map(({ externalId }) => externalId));
  for (const theirs of shop) {
    const ours = here.get(theirs.externalId);
    if (!isIn(theirs.placedAt === null || !theirs.counts ? (ours ?? theirs) : theirs, span)) continue; // the shop may have been asked for more than the day
    const why = whyOf(theirs, ours);
    if (why) gaps.push(gapOf(why, theirs, ours));
    if (theirs.counts) add(sums, theirs, "shop");
    if (ours?.counts) add(sums, ours, "here");
  }
  for (const ours of here.values()) {
    if (told.has(ours.externalId) || !ours.counts || !isIn(ours, span)) continue;
    gaps.push(gapOf("missing_at_shop", undefined, ours));
    add(sums, ours, "here");
  }
  return { sums: [...sums.values()].toSorted((a, b) => b.shopMinor - a.shopMinor || a.currency.localeCompare(b.currency)), gaps };
}

/** What cannot be read has no instant; it stands in every day it was asked for. */
export function isIn({ placedAt, unreadable }: DayOrder, { fromMs, toMs }: DaySpan): boolean {
  return unreadable !== undefined || (placedAt !== null && placedAt >= fromMs && placedAt < toMs);
}

function whyOf(theirs: DayOrder, ours: DayOrder | undefined): Gap["why"] | undefined {
  if (theirs.unreadable !== undefined) return "unreadable";
  if (theirs.counts && !ours?.counts) return "missing_here";
  if (!theirs.counts) return ours?.counts ? "missing_at_shop" : undefined;
  if (theirs.totalMinor !== ours!.totalMinor || theirs.currency !== ours!.currency) return "different_total";
  return theirs.refundedMinor === ours!.refundedMinor ? undefined : "different_refund";
}

function gapOf(why: Gap["why"], theirs: DayOrder | undefined, ours: DayOrder | undefined): Gap {
  const amount = (order: DayOrder | undefined) =>
    !order?.counts ? null : why === "different_refund" ? order.refundedMinor : order.totalMinor;
  const some = (theirs ?? ours)!;
  return {
    externalId: some.externalId,
    number: theirs?.number ?? ours?.number ?? null,
    why,
    reason: theirs?.unreadable ?? null,
    currency: theirs?.currency ?? ours?.currency ?? null,
    shopMinor: amount(theirs),
    hereMinor: amount(ours),
  };
}

function add(sums: Map<string, DaySum>, { currency, totalMinor }: DayOrder, side: "shop" | "here"): void {
  if (currency === null) return;
  const sum = sums.get(currency) ?? { currency, shopCount: 0, shopMinor: 0, hereCount: 0, hereMinor: 0 };
  sum[`${side}Count`] += 1;
  sum[`${side}Minor`] += totalMinor ?? 0;
  sums.set(currency, sum);
}

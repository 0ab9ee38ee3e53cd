import type { Fact, Touch } from "./fact.ts";
import type { TimelineRow } from "./timeline.ts";

/** What a ledger row tells on a timeline, flat and without what only machines need. */
export function wordsOf(row: Pick<TimelineRow, "type" | "data" | "valueMinor" | "currency">): Record<string, unknown> {
  return present(
    row.type.startsWith("deal.")
      ? dealWords(row)
      : row.type.startsWith("contact.") && row.type !== "contact.identified"
        ? contactWords(row.data)
        : factWords(row.data),
  );
}

function dealWords({ data, valueMinor, currency }: Pick<TimelineRow, "data" | "valueMinor" | "currency">): Record<string, unknown> {
  const act = data["act"] as { note?: string } | undefined;
  const { from, to, reason, beforeMinor, changed } = data;
  return { from, to, reason, note: act?.note, beforeMinor, changed, valueMinor, currency };
}

function contactWords(data: Record<string, unknown>): Record<string, unknown> {
  const { from, into, keys, said } = data;
  return { from, into, keys, said };
}

function factWords(data: Record<string, unknown>): Record<string, unknown> {
  const { value, product, page, order, traits, who, touch, name, outcome, itemCount } = data as Partial<Fact>;
  const { source, medium, campaign, referrer }: Touch = touch ?? {};
  return {
    valueMinor: order?.totalMinor ?? value?.amountMinor,
    currency: order?.currency ?? value?.currency,
    product: product?.name ?? product?.id,
    quantity: product?.quantity,
    page: page?.path,
    title: page?.title,
    itemCount,
    name,
    outcome,
    text: data["text"],
    email: who?.email,
    phone: who?.phone,
    person: traits?.name,
    orderNumber: order?.number ?? order?.externalId,
    refundedMinor: order?.refund?.amountMinor ?? order?.refundedMinor,
    source,
    medium,
    campaign,
    referrer,
  };
}

function present(words: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined && value !== null));
}

import type { Draft } from "../../packages/client/src/fact.ts";

const begin = Date.UTC(2026, 9, 1);

/** An order of its own for each number, the same each time it is asked for. */
export function orderDraft(number: string): Draft {
  const at = new Date(begin + Number(number) * 60_000).toISOString();
  return {
    type: "order.placed",
    at,
    who: { email: `buyer-${number}@shop.example` },
    order: { externalId: `order-${number}`, placedAt: at, updatedAt: at, currency: "EUR", totalMinor: 1000 + Number(number) },
  };
}

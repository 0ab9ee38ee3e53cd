import type { Deal } from "#deals/deal.ts";
import { compare, type Journey } from "#deals/journey.ts";

export type Placed = { contactId: string; pipelineId: string; journey: Journey };

/**
 * Which stored deal each journey is, after the past was replayed: the one with the same order, else the same beginning, else the next
 * one of the same contact. Deals that no journey claims are over; journeys that claim none are new.
 */
export function reconcile(existing: readonly Deal[], placed: readonly Placed[]): { pairs: [Deal | undefined, Placed][]; gone: Deal[] } {
  const left = new Set(existing);
  const found = new Map<Placed, Deal>();
  const claim = (same: (deal: Deal, placed: Placed) => boolean) => {
    for (const candidate of placed) {
      if (found.has(candidate)) continue;
      for (const deal of left) {
        if (deal.pipelineId !== candidate.pipelineId || !same(deal, candidate)) continue;
        found.set(candidate, deal);
        left.delete(deal);
        break;
      }
    }
  };
  claim((deal, { journey }) => deal.orderId !== null && deal.orderId === journey.end?.orderId);
  claim(
    (deal, { journey }) =>
      (deal.orderId ?? null) === (journey.end?.orderId ?? null) &&
      deal.journey.subject === journey.subject &&
      compare(deal.journey.start, journey.start) === 0,
  );
  claim((deal, { journey, contactId }) => deal.contactId === contactId && (deal.outcome === "open") === !journey.end);
  claim((deal, { contactId }) => deal.contactId === contactId);
  return { pairs: placed.map((candidate) => [found.get(candidate), candidate]), gone: [...left] };
}

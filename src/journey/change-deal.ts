import { isCurrency } from "#base/money.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { Deal } from "#deals/deal.ts";
import { findDeals } from "#deals/save-deals.ts";
import { peopleOf } from "#people/resolve.ts";
import type { PersonCause } from "#workspaces/http.ts";
import { actOnDeals } from "./act-on-deals.ts";
import { one } from "./move-deals.ts";
import { note, settle } from "./settle.ts";
import { openWorld } from "./world.ts";

export type DealPatch = { name?: string; valueMinor?: number; currency?: string; ownerId?: string | null; checked?: string[] };

/** Changes what people decide about a deal: its name, owner, ticked checklist, and its value while it is open. */
export async function changeDeal(tx: Tx, dealId: string, patch: DealPatch, by: PersonCause): Promise<Deal> {
  const { valueMinor, currency, ...attributes } = patch;
  let deal = Object.keys(attributes).length > 0 ? await changeAttributes(tx, dealId, attributes, by) : await requireDeal(tx, dealId);
  if (valueMinor === undefined) return deal;
  deal = one(
    await actOnDeals(
      tx,
      [
        {
          dealId,
          act: (open, _, workspace) => {
            const unit = currency ?? open.currency ?? workspace.currency;
            if (open.outcome !== "open") throw refuse("conflict", "deal_closed", { dealId });
            if (!isCurrency(unit)) throw refuse("invalid", "unknown_currency", { currency: unit });
            return { kind: "value", value: { amountMinor: valueMinor, currency: unit } };
          },
        },
      ],
      by,
    ),
  );
  return deal;
}

async function changeAttributes(
  tx: Tx,
  dealId: string,
  attributes: Omit<DealPatch, "valueMinor" | "currency">,
  by: PersonCause,
): Promise<Deal> {
  const world = await openWorld(tx, () => Promise.resolve(peopleOf([], [])));
  const before = await requireDeal(tx, dealId);
  const after: Deal = { ...before, ...attributes };
  const changes = new Map();
  note(changes, before, after, { cause: "person", actorId: by.actorId, at: by.at, told: { changed: attributes } });
  await settle(world, { cause: "person", actorId: by.actorId }, changes);
  return after;
}

export async function requireDeal(tx: Tx, dealId: string): Promise<Deal> {
  const [deal] = await findDeals(tx, [dealId]);
  if (!deal) throw refuse("missing", "deal_missing", { dealId });
  return deal;
}

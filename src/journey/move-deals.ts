import type { Tx } from "#base/postgres/database.ts";
import { Refusal } from "#base/refusal.ts";
import { refuse } from "#base/refusal.ts";
import type { Deal } from "#deals/deal.ts";
import type { PersonCause } from "#workspaces/http.ts";
import { actOnDeals, moveAct, reopenAct } from "./act-on-deals.ts";

/** Moves deals to stages of their pipelines: into the won stage wins, out of it reopens. Answers each with the deal or a refusal. */
export function moveDeals(tx: Tx, moves: readonly { dealId: string; stageId: string }[], by: PersonCause): Promise<(Deal | Refusal)[]> {
  const wishes = moves.map(({ dealId, stageId }) => ({
    dealId,
    act: (deal: Deal, pipeline: Parameters<typeof moveAct>[1]) => moveAct(deal, pipeline, stageId),
  }));
  return actOnDeals(tx, wishes, by);
}

export async function winDeal(tx: Tx, dealId: string, by: PersonCause): Promise<Deal> {
  return one(await actOnDeals(tx, [{ dealId, act: (deal) => (requireOpen(deal), { kind: "win" }) }], by));
}

export async function loseDeal(
  tx: Tx,
  dealId: string,
  { reason, note }: { reason: string; note?: string },
  by: PersonCause,
): Promise<Deal> {
  return one(await actOnDeals(tx, [{ dealId, act: (deal) => (requireOpen(deal), { kind: "lose", reason, ...(note && { note }) }) }], by));
}

export async function reopenDeal(tx: Tx, dealId: string, by: PersonCause): Promise<Deal> {
  return one(await actOnDeals(tx, [{ dealId, act: reopenAct }], by));
}

function requireOpen(deal: Deal): void {
  if (deal.outcome !== "open") throw refuse("conflict", "deal_closed", { dealId: deal.id });
}

export function one(answers: (Deal | Refusal)[]): Deal {
  const [answer] = answers;
  if (answer instanceof Refusal) throw answer;
  return answer!;
}

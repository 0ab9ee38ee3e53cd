import { createBatcher, type Batcher } from "#base/batcher.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import { Refusal } from "#base/refusal.ts";
import type { Deal } from "#deals/deal.ts";
import type { PersonCause } from "#workspaces/http.ts";
import { moveDeals } from "./move-deals.ts";

type Move = { dealId: string; stageId: string; by: PersonCause; answer?: Deal | Refusal };

const batchers = new WeakMap<Database, Map<string, Batcher<Move>>>();

/** Moves one deal; moves that arrive while another is being written share the next transaction, so many callers cost one commit. */
export async function moveTogether(
  db: Database,
  workspaceId: string,
  move: { dealId: string; stageId: string },
  by: PersonCause,
): Promise<Deal> {
  const item: Move = { ...move, by };
  try {
    await batcherOf(db, workspaceId).add([item]);
  } catch {
    await db.inWorkspace(workspaceId, (tx) => carryOut(tx, [item])); // another's move may have failed the batch
  }
  if (item.answer instanceof Refusal) throw item.answer;
  return item.answer!;
}

function batcherOf(db: Database, workspaceId: string): Batcher<Move> {
  let ofWorkspaces = batchers.get(db);
  if (!ofWorkspaces) batchers.set(db, (ofWorkspaces = new Map()));
  let batcher = ofWorkspaces.get(workspaceId);
  if (!batcher)
    ofWorkspaces.set(
      workspaceId,
      (batcher = createBatcher<Move>((moves) => db.inWorkspace(workspaceId, (tx) => carryOut(tx, moves)), 100)),
    );
  return batcher;
}

/** Those of one person go together; the ledger names who did it. */
async function carryOut(tx: Tx, moves: readonly Move[]): Promise<void> {
  for (const own of Map.groupBy(moves, ({ by }) => by.actorId).values()) {
    const answers = await moveDeals(tx, own, own[0]!.by);
    own.forEach((move, index) => (move.answer = answers[index]!));
  }
}

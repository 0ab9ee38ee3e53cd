import type { Tx } from "#base/postgres/database.ts";
import { lockLedger } from "#ledger/append.ts";
import { compareContacts, comparePair } from "#people/duplicates/compare-contacts.ts";
import { findCandidates } from "#people/duplicates/find-candidates.ts";
import type { PersonCause } from "#workspaces/http.ts";
import { mergeContacts } from "./merge-contacts.ts";

/** Merges two contacts if there is still no doubt about them; who has the longer past stays. Returns whether it did. */
export async function mergeIfSure(tx: Tx, id: string, otherId: string, by: PersonCause): Promise<boolean> {
  await lockLedger(tx);
  const compared = await comparePair(tx, id, otherId);
  if (!compared) return false; // one of them went up in another meanwhile
  if (!compared.sure) {
    await findCandidates(tx, [id], { again: true });
    return false;
  }
  const [into, from] = (await compareContacts(tx, id, otherId)).sides;
  await mergeContacts(tx, into.id, from.id, by);
  return true;
}

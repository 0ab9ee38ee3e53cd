import { sql } from "kysely";
import { now } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { append, lockLedger } from "#ledger/append.ts";
import type { By } from "#deals/deal.ts";
import { findDeals } from "#deals/save-deals.ts";
import { currentCompany } from "#people/companies/company-detail.ts";
import { currentContact } from "#people/contact-detail.ts";
import { contactSnapshot, type Contact } from "#people/contact.ts";
import { keepApart } from "#people/duplicates/set-aside.ts";
import { current, merge } from "#people/resolve.ts";
import { loadPeopleById } from "#people/save-people.ts";
import type { PersonCause } from "#workspaces/http.ts";
import { chooseValues, type Choices } from "./choose-values.ts";
import { listEndedByMerge, listMergedHandDeals, repointUnmerged } from "./queries.ts";
import { note, settle, type Changes } from "./settle.ts";
import { openWorld } from "./world.ts";

/**
 * A person says that two contacts are one: `from` goes up in `into`, with its keys, facts, deals and orders. Where nothing is chosen, the
 * newest statement of a field counts.
 */
export async function mergeContacts(tx: Tx, intoId: string, fromId: string, by: PersonCause, choices: Choices = {}): Promise<void> {
  if (intoId === fromId) throw refuse("invalid", "merge_with_itself");
  const world = await openWorld(tx, () => loadPeopleById(tx, [intoId, fromId]));
  const [into, from] = [intoId, fromId].map((contactId) => {
    const contact = world.people.contacts.get(contactId);
    if (!contact || contact.mergedInto) throw refuse("missing", "contact_missing", { contactId });
    return contact;
  });
  const before = { into: { ...into! }, from: { ...from! } };
  merge(world.people, into!, from!);
  await chooseValues(world, before, choices, by);
  world.replay.add(intoId);
  await settle(world, { cause: "person", actorId: by.actorId });
}

type MergeRow = {
  seq: number;
  contactId: string;
  data: { from: string; into: string; keys: string[]; companyBefore?: string | null; companyAfter?: string | null; choice?: string };
};

/**
 * Takes a merge back: the contact that went up gets its keys back, and with them its facts, deals and orders; what has come in since
 * goes to whom its keys name. The keys stay apart from then on. `mergeId` is the number of the merge's ledger row,
 * `hereId` a contact that must be the one where the merge ended up.
 */
export async function unmergeContacts(tx: Tx, mergeId: string, by: PersonCause, hereId?: string): Promise<void> {
  const [row] = /^\d{1,15}$/.test(mergeId)
    ? await tx.query<MergeRow>(
        sql`select seq, contact_id as "contactId", data from ledger where workspace_id = ${tx.workspaceId} and seq = ${Number(mergeId)} and type = 'contact.merged'`,
      )
    : [];
  if (!row) throw refuse("missing", "merge_missing", { mergeId });
  await lockLedger(tx);
  const { from: fromId, into: intoId, keys, choice } = row.data;
  const owner = await currentContact(tx, intoId);
  if (hereId !== undefined && (await currentContact(tx, hereId)) !== owner) throw refuse("missing", "merge_missing", { mergeId });
  if (choice !== undefined) await tx.query(sql`delete from identity where workspace_id = ${tx.workspaceId} and key = ${choice}`);
  const world = await openWorld(tx, () => loadPeopleById(tx, [owner, fromId]));
  const { people } = world;
  const from = people.contacts.get(fromId);
  if (!from || from.mergedInto !== intoId) throw refuse("conflict", "merge_already_undone", { mergeId });
  from.mergedInto = null;
  await giveCompanyBack(tx, row.data, people.contacts.get(owner)!);
  for (const key of keys) {
    const identity = people.identities.get(key);
    if (!identity || current(people, identity.contactId).id !== owner) continue;
    people.identities.set(key, { ...identity, contactId: fromId, pinned: true });
    people.changedKeys.add(key);
  }
  for (const id of [owner, fromId]) {
    world.replay.add(id);
    people.changedContacts.add(id);
  }
  for (const deal of await listEndedByMerge(tx, row.seq)) world.formerDeals.set(deal.id, deal);
  const changes: Changes = new Map();
  const person: By = { cause: "person", actorId: by.actorId };
  for (const deal of await findDeals(tx, await listMergedHandDeals(tx, owner, fromId, row.seq)))
    note(changes, deal, { ...deal, contactId: fromId }, person);
  await settle(world, person, changes);
  await repointUnmerged(tx, [owner, fromId]);
  await keepApart(tx, { kind: "contact", id: fromId, otherId: owner }, by);
  await append(tx, [
    {
      type: "contact.unmerged",
      at: now(),
      contactId: fromId,
      cause: "person",
      actorId: by.actorId,
      data: { mergeId: row.seq, from: fromId, into: owner, keys, contact: contactSnapshot(from) },
    },
  ]);
}

/** The company that the merge brought goes again, unless it was changed since. */
async function giveCompanyBack(tx: Tx, { companyBefore, companyAfter }: MergeRow["data"], owner: Contact): Promise<void> {
  if (!companyAfter || owner.companyId !== (await currentCompany(tx, companyAfter))) return;
  owner.companyId = companyBefore ? await currentCompany(tx, companyBefore) : null;
}

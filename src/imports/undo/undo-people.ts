import { sql } from "kysely";
import { now } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import { append, lockLedger } from "#ledger/append.ts";
import type { NewLedgerRow } from "#ledger/row.ts";
import { dealRows } from "#deals/deal.ts";
import { addTotals, findDeals, listDrivenDeals, type DealChange } from "#deals/save-deals.ts";
import { contactSnapshot } from "#people/contact.ts";
import { loadPeopleById } from "#people/save-people.ts";
import { ownedBy, type UndoingPeople } from "./owned-by.ts";
import { findBefore, listBefore, restoreRows, saidByOthers, settleBefore, type BeforeRow, type Kept } from "./kept.ts";
import { partPeople } from "./part-people.ts";

/**
 * Takes back what the import said of contacts, the next `limit` after a key, each with its identities, orders and the deals that facts drive.
 * Where nothing else has been said since, all of it returns to the last value; else the contact is worked out anew from what is left.
 */
export async function undoPeople(
  tx: Tx,
  undoing: UndoingPeople,
  after: string,
  limit: number,
): Promise<{ last: string | undefined; kept: Kept[] }> {
  const seq = await lockLedger(tx);
  await lookFurther(tx, undoing, seq);
  const next = await listBefore(tx, undoing.importId, "contact", after, limit);
  if (next.length === 0) return { last: undefined, kept: [] };
  const rows = await withPartners(tx, undoing.importId, next);
  const ids = rows.map(({ key }) => key);
  const isMixed = partners(rows, undoing.touched);
  const plain = rows.filter(({ key }) => !isMixed(key));
  const mixed = rows.filter(({ key }) => isMixed(key));
  await restorePeople(tx, undoing, plain);
  const kept = await partPeople(tx, undoing, mixed);
  await settleBefore(tx, undoing.importId, "contact", ids);
  return { last: next.at(-1)!.key, kept };
}

/** Who else has been spoken of since: read once from the ledger, then only what came in meanwhile. */
async function lookFurther(tx: Tx, undoing: UndoingPeople, seq: number): Promise<void> {
  if (seq <= undoing.lookedTo) return;
  const rows = await tx.query<{ id: string }>(sql`
    select distinct l.contact_id as id from ledger l
    join import_before b on b.workspace_id = l.workspace_id and b.import_id = ${undoing.importId} and b.room = 'contact' and b.key = l.contact_id::text
    where l.workspace_id = ${tx.workspaceId} and l.seq > ${undoing.lookedTo} and ${saidByOthers(undoing.importId)}
  `);
  for (const { id } of rows) undoing.touched.add(id);
  undoing.lookedTo = seq;
}

/** Contacts that the import joined go together. */
async function withPartners(tx: Tx, importId: string, rows: readonly BeforeRow[]): Promise<BeforeRow[]> {
  const all = new Map(rows.map((row) => [row.key, row]));
  for (let open = rows; open.length > 0;) {
    const ids = open.map(({ key }) => key);
    const linked = await tx.query<{ id: string }>(sql`
      select id::text as id from contact where workspace_id = ${tx.workspaceId} and merged_into = any(${ids}::uuid[])
      union
      select merged_into::text from contact where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) and merged_into is not null
    `);
    const more = linked.map(({ id }) => id).filter((id) => !all.has(id));
    open = more.length === 0 ? [] : await findBefore(tx, importId, "contact", more);
    for (const row of open) all.set(row.key, row);
  }
  return [...all.values()];
}

/** A contact and whoever the import joined it with have one answer: somebody spoke of one of them since, or nobody did. */
function partners(rows: readonly BeforeRow[], touched: ReadonlySet<string>): (key: string) => boolean {
  const groups = new Map<string, string>(rows.map(({ key }) => [key, key]));
  const root = (key: string): string => {
    const parent = groups.get(key) ?? key;
    return parent === key ? key : root(parent);
  };
  for (const { key, after } of rows) {
    const into = after?.["merged_into"];
    if (typeof into === "string" && groups.has(into)) groups.set(root(key), root(into));
  }
  const mixed = new Set(rows.filter(({ key }) => touched.has(key)).map(({ key }) => root(key)));
  return (key) => mixed.has(root(key));
}

async function restorePeople(tx: Tx, { importId, actorId }: UndoingPeople, rows: readonly BeforeRow[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ key }) => key);
  const dealsLeft = await listDrivenDeals(tx, ids);
  for (const room of ["identity", "shop_order", "deal"] as const) {
    const own = await ownedBy(tx, importId, room, ids);
    await restoreRows(tx, room, own);
    await settleBefore(
      tx,
      importId,
      room,
      own.map(({ key }) => key),
    );
  }
  await restoreRows(tx, "contact", rows);
  const dealIds = new Set(dealsLeft.map(({ id }) => id));
  for (const deal of await listDrivenDeals(tx, ids)) dealIds.add(deal.id);
  const after = new Map((await findDeals(tx, [...dealIds])).map((deal) => [deal.id, deal]));
  const before = new Map(dealsLeft.map((deal) => [deal.id, deal]));
  const changes = [...dealIds]
    .map((id): DealChange => ({ before: before.get(id), after: after.get(id) }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
  await addTotals(tx, changes);
  const people = await loadPeopleById(tx, ids);
  const by = { cause: "import" as const, sourceId: importId, actorId };
  await append(tx, [
    ...rows.map(({ key, before: was }): NewLedgerRow => {
      const contact = people.contacts.get(key);
      if (!was || !contact) return { type: "contact.removed", at: now(), contactId: key, ...by, data: {} };
      return { type: "contact.recorded", at: contact.lastSeenAt, contactId: key, ...by, data: { contact: contactSnapshot(contact) } };
    }),
    ...changes.flatMap(({ before: was, after: is }): NewLedgerRow[] =>
      is
        ? dealRows(was, is, { ...by, told: { undone: importId } })
        : [{ type: "deal.removed", at: was!.lastFactAt, contactId: was!.contactId, dealId: was!.id, ...by, data: {} }],
    ),
  ]);
}

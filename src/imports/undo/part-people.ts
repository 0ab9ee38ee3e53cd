import { sql } from "kysely";
import { now } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import { append } from "#ledger/append.ts";
import { loadHistory, type Remembered } from "#journey/history.ts";
import { settle } from "#journey/settle.ts";
import { openWorld } from "#journey/world.ts";
import { withFact, type Order, type OrderRecord } from "#orders/order.ts";
import { listOrdersOf, saveOrders } from "#orders/queries.ts";
import { keysOf } from "#people/keys.ts";
import { loadPeopleById } from "#people/save-people.ts";
import { factOf } from "#journey/history.ts";
import { getWorkspace } from "#workspaces/queries.ts";
import { settleBefore, type BeforeRow, type Kept } from "./kept.ts";
import { ownedBy, type UndoingPeople } from "./owned-by.ts";

/**
 * Takes an import's words out of contacts of whom something else has been said since: identities that only it knew go, joined contacts part
 * again, orders and journeys are worked out from the facts that are left. What nothing else explains, and a person works with, stays.
 */
export async function partPeople(tx: Tx, { importId, actorId }: UndoingPeople, rows: readonly BeforeRow[]): Promise<Kept[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ key }) => key);
  await partContacts(tx, rows);
  const identities = await ownedBy(tx, importId, "identity", ids);
  await partIdentities(tx, identities);
  const history = await loadHistory(
    tx,
    (await keysOfContacts(tx, ids)).map(({ key }) => key),
  );
  await forgetUnusedKeys(tx, identities, history);
  const orders = await ownedBy(tx, importId, "shop_order", ids);
  await partOrders(tx, orders, history, ids);
  await restoreDetails(tx, rows);

  const left = await withSomethingLeft(tx, ids);
  const kept: Kept[] = [];
  const gone: string[] = [];
  const again: string[] = [];
  for (const { key, before } of rows) {
    const known = left.get(key)!;
    if (known.facts > 0 || before !== null) again.push(key);
    else if (known.refers) kept.push({ kind: "contact", id: key, name: known.name ?? key, fields: [] });
    else gone.push(key);
  }
  const world = await openWorld(tx, () => loadPeopleById(tx, again));
  for (const id of again) if (world.people.contacts.get(id)?.mergedInto === null) world.replay.add(id);
  await settle(world, { cause: "system", actorId });
  if (gone.length > 0) {
    await tx.query(sql`delete from identity where workspace_id = ${tx.workspaceId} and contact_id = any(${gone}::uuid[])`);
    await tx.query(sql`delete from contact where workspace_id = ${tx.workspaceId} and id = any(${gone}::uuid[])`);
    await append(
      tx,
      gone.map((contactId) => ({
        type: "contact.removed" as const,
        at: now(),
        contactId,
        sourceId: importId,
        cause: "import" as const,
        actorId,
        data: {},
      })),
    );
  }
  const deals = await ownedBy(tx, importId, "deal", ids);
  await settleBefore(
    tx,
    importId,
    "deal",
    deals.map(({ key }) => key),
  );
  await settleBefore(
    tx,
    importId,
    "identity",
    identities.map(({ key }) => key),
  );
  await settleBefore(
    tx,
    importId,
    "shop_order",
    orders.map(({ key }) => key),
  );
  return [
    ...kept,
    ...again.flatMap((id) =>
      rows.some(({ key, before }) => key === id && before === null)
        ? [{ kind: "contact", id, name: left.get(id)?.name ?? id, fields: [] }]
        : [],
    ),
  ];
}

/** Contacts that the import joined are two again. */
async function partContacts(tx: Tx, rows: readonly BeforeRow[]): Promise<void> {
  const wire = rows.flatMap(({ key, before, after }) =>
    after && before && before["merged_into"] !== after["merged_into"] ? [{ id: key, into: before["merged_into"] }] : [],
  );
  if (wire.length === 0) return;
  await tx.query(sql`
    update contact c set merged_into = r."into" from json_to_recordset(${JSON.stringify(wire)}::json) as r (id uuid, "into" uuid)
    where c.workspace_id = ${tx.workspaceId} and c.id = r.id
  `);
}

async function partIdentities(tx: Tx, identities: readonly BeforeRow[]): Promise<void> {
  const old = identities.flatMap(({ before }) => (before ? [before] : []));
  if (old.length === 0) return;
  await tx.query(sql`
    update identity i set contact_id = r.contact_id, linked_at = r.linked_at, linked_by = r.linked_by
    from jsonb_populate_recordset(null::identity, ${JSON.stringify(old)}::jsonb) r
    where i.workspace_id = ${tx.workspaceId} and i.key = r.key
  `);
}

function keysOfContacts(tx: Tx, ids: readonly string[]): Promise<{ key: string; contactId: string }[]> {
  return tx.query(
    sql`select key, contact_id as "contactId" from identity where workspace_id = ${tx.workspaceId} and contact_id = any(${ids}::uuid[])`,
  );
}

/** Keys that the import made and that no fact which is left has named. */
async function forgetUnusedKeys(tx: Tx, identities: readonly BeforeRow[], history: readonly Remembered[]): Promise<void> {
  const used = new Set<string>();
  for (const { subject, row } of history) {
    used.add(subject);
    const who = row.data["who"] as Parameters<typeof keysOf>[0] | undefined;
    // Scopes stand in the key only: the customer id is compared without.
    if (who) for (const key of [...keysOf(who, "").strong, ...keysOf(who, "").weak]) used.add(key.replace(/^c::/, "c:"));
  }
  const isUsed = (key: string) => used.has(key) || (key.startsWith("c:") && used.has(`c:${key.slice(key.indexOf(":", 2) + 1)}`));
  const unused = identities.flatMap(({ key, before }) => (before === null && !isUsed(key) ? [key] : []));
  if (unused.length > 0) await tx.query(sql`delete from identity where workspace_id = ${tx.workspaceId} and key = any(${unused}::text[])`);
}

/** Each order as what is left tells it: as it was before the import, and what the shop has said of it since. */
async function partOrders(
  tx: Tx,
  touched: readonly BeforeRow[],
  history: readonly Remembered[],
  contactIds: readonly string[],
): Promise<void> {
  if (touched.length === 0) return;
  const stored = new Map((await listOrdersOf(tx, contactIds)).map((order) => [order.id, order]));
  const left: Order[] = [];
  const gone: string[] = [];
  for (const { key, before } of touched) {
    const order = stored.get(key);
    if (!order) continue;
    const facts = history
      .flatMap(({ row }) => (row.type.startsWith("order.") ? [factOf(row)] : []))
      .filter((fact) => fact.order?.externalId === order.externalId);
    if (!before && facts.length === 0) gone.push(key);
    else
      left.push({
        ...order,
        record: facts.reduce<OrderRecord>(
          (record, fact) => withFact(record, fact.order!, fact.id),
          (before?.["record"] as OrderRecord | undefined) ?? {},
        ),
      });
  }
  if (gone.length > 0) await tx.query(sql`delete from shop_order where workspace_id = ${tx.workspaceId} and id = any(${gone}::uuid[])`);
  await saveOrders(tx, left, await getWorkspace(tx));
}

async function restoreDetails(tx: Tx, rows: readonly BeforeRow[]): Promise<void> {
  const wire = rows.flatMap(({ key, before, after }) =>
    after && JSON.stringify(before?.["details"] ?? null) !== JSON.stringify(after["details"] ?? null)
      ? [{ id: key, was: JSON.stringify(after["details"] ?? null), is: before?.["details"] ? JSON.stringify(before["details"]) : null }]
      : [],
  );
  if (wire.length === 0) return;
  await tx.query(sql`
    update contact c set details = r."is"::jsonb from json_to_recordset(${JSON.stringify(wire)}::json) as r (id uuid, was text, "is" text)
    where c.workspace_id = ${tx.workspaceId} and c.id = r.id and c.details is not distinct from r.was::jsonb
  `);
}

/** How many facts are left of each contact, and whether deals, orders or activities refer to it. */
async function withSomethingLeft(
  tx: Tx,
  ids: readonly string[],
): Promise<Map<string, { facts: number; refers: boolean; name: string | null }>> {
  const keys = await keysOfContacts(tx, ids);
  const history = await loadHistory(
    tx,
    keys.map(({ key }) => key),
  );
  const owner = new Map(keys.map(({ key, contactId }) => [key, contactId]));
  const counts = new Map<string, number>();
  for (const { subject } of history) counts.set(owner.get(subject)!, (counts.get(owner.get(subject)!) ?? 0) + 1);
  const rows = await tx.query<{ id: string; name: string | null; refers: boolean }>(sql`
    select c.id, coalesce(c.name, c.email) as name,
      exists (select from deal d where d.workspace_id = c.workspace_id and d.contact_id = c.id)
        or exists (select from shop_order o where o.workspace_id = c.workspace_id and o.contact_id = c.id)
        or exists (select from activity a where a.workspace_id = c.workspace_id and a.contact_id = c.id) as refers
    from contact c where c.workspace_id = ${tx.workspaceId} and c.id = any(${ids}::uuid[])
  `);
  return new Map(rows.map(({ id, name, refers }) => [id, { facts: counts.get(id) ?? 0, refers, name }]));
}

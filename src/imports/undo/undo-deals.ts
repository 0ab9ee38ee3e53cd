import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { append, ledgerChannel, lockLedger } from "#ledger/append.ts";
import { dealOf, dealRows, type Deal } from "#deals/deal.ts";
import { addTotals, findDeals, openDay, saveDeals, type DealChange } from "#deals/save-deals.ts";
import { listAllPipelines } from "#pipelines/queries.ts";
import { getWorkspace } from "#workspaces/queries.ts";
import { listBefore, restoreRows, saidByOthers, settleBefore, type BeforeRow, type Kept } from "./kept.ts";

type Undoing = { importId: string; firstSeq: number; actorId: string | null };

/**
 * Takes back deals that only people move, the next `limit` after a key. What a person has done to one since stays, and is told: a deal that
 * the import made and a person worked on stays whole; of one that it changed, what stands as the import left it returns.
 * Answers the last key; undefined when there are no more.
 */
export async function undoDeals(
  tx: Tx,
  undoing: Undoing,
  after: string,
  limit: number,
): Promise<{ last: string | undefined; kept: Kept[] }> {
  await lockLedger(tx);
  const all = await listBefore(tx, undoing.importId, "deal", after, limit);
  if (all.length === 0) return { last: undefined, kept: [] };
  const rows = await withoutDriven(tx, all);
  const touched = await touchedSince(tx, undoing, rows);
  const [untouched, worked] = [rows.filter(({ key }) => !touched.has(key)), rows.filter(({ key }) => touched.has(key))];
  await removeDeals(
    tx,
    undoing,
    untouched.filter(({ before }) => before === null),
  );
  await restoreDeals(
    tx,
    undoing,
    untouched.filter(({ before }) => before !== null),
  );
  const kept = await restoreParts(tx, undoing, worked, touched);
  await settleBefore(
    tx,
    undoing.importId,
    "deal",
    rows.map(({ key }) => key),
  );
  return { last: all.at(-1)!.key, kept };
}

/** Deals that facts drive are taken back with their contacts. */
async function withoutDriven(tx: Tx, rows: readonly BeforeRow[]): Promise<BeforeRow[]> {
  const driven = new Set(
    (
      await tx.query<{ id: string }>(
        sql`select id from deal where workspace_id = ${tx.workspaceId} and id = any(${rows.map(({ key }) => key)}::uuid[]) and driven`,
      )
    ).map(({ id }) => id),
  );
  return rows.filter(({ key, before }) => !driven.has(key) && before?.["driven"] !== true);
}

/** What people (or other imports) did since to which deals, by the type of the ledger's row. Index: ledger_deal. */
async function touchedSince(tx: Tx, { importId, firstSeq }: Undoing, rows: readonly BeforeRow[]): Promise<Map<string, string[]>> {
  const found = await tx.query<{ id: string; types: string[] }>(sql`
    select deal_id as id, array_agg(distinct type) as types from ledger
    where workspace_id = ${tx.workspaceId} and deal_id = any(${rows.map(({ key }) => key)}::uuid[]) and seq > ${firstSeq}
      and ${saidByOthers(importId)}
    group by deal_id
  `);
  return new Map(found.map(({ id, types }) => [id, types]));
}

async function removeDeals(tx: Tx, { importId, actorId }: Undoing, rows: readonly BeforeRow[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ key }) => key);
  const [counter] = await tx.query<{ last: number }>(sql`
    with gone as (
      delete from deal where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) returning *
    ), fewer as (
      insert into stage_total as t (workspace_id, pipeline_id, stage_id, day, currency, deals, sum_minor)
      select workspace_id, pipeline_id, stage_id, case outcome when 'open' then ${openDay}::date else closed_day end, coalesce(currency, ''), -count(*), -coalesce(sum(value_minor), 0)
      from gone where outcome <> 'lost'
      group by 1, 2, 3, 4, 5
      on conflict (workspace_id, pipeline_id, stage_id, day, currency) do update set deals = t.deals + excluded.deals, sum_minor = t.sum_minor + excluded.sum_minor
    ), counter as (
      update workspace set last_seq = last_seq + (select count(*) from gone) where id = ${tx.workspaceId} returning last_seq
    ), told as (
      insert into ledger (workspace_id, seq, at, recorded_at, type, contact_id, deal_id, source_id, cause, actor_id, data)
      select workspace_id, (select last_seq from counter) - (select count(*) from gone) + row_number() over (order by id), last_fact_at, now(), 'deal.removed',
        contact_id, id, ${importId}::uuid, 'import', ${actorId}, '{}'
      from gone
    )
    select last_seq as last from counter
  `);
  if (counter) await tx.query(sql`select pg_notify(${ledgerChannel}, ${tx.workspaceId})`);
}

async function restoreDeals(tx: Tx, { importId, actorId }: Undoing, rows: readonly BeforeRow[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map(({ key }) => key);
  const left = new Map((await findDeals(tx, ids)).map((deal) => [deal.id, deal]));
  await restoreRows(tx, "deal", rows);
  const changes = (await findDeals(tx, ids)).map((after): DealChange => ({ before: left.get(after.id), after }));
  await addTotals(tx, changes);
  await append(
    tx,
    changes.flatMap(({ before, after }) =>
      dealRows(before, after!, { cause: "import", sourceId: importId, actorId, told: { undone: importId } }),
    ),
  );
}

/** Deals that somebody has worked on since. */
async function restoreParts(
  tx: Tx,
  { importId, actorId }: Undoing,
  rows: readonly BeforeRow[],
  touched: ReadonlyMap<string, string[]>,
): Promise<Kept[]> {
  if (rows.length === 0) return [];
  const workspace = await getWorkspace(tx);
  const pipelines = new Map((await listAllPipelines(tx)).map((pipeline) => [pipeline.id, pipeline]));
  const current = new Map(
    (
      await findDeals(
        tx,
        rows.map(({ key }) => key),
      )
    ).map((deal) => [deal.id, deal]),
  );
  const kept: Kept[] = [];
  const changes: DealChange[] = [];
  for (const { key, before, after } of rows) {
    const now = current.get(key);
    if (!now) continue;
    const name = now.name ?? key;
    if (!before || !after) {
      kept.push({ kind: "deal", id: key, name, fields: touched.get(key)! });
      continue;
    }
    const same = (column: string, value: unknown) => JSON.stringify(after[column] ?? null) === JSON.stringify(value ?? null);
    const fields: string[] = [];
    const back = <T>(column: string, value: T): T => {
      if (same(column, value)) return (before[column] ?? null) as T;
      fields.push(column);
      return value;
    };
    const attributes = {
      ...now,
      name: back("name", now.name),
      ownerId: back("owner_id", now.ownerId),
      companyId: back("company_id", now.companyId),
      contactId: back("contact_id", now.contactId),
      productId: back("product_id", now.productId),
      details: back("details", now.details),
    };
    const stands = same("journey", { j: now.journey, v: now.visits });
    const old = (before["journey"] as { j: Deal["journey"] }).j;
    if (!stands) fields.push("stage");
    const isValued = JSON.stringify(now.journey.value) !== JSON.stringify((after["journey"] as { j: Deal["journey"] }).j.value);
    if (isValued) fields.push("value");
    const journey = stands ? old : { ...now.journey, value: isValued ? now.journey.value : old.value };
    const restored = dealOf(pipelines.get(now.pipelineId)!, journey, attributes, undefined, workspace.timeZone, {
      ...now,
      visits: [],
      externalKey: null,
      productId: null,
      details: null,
    });
    changes.push({ before: now, after: { ...restored, externalKey: (before["external_key"] as string | null) ?? null } });
    kept.push({ kind: "deal", id: key, name, fields });
  }
  await saveDeals(tx, changes);
  await append(
    tx,
    changes.flatMap(({ before, after }) =>
      dealRows(before, after!, { cause: "import", sourceId: importId, actorId, told: { undone: importId } }),
    ),
  );
  return kept;
}

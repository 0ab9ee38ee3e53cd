import { sql } from "kysely";
import { now } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import { ledgerChannel } from "#ledger/append.ts";
import { dealRows, type Deal } from "#deals/deal.ts";
import { addTotals, saveDeals, type DealChange } from "#deals/save-deals.ts";
import { append } from "#ledger/append.ts";
import type { Frame } from "./frame.ts";

/** The ledger went on in a way that what was looked up no longer holds; the chunk is done again. */
export class Overtaken extends Error {}

/**
 * Writes deals with what the ledger tells of them. New ones go by way of `copy`, before the ledger is locked: it is held for the inserts only.
 * `lookedAt` is the ledger's number when their surroundings were looked up, undefined where the lock was taken before that.
 * Throws `Overtaken` when contacts were merged since. Returns when the lock was taken, by the process' own clock in ms.
 */
export async function writeDeals(tx: Tx, frame: Frame, changes: readonly DealChange[], lookedAt: number | undefined): Promise<number> {
  let heldFrom = performance.now();
  const fresh = changes.flatMap(({ before, after }) => (after && !before ? [after] : []));
  const updates = changes.filter(({ before }) => before !== undefined);
  const by = { cause: "import" as const, actorId: frame.actorId, sourceId: frame.importId };
  if (fresh.length > 0) {
    const lines = fresh.flatMap((deal) => dealRows(undefined, deal, by));
    await tx.query(sql`create temp table if not exists import_deal (like deal) on commit delete rows`);
    await tx.query(sql`create temp table if not exists import_ledger (like ledger) on commit delete rows`);
    await tx.copyIn("import_deal", dealLines(tx.workspaceId, fresh));
    await tx.copyIn("import_ledger", ledgerLines(tx.workspaceId, frame, lines));
    const [counter] = await tx.query<{ last: number }>(
      sql`update workspace set last_seq = last_seq + ${lines.length} where id = ${tx.workspaceId} returning last_seq as last`,
    );
    heldFrom = performance.now();
    const base = counter!.last - lines.length;
    if (lookedAt !== undefined && base !== lookedAt && (await wereContactsMerged(tx, lookedAt))) throw new Overtaken();
    await tx.query(sql`insert into deal select * from import_deal`);
    await tx.query(sql`
      insert into ledger (workspace_id, seq, at, recorded_at, type, subject, contact_id, deal_id, source_id, external_id, cause, actor_id, data)
      select workspace_id, seq + ${base}, at, recorded_at, type, subject, contact_id, deal_id, source_id, external_id, cause, actor_id, data from import_ledger
    `);
    await addTotals(
      tx,
      fresh.map((after) => ({ before: undefined, after })),
    );
    await tx.query(sql`select pg_notify(${ledgerChannel}, ${tx.workspaceId})`);
  }
  if (updates.length > 0) {
    await saveDeals(tx, updates);
    await append(
      tx,
      updates.flatMap(({ before, after }) => dealRows(before, after!, by)),
    );
  }
  return heldFrom;
}

async function wereContactsMerged(tx: Tx, seq: number): Promise<boolean> {
  const [row] = await tx.query<{ merged: boolean }>(sql`
    select exists (
      select from ledger where workspace_id = ${tx.workspaceId} and seq > ${seq} and type in ('contact.merged', 'contact.unmerged', 'contact.removed')
    ) as merged
  `);
  return row!.merged;
}

const special = /[\\\n\r\t]/g;
const escapes: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** One line of PostgreSQL's text format. */
function lineOf(values: readonly (string | number | boolean | null | undefined)[]): string {
  return `${values.map((value) => (value === null || value === undefined ? "\\N" : typeof value === "string" ? value.replace(special, (char) => escapes[char]!) : String(value))).join("\t")}\n`;
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** In the order of the table's columns. */
function* dealLines(workspaceId: string, deals: readonly Deal[]): Iterable<string> {
  for (const deal of deals) {
    yield lineOf([
      workspaceId,
      deal.id,
      deal.pipelineId,
      deal.contactId,
      deal.companyId,
      deal.name,
      deal.subject,
      deal.driven,
      deal.n,
      deal.stageId,
      deal.outcome,
      deal.lostReason,
      deal.valueMinor,
      deal.currency,
      deal.valueEstimated,
      deal.ownerId,
      deal.orderId,
      deal.touch && JSON.stringify(deal.touch),
      deal.hint,
      instant(deal.openedAt),
      instant(deal.stageEnteredAt),
      instant(deal.closedAt),
      deal.closedDay,
      instant(deal.lastFactAt),
      instant(deal.idleAt),
      JSON.stringify({ j: deal.journey, v: deal.visits }),
      JSON.stringify(deal.checked),
      deal.pipelineVersion,
      deal.externalKey,
      deal.productId,
      deal.details && JSON.stringify(deal.details),
    ]);
  }
}

/** Numbered from 1; the ledger's own number is added when it is known. */
function* ledgerLines(workspaceId: string, frame: Frame, rows: ReturnType<typeof dealRows>): Iterable<string> {
  const recordedAt = instant(now());
  let seq = 0;
  for (const { at, type, contactId, dealId, actorId, data } of rows) {
    seq += 1;
    yield lineOf([
      workspaceId,
      seq,
      instant(at),
      recordedAt,
      type,
      null,
      contactId,
      dealId,
      frame.importId,
      null,
      "import",
      actorId,
      JSON.stringify(data),
    ]);
  }
}

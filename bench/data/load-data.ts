import { sql } from "kysely";
import type pg from "pg";
import type { Database } from "#base/postgres/database.ts";
import { recountTotals } from "#deals/save-deals.ts";
import { randomFrom } from "#demo/random.ts";
import type { NewLedgerRow } from "#ledger/row.ts";
import { openCopier } from "./copy.ts";
import { contactCells, dealCells, identityCells, inboundCells, ledgerCells, orderCells } from "./rows.ts";
import { tellStory, type Setting } from "./story.ts";
import { factsOf } from "./visitor-facts.ts";

const hourMs = 3_600_000;

export type DataWish = { workspaceId: string; setting: Setting; visitors: number; days: number; folder: string };
export type DataCounts = { visitors: number; facts: number; journeys: number; openDeals: number; ledgerRows: number };

/**
 * Fills a workspace with what the intake would have made of so many visitors in so many days, straight into the tables. Ledger rows come in
 * the order of time, as they would have been written while the shop ran.
 */
export async function loadData(db: Database, wish: DataWish, say: (line: string) => void = () => {}): Promise<DataCounts> {
  const { workspaceId, setting, visitors, days, folder } = wish;
  const counts: DataCounts = { visitors, facts: 0, journeys: 0, openDeals: 0, ledgerRows: 0 };
  const indexes = await dropIndexes(db.pool);
  const copier = await openCopier(db.pool, folder);
  const hours = days * 24;
  const beginMs = setting.nowMs - hours * hourMs;
  const waiting = new Map<number, { writtenMs: number; row: NewLedgerRow }[]>();
  const recordedAt = new Date(setting.nowMs).toISOString();
  const [before] = await db.inSystem((tx) =>
    tx.query<{ seq: number }>(sql`select last_seq as seq from workspace where id = ${workspaceId}`),
  );
  let seq = before!.seq;
  let told = 0;

  for (let hour = 0; hour <= hours; hour += 1) {
    const until = hour === hours ? visitors : Math.floor((visitors * hour) / hours);
    for (; told < until; told += 1) {
      const random = randomFrom(`bench/${told}`);
      const facts = factsOf(told, beginMs + Math.floor((hours * hourMs * told) / visitors), setting.nowMs, random);
      const story = tellStory(facts, setting);
      counts.facts += facts.length;
      counts.journeys += story.deals.length;
      copier.add("contact", contactCells(workspaceId, story.contact));
      for (const identity of story.identities) copier.add("identity", identityCells(workspaceId, identity));
      for (const order of story.orders) copier.add("shop_order", orderCells(workspaceId, order));
      for (const deal of story.deals) {
        if (deal.outcome === "open") counts.openDeals += 1;
        copier.add("deal", dealCells(workspaceId, deal));
      }
      let writtenMs = 0;
      for (const row of story.rows) {
        writtenMs = Math.max(writtenMs, row.at); // a row that tells of an earlier instant is still written after those before it
        const slot = Math.max(hour - 1, Math.floor((writtenMs - beginMs) / hourMs));
        const list = waiting.get(slot);
        if (list) list.push({ writtenMs, row });
        else waiting.set(slot, [{ writtenMs, row }]);
      }
    }
    if (hour === hours) for (const slot of [...waiting.keys()].sort((a, b) => a - b)) write(slot);
    else write(hour - 1);
    await copier.breathe();
    if (hour % 1_200 === 0) say(`  ${Math.round((100 * hour) / hours)} % (${counts.facts.toLocaleString("en-US")} facts)`);
  }
  await copier.finish();
  counts.ledgerRows = seq - before!.seq;
  say("  indexes");
  for (const definition of indexes) await db.pool.query(definition);
  await db.inSystem((tx) => tx.query(sql`update workspace set last_seq = ${seq} where id = ${workspaceId}`));
  await db.inWorkspace(workspaceId, recountTotals);
  await db.pool.query("vacuum (analyze)");
  await db.pool.query("checkpoint");
  return counts;

  function write(slot: number): void {
    const rows = waiting.get(slot);
    if (!rows) return;
    waiting.delete(slot);
    for (const { row } of rows.sort((a, b) => a.writtenMs - b.writtenMs)) {
      copier.add("ledger", ledgerCells(workspaceId, ++seq, recordedAt, row));
      if (row.sourceId && row.subject && row.externalId) copier.add("inbound", inboundCells(workspaceId, row));
    }
  }
}

/** Takes away the indexes that are quicker made anew, and returns how to make them. Keys stay. */
async function dropIndexes(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string; definition: string }>(`
    select i.indexname as name, i.indexdef as definition
    from pg_indexes i
    where i.schemaname = 'public' and i.tablename in ('ledger', 'deal', 'contact', 'identity', 'inbound', 'shop_order')
      and not exists (select 1 from pg_constraint c where c.conname = i.indexname)
  `);
  for (const { name } of rows) await pool.query(`drop index ${name}`);
  return rows.map((row) => row.definition);
}

import { createReadStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { sql } from "kysely";
import { newSecret } from "#base/ids.ts";
import { limits } from "#base/limits.ts";
import type { Database, Queryable, SystemTx, Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { recountTotals } from "#deals/save-deals.ts";
import { sourcesChanged } from "#intake/source-cache.ts";
import { ledgerChannel } from "#ledger/append.ts";
import { assertPlace } from "#workspaces/change-workspace.ts";
import { jsonLinesName, type Manifest } from "./manifest.ts";
import { exported } from "./tables.ts";
import { unpackWorkspace } from "./unpack-workspace.ts";

export type ReadIn = { workspaceId: string; name: string; lastSeq: number; rows: Record<string, number> };

/** What is read before the transaction is walled into the workspace: sources have an address of their own on all of this Sluice. */
const aboveTheWall = ["pipeline", "pipeline_version", "source"];
/** What a workspace has from its first moment; an export takes its place. */
const there = ["pipeline", "pipeline_version", "member", "ledger"];

/**
 * Reads an export into an empty workspace, all or nothing: everything as it was, with its ids, under this workspace's. Keys and secrets did
 * not come along: tracking gets new write keys, shops need their secret again. People come as names who cannot sign in until invited.
 */
export async function readWorkspace(
  { db, workspaceId, temporaryDir }: { db: Database; workspaceId: string; temporaryDir: string },
  archive: Readable,
): Promise<ReadIn> {
  await db.inSystem((system) => assertEmpty(system, workspaceId)); // before a long upload is taken for nothing
  mkdirSync(temporaryDir, { recursive: true, mode: 0o700 });
  const folder = mkdtempSync(path.join(temporaryDir, "import-"));
  try {
    const manifest = await unpackWorkspace(archive, folder);
    assertKnown(manifest);
    assertPlace(manifest.workspace);
    await db.inSystem((system) => takeIn(system, workspaceId, manifest, folder));
    const rows = Object.fromEntries(Object.entries(manifest.tables).map(([table, told]) => [table, told.rows]));
    return { workspaceId, name: manifest.workspace.name, lastSeq: manifest.lastSeq, rows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function takeIn(system: SystemTx, workspaceId: string, manifest: Manifest, folder: string): Promise<void> {
  await system.query(sql`select 1 from workspace where id = ${workspaceId} for update`);
  await assertEmpty(system, workspaceId);
  await system.query(sql`delete from pipeline where workspace_id = ${workspaceId}`);
  await system.query(sql`delete from ledger where workspace_id = ${workspaceId}`);
  const take = async (tx: Queryable, table: string) => {
    const told = manifest.tables[table];
    if (told) await takeTable(tx, workspaceId, table, told, manifest.workspace, folder);
  };
  for (const table of aboveTheWall) await take(system, table);
  await giveKeys(system, workspaceId);
  const tx = await system.enter(workspaceId);
  for (const table of Object.keys(exported)) if (!aboveTheWall.includes(table)) await take(tx, table);
  await recountTotals(tx);
  await saveHead(tx, manifest);
  tx.afterCommit(sourcesChanged);
}

/** Nothing has happened in it yet: no more than the pipelines it was made with, and its people. */
async function assertEmpty(system: Queryable, workspaceId: string): Promise<void> {
  const used = Object.keys(exported)
    .filter((table) => !there.includes(table))
    .map((table) => sql`select 1 from ${sql.table(table)} where workspace_id = ${workspaceId}`);
  const happened = sql`select 1 from ledger where workspace_id = ${workspaceId} and type not in ('pipeline.saved', 'workspace.changed')`;
  const [row] = await system.query<{ found: boolean; kind: string }>(sql`
    select kind, exists (${sql.join([...used, happened], sql` union all `)}) as found from workspace where id = ${workspaceId}
  `);
  if (!row || row.found || row.kind !== "own") throw refuse("conflict", "workspace_not_empty");
}

/** An export of an older schema may lack columns; it has none that this one does not know. */
function assertKnown({ tables, files }: Manifest): void {
  for (const table of Object.keys(tables)) {
    if (!exported[table] || !files[jsonLinesName(table)]) throw refuse("invalid", "export_unknown", { table });
  }
}

async function takeTable(
  tx: Queryable,
  workspaceId: string,
  table: string,
  { rows, columns }: Manifest["tables"][string],
  workspace: Manifest["workspace"],
  folder: string,
): Promise<void> {
  const known = await tx.query<{ name: string }>(sql`
    select attname as name from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = '' and attname <> 'workspace_id'
  `);
  const names = new Set(known.map(({ name }) => name).filter((name) => !exported[table]!.leaveOut?.includes(name)));
  for (const column of columns) if (!names.has(column)) throw refuse("invalid", "export_unknown", { table, column });
  const older = Object.entries(exported[table]!.older?.(workspace) ?? {}).filter(([column]) => !columns.includes(column));
  const list = sql.join([...columns, ...older.map(([column]) => column)].map((column) => sql.ref(column)));
  // a person of this Sluice keeps their place, others come as names: nobody gets in by a file
  const values = sql.join([
    ...columns.map((column) => (table === "member" && column === "joined_at" ? sql`null` : sql.ref(column))),
    ...older.map(([, value]) => value),
  ]);
  let taken = 0;
  for await (const { json, lines } of batchesOf(path.join(folder, jsonLinesName(table)), table)) {
    await tx.query(sql`
      insert into ${sql.table(table)} (workspace_id, ${list})
      select ${workspaceId}::uuid, ${values} from json_populate_recordset(null::${sql.table(table)}, ${json}::json)
      ${table === "member" ? sql`on conflict do nothing` : sql``}
    `);
    taken += lines;
  }
  if (taken !== rows) throw refuse("invalid", "export_damaged", { file: jsonLinesName(table) });
}

/** Whole lines, about two megabytes of them at a time, as one JSON list that the database takes apart. */
async function* batchesOf(file: string, table: string): AsyncGenerator<{ json: string; lines: number }> {
  let held: Buffer[] = [];
  let bytes = 0;
  const batchOf = (text: string) => ({ json: `[${text.replaceAll("\n", ",")}]`, lines: text.split("\n").length });
  const gunzip = createGunzip({ chunkSize: 1 << 18 });
  const source = createReadStream(file);
  source.once("error", (error) => gunzip.destroy(error));
  for await (const chunk of source.pipe(gunzip) as AsyncIterable<Buffer>) {
    held.push(chunk);
    bytes += chunk.length;
    if (bytes < limits.exportBatchBytes) continue;
    const end = chunk.lastIndexOf(10);
    if (end === -1) {
      if (bytes > limits.exportLineBytes) throw refuse("invalid", "export_damaged", { file: jsonLinesName(table) });
      continue;
    }
    held[held.length - 1] = chunk.subarray(0, end);
    const text = Buffer.concat(held).toString("utf8");
    held = [chunk.subarray(end + 1)];
    bytes = held[0]!.length;
    yield batchOf(text);
  }
  const rest = Buffer.concat(held).toString("utf8").replace(/\n$/, "");
  if (rest !== "") yield batchOf(rest);
}

/**
 * Tracking gets a write key of its own here. A source whose id stands in another workspace too (the export was made on this very Sluice)
 * comes as a removed one: its address belongs to the other.
 */
async function giveKeys(system: Queryable, workspaceId: string): Promise<void> {
  await system.query(sql`
    update source s set removed_at = coalesce(s.removed_at, now())
    where s.workspace_id = ${workspaceId} and exists (select 1 from source o where o.id = s.id and o.workspace_id <> s.workspace_id)
  `);
  const open = await system.query<{ id: string }>(sql`
    select id from source where workspace_id = ${workspaceId} and kind in ('segment', 'script') and removed_at is null limit ${limits.sources}
  `);
  const keys = open.map(({ id }) => ({ id, key: newSecret("wk_") }));
  await system.query(sql`
    update source s set write_key = r.key
    from json_to_recordset(${JSON.stringify(keys)}::json) as r (id uuid, key text)
    where s.workspace_id = ${workspaceId} and s.id = r.id
  `);
}

async function saveHead(tx: Tx, { workspace, lastSeq }: Manifest): Promise<void> {
  await tx.query(sql`
    update workspace
    set name = ${workspace.name}, currency = ${workspace.currency}, time_zone = ${workspace.timeZone}, language = ${workspace.language},
      value_with_tax = ${workspace.valueWithTax}, value_with_shipping = ${workspace.valueWithShipping},
      gross_margin = ${workspace.grossMargin}, discount_rate = ${workspace.discountRate}, last_seq = ${lastSeq}
    where id = ${tx.workspaceId}
  `);
  const [newest] = await tx.query<{ seq: number | null; rows: number }>(
    sql`select max(seq) as seq, count(*) as rows from ledger where workspace_id = ${tx.workspaceId}`,
  );
  if ((newest!.seq ?? 0) !== lastSeq || newest!.rows !== lastSeq)
    throw refuse("invalid", "export_damaged", { file: jsonLinesName("ledger") });
  await tx.query(sql`select pg_notify(${ledgerChannel}, ${tx.workspaceId})`);
}

import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdDecompress } from "node:zlib";
import type pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { migrateTo, newestSchema } from "#base/postgres/migrate.ts";
import { refuse } from "#base/refusal.ts";
import { createSum } from "../disk.ts";
import { entriesOf, keyEntry, tableOfEntry, type BackupManifest } from "./format.ts";
import { copyIn, copyOut, quoted } from "./tables.ts";

/** Who hears this on the database's channel throws away what it holds of the state before: it is another database now. */
export const restoredChannel = "sluice_restored";

/** Whether a restore would take the place of anything. */
export async function holdsSomething(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ there: boolean }>(
    "select to_regclass('public.workspace') is not null and to_regclass('public.person') is not null as there",
  );
  if (!rows[0]!.there) return false;
  const found = await pool.query<{ found: boolean }>("select exists (select 1 from workspace) or exists (select 1 from person) as found");
  return found.rows[0]!.found;
}

/**
 * Puts a backup that was checked in the place of all that is in the database, in one transaction: the schema as it was then, by our own
 * migrations; the rows, each table's bytes held against the manifest on the way in and once more read out again; then the migrations since.
 * Either all of it, or all stays as it was. It may run beside a Sluice that serves: that one starts anew on `restoredChannel`.
 * Returns the `secret.key` that came along, if any.
 */
export async function restoreBackup(pool: pg.Pool, file: string, manifest: BackupManifest): Promise<{ key: string | undefined }> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await restoreOnce(pool, file, manifest);
    } catch (error) {
      // Who works beside us may hold a table that we want and want one that we hold; nothing has changed then.
      if ((error as { code?: string }).code !== deadlock || tries === mostTries) throw error;
    }
  }
}

const deadlock = "40P01";
const mostTries = 5;

async function restoreOnce(pool: pg.Pool, file: string, manifest: BackupManifest): Promise<{ key: string | undefined }> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query("begin; set local synchronize_seqscans = off; set local client_min_messages = warning");
    await client.query("select pg_advisory_xact_lock(4600, 2)");
    await dropAll(client);
    await migrateTo(client, manifest.schema);
    const key = await copyAllIn(client, file, manifest);
    for (const { table, column, last } of manifest.sequences)
      await client.query("select setval(pg_get_serial_sequence($1, $2), $3)", [quoted(table), column, last]);
    await compare(client, manifest);
    await migrateTo(client, newestSchema());
    await client.query("insert into backup select * from kept_backup");
    await client.query(`notify ${restoredChannel}`);
    await client.query("commit");
    broken = false;
    await client.query("analyze");
    return { key };
  } finally {
    client.release(broken);
  }
}

/** Our tables (row-level security stands on every one) and functions; extensions and what is not ours stay. */
async function dropAll(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ kept: boolean }>("select to_regclass('public.backup') is not null as kept");
  await client.query(
    rows[0]!.kept
      ? "create temp table kept_backup on commit drop as select * from backup"
      : "create temp table kept_backup (id uuid, nightly boolean, started_at timestamptz, finished_at timestamptz, file text, bytes bigint, error text) on commit drop",
  );
  await client.query(`
    do $$
    declare
      ours text;
    begin
      for ours in
        select format('drop table %s cascade', c.oid::regclass) from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind = 'r' and (c.relrowsecurity or c.relname = 'schema_migration')
      loop
        execute ours;
      end loop;
      for ours in
        select format('drop function %s cascade', p.oid::regprocedure) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'public' and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
          and pg_get_userbyid(p.proowner) = current_user
      loop
        execute ours;
      end loop;
    end $$`);
}

async function copyAllIn(client: pg.PoolClient, file: string, manifest: BackupManifest): Promise<string | undefined> {
  const entries = entriesOf(file);
  let next = await entries.next();
  async function* piecesOf(table: string): AsyncGenerator<Buffer> {
    for (; !next.done && tableOfEntry(next.value.name) === table; next = await entries.next()) yield next.value.bytes;
  }
  for (const table of manifest.tables) {
    const sum = createSum();
    const target = client.query(copyFrom(copyIn(table)));
    await pipeline(Readable.from(piecesOf(table.name)), createZstdDecompress({ chunkSize: 1 << 18 }), sum.stream, target).catch(
      (error: NodeJS.ErrnoException) => {
        throw error.code?.startsWith("Z") ? refuse("invalid", "backup_damaged", { file: table.name }) : error; // zstd cannot unpack it
      },
    );
    assertSame(table, { rows: target.rowCount, ...sum.result() });
  }
  let key: string | undefined;
  for (; !next.done; next = await entries.next()) if (next.value.name === keyEntry) key = next.value.bytes.toString();
  return key;
}

/** Reads every table out again as it was read for the backup: the same bytes, or nothing of this happened. */
async function compare(client: pg.PoolClient, manifest: BackupManifest): Promise<void> {
  for (const table of manifest.tables) {
    const sum = createSum();
    const rows = client.query(copyTo(copyOut(table)));
    await pipeline(rows, sum.stream, new Writable({ write: (_chunk, _encoding, done) => done() }));
    await client.query("select 1"); // the number of rows comes after the last byte
    assertSame(table, { rows: rows.rowCount, ...sum.result() });
  }
}

function assertSame(table: BackupManifest["tables"][number], found: { rows: number | null; bytes: number; sha256: string }): void {
  if (found.rows !== table.rows || found.bytes !== table.bytes || found.sha256 !== table.sha256)
    throw refuse("invalid", "backup_damaged", { file: table.name });
}

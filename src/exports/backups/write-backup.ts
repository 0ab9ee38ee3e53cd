import { appendFileSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { createZstdCompress, constants } from "node:zlib";
import { pack as createPack, type Pack } from "tar-stream";
import { now } from "#base/clock.ts";
import type { Database } from "#base/postgres/database.ts";
import { inSnapshot, type Snapshot } from "#base/postgres/snapshot.ts";
import { refuse } from "#base/refusal.ts";
import { assertRoom, createSum, writeFileFrom } from "../disk.ts";
import { checkBackup } from "./check-backup.ts";
import { backupFolder, entryBytes, keyEntry, manifestEntry, newManifest, trailerBytes, type BackupManifest } from "./format.ts";
import { copyOut, listSequences, listTables, type BackupTable } from "./tables.ts";

/** The key that seals secrets, by its fingerprint; with `text` it goes into the backup itself. */
export type BackupKey = { fingerprint: string; text?: string | undefined };

export type Backup = { file: string; bytes: number; manifest: BackupManifest };

/**
 * Backs the whole database up into `file`, all workspaces and people, as of one moment and while everything goes on; then reads the file
 * again from its first byte to its last. There is no file until all of that is done. Never two at once in one database.
 */
export async function writeBackup(db: Database, file: string, key: BackupKey): Promise<Backup> {
  const folder = path.dirname(file);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unfinished = `${file}.part`;
  const pack = createPack();
  const archive = Readable.from(pack);
  try {
    const packing = inSnapshot(db, undefined, async (snapshot) => {
      const [lock] = await snapshot.rows<{ free: boolean }>("select pg_try_advisory_xact_lock(4600, 2) as free");
      if (!lock!.free) throw refuse("conflict", "backup_running");
      const [size] = await snapshot.rows<{ bytes: string }>("select pg_database_size(current_database()) as bytes");
      assertRoom(folder, Number(size!.bytes) / 4); // packed, and without indexes
      await packAll(snapshot, pack, key);
    }).catch((error: Error) => {
      pack.destroy(error);
      throw error;
    });
    packing.catch(() => {}); // both are awaited below
    const writing = writeFileFrom(archive, [], unfinished, folder).catch((error: Error) => {
      pack.destroy(error);
      throw error;
    });
    await Promise.all([packing, writing]);
    const { bytes, sha256 } = await writing;
    appendFileSync(unfinished, `\n${sha256}\n`);
    const manifest = await checkBackup(unfinished);
    renameSync(unfinished, file);
    return { file, bytes: bytes + trailerBytes, manifest };
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

async function packAll(snapshot: Snapshot, pack: Pack, key: BackupKey): Promise<void> {
  const [head] = await snapshot.rows<{ schema: number; postgres: string }>(
    "select max(version) as schema, current_setting('server_version') as postgres from schema_migration",
  );
  const manifest: BackupManifest = {
    ...newManifest,
    ...head!,
    createdAt: new Date(now()).toISOString(),
    tables: [],
    sequences: [],
    key: { fingerprint: key.fingerprint, included: key.text !== undefined },
  };
  for (const table of await listTables(snapshot.rows)) manifest.tables.push(await packTable(snapshot, table, pack));
  manifest.sequences = await listSequences(snapshot.rows); // after the rows: no number of theirs is beyond it
  if (key.text !== undefined) await addEntry(pack, keyEntry, Buffer.from(key.text));
  await addEntry(pack, manifestEntry, Buffer.from(`${JSON.stringify(manifest)}\n`));
  pack.finalize();
}

async function packTable(snapshot: Snapshot, table: BackupTable, pack: Pack): Promise<BackupManifest["tables"][number]> {
  const rows = snapshot.copy(copyOut(table));
  const sum = createSum();
  const packed = createZstdCompress({ chunkSize: 1 << 20, params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  rows.once("error", (error) => packed.destroy(error));
  let number = 0;
  for await (const bytes of rows.pipe(sum.stream).pipe(packed).pipe(pieces()) as AsyncIterable<Buffer>)
    await addEntry(pack, `${backupFolder}data/${table.name}/${String((number += 1)).padStart(6, "0")}.zst`, bytes);
  return { ...table, rows: await snapshot.copied(rows), ...sum.result() };
}

/** Gathers chunks into pieces of `entryBytes`. */
function pieces(): Transform {
  let held: Buffer[] = [];
  let size = 0;
  return new Transform({
    readableHighWaterMark: 1,
    transform(chunk: Buffer, _encoding, done) {
      held.push(chunk);
      size += chunk.length;
      if (size < entryBytes) return done();
      const piece = Buffer.concat(held);
      [held, size] = [[], 0];
      done(null, piece);
    },
    flush(done) {
      done(null, size > 0 ? Buffer.concat(held) : null);
    },
  });
}

function addEntry(pack: Pack, name: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    pack.entry({ name, size: bytes.length }, (error) => (error ? reject(error) : resolve())).end(bytes);
  });
}

import { closeSync, createReadStream, existsSync, openSync, readSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pack as createPack } from "tar-stream";
import type { ReadInAnswer } from "#exports/contract.ts";
import type { Client } from "./client.ts";

const archiveFolder = "sluice-export/";
const backupFolder = "sluice-backup/";
const last = ["manifest.json", "SHA256SUMS"];

/** Whether a path is an export of a workspace: a folder with a manifest, or an archive whose first entry stands in our folder. */
export function findExport(file: string): boolean {
  if (!existsSync(file)) throw new Error(`There is no ${file}.`);
  if (statSync(file).isDirectory()) return existsSync(path.join(file, "manifest.json"));
  const begin = Buffer.alloc(archiveFolder.length);
  const handle = openSync(file, "r");
  readSync(handle, begin);
  closeSync(handle);
  if (begin.toString() === backupFolder) throw new Error(`${file} is a backup of everything; put it back with: sluice restore ${file}`);
  return begin.toString() === archiveFolder;
}

/** Sends an export to Sluice, a folder as the archive that it was. */
export function readExport(client: Client, file: string): Promise<ReadInAnswer> {
  const archive = statSync(file).isDirectory() ? archiveOf(file) : createReadStream(file, { highWaterMark: 1 << 20 });
  return client.upload("/api/exports/workspace", "application/x-tar", Readable.toWeb(archive) as ReadableStream<Uint8Array>);
}

function archiveOf(folder: string): Readable {
  const pack = createPack();
  const names = readdirSync(folder).filter((name) => /^[a-z0-9_]+\.(jsonl\.gz|parquet)$/.test(name));
  const add = async () => {
    for (const name of [...names, ...last.filter((each) => existsSync(path.join(folder, each)))]) {
      const from = path.join(folder, name);
      await pipeline(createReadStream(from), pack.entry({ name: archiveFolder + name, size: statSync(from).size }));
    }
    pack.finalize();
  };
  add().catch((error: Error) => pack.destroy(error));
  return Readable.from(pack);
}

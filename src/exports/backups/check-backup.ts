import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { newestSchema } from "#base/postgres/migrate.ts";
import { Refusal, refuse } from "#base/refusal.ts";
import { backupFolder, entriesOf, manifestEntry, parseManifest, trailerBytes, type BackupManifest } from "./format.ts";

/** Reads a backup from its first byte to its last and holds it against the sum at its end. Refuses what is damaged, not whole, or newer. */
export async function checkBackup(file: string): Promise<BackupManifest> {
  const { begin, trailer } = await endsOf(file);
  if (begin !== backupFolder) throw refuse("invalid", "backup_unknown");
  const hash = createHash("sha256");
  let text: string | undefined;
  try {
    for await (const { name, bytes } of entriesOf(file, (chunk) => hash.update(chunk))) if (name === manifestEntry) text = bytes.toString();
  } catch (error) {
    throw error instanceof Refusal ? error : refuse("invalid", "backup_damaged", { file: "tar" });
  }
  if (trailer !== `\n${hash.digest("hex")}\n`) throw refuse("invalid", "backup_damaged", { file: "sha256" });
  if (text === undefined) throw refuse("invalid", "backup_damaged", { file: "manifest.json" });
  const manifest = parseManifest(text);
  if (!manifest) throw refuse("conflict", "backup_newer");
  if (manifest.schema > newestSchema()) throw refuse("conflict", "backup_newer", { schema: manifest.schema, known: newestSchema() });
  return manifest;
}

async function endsOf(file: string): Promise<{ begin: string; trailer: string }> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    if (size <= trailerBytes) throw refuse("invalid", "backup_unknown");
    const [begin, trailer] = [Buffer.alloc(backupFolder.length), Buffer.alloc(trailerBytes)];
    await handle.read(begin, 0, begin.length, 0);
    await handle.read(trailer, 0, trailer.length, size - trailerBytes);
    return { begin: begin.toString(), trailer: trailer.toString() };
  } finally {
    await handle.close();
  }
}

import { newestSchema } from "#base/postgres/migrate.ts";
import { Refusal, refuse } from "#base/refusal.ts";
import { entriesOf, manifestEntry, parseManifest, sumEntry, sumOf, type BackupManifest } from "./format.ts";

/** Reads a backup from its first byte to its last and holds every entry against its manifest. Refuses what is damaged, not whole, or newer. */
export async function checkBackup(file: string): Promise<BackupManifest> {
  const found: BackupManifest["entries"] = [];
  let text: string | undefined;
  let sum: string | undefined;
  try {
    for await (const { name, bytes } of entriesOf(file)) {
      if (name === manifestEntry) text = bytes.toString();
      else if (name === sumEntry) sum = bytes.toString().trim();
      else found.push({ name, bytes: bytes.length, sha256: sumOf(bytes) });
    }
  } catch (error) {
    if (error instanceof Refusal || (error as NodeJS.ErrnoException).code === "ENOENT") throw error;
    throw found.length === 0 ? refuse("invalid", "backup_unknown") : refuse("invalid", "backup_damaged", { file: "tar" });
  }
  if (text === undefined && found.length === 0) throw refuse("invalid", "backup_unknown");
  if (text === undefined || sum !== sumOf(text)) throw refuse("invalid", "backup_damaged", { file: "manifest.json" });
  const manifest = parseManifest(text);
  if (!manifest) throw refuse("conflict", "backup_newer");
  if (manifest.schema > newestSchema()) throw refuse("conflict", "backup_newer", { schema: manifest.schema, known: newestSchema() });
  const told = [...manifest.entries];
  for (const entry of found) {
    const next = told.shift();
    if (entry.name !== next?.name || entry.bytes !== next.bytes || entry.sha256 !== next.sha256)
      throw refuse("invalid", "backup_damaged", { file: entry.name });
  }
  if (told.length > 0) throw refuse("invalid", "backup_damaged", { file: told[0]!.name });
  return manifest;
}

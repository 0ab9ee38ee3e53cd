import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { z } from "zod";
import { extract } from "tar-stream";
import { refuse } from "#base/refusal.ts";

/**
 * A backup is a tar archive: of every table the bytes of `copy … to stdout`, packed with zstd and cut into entries that fit into memory, and
 * last the manifest. Behind the archive, where `tar` reads no more, stands the SHA-256 of every byte before it, in a line of its own.
 */
export const backupFolder = "sluice-backup/";
export const entryBytes = 8 * 1024 ** 2;
export const manifestEntry = `${backupFolder}manifest.json`;
export const keyEntry = `${backupFolder}secret.key`;
/** `\n`, 64 hexadecimal digits, `\n`. */
export const trailerBytes = 66;
const formatVersion = 1;
/** What stays out: the schema is made by the migrations, and what was backed up where belongs to the Sluice that did it. */
export const notBackedUp = ["schema_migration", "backup"];

const sha256 = z.string().length(64);
const manifestSchema = z.object({
  format: z.literal("sluice-backup"),
  version: z.literal(formatVersion),
  schema: z.number().int(),
  createdAt: z.string(),
  postgres: z.string(),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number().int(), bytes: z.number().int(), sha256 })),
  sequences: z.array(z.object({ table: z.string(), column: z.string(), last: z.number().int() })),
  key: z.object({ fingerprint: z.string(), included: z.boolean() }).describe("which secret.key opens the sealed secrets"),
});
export type BackupManifest = z.infer<typeof manifestSchema>;

export const newManifest = { format: "sluice-backup", version: formatVersion } as const;

export function tableOfEntry(name: string): string | undefined {
  return /^sluice-backup\/data\/([a-z0-9_]+)\/\d{6}\.zst$/.exec(name)?.[1];
}

/** The entries of a backup, each whole; an entry larger than ours are is none of ours. `heard` gets every byte before the trailer. */
export async function* entriesOf(file: string, heard: (bytes: Buffer) => void = () => {}): AsyncGenerator<{ name: string; bytes: Buffer }> {
  const { size } = await stat(file);
  if (size <= trailerBytes) throw refuse("invalid", "backup_unknown");
  const entries = extract();
  const source = createReadStream(file, { highWaterMark: 1 << 20, end: size - trailerBytes - 1 });
  source.on("data", (chunk) => heard(chunk as Buffer));
  source.once("error", (error) => entries.destroy(error));
  source.pipe(entries as unknown as NodeJS.WritableStream);
  for await (const entry of entries) {
    const { name, size: length = 0 } = entry.header;
    if (!name.startsWith(backupFolder)) throw refuse("invalid", "backup_unknown");
    if (length > 4 * entryBytes) throw refuse("invalid", "backup_damaged", { file: name });
    const chunks: Buffer[] = [];
    for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
    yield { name, bytes: Buffer.concat(chunks) };
  }
}

/** What a manifest says, or undefined where it is none that this Sluice reads. */
export function parseManifest(text: string): BackupManifest | undefined {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

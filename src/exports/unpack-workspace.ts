import { readFileSync } from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";
import { extract } from "tar-stream";
import { limits } from "#base/limits.ts";
import { newestSchema } from "#base/postgres/migrate.ts";
import { Refusal, refuse } from "#base/refusal.ts";
import { createSum, writeFileFrom } from "./disk.ts";
import { checkManifest, exportFolder, manifestName, sumsName, type Manifest } from "./manifest.ts";

const fileName = /^[a-z0-9_]+\.(jsonl\.gz|parquet)$/;

/**
 * Takes an archive apart into `folder` and holds every byte of it against its manifest. The Parquet files are only summed: nothing is read
 * from them. Refuses what is no export, what a newer Sluice wrote, and what is damaged or not whole.
 */
export async function unpackWorkspace(archive: Readable, folder: string): Promise<Manifest> {
  const found: Manifest["files"] = {};
  const entries = extract();
  archive.once("error", (error) => entries.destroy(error));
  archive.pipe(entries as unknown as NodeJS.WritableStream);
  let bytes = 0;
  try {
    for await (const entry of entries) {
      const { name, type } = entry.header;
      const known = name.startsWith(`${exportFolder}/`) ? name.slice(exportFolder.length + 1) : undefined;
      if (type === "directory" && (known === "" || name === exportFolder)) {
        entry.resume();
        continue;
      }
      if (type !== "file" || known === undefined || !(fileName.test(known) || known === manifestName || known === sumsName))
        throw refuse("invalid", "export_unknown");
      bytes += entry.header.size ?? 0;
      if (bytes > limits.exportBytes || Object.keys(found).length >= limits.exportFiles) throw refuse("too_large", "export_too_large");
      found[known] = known.endsWith(".parquet")
        ? await summed(entry as unknown as Readable)
        : await writeFileFrom(entry as unknown as Readable, [], path.join(folder, known), folder);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // the archive's own frame is broken; where not even its beginning was one, it never was an export
    throw Object.keys(found).length === 0 ? refuse("invalid", "export_unknown") : refuse("invalid", "export_damaged", { file: "tar" });
  }
  if (Object.keys(found).length === 0) throw refuse("invalid", "export_unknown");
  return checkManifest(textOf(folder, found, manifestName), textOf(folder, found, sumsName), found, newestSchema());
}

async function summed(entry: Readable): Promise<{ bytes: number; sha256: string }> {
  const sum = createSum();
  for await (const _ of entry.pipe(sum.stream)); // only the sum is wanted
  return sum.result();
}

/** A manifest is small; one that is not is none. */
function textOf(folder: string, found: Manifest["files"], name: string): string | undefined {
  const file = found[name];
  return file && file.bytes <= limits.exportManifestBytes ? readFileSync(path.join(folder, name), "utf8") : undefined;
}

import { createHash } from "node:crypto";
import { z } from "zod";
import { refuse } from "#base/refusal.ts";

export const formatName = "sluice-workspace";
/** Raised when what stands in a file changes so that older Sluices would misread it. */
export const formatVersion = 1;
/** All files of an export stand in this folder of the archive. */
export const exportFolder = "sluice-export";
export const sumsName = "SHA256SUMS";
export const manifestName = "manifest.json";

const written = z.object({ bytes: z.number().int().min(0), sha256: z.string().length(64) });
const manifestSchema = z.object({
  format: z.literal(formatName),
  version: z.number().int(),
  schema: z.number().int(),
  exportedAt: z.string(),
  workspace: z.object({
    id: z.uuid(),
    name: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    language: z.enum(["en", "de"]),
    valueWithTax: z.boolean(),
    valueWithShipping: z.boolean(),
    grossMargin: z.number().nullable().default(null),
    discountRate: z.number().nullable().default(null),
    createdAt: z.string(),
  }),
  lastSeq: z.number().int().min(0),
  tables: z.record(z.string(), z.object({ rows: z.number().int().min(0), columns: z.array(z.string()) })),
  files: z.record(z.string(), written),
});

/** What an export says of itself; documented in `docs/export-format.md`. */
export type Manifest = z.infer<typeof manifestSchema>;
export type WrittenFile = z.infer<typeof written> & { name: string };

export function jsonLinesName(table: string): string {
  return `${table}.jsonl.gz`;
}

/** The file `SHA256SUMS`, as `sha256sum -c` reads it: of every file, the manifest too. */
export function sumsOf(manifestText: string, files: Manifest["files"]): string {
  const sums = [...Object.entries(files).map(([name, { sha256 }]) => [name, sha256]), [manifestName, sha256Of(manifestText)]];
  return sums.map(([name, sha256]) => `${sha256}  ${name}\n`).join("");
}

/**
 * The manifest of an export whose files have the given sums, or a refusal: no export at all, one by a newer Sluice, or one in which a byte
 * has changed or a file is missing.
 */
export function checkManifest(
  manifestText: string | undefined,
  sums: string | undefined,
  found: Manifest["files"],
  schema: number,
): Manifest {
  if (manifestText === undefined) throw refuse("invalid", "export_damaged", { file: manifestName });
  const told = jsonOf(manifestText);
  if (sums === undefined || !sums.split("\n").includes(`${sha256Of(manifestText)}  ${manifestName}`))
    throw refuse("invalid", "export_damaged", { file: manifestName });
  const { format, version } = (told ?? {}) as Partial<Manifest>;
  if (format !== formatName) throw refuse("invalid", "export_unknown");
  if (version !== formatVersion) throw refuse("conflict", "export_newer", { version: Number(version), known: formatVersion });
  const parsed = manifestSchema.safeParse(told);
  if (!parsed.success) throw refuse("invalid", "export_damaged", { file: manifestName });
  const manifest = parsed.data;
  if (manifest.schema > schema) throw refuse("conflict", "export_newer", { version: manifest.schema, known: schema });
  if (sumsOf(manifestText, manifest.files) !== sums) throw refuse("invalid", "export_damaged", { file: sumsName });
  for (const [name, { bytes, sha256 }] of Object.entries(manifest.files)) {
    if (found[name]?.sha256 !== sha256 || found[name].bytes !== bytes) throw refuse("invalid", "export_damaged", { file: name });
  }
  return manifest;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refuse("invalid", "export_damaged", { file: manifestName });
  }
}

function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

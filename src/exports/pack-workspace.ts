import { createReadStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pack as createPack } from "tar-stream";
import type { Database } from "#base/postgres/database.ts";
import { limits } from "#base/limits.ts";
import { refuse } from "#base/refusal.ts";
import { assertRoom } from "./disk.ts";
import { exportFolder, manifestName, sumsName, sumsOf } from "./manifest.ts";
import { writeWorkspace } from "./write-workspace.ts";

let running = 0;

/**
 * All of a workspace as one tar archive, sent while it is being written: every table's files once they are whole, the manifest and
 * `SHA256SUMS` last. An archive that breaks off has no manifest and is refused when it is read in. Refuses at once where another one is
 * being written or the disk has no room.
 */
export function packWorkspace({ db, workspaceId, temporaryDir }: { db: Database; workspaceId: string; temporaryDir: string }): Readable {
  if (running >= limits.exportsAtOnce) throw refuse("too_many", "too_many_exports", { limit: limits.exportsAtOnce, retryAfter: 30 });
  mkdirSync(temporaryDir, { recursive: true, mode: 0o700 });
  assertRoom(temporaryDir);
  running += 1;
  const folder = mkdtempSync(path.join(temporaryDir, "export-"));
  const pack = createPack();
  const archive = Readable.from(pack);

  async function add(name: string, bytes: number): Promise<void> {
    const file = path.join(folder, name);
    await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), pack.entry({ name: `${exportFolder}/${name}`, size: bytes }));
    rmSync(file);
  }

  async function write(): Promise<void> {
    const manifest = await writeWorkspace({ db, workspaceId, folder }, ({ name, bytes }) => add(name, bytes));
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    pack.entry({ name: `${exportFolder}/${manifestName}` }, text);
    pack.entry({ name: `${exportFolder}/${sumsName}` }, sumsOf(text, manifest.files));
    pack.finalize();
  }

  write()
    .catch((error: Error) => pack.destroy(error))
    .finally(() => {
      running -= 1;
      rmSync(folder, { recursive: true, force: true });
    });
  return archive;
}

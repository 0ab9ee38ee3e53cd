import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Command } from "commander";
import { extract } from "tar-stream";
import { connect } from "./client.ts";
import { print } from "./print.ts";

type Options = { workspace?: string; to: string; json?: boolean };

export function exportCommand(): Command {
  return new Command("export")
    .description("take everything of a workspace out: JSON Lines and Parquet, see docs/export-format.md")
    .requiredOption("--to <place>", "a new file that ends in .tar, or a folder that is empty or not there yet")
    .option("--workspace <id>", "of another workspace than the first")
    .option("--json", "print JSON")
    .action(async ({ workspace, to, json }: Options) => {
      if (existsSync(to) && to.endsWith(".tar")) throw new Error(`${to} is there already; name another file.`);
      const archive = Readable.fromWeb((await connect(workspace).download("/api/exports/workspace")) as never);
      const unfinished = `${to}.part`;
      rmSync(unfinished, { recursive: true, force: true });
      try {
        if (to.endsWith(".tar")) await pipeline(archive, createWriteStream(unfinished, { mode: 0o600 }));
        else await unpack(archive, unfinished);
        renameSync(unfinished, to); // a folder that holds something is not replaced: this fails
      } catch (error) {
        rmSync(unfinished, { recursive: true, force: true });
        throw (error as NodeJS.ErrnoException).code === "ENOTEMPTY" ? new Error(`${to} has something in it; name another folder.`) : error;
      }
      print(json, { to: path.resolve(to) }, `Everything is in ${to}. Read it in again with: sluice import ${to}`);
    });
}

async function unpack(archive: Readable, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const entries = extract();
  archive.once("error", (error) => entries.destroy(error));
  archive.pipe(entries as unknown as NodeJS.WritableStream);
  for await (const entry of entries)
    await pipeline(entry as unknown as Readable, createWriteStream(path.join(folder, path.basename(entry.header.name)), { mode: 0o600 }));
}

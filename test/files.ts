import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Duck } from "#base/duck.ts";
import { believe } from "#imports/beliefs/believe.ts";
import type { Believed, BeliefContext } from "#imports/beliefs/context.ts";
import { readFile, type ReadFile } from "#imports/read/read-file.ts";
import { openWorkFile } from "#imports/work-file.ts";

export const workspace: BeliefContext = {
  currency: "EUR",
  timeZone: "Europe/Berlin",
  language: "de",
  pipelines: [],
  members: [],
  sources: [],
};

/** A folder with an import's DuckDB in it, where files are read as an import reads them. */
export async function filesRoom() {
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-files-"));
  const work = await openWorkFile(path.join(folder, "work.duckdb"));
  let count = 0;

  const read = async (file: string, name = path.basename(file)): Promise<{ fileId: string; name: string; read: ReadFile }> => {
    count += 1;
    const fileId = `f${count}`;
    return { fileId, name, read: await readFile({ duck: work.duck, path: file, name, fileId }) };
  };
  return {
    duck: work.duck as Duck,
    folder,
    read,
    /** Writes the bytes into a file and reads it. */
    async take(bytes: Buffer | string, name = "file.csv") {
      count += 1;
      const file = path.join(folder, `${count}-${name}`);
      writeFileSync(file, bytes);
      return read(file, name);
    },
    async rows(fileId: string): Promise<Record<string, unknown>[]> {
      return work.duck.rows(`select * from file_${fileId} order by rowid`);
    },
    async bad(fileId: string): Promise<Record<string, unknown>[]> {
      return work.duck.rows(`select * from bad_${fileId} order by rowid`);
    },
    believe: (files: Awaited<ReturnType<typeof read>>[], context: Partial<BeliefContext> = {}): Promise<Believed> =>
      believe(work.duck, files, { ...workspace, ...context }),
    /** The tables of the newest file. */
    tables: async () =>
      (await work.duck.rows("select table_name as name from duckdb_tables() limit 500")).filter(({ name }) =>
        String(name).endsWith(`_f${count}`),
      ),
    /** What reading has left beside the files. */
    leftovers: () => readdirSync(folder).filter((name) => /\.(rows|bad|texts|unpacked)$/.test(name)),
    close() {
      work.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

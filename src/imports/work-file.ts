import { rmSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import { duckOf, type Duck } from "#base/duck.ts";

/** Small blocks: each column of a table that is being filled holds two of them, and a file may have 500 columns. */
const settings = { threads: "2", memory_limit: "200MB", preserve_insertion_order: "true", default_block_size: "16384" };

/** Opens the DuckDB file in which an import works; rows keep their order. */
export async function openWorkFile(file: string): Promise<{ duck: Duck; close(): void; remove(): void }> {
  const instance = await DuckDBInstance.create(file, { ...settings, temp_directory: `${file}.tmp` });
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  return {
    duck: duckOf(connection),
    close,
    remove() {
      close();
      for (const part of [file, `${file}.wal`, `${file}.tmp`]) rmSync(part, { force: true, recursive: true });
    },
  };
}

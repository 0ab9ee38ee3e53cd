import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { createSum } from "./disk.ts";

/** Makes Parquet files of files with JSON Lines, in DuckDB's own threads and within its own small memory. */
export type ParquetWriter = {
  write(source: string, target: string, columns: readonly TableColumn[]): Promise<{ bytes: number; sha256: string }>;
  close(): void;
};

export type TableColumn = { name: string; type: string };

/** PostgreSQL's types as Parquet has them; what is not named here goes as text. */
const types: Record<string, string> = {
  uuid: "UUID",
  boolean: "BOOLEAN",
  integer: "INTEGER",
  bigint: "BIGINT",
  numeric: "DOUBLE",
  "double precision": "DOUBLE",
  date: "DATE",
  "timestamp with time zone": "TIMESTAMPTZ",
  jsonb: "JSON",
  "text[]": "VARCHAR[]",
};

export async function openParquetWriter(temporaryFolder: string): Promise<ParquetWriter> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1", memory_limit: "256MB", temp_directory: temporaryFolder });
  const connection = await instance.connect();
  return {
    async write(source, target, columns) {
      const shape = columns.map(({ name, type }) => `${quoted(name)}: ${quoted(types[type] ?? "VARCHAR")}`).join(", ");
      await connection.run(`
        copy (
          select * from read_json(${quoted(source)}, format = 'newline_delimited', columns = {${shape}}, maximum_object_size = 16777216)
        ) to ${quoted(target)} (format parquet, compression zstd, row_group_size 50000)`);
      const sum = createSum();
      await pipeline(createReadStream(target), sum.stream, async (chunks) => {
        for await (const _ of chunks); // only the sum is wanted
      });
      return sum.result();
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

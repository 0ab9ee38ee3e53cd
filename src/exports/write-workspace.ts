import path from "node:path";
import { createGzip } from "node:zlib";
import { now } from "#base/clock.ts";
import type { Database } from "#base/postgres/database.ts";
import { newestSchema } from "#base/postgres/migrate.ts";
import { inSnapshot, type Snapshot } from "#base/postgres/snapshot.ts";
import { writeFileFrom } from "./disk.ts";
import { formatName, formatVersion, jsonLinesName, type Manifest, type WrittenFile } from "./manifest.ts";
import { openParquetWriter, type ParquetWriter, type TableColumn } from "./parquet.ts";
import { exported } from "./tables.ts";

/**
 * Writes all of a workspace into `folder`, from one snapshot, while everything goes on: each table as JSON Lines that PostgreSQL makes, and
 * as Parquet that DuckDB makes of them while the next table is read. `onFile` gets each file when it is whole, in a row.
 */
export async function writeWorkspace(
  { db, workspaceId, folder }: { db: Database; workspaceId: string; folder: string },
  onFile: (file: WrittenFile) => Promise<void>,
): Promise<Manifest> {
  const parquet = await openParquetWriter(folder);
  const files: Manifest["files"] = {};
  const tables: Manifest["tables"] = {};
  let telling = Promise.resolve();
  const tell = (file: WrittenFile) => {
    files[file.name] = { bytes: file.bytes, sha256: file.sha256 };
    telling = telling.then(() => onFile(file));
    telling.catch(() => {}); // it is awaited at the end
  };
  try {
    let converting: Promise<void> = Promise.resolve();
    const head = await inSnapshot(db, workspaceId, async (snapshot) => {
      const columnsOf = await readColumns(snapshot);
      for (const table of Object.keys(exported)) {
        const columns = columnsOf(table);
        const { rows, ...lines } = await writeTable(snapshot, table, columns, folder);
        tables[table] = { rows, columns: columns.map(({ name }) => name) };
        await converting;
        converting = convert(parquet, table, columns, folder).then((file) => {
          tell(lines);
          tell(file);
        });
        converting.catch(() => {}); // it is awaited in the next round
      }
      return readHead(snapshot);
    });
    await converting;
    await telling;
    return { format: formatName, version: formatVersion, exportedAt: new Date(now()).toISOString(), ...head, tables, files };
  } finally {
    parquet.close();
  }
}

/** No row of JSON holds these two bytes, so that `csv` writes it as it is. */
const asItIs = String.raw`(format csv, quote E'\x01', delimiter E'\x02')`;

async function writeTable(
  snapshot: Snapshot,
  table: string,
  columns: readonly TableColumn[],
  folder: string,
): Promise<WrittenFile & { rows: number }> {
  const name = jsonLinesName(table);
  const { where, orderBy } = exported[table]!;
  const list = columns.map((column) => `"${column.name}"`).join(", ");
  const rows = snapshot.copy(`
    copy (
      select row_to_json(exported)
      from (select ${list} from ${table} where workspace_id = sluice_workspace() ${where ? `and ${where}` : ""} ${orderBy ? `order by ${orderBy}` : ""}) exported
    ) to stdout ${asItIs}`);
  const written = await writeFileFrom(rows, [createGzip({ level: 1, chunkSize: 256 * 1024 })], path.join(folder, name), folder);
  return { name, ...written, rows: await snapshot.copied(rows) };
}

async function convert(parquet: ParquetWriter, table: string, columns: readonly TableColumn[], folder: string): Promise<WrittenFile> {
  const name = `${table}.parquet`;
  return { name, ...(await parquet.write(path.join(folder, jsonLinesName(table)), path.join(folder, name), columns)) };
}

/** The columns of a table that go out, in their order. */
async function readColumns(snapshot: Snapshot): Promise<(table: string) => TableColumn[]> {
  const rows = await snapshot.rows<TableColumn & { table: string }>(
    `
    select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relname = any($1) and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    order by c.relname, a.attnum`,
    [Object.keys(exported)],
  );
  return (table) =>
    rows.filter((row) => row.table === table && row.name !== "workspace_id" && !exported[table]!.leaveOut?.includes(row.name));
}

async function readHead(snapshot: Snapshot): Promise<Pick<Manifest, "workspace" | "schema" | "lastSeq">> {
  const [row] = await snapshot.rows<Manifest["workspace"] & { lastSeq: string; createdAt: Date }>(`
    select id, name, currency, time_zone as "timeZone", language, value_with_tax as "valueWithTax", value_with_shipping as "valueWithShipping",
      gross_margin as "grossMargin", discount_rate as "discountRate", created_at as "createdAt", last_seq as "lastSeq"
    from workspace where id = sluice_workspace()`);
  const { lastSeq, createdAt, ...workspace } = row!;
  return { schema: newestSchema(), workspace: { ...workspace, createdAt: createdAt.toISOString() }, lastSeq: Number(lastSeq) };
}

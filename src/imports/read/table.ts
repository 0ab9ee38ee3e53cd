import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import type { Duck } from "#base/duck.ts";
import { limits } from "#base/limits.ts";
import { unreadable, type RowReason } from "../reasons.ts";

/** Stands for a cell that is not there, as opposed to an empty one. */
const absent = "\u001f";

/**
 * Takes the rows of one file in the simplest form there is, beside the file, and gives them to DuckDB in one go at the end:
 * `file_<id>` (`line`, `c0` …) and `bad_<id>` (`line`, `code`, `text`).
 */
export type TableWriter = {
  rows: number;
  badRows: number;
  /** Bytes of a regular record in the file's own delimiter. */
  raw(line: number, buffer: Buffer, start: number, end: number): void;
  cells(line: number, cells: readonly (string | null)[]): void;
  bad(line: number, code: RowReason, text: string): void;
  load(duck: Duck, fileId: string, columns: number): Promise<void>;
  drop(): void;
};

export function tableWriter(path: string, delimiter = ","): TableWriter {
  const goodPath = `${path}.rows`;
  const badPath = `${path}.bad`;
  const good = fileWriter(goodPath);
  const bad = fileWriter(badPath);
  const writer: TableWriter = {
    rows: 0,
    badRows: 0,
    raw(line, buffer, start, end) {
      count();
      good.text(`${line}${delimiter}`);
      good.bytes(buffer, start, end);
      good.text("\n");
    },
    cells(line, cells) {
      count();
      let text = String(line);
      for (const cell of cells) text += delimiter + (cell === null ? absent : quoted(cell, delimiter));
      good.text(`${text}\n`);
    },
    bad(line, code, text) {
      writer.badRows += 1;
      bad.text(`${line},${code},${quoted(text.slice(0, limits.importBadText), ",")}\n`);
    },
    async load(duck, fileId, columns) {
      good.close();
      bad.close();
      const names = Array.from({ length: columns }, (_, index) => `c${index}`);
      const wanted: [string, string, string, Record<string, string>][] = [
        [`file_${fileId}`, goodPath, delimiter, { line: "bigint", ...Object.fromEntries(names.map((name) => [name, "varchar"])) }],
        [`bad_${fileId}`, badPath, ",", { line: "bigint", code: "varchar", text: "varchar" }],
      ];
      const dropped = async () => {
        for (const [table] of wanted) await duck.run(`drop table if exists ${table}`);
      };
      await dropped();
      try {
        await withRoom(duck, columns, async () => {
          for (const [table, file, sign, types] of wanted)
            await duck.run(
              `create table ${table} as select * from read_csv(${literal(file)}, ${options(types, sign, Math.max(good.longest(), bad.longest()) + 64)})`,
            );
        });
      } catch (error) {
        await dropped();
        throw error;
      }
      writer.drop();
    },
    drop() {
      good.close();
      bad.close();
      rmSync(goodPath, { force: true });
      rmSync(badPath, { force: true });
    },
  };
  function count(): void {
    writer.rows += 1;
    if (writer.rows > limits.importRows) throw unreadable("too_many_rows", { limit: limits.importRows });
  }
  return writer;
}

const wide = 100;

/** A table of hundreds of columns needs more memory while it is filled. */
async function withRoom(duck: Duck, columns: number, work: () => Promise<void>): Promise<void> {
  if (columns <= wide) return work();
  const [before] = await duck.rows<{ limit: string }>("select current_setting('memory_limit') as limit");
  await duck.run("set memory_limit = '400MB'");
  try {
    await work();
  } finally {
    await duck.run(`set memory_limit = '${before!.limit}'`);
  }
}

/** Everything said, nothing guessed; the rows in their order. */
function options(columns: Record<string, string>, delimiter: string, longestRow: number): string {
  const types = Object.entries(columns).map(([name, type]) => `${name}: '${type}'`);
  return `auto_detect = false, header = false, columns = {${types.join(", ")}}, delim = ${literal(delimiter)}, quote = '"', escape = '"',
    new_line = '\\n', nullstr = ${literal(absent)}, null_padding = true, parallel = false, max_line_size = ${longestRow}, buffer_size = ${Math.max(longestRow * 2, 8 * 1024 ** 2)}`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function quoted(cell: string, delimiter: string): string {
  return cell.includes('"') || cell.includes(delimiter) || cell.includes("\n") || cell.includes("\r") || cell === absent
    ? `"${cell.replaceAll('"', '""')}"`
    : cell;
}

const bufferBytes = 1024 ** 2;

function fileWriter(path: string) {
  const file = openSync(path, "w");
  const buffer = Buffer.allocUnsafe(bufferBytes);
  let used = 0;
  let isOpen = true;
  let rowBytes = 0;
  let longestBytes = 0;
  const flush = () => {
    if (used > 0) writeSync(file, buffer, 0, used);
    used = 0;
  };
  return {
    /** Bytes of the longest row, about: DuckDB keeps room for one. */
    longest: () => longestBytes,
    text(text: string) {
      rowBytes += text.length * 3;
      if (text.endsWith("\n")) {
        longestBytes = Math.max(longestBytes, rowBytes);
        rowBytes = 0;
      }
      // a letter of UTF-16 takes at most three bytes
      if (used + text.length * 3 > bufferBytes) flush();
      if (text.length * 3 > bufferBytes) writeSync(file, text);
      else used += buffer.write(text, used);
    },
    bytes(from: Buffer, start: number, end: number) {
      rowBytes += end - start;
      if (used + end - start > bufferBytes) flush();
      if (end - start > bufferBytes) writeSync(file, from, start, end - start);
      else used += from.copy(buffer, used, start, end);
    },
    close() {
      if (!isOpen) return;
      flush();
      closeSync(file);
      isOpen = false;
    },
  };
}

import type { Duck } from "#base/duck.ts";
import { bytesOf, type Bytes, type Progress } from "./bytes.ts";
import { readCsv } from "./csv.ts";
import type { Layout } from "./layout.ts";
import { looksLikeJson, readJson } from "./json.ts";
import { lookAt } from "./look.ts";
import type { TableWriter } from "./table.ts";
import { takeTotals } from "./totals.ts";
import { readXlsx } from "./xlsx.ts";

/** Something about a file that a person should know; `code` is worded under `imports:beliefs`. */
export type Note = { code: string; details: Record<string, string | number> };

/** What a reader found, apart from the rows. */
export type TableRead = {
  format: "csv" | "tsv" | "xlsx" | "jsonl";
  /** `events`: one column with the whole line, in the shape of Segment's events. */
  shape: "table" | "events";
  encoding: string | null;
  delimiter: string | null;
  layout: Layout;
  notes: Note[];
};

export type ReadFile = Omit<TableRead, "layout"> & {
  gzipped: boolean;
  header: string[];
  /** False when the first row is one like the others; then the columns are called `Column 1` and so on. */
  hasHeader: boolean;
  rows: number;
  badRows: number;
};

const headBytes = 64 * 1024;

/**
 * Reads one file, whatever it is, into the tables `file_<fileId>` (`line`, `c0` …) and `bad_<fileId>` (`line`, `code`, `text`).
 * Throws a refusal with a reason of `reasons.ts` when nothing sensible can be read; then no table is left behind.
 */
export async function readFile(file: { duck: Duck; path: string; name: string; fileId: string; onProgress?: Progress }): Promise<ReadFile> {
  const { duck, path, fileId, onProgress } = file;
  const bytes = bytesOf(path);
  const { writer, layout, ...read } = await readBy(await bytes.head(headBytes), bytes, path, onProgress);
  try {
    await writer.load(duck, fileId, layout.header.length);
  } finally {
    writer.drop();
  }
  const totals = read.shape === "table" ? await takeTotals(duck, fileId, layout.header.length) : 0;
  return {
    ...read,
    gzipped: bytes.gzipped,
    header: layout.header,
    hasHeader: layout.headerLine > 0,
    rows: writer.rows - totals,
    badRows: writer.badRows + totals,
    notes: [...notesOf(layout), ...read.notes],
  };
}

function readBy(head: Buffer, bytes: Bytes, path: string, onProgress?: Progress): Promise<TableRead & { writer: TableWriter }> {
  const look = lookAt(head);
  if (look.format === "zip") return readXlsx(bytes, path, onProgress);
  if (looksLikeJson(head, look)) return readJson(bytes, look, head, path, onProgress);
  return readCsv(bytes, look, path, onProgress);
}

function notesOf({ headerLine, titleLines, renamed }: Layout): Note[] {
  const notes: Note[] = [];
  if (headerLine === 0) notes.push({ code: "header_missing", details: {} });
  if (titleLines > 0) notes.push({ code: "titles_passed_over", details: { count: titleLines, line: headerLine } });
  if (renamed > 0) notes.push({ code: "headers_twice", details: { count: renamed } });
  return notes;
}

import type { Bytes, Progress } from "./bytes.ts";
import { dialectOf, sampleRows } from "./dialect.ts";
import { layoutOf, trimmedLength } from "./layout.ts";
import type { Look } from "./look.ts";
import type { Note, TableRead } from "./read-file.ts";
import { cellsOf, readRecords } from "./records.ts";
import { limits } from "#base/limits.ts";
import { unreadable } from "../reasons.ts";
import { tableWriter, type TableWriter } from "./table.ts";
import { toUtf8, type Decoded } from "./to-utf8.ts";

const sampleBytes = 1024 ** 2;
const sampleCount = 400;

/** Reads text whose lines are rows: commas, semicolons, tabs or pipes between the cells. */
export async function readCsv(
  bytes: Bytes,
  look: Look & { format: "text" },
  path: string,
  onProgress?: Progress,
): Promise<TableRead & { writer: TableWriter }> {
  const sample = await sampleOf(bytes, look);
  const { delimiter, sepLine } = dialectOf(sample);
  const rows = sampleRows(sample, delimiter, sampleCount);
  const layout = layoutOf(sepLine ? rows.slice(1) : rows);
  const width = layout.header.length;
  const sign = String.fromCharCode(delimiter);
  const writer = tableWriter(path, sign);
  const met: Decoded = { utf8Lines: 0, latinLines: 0, nuls: 0 };
  const headerRow = rows.find(({ line }) => line === layout.headerLine);
  const headerText = headerRow?.cells.join("\u0000");
  let remarks = 0;

  const irregular = (line: number, cells: string[]) => {
    const length = trimmedLength(cells);
    if (length === 0) return;
    if (width > 1 && cells.length < width && /^\s*(#|\/\/)/.test(cells[0]!)) remarks += 1;
    else if (length > width) writer.bad(line, "too_many_cells", cells.join(sign));
    else if (width > 2 && cells.length === 1) writer.bad(line, "too_few_cells", cells[0]!);
    else if (cells.some((cell) => cell.length > limits.importCellLength)) writer.bad(line, "cell_too_long", cells.join(sign));
    else if (cells.join("\u0000") === headerText) writer.bad(line, "row_is_header", cells.join(sign));
    else writer.cells(line, cells.slice(0, width));
  };
  try {
    await readRecords(
      toUtf8(bytes.stream(onProgress), look.encoding, look.bomBytes, met),
      { delimiter },
      {
        record(buffer, start, end, cells, line, regular) {
          if (line < layout.firstLine) return;
          const length = end - start;
          const isPlain =
            regular && cells === width && length < limits.importCellLength && length > width * 2 && length !== headerRow?.bytes;
          if (isPlain) writer.raw(line, buffer, start, end);
          else if (length > 0) irregular(line, cellsOf(buffer, start, end, delimiter));
        },
        bad(reason, text, line) {
          if (line >= layout.firstLine) writer.bad(line, reason, text);
        },
      },
      () => width,
    );
    if (writer.rows === 0 && writer.badRows === 0) throw unreadable("file_without_rows", { columns: width });
  } catch (error) {
    writer.drop();
    throw error;
  }

  const isMixed = met.latinLines > 0 && met.utf8Lines > 0;
  const notes: Note[] = [];
  if (isMixed) notes.push({ code: "encoding_mixed", details: { lines: met.latinLines } });
  if (met.nuls > 0) notes.push({ code: "nuls_removed", details: { count: met.nuls } });
  if (remarks > 0) notes.push({ code: "remarks_passed_over", details: { count: remarks } });
  return {
    writer,
    format: sign === "\t" ? "tsv" : "csv",
    shape: "table",
    encoding: isMixed
      ? "utf-8, windows-1252"
      : met.latinLines > 0
        ? "windows-1252"
        : look.encoding === "windows-1252"
          ? "utf-8"
          : look.encoding,
    delimiter: sign,
    layout,
    notes,
  };
}

/** The beginning of the text, as UTF-8, up to a line end where there is one. */
async function sampleOf(bytes: Bytes, look: Look & { format: "text" }): Promise<Buffer> {
  const parts: Buffer[] = [];
  let have = 0;
  let hasLine = false;
  const ignored: Decoded = { utf8Lines: 0, latinLines: 0, nuls: 0 };
  for await (const part of toUtf8(bytes.stream(), look.encoding, look.bomBytes, ignored)) {
    parts.push(part);
    have += part.length;
    hasLine ||= part.includes(10) || part.includes(13);
    if (have >= sampleBytes && hasLine) break;
    if (have > limits.importRowBytes) throw unreadable("line_too_long", { limitMb: limits.importRowBytes / 1024 ** 2 });
  }
  return Buffer.concat(parts);
}

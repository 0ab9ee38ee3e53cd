import { createWriteStream, rmSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { unreadable } from "../reasons.ts";
import type { Bytes, Progress } from "./bytes.ts";
import { rowTaker } from "./rows.ts";
import type { Note, TableRead } from "./read-file.ts";
import { sharedStrings } from "./shared-strings.ts";
import { tableWriter, type TableWriter } from "./table.ts";
import { partsOf, sheetsOf, stylesOf, type Sheet } from "./workbook.ts";
import { readSheet } from "./sheet.ts";
import { openZip, type Zip } from "./zip.ts";

/** Reads the fullest visible sheet of a workbook, in the memory of one row and of its table of texts. */
export async function readXlsx(bytes: Bytes, path: string, onProgress?: Progress): Promise<TableRead & { writer: TableWriter }> {
  if (!bytes.gzipped) return readWorkbook(path, path, onProgress);
  const unpacked = `${path}.unpacked`;
  try {
    await pipeline(bytes.stream(), createWriteStream(unpacked));
    return await readWorkbook(unpacked, path, onProgress);
  } finally {
    rmSync(unpacked, { force: true });
  }
}

async function readWorkbook(file: string, path: string, onProgress?: Progress): Promise<TableRead & { writer: TableWriter }> {
  const zip = await openZip(file);
  const texts = sharedStrings(`${path}.texts`);
  const writer = tableWriter(path);
  try {
    refuseOthers(zip);
    const parts = await partsOf(zip);
    const { sheets, is1904 } = await sheetsOf(zip, parts);
    const { sheet, others } = await fullest(zip, sheets);
    const dates = parts.styles ? await stylesOf(zip, parts.styles) : [];
    if (parts.texts) await texts.read(zip, parts.texts);
    const taker = rowTaker(writer);
    const met = await readSheet(zip.stream(sheet.part, onProgress), { texts, dates, is1904 }, (cells, line) => taker.take(cells, line));
    const layout = taker.end();
    const notes: Note[] = [];
    const note = (code: string, count: number, example?: string) => {
      if (count > 0) notes.push({ code, details: { count, ...(example === undefined ? {} : { example }) } });
    };
    if (others.length > 0) notes.push({ code: "sheet_chosen", details: { sheet: sheet.name, others: others.join(", ") } });
    note("ids_rounded", met.rounded, met.roundedExample);
    note("cells_with_errors", met.errors, met.errorExample);
    note("cells_merged", met.merged);
    note("formulas_taken", met.formulas);
    return { writer, format: "xlsx", shape: "table", encoding: null, delimiter: null, layout, notes };
  } catch (error) {
    writer.drop();
    throw error;
  } finally {
    texts.drop();
    zip.close();
  }
}

/** What else comes as a ZIP says so by its parts. */
function refuseOthers({ names }: Zip): void {
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
  if (has(/^xl\/workbook\.xml$/) || (has(/^_rels\/\.rels$/) && has(/(^|\/)workbook[^/]*\.xml$/))) return;
  if (has(/^(mimetype|content\.xml)$/) || has(/^(word|ppt|Index)\//) || has(/\.iwa$/) || has(/^xl\/workbook\.bin$/))
    throw unreadable("file_is_open_document");
  throw unreadable("file_is_archive");
}

/** The sheet with the most filled cells; hidden ones are passed over. */
async function fullest(zip: Zip, sheets: readonly Sheet[]): Promise<{ sheet: Sheet; others: string[] }> {
  const visible = sheets.filter(({ isHidden, part }) => !isHidden && zip.names.includes(part));
  if (visible.length === 0) throw unreadable("sheet_missing");
  if (visible.length === 1) return { sheet: visible[0]!, others: [] };
  const counted = [];
  for (const sheet of visible) counted.push({ sheet, cells: await filledCells(zip, sheet.part) });
  const best = counted.reduce((most, each) => (each.cells > most.cells ? each : most));
  return {
    sheet: best.sheet,
    others: counted.filter(({ sheet, cells }) => sheet !== best.sheet && cells > 0).map(({ sheet }) => sheet.name),
  };
}

async function filledCells(zip: Zip, part: string): Promise<number> {
  let cells = 0;
  let rest = "";
  for await (const chunk of zip.stream(part)) {
    const text = rest + chunk.toString("latin1");
    cells += text.split(/<v>|<is>/).length - 1;
    rest = /<(?:v|i|is)?$/.exec(text)?.[0] ?? "";
  }
  return cells;
}

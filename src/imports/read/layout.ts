import { limits } from "#base/limits.ts";
import { isKnownHeader } from "../beliefs/concepts.ts";
import { unreadable } from "../reasons.ts";
import { looksLikeValue } from "../values.ts";

/** A record of the sample: its cells, the line it stands in and how long it is. */
export type SampleRow = { cells: string[]; line: number; bytes: number };

/** Where the table of a file begins and what its columns are called. */
export type Layout = {
  header: string[];
  /** Line of the header; 0 when there is none. Everything before the first row is passed over. */
  headerLine: number;
  firstLine: number;
  titleLines: number;
  /** Names that stood there twice and have a number now. */
  renamed: number;
};

/** Finds the header among the first rows: below titles and blank lines, or nowhere. Throws when there is no table. */
export function layoutOf(rows: readonly SampleRow[]): Layout {
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  if (filled.length === 0) throw unreadable("file_empty");
  const width = widthOf(filled);
  if (width > limits.importColumns) throw unreadable("too_many_columns", { columns: width, limit: limits.importColumns });
  const at = filled.slice(0, 50).findIndex((row) => !isTitle(row, width));
  const head = filled[Math.max(0, at)]!;
  const below = filled.slice(Math.max(0, at) + 1);
  const titleLines = Math.max(0, at);
  if (isData(head.cells, below)) {
    const header = Array.from({ length: width }, (_, index) => `Column ${index + 1}`);
    return { header, headerLine: 0, firstLine: head.line, titleLines, renamed: 0 };
  }
  const cells = Array.from({ length: Math.max(width, trimmedLength(head.cells)) }, (_, index) => (head.cells[index] ?? "").trim());
  if (cells.length > limits.importColumns) throw unreadable("too_many_columns", { columns: cells.length, limit: limits.importColumns });
  const { header, renamed } = namesOf(cells);
  return { header, headerLine: head.line, firstLine: head.line + 1, titleLines, renamed };
}

/** How many cells most rows have, trailing empty ones left out; the header counts too, so that a column nobody filled stays. */
function widthOf(rows: readonly SampleRow[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of rows) {
    const length = trimmedLength(cells);
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  const usual = [...counts].filter(([, count]) => count >= Math.max(1, rows.length * 0.1));
  const candidates = usual.length > 0 ? usual : [...counts];
  return Math.max(...candidates.map(([length]) => length));
}

export function trimmedLength(cells: readonly string[]): number {
  let length = cells.length;
  while (length > 0 && cells[length - 1]!.trim() === "") length -= 1;
  return length;
}

/** A line above the table: fewer than half of its cells, or a remark. */
function isTitle({ cells }: SampleRow, width: number): boolean {
  const filled = cells.filter((cell) => cell.trim() !== "").length;
  return width > 1 && (filled < Math.max(2, width * 0.5) || (cells.length < width && /^\s*(#|\/\/)/.test(cells[0]!)));
}

/** Whether the first row is one like the others: it holds values where a header has names. */
function isData(head: readonly string[], below: readonly SampleRow[]): boolean {
  const filled = head.filter((cell) => cell.trim() !== "");
  const values = filled.filter((cell) => looksLikeValue(cell));
  const known = filled.filter((cell) => isKnownHeader(cell)).length;
  if (known > 0 && known >= values.length) return false;
  if (values.length > 0 && values.length >= filled.length * 0.2) {
    // "Region;2023;2024" over amounts: years are names there
    const isYear = (cell: string | undefined) => /^(19|20)\d\d$/.test(cell?.trim() ?? "");
    const areNames = values.every((cell) => isYear(cell) && !below.some(({ cells }) => isYear(cells[head.indexOf(cell)])));
    return !areNames || below.length === 0;
  }
  // words only: a value of the first row that comes again below it, in the same column, is no name
  const again = head.filter((cell, column) => cell.trim() !== "" && below.some(({ cells }) => cells[column] === cell));
  return again.length > 0 && again.length >= filled.length * 0.3;
}

/** Names for all columns, each once. */
export function namesOf(cells: readonly string[]): { header: string[]; renamed: number } {
  const seen = new Set(cells.map((cell) => cell.toLowerCase()));
  const taken = new Set<string>();
  let renamed = 0;
  const header = cells.map((cell, index) => {
    let name = (cell === "" ? `Column ${index + 1}` : cell).slice(0, 200);
    if (taken.has(name.toLowerCase())) {
      renamed += 1;
      let number = 2;
      while (taken.has(`${name} ${number}`.toLowerCase()) || seen.has(`${name} ${number}`.toLowerCase())) number += 1;
      name = `${name} ${number}`;
    }
    taken.add(name.toLowerCase());
    return name;
  });
  return { header, renamed };
}

import { limits } from "#base/limits.ts";
import type { RowReason } from "../reasons.ts";

/** How the cells of a line are told apart; both single bytes. Cells may be in double quotes, doubled inside them. */
export type Dialect = { delimiter: number };

/**
 * One record of the text: the bytes from `start` to `end`, without its line end. A `regular` one can be read by anybody; the others have
 * quotes in odd places. `line` counts the lines of the text from 1, as an editor does.
 */
export type Records = {
  record(buffer: Buffer, start: number, end: number, cells: number, line: number, regular: boolean): void;
  bad(reason: RowReason, text: string, line: number): void;
};

const quote = 34;
const lf = 10;
const cr = 13;
const space = 32;

/** What a scan of one record found: where it ends, or why not. */
type Found = { end: number; next: number; cells: number; lines: number; regular: boolean };
const found: Found = { end: 0, next: 0, cells: 0, lines: 0, regular: true };
type Outcome = "record" | "more" | "unclosed";

/**
 * Splits UTF-8 text into records and keeps going whatever comes: a quote that never closes spoils the line it stands in, not the rest of
 * the file, and a line of a gigabyte is passed over in the memory of one row.
 */
export async function readRecords(
  source: AsyncIterable<Buffer>,
  { delimiter }: Dialect,
  { record, bad }: Records,
  width: () => number,
): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  let isSkipping = false;
  /** Bytes read once more after an unclosed quote; when they run out, quotes no longer reach over line ends. */
  let patience = 32 * 1024 ** 2;

  const take = (buffer: Buffer, isLast: boolean): number => {
    let at = 0;
    if (isSkipping) {
      at = lineEnd(buffer, 0, isLast);
      if (at === -1) return buffer.length;
      isSkipping = false;
      line += 1;
    }
    while (at < buffer.length) {
      if (patience < 0) return takeLines(buffer, at, isLast);
      const outcome = scan(buffer, at, delimiter, isLast);
      const isShort = outcome === "more" && buffer.length - at <= limits.importRowBytes;
      if (isShort && !isLast) return at;
      const { end, next: following, cells, lines, regular } = found;
      const isDoubtful = outcome === "record" && lines > 0 && (!regular || cells !== width());
      if (outcome === "record" && end - at <= limits.importRowBytes && !(isDoubtful && isWholeNext(buffer, at, delimiter, width()))) {
        record(buffer, at, end, cells, line, regular);
        line += lines + 1;
        at = following;
        continue;
      }
      // not to be read as it stands: its first line is given up, and reading goes on after it
      const next = lineEnd(buffer, at, isLast);
      const reason = outcome !== "record" && hasQuote(buffer, at, next) ? "quote_not_closed" : "row_too_long";
      bad(outcome === "record" && lines > 0 ? "quote_not_closed" : reason, sampleOf(buffer, at, next), line);
      if (next === -1) {
        isSkipping = !isLast;
        return buffer.length;
      }
      patience -= Math.min(buffer.length, outcome === "record" ? following : buffer.length) - next;
      at = next;
      line += 1;
    }
    return at;
  };

  /** Without patience: every line by itself. */
  const takeLines = (buffer: Buffer, from: number, isLast: boolean): number => {
    let at = from;
    while (at < buffer.length) {
      const next = lineEnd(buffer, at, isLast);
      if (next === -1) {
        if (buffer.length - at <= limits.importRowBytes) break;
        bad("row_too_long", sampleOf(buffer, at, next), line);
        isSkipping = true;
        return buffer.length;
      }
      const outcome = scan(buffer.subarray(at, next), 0, delimiter, true);
      if (outcome === "record" && found.lines === 0) record(buffer, at, at + found.end, found.cells, line, found.regular);
      else bad("quote_not_closed", sampleOf(buffer, at, next), line);
      line += 1;
      at = next;
    }
    return at;
  };

  for await (const chunk of source) {
    const buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    rest = buffer.subarray(take(buffer, false));
  }
  take(rest, true);
}

/** Finds the end of the record that begins at `start`. */
function scan(buffer: Buffer, start: number, delimiter: number, isLast: boolean): Outcome {
  const length = buffer.length;
  found.cells = 1;
  found.lines = 0;
  found.regular = true;
  let cellStart = start;
  let at = start;
  while (at < length) {
    const byte = buffer[at]!;
    if (byte === delimiter) {
      found.cells += 1;
      cellStart = at + 1;
    } else if (byte === lf || byte === cr) {
      return ended(buffer, at, isLast);
    } else if (at === cellStart && (byte === quote || byte === space)) {
      const open = byte === quote ? at : openAfterSpaces(buffer, at);
      if (open !== -1) {
        if (open !== at) found.regular = false;
        const close = closing(buffer, open + 1, delimiter, isLast);
        if (close === -1) return isLast ? "unclosed" : "more";
        at = close;
        continue;
      }
    }
    at += 1;
  }
  if (!isLast) return "more";
  found.end = length;
  found.next = length;
  return "record";
}

/** Whether the line after this one is a row by itself: then a quote that reaches over it was never closed. */
function isWholeNext(buffer: Buffer, start: number, delimiter: number, width: number): boolean {
  const next = lineEnd(buffer, start, true);
  const end = lineEnd(buffer, next, true);
  return scan(buffer.subarray(next, end), 0, delimiter, true) === "record" && found.cells === width && found.lines === 0;
}

function ended(buffer: Buffer, at: number, isLast: boolean): Outcome {
  if (buffer[at] === cr && at + 1 === buffer.length && !isLast) return "more";
  found.end = at;
  found.next = buffer[at] === cr && buffer[at + 1] === lf ? at + 2 : at + 1;
  return "record";
}

/** Some programs write a space after the comma, before the quote. */
function openAfterSpaces(buffer: Buffer, from: number): number {
  let at = from;
  while (buffer[at] === space) at += 1;
  return buffer[at] === quote ? at : -1;
}

/** The place after the closing quote; a quote that neither ends the cell nor is doubled is taken as a letter. */
function closing(buffer: Buffer, from: number, delimiter: number, isLast: boolean): number {
  let at = from;
  for (;;) {
    // cells are short: a call of indexOf takes longer than looking
    let next = at;
    while (next < buffer.length && buffer[next] !== quote) next += 1;
    if (next >= buffer.length) return -1;
    const after = buffer[next + 1];
    if (after === undefined && !isLast) return -1;
    if (after === quote) {
      at = next + 2;
      continue;
    }
    let end = next + 1;
    while (buffer[end] === space) end += 1;
    const byte = buffer[end];
    if (byte === undefined ? isLast : byte === delimiter || byte === lf || byte === cr) {
      if (end !== next + 1) found.regular = false;
      found.lines += linesIn(buffer, from, next);
      return end;
    }
    if (byte === undefined) return -1;
    found.regular = false;
    at = next + 1;
  }
}

function linesIn(buffer: Buffer, from: number, to: number): number {
  let lines = 0;
  for (let at = from; at < to; at += 1) {
    const byte = buffer[at];
    if (byte === lf || (byte === cr && buffer[at + 1] !== lf)) lines += 1;
  }
  return lines;
}

/** Where the next line begins; -1 when the line does not end here. */
function lineEnd(buffer: Buffer, from: number, isLast: boolean): number {
  for (let at = from; at < buffer.length; at += 1) {
    const byte = buffer[at];
    if (byte === lf) return at + 1;
    if (byte === cr) {
      if (at + 1 === buffer.length && !isLast) return -1;
      return buffer[at + 1] === lf ? at + 2 : at + 1;
    }
  }
  return isLast ? buffer.length : -1;
}

function hasQuote(buffer: Buffer, from: number, to: number): boolean {
  const at = buffer.indexOf(quote, from);
  return at !== -1 && (to === -1 || at < to);
}

function sampleOf(buffer: Buffer, from: number, to: number): string {
  const end = Math.min(to === -1 ? buffer.length : to, from + limits.importBadText);
  return buffer.toString("utf8", from, end).replace(/[\r\n]+$/, "");
}

/** The record that begins at `start` of a sample; one that never closes, or closes oddly lines later, ends with its first line. */
export function recordAt(sample: Buffer, start: number, delimiter: number): { end: number; next: number; lines: number } {
  const outcome = scan(sample, start, delimiter, true);
  if (outcome === "record" && (found.lines === 0 || found.regular)) return { end: found.end, next: found.next, lines: found.lines };
  const next = lineEnd(sample, start, true);
  let end = next;
  while (end > start && (sample[end - 1] === lf || sample[end - 1] === cr)) end -= 1;
  return { end, next, lines: 0 };
}

/** The cells of one record as text, quotes taken off. */
export function cellsOf(buffer: Buffer, start: number, end: number, delimiter: number): string[] {
  const cells: string[] = [];
  let at = start;
  for (;;) {
    const open = buffer[at] === quote ? at : buffer[at] === space ? openAfterSpaces(buffer, at) : -1;
    if (open !== -1 && open < end) {
      const close = closing(buffer.subarray(0, end), open + 1, delimiter, true);
      if (close !== -1) {
        let last = close;
        while (buffer[last - 1] !== quote) last -= 1;
        cells.push(buffer.toString("utf8", open + 1, last - 1).replaceAll('""', '"'));
        if (close >= end) return cells;
        at = close + 1;
        continue;
      }
    }
    const next = buffer.indexOf(delimiter, at);
    if (next === -1 || next >= end) {
      cells.push(buffer.toString("utf8", at, end));
      return cells;
    }
    cells.push(buffer.toString("utf8", at, next));
    at = next + 1;
  }
}

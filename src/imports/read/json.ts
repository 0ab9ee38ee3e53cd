import { limits } from "#base/limits.ts";
import { unreadable } from "../reasons.ts";
import type { Bytes, Progress } from "./bytes.ts";
import { jsonItems, type JsonShape } from "./json-items.ts";
import { textOf, type Look } from "./look.ts";
import type { Note, TableRead } from "./read-file.ts";
import { tableWriter, type TableWriter } from "./table.ts";
import { toUtf8, type Decoded } from "./to-utf8.ts";

type Json = Record<string, unknown>;

/** Whether a text is JSON rather than a table whose first cell begins with a bracket. */
export function looksLikeJson(head: Buffer, look: Look & { format: "text" }): boolean {
  return /^\s*(\{\s*["}]|\[\s*[[{"\]])/.test(textOf(head.subarray(look.bomBytes, 4096), look.encoding));
}

/**
 * Reads JSON Lines, or one list of objects: their members become columns, those of inner objects by their path (`address.city`). Lines
 * in the shape of Segment's events are kept whole.
 */
export async function readJson(
  bytes: Bytes,
  look: Look & { format: "text" },
  head: Buffer,
  path: string,
  onProgress?: Progress,
): Promise<TableRead & { writer: TableWriter }> {
  const text = textOf(head.subarray(look.bomBytes), look.encoding);
  const shape = shapeOf(text);
  const isEvents = areEvents(text, shape);
  const writer = tableWriter(path);
  const columns = new Map<string, number>();
  const met: Decoded = { utf8Lines: 0, latinLines: 0, nuls: 0 };
  let good = 0;
  let lists = 0;
  try {
    for await (const { text: item, line } of jsonItems(toUtf8(bytes.stream(onProgress), look.encoding, look.bomBytes, met), shape)) {
      if (item.length > limits.importRowBytes) writer.bad(line, "row_too_long", item);
      else {
        const value = parsed(item);
        if (value === undefined) writer.bad(line, "json_broken", item);
        else if (!isObject(value)) writer.bad(line, "json_not_an_object", item);
        else {
          good += 1;
          if (isEvents) writer.cells(line, [item]);
          else {
            if (Object.values(value).some((inner) => Array.isArray(inner) && inner.length > 1 && isObject(inner[0]))) lists += 1;
            const cells = cellsOf(value, columns);
            if (cells.some((cell) => cell !== null && cell.length > limits.importCellLength)) writer.bad(line, "cell_too_long", item);
            else writer.cells(line, cells);
          }
        }
      }
    }
    // one object that holds the list is no list
    if (good === 0 || (good === 1 && lists === 1 && shape === "values")) throw unreadable("json_not_a_list");
  } catch (error) {
    writer.drop();
    throw error;
  }
  const notes: Note[] = met.nuls > 0 ? [{ code: "nuls_removed", details: { count: met.nuls } }] : [];
  const header = isEvents ? ["event"] : [...columns.keys()];
  return {
    writer,
    format: "jsonl",
    shape: isEvents ? "events" : "table",
    encoding: met.latinLines > 0 && met.utf8Lines === 0 ? "windows-1252" : look.encoding,
    delimiter: null,
    layout: { header, headerLine: 1, firstLine: 1, titleLines: 0, renamed: 0 },
    notes,
  };
}

/** A list in brackets, an object a line, or objects that reach over lines. */
function shapeOf(text: string): JsonShape {
  if (/^\s*\[/.test(text) && !/^\s*\[.*\]\s*[\r\n]+\s*\[/.test(text)) return "list";
  const lines = text.split(/\r?\n/).slice(0, 50);
  return lines.some((line) => isObject(parsed(line))) ? "lines" : "values";
}

const eventTypes = new Set(["track", "identify", "page", "screen", "group", "alias"]);

function areEvents(text: string, shape: JsonShape): boolean {
  if (shape !== "lines") return false;
  const items = text.split(/\r?\n/).slice(0, 50).map(parsed).filter(isObject);
  const events = items.filter(
    (item) =>
      eventTypes.has(String(item["type"])) &&
      ["event", "userId", "anonymousId", "messageId", "traits", "properties"].some((key) => key in item),
  );
  return events.length > 0 && events.length >= items.length * 0.8;
}

function parsed(text: string): unknown {
  try {
    return /\d{16}/.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Ids are longer than a number holds: they stay as they are written. */
function exact(_: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === "number" && context?.source && /\d{16}/.test(context.source) ? context.source : value;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function cellsOf(value: Json, columns: Map<string, number>): (string | null)[] {
  const cells: (string | null)[] = new Array<string | null>(columns.size).fill(null);
  const walk = (object: Json, path: string, depth: number) => {
    for (const [key, inner] of Object.entries(object)) {
      const name = path === "" ? key : `${path}.${key}`;
      if (isObject(inner) && depth < 4 && Object.keys(inner).length > 0) {
        walk(inner, name, depth + 1);
        continue;
      }
      let index = columns.get(name);
      if (index === undefined) {
        index = columns.size;
        if (index >= limits.importColumns) throw unreadable("too_many_columns", { columns: index + 1, limit: limits.importColumns });
        columns.set(name.slice(0, 200), index);
      }
      cells[index] = inner === null || inner === undefined ? null : typeof inner === "object" ? JSON.stringify(inner) : String(inner);
    }
  };
  walk(value, "", 0);
  return Array.from(cells, (cell) => cell ?? null);
}

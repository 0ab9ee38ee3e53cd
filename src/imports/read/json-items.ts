import { limits } from "#base/limits.ts";

/** `lines`: one value a line. `list`: values between brackets and commas. `values`: one after the other, over lines as they like. */
export type JsonShape = "lines" | "list" | "values";
export type JsonItem = { text: string; line: number };

/** The values of a JSON text, one by one, each with the line it begins in; none is held longer than a row may be. */
export function jsonItems(source: AsyncIterable<Buffer>, shape: JsonShape): AsyncGenerator<JsonItem> {
  return shape === "lines" ? linesOf(source) : valuesOf(source, shape === "list");
}

async function* linesOf(source: AsyncIterable<Buffer>): AsyncGenerator<JsonItem> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  let isCut = false;
  for await (const chunk of source) {
    const buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    for (let end = buffer.indexOf(10); end !== -1; end = buffer.indexOf(10, at)) {
      line += 1;
      const text = buffer.toString("utf8", at, end).trim();
      at = end + 1;
      if (isCut) isCut = false;
      else if (text !== "") yield { text, line };
    }
    rest = buffer.subarray(at);
    if (rest.length <= limits.importRowBytes) continue;
    if (!isCut) yield { text: rest.toString("utf8"), line: line + 1 };
    isCut = true;
    rest = Buffer.alloc(0);
  }
  const text = rest.toString("utf8").trim();
  if (text !== "" && !isCut) yield { text, line: line + 1 };
}

async function* valuesOf(source: AsyncIterable<Buffer>, isList: boolean): AsyncGenerator<JsonItem> {
  let parts: Buffer[] = [];
  let bytes = 0;
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  let isIn = false;
  let isOpen = !isList;
  let line = 1;
  let startLine = 1;
  for await (const chunk of source) {
    let start = isIn ? 0 : -1;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at]!;
      if (byte === 10) line += 1;
      if (!isIn) {
        if (byte <= 32 || byte === 44) continue;
        if (!isOpen && byte === 91) {
          isOpen = true;
          continue;
        }
        if (isList && byte === 93) return;
        isIn = true;
        start = at;
        startLine = line;
      }
      if (isEscaped) isEscaped = false;
      else if (isText) {
        if (byte === 92) isEscaped = true;
        else if (byte === 34) isText = false;
      } else if (byte === 34) isText = true;
      else if (byte === 123 || byte === 91) depth += 1;
      else if (byte === 125 || byte === 93) depth -= 1;
      const next = chunk[at + 1];
      const isPlainEnd = depth === 0 && !isText && (byte === 34 || next === 44 || next === 93 || (next !== undefined && next <= 32));
      if ((depth === 0 && (byte === 125 || byte === 93)) || depth < 0 || isPlainEnd) {
        if (bytes <= limits.importRowBytes) yield { text: textOf([...parts, chunk.subarray(start, at + 1)]), line: startLine };
        parts = [];
        bytes = 0;
        depth = 0;
        isIn = false;
        start = -1;
      }
    }
    if (isIn && start !== -1) {
      bytes += chunk.length - start;
      if (bytes > limits.importRowBytes && parts.length > 0) {
        yield { text: textOf(parts).padEnd(limits.importRowBytes + 1), line: startLine };
        parts = [];
      } else if (bytes <= limits.importRowBytes) parts.push(chunk.subarray(start));
    }
  }
  if (isIn && bytes <= limits.importRowBytes) yield { text: textOf(parts), line: startLine };
}

function textOf(parts: readonly Buffer[]): string {
  return Buffer.concat(parts).toString("utf8");
}

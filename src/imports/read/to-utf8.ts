import { isAscii, isUtf8 } from "node:buffer";
import { limits } from "#base/limits.ts";
import { wholeCharacters, type Encoding } from "./look.ts";

/** What was met on the way; complete when the stream has ended. */
export type Decoded = { utf8Lines: number; latinLines: number; nuls: number };

/**
 * The text as UTF-8 without a byte order mark and without NULs. Files that say UTF-8 are checked to the end: a line that is none is read
 * as Windows-1252, so that a file put together from two keeps its letters.
 */
export async function* toUtf8(source: AsyncIterable<Buffer>, encoding: Encoding, bomBytes: number, met: Decoded): AsyncGenerator<Buffer> {
  const parts = encoding === "utf-16le" || encoding === "utf-16be" ? fromUtf16(source, encoding) : fromBytes(source, bomBytes, met);
  for await (const part of parts) yield withoutNuls(part, met);
}

async function* fromUtf16(source: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const part of source) yield Buffer.from(decoder.decode(part, { stream: true }));
  yield Buffer.from(decoder.decode());
}

async function* fromBytes(source: AsyncIterable<Buffer>, bomBytes: number, met: Decoded): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let skip = bomBytes;
  for await (const chunk of source) {
    const part = skip > 0 ? chunk.subarray(skip) : chunk;
    skip = Math.max(0, skip - chunk.length);
    const whole = rest.length > 0 ? Buffer.concat([rest, part]) : part;
    const end = whole.lastIndexOf(10) + 1 || (whole.length > limits.importRowBytes ? wholeCharacters(whole).length : 0);
    if (end > 0) yield decoded(whole.subarray(0, end), met);
    rest = whole.subarray(end);
  }
  if (rest.length > 0) yield decoded(rest, met);
}

const latin = new TextDecoder("windows-1252");

function decoded(bytes: Buffer, met: Decoded): Buffer {
  if (isUtf8(bytes)) {
    if (!isAscii(bytes)) met.utf8Lines += 1;
    return bytes;
  }
  const lines: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at) + 1 || bytes.length;
    const line = bytes.subarray(at, end);
    const isFine = isUtf8(line);
    if (!isFine) met.latinLines += 1;
    else if (!isAscii(line)) met.utf8Lines += 1;
    lines.push(isFine ? line : Buffer.from(latin.decode(line)));
    at = end;
  }
  return Buffer.concat(lines);
}

function withoutNuls(bytes: Buffer, met: Decoded): Buffer {
  if (!bytes.includes(0)) return bytes;
  const kept = Buffer.alloc(bytes.length);
  let length = 0;
  for (const byte of bytes) if (byte !== 0) kept[length++] = byte;
  met.nuls += bytes.length - length;
  return kept.subarray(0, length);
}

import { createReadStream, openSync, readSync, closeSync, statSync } from "node:fs";
import { createGunzip } from "node:zlib";
import { limits } from "#base/limits.ts";
import { unreadable } from "../reasons.ts";

export type Progress = (doneBytes: number, ofBytes: number) => void;

/** A file's bytes as they are meant: unpacked when it is gzipped. */
export type Bytes = {
  gzipped: boolean;
  /** The first bytes, at most `count`. */
  head(count: number): Promise<Buffer>;
  stream(onProgress?: Progress): AsyncGenerator<Buffer>;
};

const chunkBytes = 1024 ** 2;
/** Below this a high ratio is only a very regular file. */
const suspiciousBytes = 64 * 1024 ** 2;

export function bytesOf(path: string): Bytes {
  const gzipped = isGzip(firstBytes(path, 2));
  return {
    gzipped,
    async head(count) {
      if (!gzipped) return firstBytes(path, count);
      const parts: Buffer[] = [];
      let have = 0;
      try {
        for await (const part of unpacked(path)) {
          parts.push(part);
          have += part.length;
          if (have >= count) break;
        }
      } catch (error) {
        // a file that breaks off is refused when it is read; what came before may say more clearly what it is
        if (have === 0) throw error;
      }
      return Buffer.concat(parts).subarray(0, count);
    },
    stream: (onProgress) => (gzipped ? unpacked(path, onProgress) : plain(path, onProgress)),
  };
}

function firstBytes(path: string, count: number): Buffer {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(count);
    return head.subarray(0, readSync(file, head, 0, count, 0));
  } finally {
    closeSync(file);
  }
}

function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

async function* plain(path: string, onProgress?: Progress): AsyncGenerator<Buffer> {
  const of = statSync(path).size;
  let done = 0;
  for await (const part of createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    done += part.length;
    onProgress?.(done, of);
    yield part;
  }
}

async function* unpacked(path: string, onProgress?: Progress): AsyncGenerator<Buffer> {
  const of = statSync(path).size;
  const packed = createReadStream(path, { highWaterMark: 64 * 1024 });
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  packed.on("error", (error) => gunzip.destroy(error));
  packed.pipe(gunzip);
  let out = 0;
  try {
    for await (const part of gunzip as AsyncIterable<Buffer>) {
      out += part.length;
      refuseBomb(out, packed.bytesRead);
      onProgress?.(packed.bytesRead, of);
      yield part;
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("Z_")) throw unreadable("file_broken");
    throw error;
  } finally {
    packed.destroy();
    gunzip.destroy();
  }
}

/** What unpacks to very much more than it is, is made to fill a disk. */
export function refuseBomb(unpackedBytes: number, packedBytes: number): void {
  const isBomb = unpackedBytes > suspiciousBytes && unpackedBytes > packedBytes * limits.importUnpackRatio;
  if (isBomb || unpackedBytes > limits.importUnpackedBytes)
    throw unreadable("unpacks_too_large", { limitGb: limits.importUnpackedBytes / 1024 ** 3 });
}

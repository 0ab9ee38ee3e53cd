import { statSync } from "node:fs";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { open, type Entry, type ZipFile } from "yauzl";
import { unreadable } from "../reasons.ts";
import { refuseBomb, type Progress } from "./bytes.ts";

/** A ZIP with its parts by name. */
export type Zip = {
  names: string[];
  stream(name: string, onProgress?: Progress): AsyncGenerator<Buffer>;
  /** A small part as text. */
  text(name: string): Promise<string>;
  close(): void;
};

const mostEntries = 10_000;
const smallBytes = 16 * 1024 ** 2;

/** Opens a ZIP whose directory is at its end, so that nothing is read that is not needed. What it unpacks to is counted as it goes. */
export async function openZip(path: string): Promise<Zip> {
  const file = await broken(() => promisify<string, object, ZipFile>(open)(path, { lazyEntries: true, autoClose: false }));
  const entries = new Map<string, Entry>();
  try {
    await broken(() => listInto(file, entries));
  } catch (error) {
    file.close();
    throw error;
  }
  const packedBytes = statSync(path).size;
  let unpackedBytes = 0;

  async function* stream(name: string, onProgress?: Progress): AsyncGenerator<Buffer> {
    const entry = entries.get(name);
    if (!entry) throw unreadable("file_broken");
    if (entry.isEncrypted()) throw unreadable("file_is_encrypted");
    const part = await broken(
      () =>
        new Promise<Readable>((resolve, reject) => {
          file.openReadStream(entry, (error, found) => (error ? reject(error) : resolve(found)));
        }),
    );
    let done = 0;
    try {
      for await (const chunk of part as AsyncIterable<Buffer>) {
        done += chunk.length;
        unpackedBytes += chunk.length;
        refuseBomb(unpackedBytes, packedBytes);
        onProgress?.(done, entry.uncompressedSize);
        yield chunk;
      }
    } catch (error) {
      throw isOurs(error) ? error : unreadable("file_broken");
    } finally {
      part.destroy();
    }
  }
  return {
    names: [...entries.keys()],
    stream,
    async text(name) {
      const parts: Buffer[] = [];
      let bytes = 0;
      for await (const part of stream(name)) {
        bytes += part.length;
        if (bytes > smallBytes) throw unreadable("file_broken");
        parts.push(part);
      }
      return Buffer.concat(parts)
        .toString("utf8")
        .replace(/^\uFEFF/, "");
    },
    close: () => file.close(),
  };
}

function listInto(file: ZipFile, entries: Map<string, Entry>): Promise<void> {
  return new Promise((resolve, reject) => {
    file.on("error", reject);
    file.on("end", resolve);
    file.on("entry", (entry: Entry) => {
      entries.set(entry.fileName, entry);
      if (entries.size > mostEntries) reject(unreadable("file_is_archive"));
      else file.readEntry();
    });
    file.readEntry();
  });
}

function isOurs(error: unknown): boolean {
  return error instanceof Error && error.name === "Refusal";
}

async function broken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isOurs(error) ? error : unreadable("file_broken");
  }
}

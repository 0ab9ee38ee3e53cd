import { createHash } from "node:crypto";
import { createWriteStream, statfsSync } from "node:fs";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { limits } from "#base/limits.ts";
import { refuse } from "#base/refusal.ts";

/** Refuses to write where the disk would become nearly full: `limits.diskReserveBytes` stay free, or a twentieth of a small disk. */
export function assertRoom(folder: string, neededBytes = 0): void {
  const { bavail, blocks, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free - neededBytes < Math.min(limits.diskReserveBytes, (blocks * bsize) / 20)) {
    const megabytes = (bytes: number) => Math.round(bytes / 1e6);
    throw refuse("unavailable", "disk_nearly_full", { freeMegabytes: megabytes(free), neededMegabytes: megabytes(neededBytes) });
  }
}

/** Lets bytes through, counts them and takes their SHA-256. */
export function createSum(): { stream: Transform; result(): { bytes: number; sha256: string } } {
  const hash = createHash("sha256");
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, result: () => ({ bytes, sha256: hash.digest("hex") }) };
}

/** Writes a stream into a file by way of other streams, watching the disk, and says what was written. */
export async function writeFileFrom(
  source: Readable,
  through: readonly Transform[],
  file: string,
  folder: string,
): Promise<{ bytes: number; sha256: string }> {
  assertRoom(folder);
  const sum = createSum();
  let sinceLook = 0;
  const watch = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sinceLook += chunk.length;
      try {
        if (sinceLook > limits.diskLookBytes) {
          sinceLook = 0;
          assertRoom(folder);
        }
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  await pipeline([source, ...through, watch, sum.stream, createWriteStream(file, { mode: 0o600 })]);
  return sum.result();
}

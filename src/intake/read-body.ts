import type { IncomingMessage } from "node:http";
import zlib from "node:zlib";
import { limits } from "#base/limits.ts";
import { refuse } from "#base/refusal.ts";

/** How much of a request that is too large is still taken off the wire, so that its sender gets to read the answer. */
const drainBytes = 32 * 1024 * 1024;

/** The bytes of a request as they were sent. Refused when there are too many; undefined when the sender went away. */
export function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const tooLarge = () => reject(refuse("too_large", "request_too_large", { limitBytes: limits.requestBytes }));
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limits.requestBytes) chunks.push(chunk);
      else chunks.length = 0;
      if (size > drainBytes) tooLarge();
    });
    request.on("end", () => (size > limits.requestBytes ? tooLarge() : resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks))));
    request.on("close", () => resolve(undefined));
    request.on("error", () => resolve(undefined));
  });
}

const decoders: Record<string, (bytes: Buffer, options: { maxOutputLength: number }) => Buffer> = {
  gzip: zlib.gunzipSync,
  deflate: zlib.inflateSync,
  br: zlib.brotliDecompressSync,
  zstd: zlib.zstdDecompressSync,
};

/**
 * The text of a body: unpacked by what it is (gzip is known by its first two bytes, whatever the label says), else by `content-encoding`.
 * Unpacking stops at the limit of a request. Bytes that are no UTF-8 become U+FFFD.
 */
export function textOfBody(bytes: Buffer, contentEncoding: string | undefined): string {
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const encoding = gzipped ? "gzip" : (contentEncoding ?? "").trim().toLowerCase();
  const plain = encoding !== "gzip" || gzipped ? unpacked(bytes, encoding) : bytes;
  return plain[0] === 0xef && plain[1] === 0xbb && plain[2] === 0xbf ? plain.toString("utf8", 3) : plain.toString("utf8");
}

function unpacked(bytes: Buffer, encoding: string): Buffer {
  const decode = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
  if (!decode) return bytes;
  try {
    return decode(bytes, { maxOutputLength: limits.requestBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE")
      throw refuse("too_large", "request_too_large", { limitBytes: limits.requestBytes });
    throw refuse("invalid", "broken_encoding");
  }
}

import { createHash, randomBytes } from "node:crypto";

let lastMs = 0;
let counter = 0;
let pool = Buffer.alloc(0);
let offset = 0;

/** A UUID version 7 (RFC 9562): sorts by creation time, and within one process strictly so. */
export function newId(nowMs: number = Date.now()): string {
  if (nowMs <= lastMs) counter += 1;
  else {
    lastMs = nowMs;
    counter = 0;
  }
  if (counter > 0xfff) {
    lastMs += 1;
    counter = 0;
  }
  if (offset + 8 > pool.length) {
    pool = randomBytes(4096);
    offset = 0;
  }
  const tail = pool.subarray(offset, (offset += 8));
  const time = lastMs.toString(16).padStart(12, "0");
  const rest = tail.toString("hex");
  const variant = ((Number.parseInt(rest[0]!, 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, "0")}-${variant}${rest.slice(1, 4)}-${rest.slice(4)}`;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isId(text: string): boolean {
  return uuid.test(text);
}

/** A UUID (version 8) that the text decides: the same text, the same id. */
export function idOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A secret of 160 random bits in lower-case base 32, after a prefix that tells what it opens. */
export function newSecret(prefix: string): string {
  const alphabet = "abcdefghijklmnopqrstuvwxyz234567";
  return prefix + Array.from(randomBytes(32), (byte) => alphabet[byte & 31]).join("");
}

/** How secrets of ours are kept: they are long and random, so a plain hash is enough. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

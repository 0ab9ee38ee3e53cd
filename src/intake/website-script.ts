import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

/** `website-script.js` without comments and indentation. */
export const scriptText = readFileSync(path.join(import.meta.dirname, "website-script.js"), "utf8")
  .replace(/^\s*\/\/.*\n/gm, "")
  .replace(/^\s+/gm, "");

const bodies = { br: brotliCompressSync(scriptText), gzip: gzipSync(scriptText, { level: 9 }), identity: Buffer.from(scriptText) };
const tag = `"${createHash("sha256").update(scriptText).digest("base64url").slice(0, 16)}"`;

/** The website script, kept by browsers for an hour. Always true: the request is answered. */
export function answerScript(request: IncomingMessage, response: ServerResponse): true {
  const headers = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "public, max-age=3600, stale-while-revalidate=86400",
    vary: "accept-encoding",
    etag: tag,
  };
  request.resume();
  if (request.headers["if-none-match"] === tag) {
    response.writeHead(304, headers).end();
    return true;
  }
  const accepted = String(request.headers["accept-encoding"] ?? "");
  const encoding = accepted.includes("br") ? "br" : accepted.includes("gzip") ? "gzip" : "identity";
  const body = bodies[encoding];
  const packed = encoding === "identity" ? {} : { "content-encoding": encoding };
  response.writeHead(200, {
    ...headers,
    ...packed,
    "content-type": "text/javascript; charset=utf-8",
    "content-length": body.length,
    "x-content-type-options": "nosniff",
  });
  response.end(request.method === "HEAD" ? undefined : body);
  return true;
}

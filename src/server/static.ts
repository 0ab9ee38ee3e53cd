import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { MiddlewareHandler } from "hono";
import { getMimeType } from "hono/utils/mime";
import type { House } from "#workspaces/http.ts";

type Asset = { type: string; cache: string; plain: Buffer; br?: Buffer; gzip?: Buffer };

/** Paths that never show the web app: an unknown one of them is an error with a code. */
const notPages = /^\/(api|v1|hooks|packages|healthz|metrics|start|s\.js)(\/|$)/;

/**
 * The built web app, held in memory with the compressed copies that the build made. Any page address shows `index.html`;
 * assets with a hash in their name may be kept for ever.
 */
export function webApp(folder: string): MiddlewareHandler<House> {
  const assets = readAssets(folder);
  return async (c, next) => {
    if (c.req.method !== "GET" && c.req.method !== "HEAD") return next();
    const { path: asked } = c.req;
    const found = assets.get(asked) ?? (notPages.test(asked) || path.extname(asked) !== "" ? undefined : assets.get("/index.html"));
    if (!found) return next();
    const accepts = c.req.header("accept-encoding") ?? "";
    const encoding = found.br && /\bbr\b/.test(accepts) ? "br" : found.gzip && /\bgzip\b/.test(accepts) ? "gzip" : undefined;
    c.header("content-type", found.type);
    c.header("cache-control", found.cache);
    c.header("vary", "accept-encoding");
    if (encoding) c.header("content-encoding", encoding);
    const body = encoding ? found[encoding]! : found.plain;
    return c.body(new Uint8Array(body));
  };
}

function readAssets(folder: string): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  if (!existsSync(path.join(folder, "index.html"))) return assets;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = path.join(folder, name);
    if (/\.(br|gz)$/.test(name) || !statSync(file).isFile()) continue;
    assets.set(`/${name.split(path.sep).join("/")}`, {
      type: getMimeType(name) ?? "application/octet-stream",
      cache: name.startsWith(`assets${path.sep}`) ? "public, max-age=31536000, immutable" : "no-cache",
      plain: readFileSync(file),
      ...(existsSync(`${file}.br`) ? { br: readFileSync(`${file}.br`) } : {}),
      ...(existsSync(`${file}.gz`) ? { gzip: readFileSync(`${file}.gz`) } : {}),
    });
  }
  const index = assets.get("/index.html")!;
  assets.set("/", index);
  return assets;
}

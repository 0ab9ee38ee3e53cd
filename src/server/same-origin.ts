import type { Context, MiddlewareHandler } from "hono";
import type { Config } from "#base/config.ts";
import { refuse } from "#base/refusal.ts";
import type { House } from "#workspaces/http.ts";

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Refuses what another website makes a browser send: a changing request that brings no token of its own must come from a page of ours.
 * Programs send no `Origin` and are let through; without a cookie of ours they can do nothing anyway.
 */
export function sameOrigin(config: Config): MiddlewareHandler<House> {
  const own = new URL(config.publicUrl).host;
  return async (c, next) => {
    const { method } = c.req;
    if (method !== "GET" && method !== "HEAD" && method !== "OPTIONS" && !c.req.header("authorization")) {
      const origin = c.req.header("origin");
      const site = c.req.header("sec-fetch-site");
      if (
        origin === undefined ? site !== undefined && site !== "same-origin" && site !== "none" : !isOurs(origin, own, c.req.header("host"))
      ) {
        throw refuse("forbidden", "foreign_origin");
      }
    }
    await next();
  };
}

function isOurs(origin: string, own: string, host: string | undefined): boolean {
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin).host;
  return from === own || from === host;
}

/**
 * True for a browser on the machine itself: Sluice listens on loopback only, is published nowhere, and was asked by a loopback name
 * (a name that somebody's website bends to 127.0.0.1 does not count) without a proxy between.
 */
export function isLocal(c: Context<House>): boolean {
  const { host, publicUrl } = c.get("config");
  return (
    loopback.test(host === "::1" ? "[::1]" : host) &&
    loopback.test(new URL(publicUrl).host) &&
    loopback.test(c.req.header("host") ?? "") &&
    c.req.header("x-forwarded-for") === undefined &&
    c.req.header("forwarded") === undefined
  );
}

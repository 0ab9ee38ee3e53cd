import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { newId } from "#base/ids.ts";
import type { House } from "#workspaces/http.ts";
import type { Metrics } from "./metrics.ts";

const ourIds = /^[\w-]{8,64}$/;

/** Gives each request its id, and writes one log line and one measurement when it is answered. Never the query, a header or a body: they hold secrets. */
export function requests(metrics: Metrics): MiddlewareHandler<House> {
  return async (c, next) => {
    const began = performance.now();
    const given = c.req.header("x-request-id");
    const requestId = given && ourIds.test(given) ? given : newId();
    c.set("requestId", requestId);
    c.header("x-request-id", requestId);
    await next();
    const ms = performance.now() - began;
    const { method } = c.req;
    const path = c.req.path.replace(/^\/invitation\/.*/, "/invitation/…"); // the rest is a secret
    const status = c.res.status;
    const route = matchedRoutes(c).findLast((matched) => matched.method !== "ALL")?.path ?? "page";
    metrics.seen(method, route, status, ms / 1000);
    const line = { requestId, method, path, status, ms: Math.round(ms * 10) / 10, by: c.get("actor")?.kind };
    if (status < 400 && !path.startsWith("/api/")) c.get("log").debug(line, "answered");
    else c.get("log").info(line, "answered");
  };
}

import type { MiddlewareHandler } from "hono";
import type { House } from "#workspaces/http.ts";

/** Our own assets only and no inline script; styles may be inline, because the widgets set their sizes that way. */
const policy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** Headers of the app's pages and of its API. The intake answers shops' browsers and sets its own. */
export function securityHeaders(): MiddlewareHandler<House> {
  return async (c, next) => {
    c.header("x-content-type-options", "nosniff");
    if (!/^\/(v1|hooks|s\.js)(\/|$)/.test(c.req.path)) {
      c.header("content-security-policy", policy);
      c.header("referrer-policy", "same-origin");
      c.header("x-frame-options", "DENY");
      c.header("cross-origin-opener-policy", "same-origin");
      c.header("cross-origin-resource-policy", "same-origin");
    }
    if (c.req.path.startsWith("/api/")) c.header("cache-control", "no-store");
    await next();
  };
}

import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "@hono/zod-openapi";
import { Hono } from "hono";
import { getMimeType } from "hono/utils/mime";
import { factBatch } from "#intake/contract.ts";
import type { House } from "#workspaces/http.ts";
import type { App } from "./app.ts";

const about = `Ask with "Authorization: Bearer <API key or admin token>". An API key belongs to one workspace; with the admin token, the header Sluice-Workspace (or ?workspace=) names one, else it is the first. Money is an integer of minor units beside a currency code, instants are ISO 8601 with offset. An error is { "error": { code, message, details, requestId } }; the codes are listed in docs/errors.md.`;

/** `GET /api/openapi.json` and the page `/api/docs` that shows it, all of it from here. Mount it after the rooms. */
export function openApi(app: App): Hono<House> {
  app.openAPIRegistry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
  describeIntake(app);
  let written: string | undefined;
  const document = () =>
    (written ??= JSON.stringify(
      app.getOpenAPI31Document({
        openapi: "3.1.0",
        info: { title: "Sluice", version: "0.1.0", description: about },
        security: [{ token: [] }],
      }),
    ));

  return new Hono<House>()
    .get("/api/openapi.json", (c) => c.body(document(), 200, { "content-type": "application/json" }))
    .get("/api/docs", (c) => c.html(file("index.html")))
    .get("/api/docs/:name{docs\\.(js|css)}", (c) => {
      const name = c.req.param("name");
      return c.body(file(name), 200, { "content-type": getMimeType(name)! });
    });
}

function file(name: string): string {
  return readFileSync(path.join(import.meta.dirname, "docs", name), "utf8");
}

/** The doors of the intake stand before the app's router, so they are described here. */
function describeIntake(app: App): void {
  const taken = {
    200: { description: "on disk" },
    400: { description: "not readable" },
    401: { description: "wrong key or signature" },
    413: { description: "too large" },
  };
  const event = { content: { "application/json": { schema: z.object({}).catchall(z.unknown()) } } };
  const types = "track, identify, page, screen, group, alias, batch, or one letter of it: t, i, p, s, g, a, b";
  app.openAPIRegistry.registerPath({
    method: "post",
    path: "/v1/{type}",
    summary: "What Segment's clients and the website script send",
    description: `The write key stands in Basic auth as the user's name, or in the body as writeKey. The body may be gzip, or text/plain from a beacon. type: ${types}.`,
    request: { params: z.object({ type: z.string() }), body: event },
    responses: taken,
  });
  for (const [shop, header] of [
    ["shopify", "X-Shopify-Hmac-Sha256"],
    ["woocommerce", "X-WC-Webhook-Signature"],
    ["shopware", "shopware-shop-signature"],
  ] as const) {
    app.openAPIRegistry.registerPath({
      method: "post",
      path: `/hooks/${shop}/{source}`,
      summary: "A webhook of the shop",
      description: `Signed in ${header} with the source's secret; Shopware with the one it is given when the app is installed.`,
      request: { params: z.object({ source: z.uuid() }), body: event },
      responses: taken,
    });
  }
  app.openAPIRegistry.registerPath({
    method: "post",
    path: "/hooks/sluice/{source}",
    summary: "Facts from a plugin of ours or from your own code",
    description:
      "Sluice-Timestamp holds the seconds since 1970 at sending, Sluice-Signature the hex HMAC-SHA256 of `timestamp.body` with the source's secret. A bad fact is refused alone and stands in the source's log.",
    request: { params: z.object({ source: z.uuid() }), body: { content: { "application/json": { schema: factBatch } } } },
    responses: taken,
  });
  app.openAPIRegistry.registerPath({
    method: "get",
    path: "/s.js",
    summary: "The website script",
    responses: { 200: { description: "JavaScript" } },
  });
}

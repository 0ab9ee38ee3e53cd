import { readFileSync } from "node:fs";
import path from "node:path";
import { Hono } from "hono";
import { getMimeType } from "hono/utils/mime";
import type { House } from "#workspaces/http.ts";
import type { App } from "./app.ts";

const about = `Ask with "Authorization: Bearer <API key or admin token>". An API key belongs to one workspace; with the admin token, the header Sluice-Workspace (or ?workspace=) names one, else it is the first. Money is an integer of minor units beside a currency code, instants are ISO 8601 with offset. An error is { "error": { code, message, details, requestId } }; the codes are listed in docs/errors.md.`;

/** `GET /api/openapi.json` and the page `/api/docs` that shows it, all of it from here. Mount it after the rooms. */
export function openApi(app: App): Hono<House> {
  app.openAPIRegistry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
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

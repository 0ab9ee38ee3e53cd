import path from "node:path";
import { Readable } from "node:stream";
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { dayOf, now } from "#base/clock.ts";
import { refuse } from "#base/refusal.ts";
import type { Insights } from "#insights/insights.ts";
import { actorOf, allow, answers, house, inTransaction, type House } from "#workspaces/http.ts";
import { getWorkspace } from "#workspaces/queries.ts";
import { readInAnswer } from "./contract.ts";
import { packWorkspace } from "./pack-workspace.ts";
import { readWorkspace } from "./read-workspace.ts";

const archive = { "application/x-tar": { schema: z.string().openapi({ format: "binary" }) } };

/** Everything out, and in again. */
export function workspaceRoutes(insights: Insights) {
  return house()
    .openapi(
      createRoute({
        method: "get",
        path: "/api/exports/workspace",
        summary: "All of a workspace as one archive",
        middleware: allow("workspace.edit"),
        responses: { 200: { description: "A tar archive: JSON Lines and Parquet of every table, and a manifest", content: archive } },
      }),
      async (c) => {
        const { name, timeZone } = await inTransaction(c, getWorkspace);
        const body = packWorkspace(place(c));
        return c.body(Readable.toWeb(body) as ReadableStream, 200, {
          "content-type": "application/x-tar",
          "content-disposition": `attachment; filename="sluice-${plain(name)}-${dayOf(now(), timeZone)}.tar"`,
          "cache-control": "no-store",
        });
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/api/exports/workspace",
        summary: "Read such an archive into an empty workspace",
        middleware: allow("workspace.edit"),
        request: { body: { required: true, content: archive } },
        responses: answers(readInAnswer, "All of it is there"),
      }),
      async (c) => {
        if (actorOf(c).kind === "guest") throw refuse("forbidden", "not_allowed");
        const body = c.req.raw.body;
        if (!body) throw refuse("invalid", "export_unknown");
        const answer = await readWorkspace(place(c), Readable.fromWeb(body as never));
        insights.rebuild(answer.workspaceId); // a reader that had begun with the empty ledger would miss its first rows
        return c.json(answer, 200);
      },
    );
}

function place(c: Context<House>) {
  return { db: c.get("db"), workspaceId: actorOf(c).workspaceId, temporaryDir: path.join(c.get("config").dataDir, "temporary") };
}

/** A name as a file may have it on every machine. */
function plain(name: string): string {
  const letters = name
    .normalize("NFKD")
    .replaceAll(/[^\w-]+/g, "-")
    .toLowerCase();
  return letters.replaceAll(/^-+|-+$/g, "").slice(0, 40) || "workspace";
}

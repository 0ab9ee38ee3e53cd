import { createRoute } from "@hono/zod-openapi";
import { changeWorkspace } from "#workspaces/change-workspace.ts";
import { workspacePatch, workspaceSettings } from "#workspaces/contract.ts";
import { allow, byPerson, house, inTransaction } from "#workspaces/http.ts";
import { getWorkspace } from "#workspaces/queries.ts";
import { followSettings } from "./follow-settings.ts";

const settings = { "application/json": { schema: workspaceSettings } };

export const workspaceRoutes = house().openapi(
  createRoute({
    method: "patch",
    path: "/api/workspace",
    summary: "Change the shop's settings; stored values follow",
    middleware: allow("workspace.edit"),
    request: { body: { content: { "application/json": { schema: workspacePatch } }, required: true } },
    responses: { 200: { description: "OK", content: settings } },
  }),
  async (c) => {
    const by = byPerson(c);
    const workspace = await inTransaction(c, async (tx) => {
      const before = await getWorkspace(tx);
      const after = await changeWorkspace(tx, c.req.valid("json"), by);
      await followSettings(tx, before, after, by);
      return after;
    });
    return c.json(workspace, 200);
  },
);

import { createRoute } from "@hono/zod-openapi";
import { changeWorkspace } from "#workspaces/change-workspace.ts";
import { workspacePatch, workspaceSettings } from "#workspaces/contract.ts";
import { allow, byPerson, house, inTransaction } from "#workspaces/http.ts";
import { getWorkspace } from "#workspaces/queries.ts";
import { followSettings } from "./follow-settings.ts";

const json = <Schema>(schema: Schema) => ({ content: { "application/json": { schema } } });

/** `PATCH /api/workspace`: it stands here because stored journeys follow what a shop counts as value. */
export const settingsRoutes = house().openapi(
  createRoute({
    method: "patch",
    path: "/api/workspace",
    middleware: allow("workspace.edit"),
    request: { body: { ...json(workspacePatch), required: true } },
    responses: { 200: { description: "as it is now", ...json(workspaceSettings) } },
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

import { createRoute } from "@hono/zod-openapi";
import type { DemoRunner } from "#demo/demo-runner.ts";
import { me, type Role } from "#workspaces/contract.ts";
import { house } from "#workspaces/http.ts";
import { permissionsOf } from "#workspaces/permissions.ts";
import { listWorkspacesByIds } from "#workspaces/queries.ts";
import { listMemberships, listWorkspaces } from "./actor-queries.ts";
import { mayDemo } from "./demo-routes.ts";
import { isOwned } from "./open-shop.ts";

/** `GET /api/me`: all the app must know before it shows anything. */
export function meRoutes(demo: DemoRunner) {
  const route = createRoute({
    method: "get",
    path: "/api/me",
    summary: "Who asks, and which workspaces they may enter",
    responses: { 200: { description: "OK", content: { "application/json": { schema: me } } } },
  });
  return house().openapi(route, async (c) => {
    const db = c.get("db");
    const asker = c.get("asker");
    const actor = c.get("actor");
    const roles = new Map<string, Role>();
    if (asker.person) for (const { workspaceId, role } of await listMemberships(db, asker.person.id)) roles.set(workspaceId, role);
    if (asker.admin) for (const { id } of await listWorkspaces(db)) roles.set(id, "owner");
    if (actor?.kind === "key") roles.set(actor.workspaceId, actor.permissions.has("deals.edit") ? "manager" : "viewer");
    const demoState = mayDemo(asker) ? await demo.status() : { state: "none" as const, progress: 0, workspaceId: null };
    if ((asker.guest || asker.person) && demoState.workspaceId) roles.set(demoState.workspaceId, "owner");

    const { owned, workspaces } = await db.inSystem(async (tx) => ({
      owned: await isOwned(tx),
      workspaces: await listWorkspacesByIds(tx, [...roles.keys()]),
    }));
    const permissions = (id: string) => [...(actor?.kind === "key" ? actor.permissions : permissionsOf[roles.get(id)!])];
    return c.json(
      {
        user: asker.person,
        guest: asker.guest && !asker.person,
        workspaces: workspaces.map((workspace) => ({ ...workspace, role: roles.get(workspace.id)! })),
        permissions: Object.fromEntries(workspaces.map(({ id }) => [id, permissions(id)])),
        canSetUp: asker.mayStart && !owned,
        needsOwner: !owned,
        demo: demoState,
      },
      200,
    );
  });
}

import { createRoute, z } from "@hono/zod-openapi";
import { actorOf, allow, answers, house, inTransaction, jsonBody } from "#workspaces/http.ts";
import { savedView, savedViews, viewBody } from "./contract.ts";
import { changeView, createView, listViews, removeView } from "./queries.ts";

const view = allow("insights.view");
const idParam = z.object({ id: z.uuid() });

export const viewRoutes = house()
  .openapi(
    createRoute({
      method: "get",
      path: "/api/views",
      summary: "Saved views",
      middleware: view,
      responses: answers(savedViews, "Shared ones and one's own"),
    }),
    async (c) => c.json({ views: await inTransaction(c, (tx) => listViews(tx, actorOf(c).userId)) }, 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/views",
      summary: "Save filters under a name",
      middleware: allow("deals.edit"),
      request: { body: jsonBody(viewBody) },
      responses: answers(savedView, "The view"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => createView(tx, c.req.valid("json"), actorOf(c).userId)), 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/api/views/{id}",
      summary: "Change a view of one's own",
      middleware: allow("deals.edit"),
      request: { params: idParam, body: jsonBody(viewBody) },
      responses: answers(savedView, "The view"),
    }),
    async (c) =>
      c.json(await inTransaction(c, (tx) => changeView(tx, c.req.valid("param").id, c.req.valid("json"), actorOf(c).userId)), 200),
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/api/views/{id}",
      summary: "Remove a view of one's own",
      middleware: allow("deals.edit"),
      request: { params: idParam },
      responses: { 204: { description: "It is gone" } },
    }),
    async (c) => {
      await inTransaction(c, (tx) => removeView(tx, c.req.valid("param").id, actorOf(c).userId));
      return c.body(null, 204);
    },
  );

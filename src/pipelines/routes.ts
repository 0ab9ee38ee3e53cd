import { createRoute, z } from "@hono/zod-openapi";
import { now } from "#base/clock.ts";
import { allow, answers, byPerson, house, inTransaction, jsonBody } from "#workspaces/http.ts";
import { archivePipeline } from "./archive-pipeline.ts";
import { newPipeline, pipelineList, pipelineSchema, versions } from "./contract.ts";
import { createPipeline } from "./create-pipeline.ts";
import { listPipelines, listVersions } from "./queries.ts";
import { wireOf } from "./wire.ts";

const idParam = z.object({ id: z.uuid() });

/** Saving and its preview move deals; they are in `journey/routes.ts`. */
export const routes = house()
  .openapi(
    createRoute({
      method: "get",
      path: "/api/pipelines",
      summary: "The pipelines with their stages",
      middleware: allow("deals.view"),
      responses: answers(pipelineList, "In the order of the menu"),
    }),
    async (c) => {
      const pipelines = await inTransaction(c, listPipelines);
      return c.json({ pipelines: pipelines.map((pipeline) => wireOf(pipeline, now())) }, 200);
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/pipelines",
      summary: "A new pipeline from a template",
      middleware: allow("pipelines.edit"),
      request: { body: jsonBody(newPipeline) },
      responses: answers(pipelineSchema, "The pipeline in its first version"),
    }),
    async (c) => {
      const created = await inTransaction(c, (tx) => createPipeline(tx, c.req.valid("json"), byPerson(c)));
      return c.json(wireOf(created, now()), 200);
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api/pipelines/{id}/versions",
      summary: "Every version ever saved, the newest first",
      middleware: allow("deals.view"),
      request: { params: idParam },
      responses: answers(versions, "Old moves keep the version they were made under"),
    }),
    async (c) => {
      const rows = await inTransaction(c, (tx) => listVersions(tx, c.req.valid("param").id));
      return c.json({ versions: rows.map((row) => ({ ...row, savedAt: new Date(row.savedAt).toISOString() })) }, 200);
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/pipelines/{id}/archive",
      summary: "Take a pipeline out of use; its deals stay readable",
      middleware: allow("pipelines.edit"),
      request: { params: idParam },
      responses: answers(pipelineList, "The pipelines still in use"),
    }),
    async (c) => {
      const left = await inTransaction(c, async (tx) => {
        await archivePipeline(tx, c.req.valid("param").id, byPerson(c));
        return listPipelines(tx);
      });
      return c.json({ pipelines: left.map((pipeline) => wireOf(pipeline, now())) }, 200);
    },
  );

import { createRoute } from "@hono/zod-openapi";
import { now } from "#base/clock.ts";
import { idParam } from "#deals/contract.ts";
import { pipelineDraft, pipelineSchema, preview } from "#pipelines/contract.ts";
import { wireOf } from "#pipelines/wire.ts";
import { allow, answers, byPerson, house, inTransaction, jsonBody } from "#workspaces/http.ts";
import { previewPipeline } from "./preview-pipeline.ts";
import { savePipeline } from "./save-pipeline.ts";

const edit = allow("pipelines.edit");

export const pipelineRoutes = house()
  .openapi(
    createRoute({
      method: "put",
      path: "/api/pipelines/{id}",
      summary: "Save a pipeline as a new version",
      middleware: edit,
      request: { params: idParam, body: jsonBody(pipelineDraft) },
      responses: answers(pipelineSchema, "The new version"),
    }),
    async (c) => {
      const saved = await inTransaction(c, (tx) => savePipeline(tx, c.req.valid("param").id, c.req.valid("json"), byPerson(c)));
      return c.json(wireOf(saved, now()), 200);
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/pipelines/{id}/preview",
      summary: "What saving a draft would change for the open deals; nothing is saved",
      middleware: edit,
      request: { params: idParam, body: jsonBody(pipelineDraft) },
      responses: answers(preview, "Stored facts through the draft's rules"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => previewPipeline(tx, c.req.valid("param").id, c.req.valid("json"), now())), 200),
  );

import { createRoute } from "@hono/zod-openapi";
import { now } from "#base/clock.ts";
import { allow, answers, house, inTransaction } from "#workspaces/http.ts";
import { pipelineList } from "./contract.ts";
import { listPipelines } from "./queries.ts";
import { wireOf } from "./wire.ts";

export const routes = house().openapi(
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
);

import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { actorOf, allow, answers, house, type House } from "#workspaces/http.ts";
import { askChannel, askMetrics, askRecords } from "./ask.ts";
import {
  catalogue,
  channelAnswer,
  channelQuery,
  dimensions,
  dimensionsQuery,
  metricsAnswer,
  metricsQuery,
  rebuildState,
  recordsAnswer,
  recordsQuery,
} from "./contract.ts";
import { catalogueIn } from "./catalogue.ts";
import { readDimensions } from "./dimensions.ts";
import { flowRoutes } from "./flow/routes.ts";
import type { Insights } from "./insights.ts";
import { askerOf, withScope } from "./scope.ts";
import { saleRoutes } from "./sales/routes.ts";
import { trendRoutes } from "./trends/routes.ts";
import { viewRoutes } from "./views/routes.ts";

const metricsRoute = createRoute({
  method: "get",
  path: "/api/insights/metrics",
  summary: "The figures of a period",
  middleware: allow("insights.view"),
  request: { query: metricsQuery },
  responses: answers(
    metricsAnswer,
    "Leads generated, conversion rate, average deal size, sales cycle, sales velocity and win rates, beside the period before",
  ),
});

const recordsRoute = createRoute({
  method: "get",
  path: "/api/insights/records",
  summary: "The records behind a figure",
  middleware: allow("insights.view"),
  request: { query: recordsQuery },
  responses: answers(recordsAnswer, "The records behind a figure, newest first"),
});

const channelRoute = createRoute({
  method: "get",
  path: "/api/insights/channel",
  summary: "The gates of the channel",
  middleware: allow("insights.view"),
  request: { query: channelQuery },
  responses: answers(channelAnswer, "The gates between the stages of a pipeline over the last 90 days"),
});

const dimensionsRoute = createRoute({
  method: "get",
  path: "/api/insights/dimensions",
  summary: "What figures may be filtered by",
  middleware: allow("insights.view"),
  request: { query: dimensionsQuery },
  responses: answers(dimensions, "The owners, sources, product categories and countries that occur"),
});

const catalogueRoute = createRoute({
  method: "get",
  path: "/api/insights/catalogue",
  summary: "What the figures mean",
  middleware: allow("insights.view"),
  request: { query: z.object({ language: z.enum(["en", "de"]).default("en") }) },
  responses: answers(catalogue, "Every metric with its meaning, formula, unit and method"),
});

const rebuildRoute = createRoute({
  method: "post",
  path: "/api/insights/rebuild",
  summary: "Make the projection anew",
  middleware: allow("workspace.edit"),
  responses: answers(
    rebuildState,
    "Takes the whole ledger in again beside the figures in use; asking again while it runs tells how far it is",
  ),
});

const rebuildStateRoute = createRoute({
  method: "get",
  path: "/api/insights/rebuild",
  summary: "How far a rebuild is",
  middleware: allow("insights.view"),
  responses: answers(rebuildState, "How far the rebuild is"),
});

export function insightsRoutes(insights: Insights) {
  const asker = (c: Context<House>) => askerOf(c, insights);
  return house()
    .openapi(metricsRoute, async (c) => c.json(await askMetrics(asker(c), c.req.valid("query")), 200))
    .openapi(recordsRoute, async (c) => c.json(await askRecords(asker(c), c.req.valid("query")), 200))
    .openapi(channelRoute, async (c) => c.json(await askChannel(asker(c), c.req.valid("query")), 200))
    .openapi(dimensionsRoute, async (c) => c.json(await withScope(asker(c), c.req.valid("query"), readDimensions), 200))
    .openapi(catalogueRoute, (c) => c.json(catalogueIn(c.req.valid("query").language), 200))
    .route("/", viewRoutes)
    .route("/", flowRoutes(insights))
    .route("/", trendRoutes(insights))
    .route("/", saleRoutes(insights))
    .openapi(rebuildRoute, (c) => c.json(insights.rebuild(actorOf(c).workspaceId), 200))
    .openapi(rebuildStateRoute, (c) => c.json(insights.rebuildOf(actorOf(c).workspaceId), 200));
}

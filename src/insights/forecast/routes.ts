import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { actorOf, allow, house, type House } from "#workspaces/http.ts";
import { askForecast } from "./ask.ts";
import { forecastAnswer, forecastQuery } from "./contract.ts";
import type { Forecasts } from "./forecasts.ts";

const answer = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  200: { description, content: { "application/json": { schema } } },
});

const forecastRoute = createRoute({
  method: "get",
  path: "/api/insights/forecast",
  summary: "What is likely to come",
  middleware: allow("insights.view"),
  request: { query: forecastQuery },
  responses: answer(forecastAnswer, "The middle and likely range of what is won in a stretch of time, and what it is made of"),
});

export function forecastRoutes(forecasts: Forecasts) {
  const asker = (c: Context<House>) => ({ db: c.get("db"), insights: forecasts.insights, workspaceId: actorOf(c).workspaceId, userId: actorOf(c).userId });
  return house().openapi(forecastRoute, async (c) => c.json(await askForecast(asker(c), forecasts.kept, c.req.valid("query")), 200));
}

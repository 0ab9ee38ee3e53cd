import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { allow, answers, house, inTransaction, type House } from "#workspaces/http.ts";
import { askerOf } from "../scope.ts";
import { askBacktest } from "./ask-backtest.ts";
import { askForecast } from "./ask.ts";
import { backtestAnswer, forecastAnswer, forecastQuery, dealsAnswer, dealsQuery, setTarget as setTargetBody, targets } from "./contract.ts";
import { askForecastDeals } from "./deals.ts";
import type { Forecasts } from "./forecasts.ts";
import { readTargets, setTarget } from "./targets.ts";

const forecastRoute = createRoute({
  method: "get",
  path: "/api/insights/forecast",
  summary: "What is likely to come",
  middleware: allow("insights.view"),
  request: { query: forecastQuery },
  responses: answers(forecastAnswer, "The middle and likely range of what is won in a stretch of time, and what it is made of"),
});

const dealsRoute = createRoute({
  method: "get",
  path: "/api/insights/forecast/deals",
  summary: "The deals behind a forecast",
  middleware: allow("insights.view"),
  request: { query: dealsQuery },
  responses: answers(dealsAnswer, "Deals with their chance to be won in the stretch and what that is worth, highest first"),
});

const backtestRoute = createRoute({
  method: "get",
  path: "/api/insights/backtest",
  summary: "How earlier forecasts did",
  middleware: allow("insights.view"),
  request: { query: forecastQuery },
  responses: answers(backtestAnswer, "Forecasts from the ends of past months and those that were shown, beside what came"),
});

const targetsRoute = createRoute({
  method: "get",
  path: "/api/insights/targets",
  summary: "What is wanted",
  middleware: allow("insights.view"),
  responses: answers(targets, "Targets by month and quarter, newest first"),
});

const setTargetRoute = createRoute({
  method: "put",
  path: "/api/insights/targets",
  summary: "Set a target",
  middleware: allow("pipelines.edit"),
  request: { body: { required: true, content: { "application/json": { schema: setTargetBody } } } },
  responses: answers(targets, "All targets"),
});

export function forecastRoutes({ insights, kept, worker }: Forecasts) {
  const asker = (c: Context<House>) => askerOf(c, insights);
  return house()
    .openapi(forecastRoute, async (c) => c.json(await askForecast(asker(c), kept, c.req.valid("query")), 200))
    .openapi(dealsRoute, async (c) => c.json(await askForecastDeals(asker(c), kept, c.req.valid("query")), 200))
    .openapi(backtestRoute, async (c) => {
      const who = asker(c);
      return c.json({ ...(await askBacktest(who, kept, c.req.valid("query"))), running: worker.progress(who.workspaceId) }, 200);
    })
    .openapi(targetsRoute, async (c) => c.json(await inTransaction(c, readTargets), 200))
    .openapi(setTargetRoute, async (c) => c.json(await inTransaction(c, (tx) => setTarget(tx, c.req.valid("json"))), 200));
}

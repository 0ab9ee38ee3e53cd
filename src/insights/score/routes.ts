import { createRoute, z } from "@hono/zod-openapi";
import { allow, answers, house, type House } from "#workspaces/http.ts";
import type { Context } from "hono";
import { question } from "../contract.ts";
import type { Insights } from "../insights.ts";
import { askerOf } from "../scope.ts";
import { askBin, askChance, askOpen, askScore } from "./ask.ts";
import { binAnswer, binQuery, chanceAnswer, openAnswer, openQuery, scoreAnswer } from "./contract.ts";

const scoreRoute = createRoute({
  method: "get",
  path: "/api/insights/score",
  summary: "The chance to win as a card",
  middleware: allow("insights.view"),
  request: { query: question },
  responses: answers(
    scoreAnswer,
    "What the score of a pipeline was learnt from, whether it knows more than stage and age, and how right it was",
  ),
});

const openRoute = createRoute({
  method: "get",
  path: "/api/insights/score/open",
  summary: "Open deals by their chance to be won",
  middleware: allow("insights.view"),
  request: { query: openQuery },
  responses: answers(openAnswer, "Open deals by their chance to be won; the chances of all add up to `sum`"),
});

const recordsRoute = createRoute({
  method: "get",
  path: "/api/insights/score/records",
  summary: "The deals that the score was judged by",
  middleware: allow("insights.view"),
  request: { query: binQuery },
  responses: answers(binAnswer, "Deals with the chance that they were given then, and what came"),
});

const chanceRoute = createRoute({
  method: "get",
  path: "/api/deals/{dealId}/chance",
  summary: "The chance of a deal",
  middleware: allow("insights.view"),
  request: { params: z.object({ dealId: z.uuid() }), query: question.pick({ asOf: true, asKnownOn: true }) },
  responses: answers(chanceAnswer, "The chance to be won with its range, when, and the reasons"),
});

export function scoreRoutes(insights: Insights) {
  const asker = (c: Context<House>) => askerOf(c, insights);
  return house()
    .openapi(scoreRoute, async (c) => c.json(await askScore(asker(c), c.req.valid("query")), 200))
    .openapi(openRoute, async (c) => c.json(await askOpen(asker(c), c.req.valid("query")), 200))
    .openapi(recordsRoute, async (c) => c.json(await askBin(asker(c), c.req.valid("query")), 200))
    .openapi(chanceRoute, async (c) => c.json(await askChance(asker(c), c.req.valid("query"), c.req.valid("param").dealId), 200));
}

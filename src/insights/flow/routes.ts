import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { allow, answers, house, type House } from "#workspaces/http.ts";
import { question } from "../contract.ts";
import type { Insights } from "../insights.ts";
import { askerOf } from "../scope.ts";
import {
  durationsAnswer,
  durationsQuery,
  flowRecords,
  flowRecordsQuery,
  flowsAnswer,
  funnelAnswer,
  funnelQuery,
  jamsAnswer,
  measuresAnswer,
} from "./contract.ts";
import { askDurations } from "./durations.ts";
import { askFlowRecords } from "./flow-records.ts";
import { askFlows } from "./flow-table.ts";
import { askFunnel } from "./funnel.ts";
import { askJams } from "./jams.ts";
import { measures } from "./measures.ts";

const view = allow("insights.view");
const get = { method: "get", middleware: view } as const;

export function flowRoutes(insights: Insights) {
  const asker = (c: Context<House>) => askerOf(c, insights);
  return house()
    .openapi(
      createRoute({
        ...get,
        path: "/api/insights/funnel",
        summary: "The funnel of a cohort",
        request: { query: funnelQuery },
        responses: answers(funnelAnswer, "What became of the deals that began, and of the stays that were entered, in the period"),
      }),
      async (c) => c.json(await askFunnel(asker(c), c.req.valid("query")), 200),
    )
    .openapi(
      createRoute({
        ...get,
        path: "/api/insights/funnel/records",
        summary: "The deals behind a count of funnel or durations",
        request: { query: flowRecordsQuery },
        responses: answers(flowRecords, "The deals, newest first; those older than any that closed, oldest first"),
      }),
      async (c) => c.json(await askFlowRecords(asker(c), c.req.valid("query")), 200),
    )
    .openapi(
      createRoute({
        ...get,
        path: "/api/insights/flows",
        summary: "What entered and left each stage",
        request: { query: question },
        responses: answers(flowsAnswer, "By month: what entered, what left by which cause, what is still in; they add up"),
      }),
      async (c) => c.json(await askFlows(asker(c), c.req.valid("query")), 200),
    )
    .openapi(
      createRoute({
        ...get,
        path: "/api/insights/durations",
        summary: "How long deals and stages take",
        request: { query: durationsQuery },
        responses: answers(
          durationsAnswer,
          "Time to close and time in each stage with open ones counted, and deals older than any that closed",
        ),
      }),
      async (c) => c.json(await askDurations(asker(c), c.req.valid("query")), 200),
    )
    .openapi(
      createRoute({
        ...get,
        path: "/api/insights/jams",
        summary: "Where it jams, in money",
        request: { query: question },
        responses: answers(jamsAnswer, "Stages by revenue lost a month against the own goal or past, with what is not known"),
      }),
      async (c) => c.json(await askJams(asker(c), c.req.valid("query")), 200),
    )
    .openapi(
      createRoute({
        ...get,
        path: "/api/insights/measures",
        summary: "What may be done about a jam",
        responses: answers(measuresAnswer, "The library of measures, by cause, in English and German"),
      }),
      (c) => c.json({ measures: [...measures] }, 200),
    );
}

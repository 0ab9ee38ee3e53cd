import { createRoute, z } from "@hono/zod-openapi";
import { now } from "#base/clock.ts";
import { actorOf, allow, answers, house, inTransaction } from "#workspaces/http.ts";
import { question, recordsPage } from "../contract.ts";
import type { Insights } from "../insights.ts";
import { askerOf } from "../scope.ts";
import { countUnread, markSeen, setDismissed } from "./alert-queries.ts";
import { askAlerts } from "./ask-alerts.ts";
import { askTrends } from "./ask-trends.ts";
import { askBenchmarks, askCartRecords } from "./benchmarks.ts";
import {
  alertCount,
  alertsAnswer,
  alertsQuery,
  alertsSeen,
  benchmarksAnswer,
  cartRecordsQuery,
  trendRecordsQuery,
  trendsAnswer,
  trendsQuery,
} from "./contract.ts";
import { askTrendRecords } from "./records.ts";

const view = allow("insights.view");
const idParam = z.object({ id: z.uuid() });

export function trendRoutes(insights: Insights) {
  return house()
    .openapi(
      createRoute({
        method: "get",
        path: "/api/insights/trends",
        summary: "Weekly series, what was to be expected of them, and what changed",
        middleware: view,
        request: { query: trendsQuery },
        responses: answers(trendsAnswer, "The last weeks up to now, the one under way left out"),
      }),
      async (c) => c.json(await askTrends(askerOf(c, insights), c.req.valid("query")), 200),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/insights/trends/records",
        summary: "The records behind a stretch of a series",
        middleware: view,
        request: { query: trendRecordsQuery },
        responses: answers(recordsPage, "Newest first"),
      }),
      async (c) => c.json(await askTrendRecords(askerOf(c, insights), c.req.valid("query")), 200),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/insights/alerts",
        summary: "Changes that were told",
        middleware: view,
        request: { query: alertsQuery },
        responses: answers(alertsAnswer, "Each once, those of most money first"),
      }),
      async (c) => {
        const { all, ...past } = c.req.valid("query");
        return c.json(await askAlerts(askerOf(c, insights), { all: all === "true", ...past }), 200);
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/insights/alerts/count",
        summary: "How many alerts are new to the asker",
        middleware: view,
        responses: answers(alertCount, "Told, not seen, neither set aside nor over"),
      }),
      async (c) => c.json({ unread: await inTransaction(c, (tx) => countUnread(tx, actorOf(c).userId)) }, 200),
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/api/insights/alerts/seen",
        summary: "Alerts have been seen by the asker",
        middleware: view,
        request: { body: { required: true, content: { "application/json": { schema: alertsSeen } } } },
        responses: { 204: { description: "Noted; of a key or guest nothing is noted" } },
      }),
      async (c) => {
        const { userId } = actorOf(c);
        if (userId !== null) await inTransaction(c, (tx) => markSeen(tx, userId, c.req.valid("json").ids));
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/api/insights/alerts/{id}/dismiss",
        summary: "Set an alert aside",
        middleware: allow("deals.edit"),
        request: { params: idParam },
        responses: { 204: { description: "It is set aside, for everybody" } },
      }),
      async (c) => {
        await inTransaction(c, (tx) => setDismissed(tx, c.req.valid("param").id, actorOf(c).userId, now()));
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        method: "post",
        path: "/api/insights/alerts/{id}/restore",
        summary: "Take an alert up again",
        middleware: allow("deals.edit"),
        request: { params: idParam },
        responses: { 204: { description: "It stands among the others again" } },
      }),
      async (c) => {
        await inTransaction(c, (tx) => setDismissed(tx, c.req.valid("param").id, null, null));
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/insights/benchmarks",
        summary: "Reference values beside one's own",
        middleware: view,
        request: { query: question.extend({ language: z.enum(["en", "de"]).default("en") }) },
        responses: answers(benchmarksAnswer, "Only where both divide by the same"),
      }),
      async (c) => c.json(await askBenchmarks(askerOf(c, insights), c.req.valid("query")), 200),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/insights/benchmarks/carts",
        summary: "The journeys behind one's own share of carts without an order",
        middleware: view,
        request: { query: cartRecordsQuery },
        responses: answers(recordsPage, "Those that first had a cart in the period, newest first; value 1: lost"),
      }),
      async (c) => c.json(await askCartRecords(askerOf(c, insights), c.req.valid("query")), 200),
    );
}

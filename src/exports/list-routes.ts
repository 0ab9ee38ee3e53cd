import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { now } from "#base/clock.ts";
import { refuse } from "#base/refusal.ts";
import type { Insights } from "#insights/insights.ts";
import { askerOf } from "#insights/scope.ts";
import { findSource } from "#intake/source-queries.ts";
import { actorOf, allow, house, inTransaction, type House } from "#workspaces/http.ts";
import { contactsListQuery, dealsListQuery, listManner, logListQuery, metricsListQuery, recordsListQuery } from "./contract.ts";
import { answerList } from "./lists/answer-list.ts";
import { companiesList } from "./lists/companies.ts";
import { contactsList } from "./lists/contacts.ts";
import { dealsList } from "./lists/deals.ts";
import { logList } from "./lists/log.ts";
import { metricsList } from "./lists/metrics.ts";
import { ordersList } from "./lists/orders.ts";
import { recordsList } from "./lists/records.ts";

const file = {
  200: {
    description: "CSV, or an Excel workbook (after 1,048,575 rows a further sheet), written while it is read",
    content: { "text/csv": { schema: z.string() } },
  },
} as const;
const sourceParam = z.object({ sourceId: z.uuid() });

/** Every list of the app as a file, whole, under the filters that the list itself takes. */
export function listRoutes(insights: Insights) {
  const asker = (c: Context<House>) => askerOf(c, insights);
  return house()
    .openapi(
      createRoute({
        method: "get",
        path: "/api/exports/deals",
        summary: "Deals as a file",
        middleware: allow("deals.view"),
        request: { query: dealsListQuery },
        responses: file,
      }),
      (c) => {
        const query = c.req.valid("query");
        return answerList(c, query, (manner) => dealsList(c.get("db"), actorOf(c).workspaceId, query, now(), manner));
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/exports/contacts",
        summary: "Contacts as a file",
        middleware: allow("contacts.view"),
        request: { query: contactsListQuery },
        responses: file,
      }),
      (c) => {
        const query = c.req.valid("query");
        return answerList(c, query, (manner) => contactsList(c.get("db"), actorOf(c).workspaceId, query, manner));
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/exports/companies",
        summary: "Companies as a file",
        middleware: allow("contacts.view"),
        request: { query: listManner },
        responses: file,
      }),
      (c) => answerList(c, c.req.valid("query"), () => companiesList(c.get("db"), actorOf(c).workspaceId)),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/exports/orders",
        summary: "Orders as a file",
        middleware: allow("deals.view"),
        request: { query: listManner },
        responses: file,
      }),
      (c) => answerList(c, c.req.valid("query"), () => ordersList(c.get("db"), actorOf(c).workspaceId)),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/exports/records",
        summary: "The records behind a figure as a file",
        middleware: allow("insights.view"),
        request: { query: recordsListQuery },
        responses: file,
      }),
      (c) => {
        const query = c.req.valid("query");
        return answerList(c, query, (manner) => recordsList(asker(c), query, manner));
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/exports/metrics",
        summary: "The figures of a period, and of its groups, as a file",
        middleware: allow("insights.view"),
        request: { query: metricsListQuery },
        responses: file,
      }),
      (c) => {
        const query = c.req.valid("query");
        return answerList(c, query, (manner) => metricsList(asker(c), query, manner));
      },
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/exports/log/{sourceId}",
        summary: "What came in through a source as a file",
        middleware: allow("sources.view"),
        request: { params: sourceParam, query: logListQuery },
        responses: file,
      }),
      async (c) => {
        const { sourceId } = c.req.valid("param");
        const query = c.req.valid("query");
        if (!(await inTransaction(c, (tx) => findSource(tx, sourceId)))) throw refuse("missing", "source_missing");
        return answerList(c, query, (manner) => logList(c.get("db"), actorOf(c).workspaceId, sourceId, query, manner));
      },
    );
}

import { createRoute } from "@hono/zod-openapi";
import { now } from "#base/clock.ts";
import { allow, answers, house, inTransaction } from "#workspaces/http.ts";
import { dealDetail, dealsPage, dealsQuery, idParam, timeline, timelineQuery } from "./contract.ts";
import { getDealDetail, getDealTimeline } from "./detail.ts";
import { listDeals } from "./list.ts";

export const dealRoutes = house()
  .openapi(
    createRoute({
      method: "get",
      path: "/api/deals",
      summary: "Deals, filtered and sorted",
      middleware: allow("deals.view"),
      request: { query: dealsQuery },
      responses: answers(dealsPage, "`total` counts to 100,000 at most"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => listDeals(tx, c.req.valid("query"), now())), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api/deals/{id}",
      summary: "One deal",
      middleware: allow("deals.view"),
      request: { params: idParam },
      responses: answers(dealDetail, "With its stays in stages and its order"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => getDealDetail(tx, c.req.valid("param").id, now())), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api/deals/{id}/timeline",
      summary: "What happened in a deal, newest first",
      middleware: allow("deals.view"),
      request: { params: idParam, query: timelineQuery },
      responses: answers(timeline, "Facts, moves and what people did, each with its cause"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => getDealTimeline(tx, c.req.valid("param").id, c.req.valid("query"))), 200),
  );

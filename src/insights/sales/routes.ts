import { createRoute } from "@hono/zod-openapi";
import { allow, answers, house } from "#workspaces/http.ts";
import { orderRecords, question } from "../contract.ts";
import type { Insights } from "../insights.ts";
import { askerOf } from "../scope.ts";
import { askHeat, askSaleRecords, askSales } from "./ask-sales.ts";
import { heatAnswer, saleRecordsQuery, salesAnswer, salesQuery } from "./contract.ts";

const view = allow("insights.view");

export function saleRoutes(insights: Insights) {
  return house()
    .openapi(
      createRoute({
        method: "get",
        path: "/api/insights/sales",
        summary: "Sales by one dimension",
        middleware: view,
        request: { query: salesQuery },
        responses: answers(salesAnswer, "Deals won in a period, beside the period before"),
      }),
      async (c) => c.json(await askSales(askerOf(c, insights), c.req.valid("query")), 200),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/insights/sales/hours",
        summary: "Sales by weekday and hour",
        middleware: view,
        request: { query: question },
        responses: answers(heatAnswer, "By the workspace's clocks"),
      }),
      async (c) => c.json(await askHeat(askerOf(c, insights), c.req.valid("query")), 200),
    )
    .openapi(
      createRoute({
        method: "get",
        path: "/api/insights/sales/records",
        summary: "The deals won behind a row",
        middleware: view,
        request: { query: saleRecordsQuery },
        responses: answers(orderRecords, "Newest first; their values add up to the row's revenue"),
      }),
      async (c) => c.json(await askSaleRecords(askerOf(c, insights), c.req.valid("query")), 200),
    );
}

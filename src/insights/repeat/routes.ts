import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import { allow, answers, house, type House } from "#workspaces/http.ts";
import { orderRecords } from "../contract.ts";
import type { Insights } from "../insights.ts";
import { askerOf } from "../scope.ts";
import { askCustomerRecords, askCustomers, askOrders } from "./ask.ts";
import { customerRecords, customerRecordsQuery, customersAnswer, customersQuery, orderRecordsQuery } from "./contract.ts";

const customersRoute = createRoute({
  method: "get",
  path: "/api/insights/customers",
  summary: "How customers come back",
  middleware: allow("insights.view"),
  request: { query: customersQuery },
  responses: answers(
    customersAnswer,
    "Repeat rate, time to the next order, cells, cohorts, expected orders and value, who is slipping away",
  ),
});

const recordsRoute = createRoute({
  method: "get",
  path: "/api/insights/customers/records",
  summary: "The customers behind a figure",
  middleware: allow("insights.view"),
  request: { query: customerRecordsQuery },
  responses: answers(customerRecords, "Customers of a list, a cell or a cohort; their values add up to `sum`"),
});

const ordersRoute = createRoute({
  method: "get",
  path: "/api/insights/customers/orders",
  summary: "The orders behind the period's figures",
  middleware: allow("insights.view"),
  request: { query: orderRecordsQuery },
  responses: answers(orderRecords, "Orders of the period, all or those of returning customers, newest first"),
});

export function repeatRoutes(insights: Insights) {
  const asker = (c: Context<House>) => askerOf(c, insights);
  return house()
    .openapi(customersRoute, async (c) => c.json(await askCustomers(asker(c), c.req.valid("query")), 200))
    .openapi(recordsRoute, async (c) => c.json(await askCustomerRecords(asker(c), c.req.valid("query")), 200))
    .openapi(ordersRoute, async (c) => c.json(await askOrders(asker(c), c.req.valid("query")), 200));
}

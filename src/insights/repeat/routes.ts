import { createRoute, type z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { allow, house, type House } from "#workspaces/http.ts";
import type { Insights } from "../insights.ts";
import { askerOf } from "../scope.ts";
import { askCustomerRecords, askCustomers } from "./ask.ts";
import { customerRecords, customerRecordsQuery, customersAnswer, customersQuery } from "./contract.ts";

const answer = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  200: { description, content: { "application/json": { schema } } },
});

const customersRoute = createRoute({
  method: "get",
  path: "/api/insights/customers",
  summary: "How customers come back",
  middleware: allow("insights.view"),
  request: { query: customersQuery },
  responses: answer(
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
  responses: answer(customerRecords, "Customers of a list, a cell or a cohort; their values add up to `sum`"),
});

export function repeatRoutes(insights: Insights) {
  const asker = (c: Context<House>) => askerOf(c, insights);
  return house()
    .openapi(customersRoute, async (c) => c.json(await askCustomers(asker(c), c.req.valid("query")), 200))
    .openapi(recordsRoute, async (c) => c.json(await askCustomerRecords(asker(c), c.req.valid("query")), 200));
}

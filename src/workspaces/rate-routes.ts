import { createRoute } from "@hono/zod-openapi";
import { isCurrency } from "#base/money.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { rateList } from "./contract.ts";
import { allow, answers, byPerson, house, inTransaction, jsonBody } from "./http.ts";
import { getWorkspace } from "./queries.ts";
import { listRates, saveRates, type Rate } from "./rates.ts";

export const rateRoutes = house()
  .openapi(
    createRoute({
      method: "get",
      path: "/api/rates",
      summary: "Exchange rates into the workspace's currency",
      middleware: allow("insights.view"),
      responses: answers(rateList, "Those into the present currency, newest first within a currency"),
    }),
    async (c) => c.json({ rates: await inTransaction(c, readRates) }, 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/api/rates",
      summary: "Set rates from a day on; rates of other days stay",
      middleware: allow("workspace.edit"),
      request: { body: jsonBody(rateList) },
      responses: answers(rateList, "All rates into the present currency"),
    }),
    async (c) => {
      const { rates } = c.req.valid("json");
      for (const rate of rates) {
        if (!isCurrency(rate.currency)) throw refuse("invalid", "unknown_currency", { currency: rate.currency });
        if (!isDay(rate.fromDay)) throw refuse("invalid", "not_a_day", { fromDay: rate.fromDay });
        if (rate.rate < 1e-9 || rate.rate > 1e9) throw refuse("invalid", "rate_out_of_range", { currency: rate.currency });
      }
      const all = await inTransaction(c, async (tx) => {
        await saveRates(tx, rates, byPerson(c));
        return readRates(tx);
      });
      return c.json({ rates: all }, 200);
    },
  );

/** The rates that count: those into the workspace's present currency. */
async function readRates(tx: Tx): Promise<Rate[]> {
  return listRates(tx, (await getWorkspace(tx)).currency);
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

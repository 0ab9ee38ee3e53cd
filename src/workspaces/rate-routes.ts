import { createRoute } from "@hono/zod-openapi";
import { isCurrency } from "#base/money.ts";
import { refuse } from "#base/refusal.ts";
import { rateList } from "./contract.ts";
import { allow, answers, byPerson, house, inTransaction, jsonBody } from "./http.ts";
import { listRates, saveRates } from "./rates.ts";

export const rateRoutes = house()
  .openapi(
    createRoute({
      method: "get",
      path: "/api/rates",
      summary: "Exchange rates into the workspace's currency",
      middleware: allow("insights.view"),
      responses: answers(rateList, "Newest first within a currency"),
    }),
    async (c) => c.json({ rates: await inTransaction(c, listRates) }, 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/api/rates",
      summary: "Set rates from a day on; rates of other days stay",
      middleware: allow("workspace.edit"),
      request: { body: jsonBody(rateList) },
      responses: answers(rateList, "All rates"),
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
        return listRates(tx);
      });
      return c.json({ rates: all }, 200);
    },
  );

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

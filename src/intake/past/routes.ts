import { createRoute, z } from "@hono/zod-openapi";
import { addDays, dayOf, now } from "#base/clock.ts";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { allow, answers, house, inTransaction, jsonBody } from "#workspaces/http.ts";
import { getWorkspace } from "#workspaces/queries.ts";
import { dayDetail, dayList, dayRange, pastSchema, shopKeyBody, startBody } from "./contract.ts";
import { findDay, listDays, listGaps, queueDays, setTodo } from "./day-queries.ts";
import { findKey, getAskedSource, saveKey, sealKey } from "./key-queries.ts";
import { forgetShop } from "./forget-shop.ts";
import { openShop, shopUrl, type ShopKey } from "./shop-api.ts";
import { cancelRun, pauseRun, resumeRun, startRun } from "./steer-run.ts";
import { dayWire, readPast } from "./wire.ts";

const sourceId = z.object({ id: z.uuid() });
const sourceDayId = sourceId.extend({ day: z.string().max(10) });

/** A verb on the fetch under way; each answers how the past stands then. */
const steering = (verb: string, summary: string) =>
  createRoute({
    method: "post",
    path: `/api/sources/{id}/past/${verb}`,
    summary,
    middleware: allow("sources.edit"),
    request: { params: sourceId },
    responses: answers(pastSchema, "As it is now"),
  });

export const pastRoutes = house()
  .openapi(
    createRoute({
      method: "get",
      path: "/api/sources/{id}/past",
      summary: "Whether the shop's past was brought, and how far that is",
      middleware: allow("sources.view"),
      request: { params: sourceId },
      responses: answers(pastSchema, "As it is now"),
    }),
    async (c) => c.json(await inTransaction(c, async (tx) => readPast(tx, await getAskedSource(tx, c.req.valid("param").id))), 200),
  )
  .openapi(
    createRoute({
      method: "put",
      path: "/api/sources/{id}/past/key",
      summary: "The key to the shop's API; it is tried with one harmless question, kept sealed and never told again",
      middleware: allow("sources.edit"),
      request: { params: sourceId, body: jsonBody(shopKeyBody) },
      responses: answers(pastSchema, "As it is now"),
    }),
    async (c) => {
      const { url, key, secret } = c.req.valid("json");
      const config = c.get("config");
      const source = await inTransaction(c, (tx) => getAskedSource(tx, c.req.valid("param").id));
      if (source.kind === "woocommerce" && secret === undefined) throw refuse("invalid", "shop_secret_missing");
      const shopKey: ShopKey = { kind: source.kind, url: shopUrl(source.kind, url, config), key, secret };
      const { reachDays } = await openShop(shopKey, { local: config.localShops }).check();
      const past = await inTransaction(c, async (tx) => {
        await getAskedSource(tx, source.id); // it may have been removed meanwhile
        const { timeZone } = await getWorkspace(tx);
        const stored = { url: shopKey.url, keySealed: sealKey(shopKey, c.get("seal")), reachDays };
        await saveKey(tx, source.id, stored, now(), dayOf(now(), timeZone));
        return readPast(tx, source);
      });
      return c.json(past, 200);
    },
  )
  .openapi(
    createRoute({
      method: "delete",
      path: "/api/sources/{id}/past/key",
      summary: "Forget the key to the shop's API; a fetch under way ends",
      middleware: allow("sources.edit"),
      request: { params: sourceId },
      responses: { 204: { description: "Done" } },
    }),
    async (c) => {
      await inTransaction(c, async (tx) => {
        const source = await getAskedSource(tx, c.req.valid("param").id);
        await forgetShop(tx, source.id);
      });
      return c.body(null, 204);
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/sources/{id}/past",
      summary: "Fetch the shop's customers and orders; what is here already is not taken twice",
      middleware: allow("sources.edit"),
      request: { params: sourceId, body: jsonBody(startBody) },
      responses: answers(pastSchema, "As it is now"),
    }),
    async (c) =>
      c.json(
        await inTransaction(c, async (tx) => {
          const source = await getAskedSource(tx, c.req.valid("param").id);
          await startRun(tx, source, c.req.valid("json").months);
          return readPast(tx, source);
        }),
        200,
      ),
  )
  .openapi(steering("pause", "Ask the shop nothing more until told to go on"), async (c) =>
    c.json(await inTransaction(c, (tx) => steer(tx, c.req.valid("param").id, pauseRun)), 200),
  )
  .openapi(steering("resume", "Go on where it paused or stopped"), async (c) =>
    c.json(await inTransaction(c, (tx) => steer(tx, c.req.valid("param").id, resumeRun)), 200),
  )
  .openapi(steering("cancel", "End it; what is here stays"), async (c) =>
    c.json(await inTransaction(c, (tx) => steer(tx, c.req.valid("param").id, cancelRun)), 200),
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api/sources/{id}/days",
      summary: "Orders at the shop against orders here, day by day",
      middleware: allow("sources.view"),
      request: { params: sourceId, query: dayRange.partial() },
      responses: answers(dayList, "The compared days, newest first; without a range the last hundred"),
    }),
    async (c) => {
      const days = await inTransaction(c, async (tx) => {
        const source = await getAskedSource(tx, c.req.valid("param").id);
        const query = c.req.valid("query");
        const today = await todayOf(tx);
        const to = query.to === undefined ? today : dayIn(query.to);
        const from = query.from === undefined ? addDays(to, 1 - limits.compareRangeDays) : dayIn(query.from);
        return listDays(tx, source.id, from, to);
      });
      return c.json({ days: days.map(dayWire) }, 200);
    },
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/sources/{id}/days/compare",
      summary: "Compare these days now",
      middleware: allow("sources.edit"),
      request: { params: sourceId, body: jsonBody(dayRange) },
      responses: answers(dayList, "The days, under way"),
    }),
    async (c) => {
      const days = await inTransaction(c, async (tx) => {
        const source = await getAskedSource(tx, c.req.valid("param").id);
        const body = c.req.valid("json");
        const [from, to] = [dayIn(body.from), dayIn(body.to)];
        const wanted: string[] = [];
        for (let day = from; day <= to && wanted.length <= limits.compareRangeDays; day = addDays(day, 1)) wanted.push(day);
        if (wanted.length === 0 || wanted.length > limits.compareRangeDays || to > (await todayOf(tx)))
          throw refuse("invalid", "day_range", { maxDays: limits.compareRangeDays });
        if (!(await findKey(tx, source.id))) throw refuse("conflict", "past_key_missing");
        await queueDays(tx, source.id, wanted);
        return listDays(tx, source.id, from, to);
      });
      return c.json({ days: days.map(dayWire) }, 200);
    },
  )
  .openapi(
    createRoute({
      method: "get",
      path: "/api/sources/{id}/days/{day}",
      summary: "The orders of a day that are not the same at the shop and here, and why",
      middleware: allow("sources.view"),
      request: { params: sourceDayId },
      responses: answers(dayDetail, "The day"),
    }),
    async (c) => c.json(await inTransaction(c, (tx) => readDay(tx, c.req.valid("param"))), 200),
  )
  .openapi(
    createRoute({
      method: "post",
      path: "/api/sources/{id}/days/{day}/heal",
      summary: "Fetch what is missing or different on this day, then compare it again",
      middleware: allow("sources.edit"),
      request: { params: sourceDayId },
      responses: answers(dayDetail, "The day, under way"),
    }),
    async (c) => {
      const detail = await inTransaction(c, async (tx) => {
        const source = await getAskedSource(tx, c.req.valid("param").id);
        const day = await findDay(tx, source.id, dayIn(c.req.valid("param").day));
        if (!day) throw refuse("missing", "day_not_compared");
        if (!(await findKey(tx, source.id))) throw refuse("conflict", "past_key_missing");
        if (day.todo !== null || day.gaps === 0) throw refuse("conflict", "nothing_to_heal");
        await setTodo(tx, day, { todo: "heal" });
        return readDay(tx, c.req.valid("param"));
      });
      return c.json(detail, 200);
    },
  );

type Verb = (tx: Tx, source: Awaited<ReturnType<typeof getAskedSource>>) => Promise<void>;

async function steer(tx: Tx, id: string, verb: Verb) {
  const source = await getAskedSource(tx, id);
  await verb(tx, source);
  return readPast(tx, source);
}

async function readDay(tx: Tx, at: { id: string; day: string }) {
  const source = await getAskedSource(tx, at.id);
  const day = await findDay(tx, source.id, dayIn(at.day));
  if (!day) throw refuse("missing", "day_not_compared");
  return { ...dayWire(day), list: await listGaps(tx, source.id, day.day, limits.gapsShown) };
}

async function todayOf(tx: Tx): Promise<string> {
  return dayOf(now(), (await getWorkspace(tx)).timeZone);
}

function dayIn(text: string): string {
  try {
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return Temporal.PlainDate.from(text, { overflow: "reject" }).toString();
  } catch {
    // no such day
  }
  throw refuse("invalid", "not_a_day");
}

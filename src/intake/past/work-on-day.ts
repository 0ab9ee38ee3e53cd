import { addDays, now, startOfDay } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";
import { findOrders, listOrdersPlaced } from "#orders/queries.ts";
import { getWorkspace } from "#workspaces/queries.ts";
import { insertInbound } from "../receive.ts";
import type { AtWork } from "./carry-on.ts";
import { compareDay, orderAtShop, orderHere, type DayOrder } from "./compare-day.ts";
import { countHealWaiting, listGaps, saveComparison, setTodo, type Day } from "./day-queries.ts";
import { healingRows } from "./healing-rows.ts";
import type { AskedSource } from "./key-queries.ts";
import { countPastWaiting } from "./run-queries.ts";
import { troubleOf } from "./trouble.ts";

const lookAgainMs = 200;
const healAtOnce = 100;

/** Does what a day has to do: compare it, or fetch what is wrong with it and, once that is worked off, compare it again. */
export async function workOnDay(work: AtWork, source: AskedSource, day: Day): Promise<void> {
  const { db, workspaceId, signal } = work;
  const inWorkspace = <T>(task: (tx: Tx) => Promise<T>) => db.inWorkspace(workspaceId, task);
  const waiting = await inWorkspace((tx) =>
    day.todo === "confirm" && day.healId ? countHealWaiting(tx, source.id, day.healId) : countPastWaiting(tx, source.id),
  );
  if (waiting > 0) return inWorkspace((tx) => setTodo(tx, day, { todo: day.todo, atMs: now() + lookAgainMs, tries: day.tries }));
  try {
    await (day.todo === "heal" ? heal(work, source, day) : compare(work, source, day));
  } catch (error) {
    if (signal.aborted) return;
    const { trouble, hopeless, waitMs } = troubleOf(error, day.tries);
    const tries = trouble === "shop_limit" ? day.tries : day.tries + 1;
    const todo = hopeless || tries >= limits.pastTries ? null : day.todo;
    await inWorkspace((tx) => setTodo(tx, day, { todo, atMs: now() + waitMs, tries, trouble }));
  }
}

async function compare({ db, workspaceId, kind, shop }: AtWork, source: AskedSource, day: Day): Promise<void> {
  const { currency, timeZone } = await db.inWorkspace(workspaceId, getWorkspace);
  const span = { fromMs: startOfDay(day.day, timeZone), toMs: startOfDay(addDays(day.day, 1), timeZone) };
  const read = (told: Parameters<typeof orderAtShop>[1]) => orderAtShop(kind, told, currency, now());
  const atShop = new Map((await shop.ordersMade(span.fromMs, span.toMs)).map((told) => [told.id, read(told)]));
  const ours = () =>
    db.inWorkspace(workspaceId, async (tx) => {
      const names = [...atShop.keys()].map((externalId) => ({ scope: source.scope, externalId }));
      const known = [
        ...(await findOrders(tx, names)),
        ...(await listOrdersPlaced(tx, { scope: source.scope, sourceId: source.id, ...span })),
      ];
      return new Map(known.map(({ externalId, record }) => [externalId, orderHere(externalId, record)]));
    });
  let here = await ours();

  // What only we have may stand under another day at the shop, be cancelled there, or be gone: the shop is asked before it is called missing.
  const extra = [...here.values()].filter(({ counts, externalId }) => counts && !atShop.has(externalId)).slice(0, limits.dayOrders);
  if (extra.length > 0) {
    const elsewhere: DayOrder[] = (await shop.orders(extra.map(({ externalId }) => externalId))).map(read);
    here = await ours();
    for (const order of elsewhere) {
      if (order.counts && order.placedAt !== null && (order.placedAt < span.fromMs || order.placedAt >= span.toMs))
        here.delete(order.externalId);
      else atShop.set(order.externalId, order);
    }
  }
  await db.inWorkspace(workspaceId, (tx) => saveComparison(tx, day, compareDay([...atShop.values()], here, span)));
}

async function heal({ db, workspaceId, kind, shop }: AtWork, source: AskedSource, day: Day): Promise<void> {
  const healId = newId();
  const gaps = await db.inWorkspace(workspaceId, (tx) => listGaps(tx, source.id, day.day, limits.dayOrders));
  for (let n = 0; n < gaps.length; n += healAtOnce) {
    const ids = gaps.slice(n, n + healAtOnce).map(({ externalId }) => externalId);
    const told = await shop.orders(ids);
    await db.inWorkspace(workspaceId, async (tx) => {
      const known = await findOrders(
        tx,
        ids.map((externalId) => ({ scope: source.scope, externalId })),
      );
      const rows = healingRows({ kind, sourceId: source.id, healId, atMs: now() }, { ids, told, known });
      if (rows.length > 0) await insertInbound(tx, rows);
    });
  }
  await db.inWorkspace(workspaceId, (tx) => setTodo(tx, day, { todo: "confirm", healId }));
}

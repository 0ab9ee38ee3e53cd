import { addDays, now, startOfDay } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";
import { findOrders, listOrdersPlaced } from "#orders/queries.ts";
import { getWorkspace } from "#workspaces/queries.ts";
import { insertInbound } from "../receive.ts";
import type { AtWork } from "./carry-on.ts";
import { compareDay, isIn, orderAtShop, orderHere, type DaySpan } from "./compare-day.ts";
import { countHealWaiting, listGaps, saveComparison, setTodo, type Day } from "./day-queries.ts";
import { healingRows } from "./healing-rows.ts";
import type { AskedSource } from "./key-queries.ts";
import { countPastWaiting } from "./run-queries.ts";
import { pageSizeAfter, type Told } from "./shop-api.ts";
import { troubleOf } from "./trouble.ts";

const lookAgainMs = 200;
const healAtOnce = 100;

/**
 * Does what these days have to do: compares them together (one question to the shop for all of them), or fetches what is wrong with the one
 * and, once that is worked off, compares it again.
 */
export async function workOnDays(work: AtWork, source: AskedSource, days: readonly [Day, ...Day[]]): Promise<void> {
  const { db, workspaceId, kind, signal } = work;
  const inWorkspace = <T>(task: (tx: Tx) => Promise<T>) => db.inWorkspace(workspaceId, task);
  const setAll = (next: (day: Day) => Parameters<typeof setTodo>[2]) =>
    inWorkspace(async (tx) => {
      for (const day of days) await setTodo(tx, day, next(day)); // ten at most
    });
  const [first] = days;
  const waiting = await inWorkspace((tx) =>
    first.todo === "confirm" && first.healId ? countHealWaiting(tx, source.id, first.healId) : countPastWaiting(tx, source.id),
  );
  if (waiting > 0) return setAll(({ todo, tries }) => ({ todo, tries, atMs: now() + lookAgainMs }));
  try {
    const size = pageSizeAfter(kind, first.tries);
    await (first.todo === "heal" ? heal(work, source, first, size) : compare(work, source, days, size));
  } catch (error) {
    if (signal.aborted) return;
    const { trouble, hopeless, waitMs } = troubleOf(error, first.tries);
    const tries = trouble === "shop_limit" ? first.tries : first.tries + 1;
    const isOver = hopeless || tries >= limits.pastTries;
    await setAll(({ todo }) => ({ todo: isOver ? null : todo, atMs: now() + waitMs, tries, trouble }));
  }
}

async function compare(
  { db, workspaceId, kind, shop }: AtWork,
  source: AskedSource,
  days: readonly [Day, ...Day[]],
  size: number,
): Promise<void> {
  const { currency, timeZone } = await db.inWorkspace(workspaceId, getWorkspace);
  const spanOf = (from: string, to: string): DaySpan => ({
    fromMs: startOfDay(from, timeZone),
    toMs: startOfDay(addDays(to, 1), timeZone),
  });
  const span = spanOf(days.at(-1)!.day, days[0].day);
  const read = (told: Told) => orderAtShop(kind, told, currency, now());
  const atShop = new Map((await shop.ordersMade(span.fromMs, span.toMs, size)).map((told) => [told.id, read(told)]));
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
  const extra = [...here.values()].filter(({ counts, externalId }) => counts && !atShop.has(externalId));
  if (extra.length > 0) {
    const ids = extra.map(({ externalId }) => externalId);
    const elsewhere = (await shop.orders(ids, size)).map(read);
    here = await ours();
    for (const order of elsewhere) {
      if (order.counts && !isIn(order, span)) here.delete(order.externalId);
      else atShop.set(order.externalId, order);
    }
  }
  const found = [...atShop.values()];
  await db.inWorkspace(workspaceId, async (tx) => {
    for (const day of days) await saveComparison(tx, day, compareDay(found, here, spanOf(day.day, day.day)));
  });
}

async function heal({ db, workspaceId, kind, shop }: AtWork, source: AskedSource, day: Day, size: number): Promise<void> {
  const healId = newId();
  const gaps = await db.inWorkspace(workspaceId, (tx) => listGaps(tx, source.id, day.day, limits.dayOrders));
  for (let n = 0; n < gaps.length; n += healAtOnce) {
    const ids = gaps.slice(n, n + healAtOnce).map(({ externalId }) => externalId);
    const told = await shop.orders(ids, size);
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

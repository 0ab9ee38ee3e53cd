import type { Tx } from "#base/postgres/database.ts";
import { closedDaysIn, recountTotals } from "#deals/save-deals.ts";
import { listOrdersAfter } from "#orders/queries.ts";
import { loadPeopleById } from "#people/save-people.ts";
import type { PersonCause } from "#workspaces/http.ts";
import type { Workspace } from "#workspaces/queries.ts";
import { settle } from "./settle.ts";
import { addOrder, openWorld } from "./world.ts";

const chunk = 1_000;

/** Brings stored values in line with changed settings: what orders are worth (with or without tax and shipping), and which day a sale fell on. */
export async function followSettings(tx: Tx, before: Workspace, after: Workspace, by: PersonCause): Promise<void> {
  if (before.timeZone !== after.timeZone) {
    await closedDaysIn(tx, after.timeZone);
    await recountTotals(tx);
  }
  if (before.valueWithTax === after.valueWithTax && before.valueWithShipping === after.valueWithShipping) return;
  for (let afterId: string | null = null; ;) {
    const orders = await listOrdersAfter(tx, afterId, chunk);
    const world = await openWorld(tx, () => loadPeopleById(tx, [...new Set(orders.flatMap((order) => order.contactId ?? []))]));
    for (const order of orders) {
      addOrder(world, order);
      world.changedOrders.add(order);
    }
    await settle(world, { cause: by.cause, actorId: by.actorId });
    if (orders.length < chunk) return;
    afterId = orders.at(-1)!.id;
  }
}

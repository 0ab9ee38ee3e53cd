import type { Tx } from "#base/postgres/database.ts";
import type { Kind } from "../contract.ts";
import { applyActivities } from "./activities.ts";
import { applyCompanies } from "./companies.ts";
import { applyEvents } from "./events.ts";
import type { Frame, ItemRow, Verdict } from "./frame.ts";
import { applyOrders } from "./orders.ts";
import { applyContacts } from "./people.ts";
import { applyProducts } from "./products.ts";
import { applyTeam } from "./team.ts";

/** Applies items of one kind other than deals; the caller holds the ledger's lock. */
export function applyItems(tx: Tx, frame: Frame, kind: Kind, rows: readonly ItemRow[]): Promise<Verdict[]> {
  const apply = appliers[kind as keyof typeof appliers] as (tx: Tx, frame: Frame, rows: readonly ItemRow[]) => Promise<Verdict[]>;
  return apply(tx, frame, rows);
}

const appliers = {
  team: applyTeam,
  products: applyProducts,
  companies: applyCompanies,
  contacts: applyContacts,
  orders: applyOrders,
  activities: applyActivities,
  events: applyEvents,
};

import type { PastRun } from "#intake/past/contract.ts";

/** Where a stage lies on the bar when the shop does not say how much there is. */
const roughly = { customers: 0, orders: 0.5, changes: 0.95, work: 0.98 } as const;

/** How far a fetch is, 0 to 1. It never says all before all is worked off. */
export function shareOf({ customers, orders, stage }: Pick<PastRun, "customers" | "orders" | "stage">): number {
  if (stage === "changes" || stage === "work" || customers.total === null || orders.total === null) return roughly[stage];
  const total = customers.total + orders.total;
  return total === 0 ? roughly[stage] : Math.min(roughly.changes, (customers.done + orders.done) / total);
}

import type { DealDetail } from "#deals/contract.ts";

/** How long a deal has stood in a stage, all its visits together, in ms. A closed deal stands nowhere after it closed. */
export function timeIn(visits: DealDetail["visits"], stageId: string, nowMs: number, closedAt: string | null): number {
  const endMs = closedAt ? Date.parse(closedAt) : nowMs;
  return visits
    .filter((visit) => visit.stageId === stageId)
    .reduce((sum, visit) => sum + Math.max(0, (visit.leftAt ? Date.parse(visit.leftAt) : endMs) - Date.parse(visit.enteredAt)), 0);
}

import type { ImportState } from "#imports/contract.ts";

/** States in which the server is at work and the page asks how far it is. */
export function underWay(state: ImportState): boolean {
  return state === "checking" || state === "running" || state === "cancelling" || state === "undoing";
}

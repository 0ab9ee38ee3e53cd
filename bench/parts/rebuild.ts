import { setTimeout as sleep } from "node:timers/promises";
import { figure, type Figure } from "../figure.ts";
import type { Bench } from "../part.ts";

/** The projection made anew from the first ledger row. */
export async function rebuild({ sluice }: Bench): Promise<Figure[]> {
  const began = performance.now();
  let state = await sluice.api<{ running: boolean; of: number; error: string | null }>("POST", "/api/insights/rebuild");
  while (state.running) {
    await sleep(100);
    state = await sluice.api("GET", "/api/insights/rebuild");
  }
  if (state.error) throw new Error(state.error);
  return [
    figure(
      `rebuild of the projection from ${state.of.toLocaleString("en-US")} ledger rows`,
      (performance.now() - began) / 1000,
      { under: 90 },
      "s",
    ),
  ];
}

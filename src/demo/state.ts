import type { Simulation } from "./simulate.ts";

/** What a demo workspace remembers (`workspace.demo`): which shop is told, how far, and how often something was added to it. */
export type DemoState = {
  seed: string;
  openedMs: number;
  visitorsPerDay: number;
  change: { atMs: number; purchase: number };
  sourceId: string;
  /** The past is told up to here, and fully when it has reached `filledToMs`. */
  positionMs: number;
  filledToMs: number;
  /** Events told so far. */
  told: number;
  /** Set when the past was told, worked off, and acted upon. */
  liveSinceMs: number | null;
  /** Visitors that were added while the shop is live. */
  guests: number;
};

export type DemoWorkspace = { id: string; timeZone: string; language: "de" | "en"; currency: string; demo: DemoState };

export function simulationOf({ timeZone, language, currency, demo }: DemoWorkspace): Simulation {
  const { seed, openedMs, visitorsPerDay, change } = demo;
  return { seed, openedMs, visitorsPerDay, change, timeZone, language, currency };
}

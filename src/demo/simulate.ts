import { tellHousehold } from "./household.ts";
import type { DemoEvent } from "./messages.ts";
import { poisson, randomFrom } from "./random.ts";
import { busyness } from "./rhythm.ts";
import type { Shop } from "./life.ts";
import { longestLifeMs, tellLife } from "./visitor.ts";

export const hourMs = 3_600_000;

export type Simulation = Shop & {
  seed: string;
  /** When the shop opened, a whole hour (epoch ms): before it there is nobody. */
  openedMs: number;
  /** Of a mean day when the shop opened; hours, weekdays, seasons and growth vary it. */
  visitorsPerDay: number;
  timeZone: string;
};

type Told = { atMs: number; event: DemoEvent };

/** Visitors of an hour have numbers from its own block; so many come at most (six times a mean hour). */
function hourBlock(visitorsPerDay: number): number {
  return Math.max(64, Math.ceil(visitorsPerDay / 4));
}

/**
 * The shop's events from `fromMs` (included) to `toMs` in order of time; `toMs` may be infinite. The same simulation tells the same
 * events however the time is cut: whoever stops at an instant goes on from it, and that instant is all there is to remember.
 */
export function* simulate(simulation: Simulation, fromMs: number, toMs: number): Generator<DemoEvent> {
  const { openedMs } = simulation;
  if (openedMs % hourMs !== 0) throw new Error("openedMs must be a whole hour");
  const waiting = new Map<number, Told[]>();
  const fromHour = Math.floor((fromMs - openedMs) / hourMs);
  const firstHour = Math.max(0, fromHour - longestLifeMs / hourMs);
  for (let hour = firstHour; openedMs + hour * hourMs < toMs; hour += 1) {
    tellHour(simulation, hour, (atMs, build) => {
      if (atMs < fromMs || atMs >= toMs) return;
      const slot = Math.floor((atMs - openedMs) / hourMs);
      const told = { atMs, event: build() };
      const list = waiting.get(slot);
      if (list) list.push(told);
      else waiting.set(slot, [told]);
    });
    const due = waiting.get(hour);
    if (!due) continue;
    waiting.delete(hour);
    // Sorting is stable, so what one visitor did in one millisecond keeps its order.
    for (const { event } of due.sort((a, b) => a.atMs - b.atMs)) yield event;
  }
}

function tellHour(simulation: Simulation, hour: number, emit: Parameters<typeof tellLife>[2]): void {
  const { seed, openedMs, visitorsPerDay, timeZone } = simulation;
  const beginsMs = openedMs + hour * hourMs;
  const random = randomFrom(`${seed}/${hour}`);
  const block = hourBlock(visitorsPerDay);
  const count = Math.min(block, poisson(random, (visitorsPerDay / 24) * busyness(beginsMs, openedMs, timeZone)));
  for (let index = 0; index < count; index += 1) {
    const bornMs = beginsMs + Math.floor(random() * hourMs);
    tellLife(simulation, { number: 2 + hour * block + index, bornMs, era: "past", random: randomFrom(`${seed}/${hour}/${index}`) }, emit);
  }
  tellHousehold(simulation, seed, openedMs, beginsMs, emit);
}

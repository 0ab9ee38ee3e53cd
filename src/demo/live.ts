import { dayMs } from "#base/clock.ts";
import type { DemoEvent } from "./messages.ts";
import { randomFrom, type Random } from "./random.ts";
import { simulate } from "./simulate.ts";
import { simulationOf, type DemoWorkspace } from "./state.ts";
import { tellLife } from "./visitor.ts";

/** After a longer pause the shop goes on as if it had been closed before. */
const longestCatchUpMs = 30 * dayMs;
const eventsAtOnce = 4_000;

/** Mean time between two visitors who come while somebody watches, and while nobody does. */
export const guestEveryMs = { watched: 6_000, unwatched: 60_000 };

type Pending = { atMs: number; event: DemoEvent };

/**
 * The shop as it goes on. Its own visitors come as rarely as in the past, so more are let in on top ("guests"), who shop within a minute
 * or two: otherwise nobody would see anything move. Guests under way are forgotten when the process ends.
 */
export type LiveShop = {
  /** All that is due up to `nowMs`, in order, with the place and the count of guests to remember with it. */
  due(nowMs: number, watched: boolean): { events: DemoEvent[]; positionMs: number; guests: number };
};

export function openLiveShop(workspace: DemoWorkspace, nowMs: number): LiveShop {
  const simulation = simulationOf(workspace);
  const { seed } = simulation;
  const fromMs = Math.max(workspace.demo.positionMs, nowMs - longestCatchUpMs);
  const regular = simulate(simulation, fromMs, Number.POSITIVE_INFINITY);
  let next = regular.next().value as DemoEvent;
  let { guests } = workspace.demo;
  let pending: Pending[] = [];
  const random = randomFrom(`${seed}/doorbell/${guests}`);
  let lastGuestMs = nowMs;
  let patience = exponential(random);

  function letIn(atMs: number): void {
    const birth = { number: guests, bornMs: atMs, era: "live" as const, random: randomFrom(`${seed}/guest/${guests}`) };
    tellLife(simulation, birth, (eventMs, build) => pending.push({ atMs: eventMs, event: build() }));
    guests += 1;
    lastGuestMs = atMs;
    patience = exponential(random);
  }

  return {
    due(now, watched) {
      const events: DemoEvent[] = [];
      let positionMs = now;
      while (Date.parse(next.timestamp) < now) {
        if (events.length >= eventsAtOnce && events.at(-1)!.timestamp !== next.timestamp) {
          positionMs = Date.parse(next.timestamp);
          break;
        }
        events.push(next);
        next = regular.next().value as DemoEvent;
      }
      if (now - lastGuestMs >= patience * (watched ? guestEveryMs.watched : guestEveryMs.unwatched)) letIn(now);
      const dueGuests = pending.filter(({ atMs }) => atMs <= now).sort((a, b) => a.atMs - b.atMs);
      pending = pending.filter(({ atMs }) => atMs > now);
      return { events: [...events, ...dueGuests.map(({ event }) => event)], positionMs, guests };
    },
  };
}

/** Waiting time of a random arrival, in means. */
function exponential(random: Random): number {
  return Math.min(3, -Math.log(1 - random()));
}

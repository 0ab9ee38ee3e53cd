import { setTimeout as sleep } from "node:timers/promises";
import { now } from "#base/clock.ts";
import type { Log } from "#base/log.ts";
import type { Database } from "#base/postgres/database.ts";
import { expireIdle } from "#journey/expire-idle.ts";
import type { Worker } from "#ledger/worker.ts";
import type { Language } from "./catalog.ts";
import { act } from "./people-acts.ts";
import { createDemoWorkspace, removeDemoWorkspace, type DemoWish } from "./demo-workspace.ts";
import { fill } from "./fill.ts";
import { openLiveShop, type LiveShop } from "./live.ts";
import { countWaiting, findDemoWorkspace, insertEvents, saveDemoState } from "./queries.ts";
import type { DemoWorkspace } from "./state.ts";
import { handDeals } from "./wholesale-deals.ts";

const tickMs = 1_000;
/** So long after the start the shop is as busy as if somebody watched. */
const busyMs = 30 * 60_000;

export type DemoStatus = { state: "none" | "filling" | "live"; progress: number; workspaceId: string | null };

export type DemoParts = {
  db: Database;
  log: Log;
  /** Whether anybody looks at the workspace; the shop is busier then. */
  isWatched?: (workspaceId: string) => boolean;
  /** Whether the readers of the ledger have caught up; the past is not called finished before. */
  isSettled?: (workspaceId: string) => Promise<boolean>;
};

/** What keeps the demo shop going. The workspace's own row is the only memory, so any process can go on with it. */
export type DemoRunner = Worker & {
  /** Opens the demo shop (or finds it open) and returns its workspace; its past comes within a minute. */
  create(language: Language, wish?: Omit<DemoWish, "language">): Promise<string>;
  /** Takes it away without a trace; returns the ids of the workspaces that are gone. */
  remove(): Promise<string[]>;
  status(): Promise<DemoStatus>;
};

export function createDemoRunner({ db, log, isWatched = () => false, isSettled = async () => true }: DemoParts): DemoRunner {
  let stopping = new AbortController();
  let running: Promise<void> | undefined;
  let failure: string | undefined;
  let live: { workspaceId: string; shop: LiveShop } | undefined;
  let startedMs = now();
  /** One thing at a time touches the demo workspace: a step of the loop, or its removal. */
  let turn: Promise<unknown> = Promise.resolve();
  let removing = false;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  }

  async function step(): Promise<void> {
    const workspace = await db.inSystem(findDemoWorkspace);
    if (!workspace) live = undefined;
    else if (workspace.demo.liveSinceMs !== null) await goOn(workspace);
    else await tellPast(workspace);
  }

  async function tellPast(workspace: DemoWorkspace): Promise<void> {
    const { id, demo } = workspace;
    if (demo.positionMs < demo.filledToMs || demo.told === 0) {
      await fill(db, workspace, () => !removing && !stopping.signal.aborted);
      return;
    }
    if ((await db.inWorkspace(id, countWaiting)) > 0) return;
    while (!removing && (await db.inWorkspace(id, (tx) => expireIdle(tx))) > 0); // a year of them is waiting, so the clock's next round is too late
    if (removing || !(await isSettled(id))) return;
    await db.inWorkspace(id, async (tx) => {
      await act(tx, workspace);
      await saveDemoState(tx, { ...demo, told: demo.told + handDeals.length, liveSinceMs: now() });
    });
    startedMs = now();
    log.info({ events: demo.told, seconds: Math.round((now() - demo.filledToMs) / 1000) }, "the demo shop is live");
  }

  async function goOn(workspace: DemoWorkspace): Promise<void> {
    const { id } = workspace;
    const nowMs = now();
    if (live?.workspaceId !== id) live = { workspaceId: id, shop: openLiveShop(workspace, nowMs) };
    const { events, positionMs, guests } = live.shop.due(nowMs, isWatched(id) || nowMs - startedMs < busyMs);
    if (events.length === 0) return;
    try {
      await db.inWorkspace(id, async (tx) => {
        await insertEvents(tx, workspace.demo.sourceId, events);
        await saveDemoState(tx, { ...workspace.demo, positionMs, guests, told: workspace.demo.told + events.length });
      });
    } catch (error) {
      live = undefined; // begins again from the place that is remembered
      throw error;
    }
  }

  async function loop(): Promise<void> {
    const { signal } = stopping;
    while (!signal.aborted) {
      try {
        await inTurn(step);
        failure = undefined;
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
        log.error({ err: error }, "the demo shop stumbled");
      }
      await sleep(tickMs, undefined, { signal }).catch(() => {});
    }
  }

  return {
    name: "demo",
    start() {
      if (running) return;
      stopping = new AbortController();
      startedMs = now();
      running = loop();
    },
    async stop() {
      stopping.abort();
      await running;
      running = undefined;
    },
    async lag() {
      const { state, progress } = await status();
      return state === "filling" ? Math.max(1, Math.round((1 - progress) * 100)) : 0;
    },
    error: () => failure,
    create: (language, wish = {}) => inTurn(() => createDemoWorkspace(db, { language, ...wish })),
    async remove() {
      removing = true;
      try {
        return await inTurn(() => {
          live = undefined;
          return removeDemoWorkspace(db);
        });
      } finally {
        removing = false;
      }
    },
    status,
  };

  async function status(): Promise<DemoStatus> {
    const workspace = await db.inSystem(findDemoWorkspace);
    if (!workspace) return { state: "none", progress: 0, workspaceId: null };
    const { id, demo } = workspace;
    if (demo.liveSinceMs !== null) return { state: "live", progress: 1, workspaceId: id };
    const told = (demo.positionMs - demo.openedMs) / Math.max(1, demo.filledToMs - demo.openedMs);
    const waiting = demo.told === 0 ? 1 : (await db.inWorkspace(id, countWaiting)) / demo.told;
    return { state: "filling", progress: Math.min(0.99, Math.round(told * (1 - waiting) * 97) / 100), workspaceId: id };
  }
}

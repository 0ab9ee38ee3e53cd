import { dayMs, now } from "#base/clock.ts";
import type { Log } from "#base/log.ts";
import { limits } from "#base/limits.ts";
import type { Database } from "#base/postgres/database.ts";
import { listen } from "#base/postgres/listen.ts";
import type { Worker } from "#ledger/worker.ts";
import { listWorkspaceIds } from "#workspaces/queries.ts";
import { forgetBodies } from "./forget-bodies.ts";
import { inboundChannel } from "./receive.ts";
import { countWaiting, listWaitingWorkspaces, processWaiting } from "./process.ts";

const lookAgainMs = 1_000;
/** A batch holds the workspace's write lock; people who move cards must not wait for longer than this. */
const batchMs = 120;

/** Works off what the intake took in: woken by each commit, and by a timer for what was said while nobody listened. */
export function inboundWorker(db: Database, log: Log): Worker {
  let stopped = false;
  let wake: () => void = () => {};
  let failure: string | undefined;
  let running: Promise<void> = Promise.resolve();
  let listener: { close(): Promise<void> } | undefined;
  let awake = false;
  let forgetAtMs = 0;

  async function run(): Promise<void> {
    while (!stopped) {
      awake = false;
      try {
        const busy = await listWaitingWorkspaces(db);
        await Promise.all(busy.slice(0, 4).map(workOff));
        failure = undefined;
        if (busy.length > 0) continue;
        if (now() >= forgetAtMs) {
          for (const workspaceId of await listWorkspaceIds(db)) await db.inWorkspace(workspaceId, forgetBodies);
          forgetAtMs = now() + dayMs;
        }
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
        log.error({ err: error }, "could not work off the inbox; trying again");
      }
      if (!awake) await sleepUntilWoken();
    }
  }

  async function workOff(workspaceId: string): Promise<void> {
    let size = 200;
    while (!stopped) {
      const started = performance.now();
      const taken = await processWaiting(db, workspaceId, size);
      const tookMs = performance.now() - started;
      if (taken < size) return;
      size = Math.max(50, Math.min(limits.processRows, Math.round((size * batchMs) / tookMs)));
    }
  }

  function sleepUntilWoken(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, lookAgainMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  return {
    name: "inbound",
    async start() {
      listener = listen(db, log, inboundChannel, () => {
        awake = true;
        wake();
      });
      running = run();
    },
    async stop() {
      stopped = true;
      wake();
      await running;
      await listener?.close();
    },
    lag: () => countWaiting(db),
    error: () => failure,
  };
}

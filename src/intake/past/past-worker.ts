import { setTimeout as sleep } from "node:timers/promises";
import { now } from "#base/clock.ts";
import type { Config } from "#base/config.ts";
import type { Log } from "#base/log.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import type { Seal } from "#base/seal.ts";
import type { Worker } from "#ledger/worker.ts";
import { findSource } from "../source-queries.ts";
import { carryOn } from "./carry-on.ts";
import { listDueDays } from "./day-queries.ts";
import { findKey, isAsked, openKey } from "./key-queries.ts";
import { queueDaily } from "./queue-daily.ts";
import { countUnderWay, findRun, listDue, type SourceAt } from "./run-queries.ts";
import { openShop } from "./shop-api.ts";
import { withSourceLock } from "./source-lock.ts";
import { workOnDays } from "./work-on-days.ts";

const lookMs = 400;
const dailyMs = 60_000;
const afterFaultMs = 5_000;
/** How many shops are asked at once; each of them one question after the other. */
const atOnce = 3;

/** Fetches the pasts of shops and compares their days, one question at a time for each shop. */
export function pastWorker({ db, log, seal, config }: { db: Database; log: Log; seal: Seal; config: Config }): Worker {
  const stop = new AbortController();
  const { signal } = stop;
  const busy = new Map<string, Promise<void>>();
  let running = Promise.resolve();
  let failure: string | undefined;
  let dailyAtMs = 0;

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        if (now() >= dailyAtMs) {
          await queueDaily(db);
          dailyAtMs = now() + dailyMs;
        }
        for (const source of await listDue(db, now())) {
          if (busy.size >= atOnce) break;
          if (!busy.has(source.sourceId))
            busy.set(
              source.sourceId,
              attend(source).finally(() => busy.delete(source.sourceId)),
            );
        }
      } catch (error) {
        complain(error);
      }
      await sleep(lookMs, undefined, { signal }).catch(() => {});
    }
    await Promise.all(busy.values());
  }

  async function attend(at: SourceAt): Promise<void> {
    try {
      await withSourceLock(db, at.sourceId, () => askUntilDone(at));
      failure = undefined;
    } catch (error) {
      complain(error);
      await sleep(afterFaultMs, undefined, { signal }).catch(() => {});
    }
  }

  async function askUntilDone({ workspaceId, sourceId }: SourceAt): Promise<void> {
    while (!signal.aborted) {
      const found = await db.inWorkspace(workspaceId, (tx) => standing(tx, sourceId));
      if (!found) return;
      const { source, key, past, days } = found;
      const shop = openShop(openKey(source.kind, key, seal), { local: config.localShops, signal });
      const work = { db, workspaceId, kind: source.kind, shop, signal };
      if (past?.state === "running" && past.nextAt <= now()) {
        const waitMs = await carryOn(work, past);
        if (waitMs !== undefined) await sleep(Math.min(waitMs, lookMs), undefined, { signal }).catch(() => {});
      } else if (isSome(days)) await workOnDays(work, source, days);
      else return;
    }
  }

  async function standing(tx: Tx, sourceId: string) {
    const source = await findSource(tx, sourceId);
    const key = await findKey(tx, sourceId);
    if (!source || !isAsked(source) || !key) return undefined;
    return { source, key, past: await findRun(tx, sourceId), days: await listDueDays(tx, sourceId) };
  }

  function complain(error: unknown): void {
    failure = error instanceof Error ? error.message : String(error);
    log.error({ err: error }, "could not go on with a shop's past; trying again");
  }

  return {
    name: "past",
    start() {
      running = run();
    },
    async stop() {
      stop.abort();
      await running;
    },
    lag: () => countUnderWay(db),
    error: () => failure,
  };
}

function isSome<T>(list: T[]): list is [T, ...T[]] {
  return list.length > 0;
}

import { dayOf, now } from "#base/clock.ts";
import { limits } from "#base/limits.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import { getWorkspace } from "#workspaces/queries.ts";
import { insertInbound, type Inbound } from "../receive.ts";
import { daysBefore, queueDays } from "./day-queries.ts";
import { countPastWaiting, lockRun, saveRun, type Run } from "./run-queries.ts";
import { pageSizeAfter, stages, type ApiKind, type Place, type ShopApi, type ShopPage, type Told } from "./shop-api.ts";
import { troubleOf } from "./trouble.ts";

const lookAgainMs = 200;

/** A source's shop, opened to be asked. `signal` says that this process stops. */
export type AtWork = { db: Database; workspaceId: string; kind: ApiKind; shop: ShopApi; signal: AbortSignal };

/**
 * One step of a fetch: the next page, its rows and the new place written in one transaction. Returns in how many ms the next step may come;
 * undefined when there is none. Whatever kills the process between two steps, the next one goes on from the same place.
 */
export async function carryOn({ db, workspaceId, kind, shop, signal }: AtWork, run: Run): Promise<number | undefined> {
  const inWorkspace = <T>(work: (tx: Tx) => Promise<T>) => db.inWorkspace(workspaceId, work);
  const waiting = await inWorkspace((tx) => countPastWaiting(tx, run.sourceId));
  const { cursor } = run;
  if (cursor.stage === "work") {
    if (waiting > 0) return lookAgainMs;
    await inWorkspace((tx) => write(tx, run, (inTx) => finish(inTx, run)));
    return undefined;
  }
  if (waiting > limits.pastWaitingRows) return lookAgainMs;

  let page: ShopPage;
  try {
    const span = { fromMs: run.fromAt, changedMs: run.startedAt - 60_000 };
    page = await shop.page(cursor, span, pageSizeAfter(kind, run.tries));
  } catch (error) {
    if (signal.aborted) return undefined; // it is we who hung up
    const { trouble, hopeless, waitMs } = troubleOf(error, run.tries);
    const tries = trouble === "shop_limit" ? run.tries : run.tries + 1; // to be told to wait is no failure
    const stops = hopeless || tries >= limits.pastTries;
    const at = now();
    const after: Partial<Run> = stops ? { state: "stopped", endedAt: at, trouble, tries } : { nextAt: at + waitMs, trouble, tries };
    await inWorkspace((tx) => write(tx, run, async () => after));
    return stops ? undefined : waitMs;
  }
  const wrote = await inWorkspace((tx) => write(tx, run, (inTx) => take(inTx, run, cursor, page)));
  return wrote ? page.waitMs : undefined;
}

/** Changes the run if it still stands where it was read; a pause, a cancellation or another process may have come between. */
async function write(tx: Tx, run: Run, change: (tx: Tx) => Promise<Partial<Run>>): Promise<boolean> {
  const current = await lockRun(tx, run.sourceId);
  if (current?.id !== run.id || current.step !== run.step || current.state !== "running") return false;
  await saveRun(tx, { ...current, ...(await change(tx)) });
  return true;
}

async function take(tx: Tx, run: Run, { stage }: Place, page: ShopPage): Promise<Partial<Run>> {
  const rows = page.told.map((told) => inboundOf(run.sourceId, run.id, told));
  const kept = rows.length === 0 ? 0 : await insertInbound(tx, rows);
  const following = stages[stages.indexOf(stage) + 1];
  const next = page.next ?? (following ? { stage: following, after: "0", offset: 0 } : ({ stage: "work" } as const));
  return {
    cursor: next,
    step: run.step + 1,
    kept: run.kept + kept,
    nextAt: now() + page.waitMs,
    trouble: null,
    tries: 0,
    ...(stage === "customers" && { customersDone: run.customersDone + page.seen, customersTotal: page.total ?? run.customersTotal }),
    ...(stage === "orders" && { ordersDone: run.ordersDone + page.seen, ordersTotal: page.total ?? run.ordersTotal }),
    ...(stage === "changes" && { changesDone: run.changesDone + kept }),
  };
}

/** When all is worked off, the newest days are compared: does it add up? */
async function finish(tx: Tx, { sourceId }: Run): Promise<Partial<Run>> {
  const { timeZone } = await getWorkspace(tx);
  await queueDays(tx, sourceId, daysBefore(dayOf(now(), timeZone), limits.pastCompareDays));
  return { state: "done", endedAt: now(), trouble: null };
}

/** A thing that the API told is one event: the same state of it is taken once, a new state of it is another. */
export function inboundOf(sourceId: string, pastId: string, { topic, id, version, body }: Told): Inbound {
  const what = topic.startsWith("customer") ? "customer" : "order";
  return { sourceId, externalId: `past-${what}-${id}-${version}`, receivedAtMs: now(), skewMs: 0, kind: topic, body, pastId };
}

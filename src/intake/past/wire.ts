import { now } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import type { Past, PastRun, SourceDay } from "./contract.ts";
import type { Day } from "./day-queries.ts";
import { findKey, type AskedSource } from "./key-queries.ts";
import { countPastWaiting, findRun, type Run } from "./run-queries.ts";
import { doneOf } from "./steer-run.ts";

const iso = (ms: number) => new Date(ms).toISOString();

export async function readPast(tx: Tx, { id }: AskedSource): Promise<Past> {
  const key = await findKey(tx, id);
  const run = await findRun(tx, id);
  return {
    key: key ? { url: key.url, reachDays: key.reachDays, savedAt: iso(key.createdAt) } : null,
    run: run ? runWire(run, await countPastWaiting(tx, id), now()) : null,
  };
}

function runWire(run: Run, waiting: number, nowMs: number): PastRun {
  const running = run.state === "running";
  const total = (done: number, told: number | null) => (told === null ? null : Math.max(done, told));
  return {
    state: run.state,
    stage: run.cursor.stage,
    months: run.months,
    customers: { done: run.customersDone, total: total(run.customersDone, run.customersTotal) },
    orders: { done: run.ordersDone, total: total(run.ordersDone, run.ordersTotal) },
    changes: run.changesDone,
    kept: run.kept,
    waiting,
    trouble: run.trouble,
    waitUntil: running && run.trouble !== null && run.nextAt > nowMs ? iso(run.nextAt) : null,
    leftSeconds: running ? leftSeconds(run, nowMs) : null,
    startedAt: iso(run.startedAt),
    endedAt: run.endedAt === null ? null : iso(run.endedAt),
  };
}

const fewThings = 100;

/** By the pace since it was started or last went on; null as long as there is too little to go by, or the shop does not say how much there is. */
function leftSeconds(run: Run, nowMs: number): number | null {
  const { customersTotal, ordersTotal, resumedAt, resumedDone } = run;
  if (customersTotal === null || ordersTotal === null) return null;
  const done = doneOf(run) - resumedDone;
  const left = Math.max(0, customersTotal - run.customersDone) + Math.max(0, ordersTotal - run.ordersDone);
  return done < fewThings ? null : Math.ceil(((left / done) * (nowMs - resumedAt)) / 1000);
}

export function dayWire({ day, todo, trouble, comparedAt, gaps, sums }: Day): SourceDay {
  return { day, todo, trouble, comparedAt: comparedAt === null ? null : iso(comparedAt), gaps, sums };
}

import { now } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { findKey, type AskedSource } from "./key-queries.ts";
import { dropPastWaiting, lockRun, saveRun, type Run } from "./run-queries.ts";

/** Begins to fetch a source's past, or begins again from the front: what is here already is not taken twice. `months` null: all of it. */
export async function startRun(tx: Tx, { id: sourceId }: AskedSource, months: number | null): Promise<Run> {
  if (!(await findKey(tx, sourceId))) throw refuse("conflict", "past_key_missing");
  const before = await lockRun(tx, sourceId);
  if (before?.state === "running" || before?.state === "paused") throw refuse("conflict", "past_running");
  const at = now();
  const run: Run = {
    id: newId(),
    sourceId,
    state: "running",
    fromAt: months === null ? null : monthsBefore(at, months),
    months,
    cursor: { stage: "customers", after: "0", offset: 0 },
    step: 0,
    customersTotal: null,
    customersDone: 0,
    ordersTotal: null,
    ordersDone: 0,
    changesDone: 0,
    kept: 0,
    nextAt: at,
    trouble: null,
    tries: 0,
    startedAt: at,
    resumedAt: at,
    resumedDone: 0,
    endedAt: null,
  };
  await saveRun(tx, run);
  return run;
}

function monthsBefore(atMs: number, months: number): number {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO("UTC").subtract({ months }).epochMilliseconds;
}

/** Asks the shop nothing more until told to go on. */
export async function pauseRun(tx: Tx, { id }: AskedSource): Promise<void> {
  const run = await lockRun(tx, id);
  if (run?.state !== "running") throw refuse("conflict", "past_not_running");
  await saveRun(tx, { ...run, state: "paused", trouble: null });
}

/** Goes on where it was: after a pause, or after trouble that has been seen to. */
export async function resumeRun(tx: Tx, { id }: AskedSource): Promise<void> {
  const run = await lockRun(tx, id);
  if (run?.state !== "paused" && run?.state !== "stopped") throw refuse("conflict", "past_not_paused");
  if (!(await findKey(tx, id))) throw refuse("conflict", "past_key_missing");
  const at = now();
  await saveRun(tx, {
    ...run,
    state: "running",
    nextAt: at,
    trouble: null,
    tries: 0,
    resumedAt: at,
    resumedDone: doneOf(run),
    endedAt: null,
  });
}

/** Ends it. What has been worked off stays; what only waits is forgotten, so that another fetch brings it again. */
export async function cancelRun(tx: Tx, { id }: { id: string }): Promise<void> {
  const run = await lockRun(tx, id);
  if (!run || run.state === "done" || run.state === "cancelled") throw refuse("conflict", "past_not_running");
  await dropPastWaiting(tx, id);
  await saveRun(tx, { ...run, state: "cancelled", trouble: null, endedAt: now() });
}

export function doneOf(run: Run): number {
  return run.customersDone + run.ordersDone;
}

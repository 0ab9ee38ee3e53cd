import type { Database } from "#base/postgres/database.ts";
import type { DemoEvent } from "./messages.ts";
import { insertEvents, saveDemoState } from "./queries.ts";
import { simulate } from "./simulate.ts";
import { simulationOf, type DemoWorkspace } from "./state.ts";

const batchEvents = 4_000;

/**
 * Puts the shop's past into the inbox, from where it stopped last time; the intake works it off as it works off any shop's events.
 * `onBatch` hears of each batch and may say that it is enough for now.
 */
export async function fill(db: Database, workspace: DemoWorkspace, onBatch: () => boolean = () => true): Promise<void> {
  const { demo } = workspace;
  let batch: DemoEvent[] = [];
  const flush = async (positionMs: number) => {
    Object.assign(demo, { positionMs, told: demo.told + batch.length });
    await db.inWorkspace(workspace.id, async (tx) => {
      if (batch.length > 0) await insertEvents(tx, demo.sourceId, batch);
      await saveDemoState(tx, demo);
    });
    batch = [];
    return onBatch();
  };
  for (const event of simulate(simulationOf(workspace), demo.positionMs, demo.filledToMs)) {
    // A batch never ends between two events of one millisecond, because the place is all that is remembered.
    if (batch.length >= batchEvents && batch.at(-1)!.timestamp !== event.timestamp && !(await flush(Date.parse(event.timestamp)))) return;
    batch.push(event);
  }
  await flush(demo.filledToMs);
}

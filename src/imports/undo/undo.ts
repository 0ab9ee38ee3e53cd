import { now } from "#base/clock.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import { sql } from "kysely";
import { nextSize } from "../chunks.ts";
import { getImport, lockImport, updateImport } from "../queries.ts";
import type { Kept } from "./kept.ts";
import { undoDeals } from "./undo-deals.ts";
import type { UndoingPeople } from "./owned-by.ts";
import { undoPeople } from "./undo-people.ts";
import { undoActivities, undoNamed, undoSetUp } from "./undo-rest.ts";

export type Undo = {
  db: Database;
  workspaceId: string;
  importId: string;
  progress(step: string, done: number, of: number): void;
  stopped(): boolean;
};

const keptShown = 200;

/**
 * Takes an import back in chunks, each with what it has done in the same transaction: what is taken back is no longer among the rows as they
 * were before, so that a process that dies goes on where it was. Cancelling a run is the same for what was written so far.
 */
export async function undo(job: Undo): Promise<void> {
  const { db, workspaceId, importId, stopped } = job;
  const found = await db.inWorkspace(workspaceId, async (tx) => {
    const row = await lockImport(tx, importId);
    if (row.undoneAt === null) await updateImport(tx, importId, { undoneAt: now() });
    return row;
  });
  const { createdBy: actorId } = found;
  const firstSeq = found.firstSeq ?? 0;
  const all = await db.inWorkspace(workspaceId, (tx) => countBefore(tx, importId));
  let toldAt = 0;
  const tell = async () => {
    if (performance.now() - toldAt < 2_000) return; // counting a million rows takes a moment
    toldAt = performance.now();
    const left = await db.inWorkspace(workspaceId, (tx) => countBefore(tx, importId));
    job.progress("undo", all - left, all);
  };

  const byKey = async (
    work: (tx: Tx, after: string, size: number) => Promise<{ last: string | undefined; kept: Kept[] }>,
    least: number,
  ): Promise<void> => {
    let [after, size] = ["", least];
    while (!stopped()) {
      const began = performance.now();
      const last = await db.inWorkspace(workspaceId, async (tx) => {
        const step = await work(tx, after, size);
        await keep(tx, importId, step.kept);
        return step.last;
      });
      if (last === undefined) return;
      after = last;
      size = nextSize(size, performance.now() - began);
      await tell();
    }
  };

  await byKey((tx, after, size) => undoDeals(tx, { importId, firstSeq, actorId }, after, size), 500);
  while (!stopped() && (await db.inWorkspace(workspaceId, (tx) => undoActivities(tx, importId)))) await tell();
  const people: UndoingPeople = { importId, firstSeq, actorId, touched: new Set(), lookedTo: firstSeq };
  await byKey((tx, after, size) => undoPeople(tx, people, after, size), 100);
  await byKey((tx, after) => undoNamed(tx, importId, "company", after), 500);
  await byKey((tx, after) => undoNamed(tx, importId, "product", after), 500);
  if (stopped()) return;
  await db.inWorkspace(workspaceId, async (tx) => {
    await keep(tx, importId, await undoSetUp(tx, importId));
    const { state } = await lockImport(tx, importId);
    await updateImport(tx, importId, { state: state === "cancelling" ? "cancelled" : "undone", finishedAt: now() });
  });
}

async function keep(tx: Tx, importId: string, kept: readonly Kept[]): Promise<void> {
  if (kept.length === 0) return;
  const row = await getImport(tx, importId);
  await updateImport(tx, importId, { kept: [...row.kept, ...kept].slice(0, keptShown), keptCount: row.keptCount + kept.length });
}

async function countBefore(tx: Tx, importId: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    sql`select count(*) as count from import_before where workspace_id = ${tx.workspaceId} and import_id = ${importId}`,
  );
  return row!.count;
}

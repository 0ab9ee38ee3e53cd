import { now } from "#base/clock.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import { isConflict } from "#base/postgres/errors.ts";
import { lockLedger } from "#ledger/append.ts";
import { lastSeq } from "#ledger/read.ts";
import { getWorkspace } from "#workspaces/queries.ts";
import { applyItems } from "./apply/apply.ts";
import { beginImport, type Frame, type ItemRow, type Verdict } from "./apply/frame.ts";
import { completeSurroundings, lookAround, planDeals } from "./apply/plan-deals.ts";
import { setUp } from "./apply/set-up.ts";
import { Overtaken, writeDeals } from "./apply/write-deals.ts";
import { beforeFirst, nextChunk, nextSize, type Chunk } from "./chunks.ts";
import type { ImportResult, KindCounts, Plan } from "./contract.ts";
import { memberIdOf, newStageId } from "./map-row.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import { fingerprintOf, savedPlanOf } from "./saved-plan.ts";
import { countItems } from "./count-items.ts";
import type { DealItem } from "./items.ts";
import { lockImport, savePlan, updateImport, type Import } from "./queries.ts";
import { steps, type Work } from "./work.ts";

export type Running = {
  db: Database;
  work: Work;
  workspaceId: string;
  importId: string;
  progress(step: string, done: number, of: number): void;
  stopped(): boolean;
};

/**
 * Writes what the dry run has found, from where it stands: chunk by chunk, each with how far the import has come in the same transaction,
 * so that a process that dies loses and repeats nothing. Returns when all is written, when it is stopped, or when a person has cancelled it.
 */
export async function run(job: Running): Promise<void> {
  const { db, work, workspaceId, importId, progress, stopped } = job;
  const { onlyOpen } = await countItems(work);
  const [all] = await work.rows<{ n: number }>("select count(*) as n from item");
  const begun = await db.inWorkspace(workspaceId, (tx) => begin(tx, importId));
  if (!begun) return;
  const { plan, startedAt, createdBy, atStep, atItem } = begun;
  const frame = await db.inWorkspace(workspaceId, async (tx): Promise<Frame> => {
    const workspace = await getWorkspace(tx);
    await beginImport(tx, importId);
    const pipeline = await setUp(tx, { importId, plan: plan!, workspace, startedAt: startedAt!, actorId: createdBy });
    await savePlan(tx, fingerprintOf(begun), savedPlanOf({ ...begun, plan: settledPlan(plan!, pipeline) }), now());
    return { importId, actorId: createdBy, startedAt: startedAt!, plan: plan!, pipeline, workspace, onlyOpen };
  });

  let done = 0;
  for (let step = atStep; step < steps.length; step += 1) {
    let [after, size] = [Math.max(step === atStep ? atItem : 0, await beforeFirst(work, step)), 200];
    let next = nextChunk(work, step, after, size);
    try {
      for (let chunk = await next; chunk; chunk = await next) {
        if (stopped()) return;
        after = chunk.last;
        next = nextChunk(work, step, after, size); // read while the database writes
        next.catch(() => {}); // thrown where it is awaited
        const tookMs = await writeChunk(job, frame, chunk, step);
        if (tookMs === undefined) return;
        size = nextSize(size, tookMs);
        progress("run", (done += chunk.rows.length), all!.n);
      }
    } finally {
      await next.catch(() => {}); // the work file must not be closed under a query
    }
  }
  await db.inWorkspace(workspaceId, async (tx) => {
    const { state } = await lockImport(tx, importId);
    if (state === "running") await updateImport(tx, importId, { state: "done", finishedAt: now() });
  });
}

async function begin(tx: Tx, importId: string): Promise<Import | undefined> {
  const found = await lockImport(tx, importId);
  if (found.state !== "running" || !found.plan) return undefined;
  if (found.firstSeq !== null) return found;
  const empty: ImportResult = {
    ...found.checkResult!,
    kinds: found.checkResult!.kinds.map(({ kind, refused }) => ({
      kind,
      rows: refused,
      created: 0,
      updated: 0,
      unchanged: 0,
      joined: 0,
      refused,
    })),
  };
  const start = { startedAt: now(), firstSeq: await lockLedger(tx), result: empty };
  await updateImport(tx, importId, start);
  return { ...found, ...start };
}

/** How long the chunk held the ledger; undefined when the import runs no more. */
async function writeChunk({ db, workspaceId, importId }: Running, frame: Frame, chunk: Chunk, step: number): Promise<number | undefined> {
  for (let careful = false; ; careful = true) {
    try {
      return await db.inWorkspace(workspaceId, async (tx) => {
        const found = await lockImport(tx, importId);
        if (found.state !== "running") return undefined;
        await beginImport(tx, importId);
        const { verdicts, heldFrom } =
          chunk.kind === "deals"
            ? await writeDealChunk(tx, frame, chunk.rows as ItemRow<DealItem>[], careful)
            : await writeOther(tx, frame, chunk);
        await updateImport(tx, importId, { atStep: step, atItem: chunk.last, result: counted(found.result!, chunk.kind, verdicts) });
        return performance.now() - heldFrom;
      });
    } catch (error) {
      if (!(error instanceof Overtaken) && !isConflict(error)) throw error;
    }
  }
}

async function writeOther(tx: Tx, frame: Frame, chunk: Chunk): Promise<{ verdicts: Verdict[]; heldFrom: number }> {
  await lockLedger(tx);
  const heldFrom = performance.now();
  return { verdicts: await applyItems(tx, frame, chunk.kind, chunk.rows), heldFrom };
}

/** Where all that the deals refer to is there, the ledger is held for writing them only; else, and after having been overtaken, from the start. */
async function writeDealChunk(
  tx: Tx,
  frame: Frame,
  rows: readonly ItemRow<DealItem>[],
  careful: boolean,
): Promise<{ verdicts: Verdict[]; heldFrom: number }> {
  let heldFrom = performance.now();
  let lookedAt: number | undefined = careful ? undefined : await lastSeq(tx);
  if (careful) await lockLedger(tx);
  let around = await lookAround(tx, rows);
  if (!around.isComplete || around.deals.size > 0) {
    if (!careful) await lockLedger(tx);
    heldFrom = performance.now();
    lookedAt = undefined;
    around = await completeSurroundings(tx, frame, rows);
  }
  const { verdicts, changes } = planDeals(frame, rows, around);
  const heldFromWriting = await writeDeals(tx, frame, changes, lookedAt);
  return { verdicts, heldFrom: lookedAt === undefined ? heldFrom : heldFromWriting };
}

function counted(result: ImportResult, kind: string, verdicts: readonly Verdict[]): ImportResult {
  const count = (status: Verdict["status"]) => verdicts.filter((verdict) => verdict.status === status).length;
  const joined = verdicts.filter((verdict) => verdict.joined !== undefined && verdict.status !== "refused").length;
  return {
    ...result,
    kinds: result.kinds.map((row): KindCounts =>
      row.kind === kind
        ? {
            kind: row.kind,
            rows: row.rows + verdicts.length,
            created: row.created + count("created"),
            updated: row.updated + count("updated"),
            unchanged: row.unchanged + count("unchanged"),
            joined: row.joined + joined,
            refused: row.refused + count("refused"),
          }
        : row,
    ),
  };
}

/** The plan once what it wished for is there: the next import of such files finds the pipeline, its stages and the people. */
function settledPlan(plan: Plan, pipeline: Pipeline): Plan {
  return {
    ...plan,
    pipelineId: pipeline.id,
    newPipeline: null,
    stages: Object.fromEntries(
      Object.entries(plan.stages).map(([word, target]) => [word, "create" in target ? { stageId: newStageId(target.create) } : target]),
    ),
    people: Object.fromEntries(
      Object.entries(plan.people).map(([name, target]) => [name, "create" in target ? { userId: memberIdOf(name) } : target]),
    ),
  };
}

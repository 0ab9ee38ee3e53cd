import type { Log } from "#base/log.ts";
import type { Database } from "#base/postgres/database.ts";
import { createReader, type Reader } from "#ledger/reader.ts";
import type { RebuildState } from "./contract.ts";
import type { Duck } from "#base/duck.ts";
import { openDuckFile, projectionFile, type DuckFile } from "./duck.ts";
import { openPreview, type Preview, type PreviewPipeline } from "./preview.ts";
import type { Moment } from "#ledger/moment.ts";
import { createPasts } from "./pasts.ts";
import { rebuildWorkspace } from "./rebuild.ts";
import { loadProgress, project, saveProgress, type ProjectedRow } from "./project.ts";
import { listStageRanks, readSnapshots } from "./queries.ts";
import { projectedTables } from "./schema.ts";

export type Insights = {
  /** Keeps the projection up to the ledger; when it stops, so does a rebuild, and the file is closed. */
  worker: Reader;
  /** Runs `work` on one snapshot of the projection, or of one workspace's as a past moment had it. */
  read<T>(work: (duck: Duck) => Promise<T>, workspaceId?: string, moment?: Moment): Promise<T>;
  /** The newest ledger row of the workspace in the projection. */
  seq(workspaceId: string): Promise<number>;
  /** Starts to take the workspace's whole ledger in again, unless that is under way; the figures in use stay until it is done. */
  rebuild(workspaceId: string): RebuildState;
  rebuildOf(workspaceId: string): RebuildState;
  /** What the figures would be if more had happened; nothing of it is kept. The caller closes it. */
  preview(workspaceId: string, pipeline: PreviewPipeline): Promise<Preview>;
};

const idle: RebuildState = { running: false, seq: 0, of: 0, startedAt: null, finishedAt: null, error: null };

/** The analytics of all workspaces in `<data>/insights.duckdb`. Nothing is opened before it is needed. */
export function createInsights({ db, dataDir, log }: { db: Database; dataDir: string; log: Log }): Insights {
  let opening: Promise<DuckFile> | undefined;
  const open = () =>
    (opening ??= openDuckFile(projectionFile(dataDir), log).catch((error: unknown) => {
      opening = undefined; // whoever comes next tries again
      throw error;
    }));

  const pasts = createPasts(db, projectionFile(dataDir), async () => (await open()).connect());

  const reader = createReader<ProjectedRow>({
    name: "insights",
    db,
    log,
    rest: 2,
    load: async (workspaceId) => (await open()).read((duck) => loadProgress(duck, workspaceId)),
    fetch: readSnapshots,
    async read(workspaceId, chunk) {
      return (await open()).write(async (duck) => {
        const seq = await loadProgress(duck, workspaceId);
        if (seq !== chunk.afterSeq) return seq; // a rebuild was put in place meanwhile
        await project(duck, workspaceId, chunk.rows, (ids) => db.inWorkspace(workspaceId, (tx) => listStageRanks(tx, ids)));
        await saveProgress(duck, workspaceId, chunk.seq);
        return chunk.seq;
      });
    },
    held: async () =>
      (await open()).read(async (duck) =>
        (await duck.rows<{ id: string }>("select workspace_id::varchar as id from progress")).map((row) => row.id),
      ),
    async forget(workspaceId) {
      await (
        await open()
      ).write(async (duck) => {
        for (const table of projectedTables)
          await duck.run(`delete from ${table} where workspace_id = $workspace::uuid`, { workspace: workspaceId });
      });
    },
  });

  const rebuilds = new Map<string, RebuildState>();
  let stopped = false;
  let rebuilding: Promise<void> = Promise.resolve();

  async function rebuild(workspaceId: string, state: RebuildState): Promise<void> {
    try {
      await rebuildWorkspace({ db, file: await open(), workspaceId, state, stopped: () => stopped });
      await pasts.forget(workspaceId);
    } catch (error) {
      log.error({ err: error, workspaceId }, "the projection could not be rebuilt");
      state.error = error instanceof Error ? error.message : String(error);
    }
    state.running = false;
    state.finishedAt = new Date().toISOString();
  }

  return {
    worker: {
      ...reader,
      async stop() {
        stopped = true;
        await Promise.all([reader.stop(), rebuilding]);
        await pasts.close();
        await (await opening)?.close();
        opening = undefined;
      },
    },
    rebuild(workspaceId) {
      const known = rebuilds.get(workspaceId);
      if (known?.running) return { ...known };
      const state: RebuildState = { ...idle, running: true, startedAt: new Date().toISOString() };
      rebuilds.set(workspaceId, state);
      rebuilding = rebuilding.then(() => rebuild(workspaceId, state));
      return { ...state };
    },
    rebuildOf: (workspaceId) => ({ ...(rebuilds.get(workspaceId) ?? idle) }),
    async read(work, workspaceId, moment) {
      const file = await open();
      if (workspaceId === undefined || moment === undefined) return file.read(work);
      return pasts.read(workspaceId, moment, await file.read((duck) => loadProgress(duck, workspaceId)), work);
    },
    preview: async (workspaceId, pipeline) => openPreview(db, await (await open()).connect(), workspaceId, pipeline),
    seq: async (workspaceId) => (await open()).read((duck) => loadProgress(duck, workspaceId)),
  };
}

import path from "node:path";
import type { Log } from "#base/log.ts";
import type { Database } from "#base/postgres/database.ts";
import { createReader, type Reader } from "#ledger/reader.ts";
import { openDuckFile, type Duck, type DuckFile } from "./duck.ts";
import { loadProgress, project, saveProgress, type ProjectedRow } from "./project.ts";
import { listStageRanks, readSnapshots } from "./queries.ts";

export type Insights = {
  /** Keeps the projection up to the ledger. */
  worker: Reader;
  /** Runs `work` on one snapshot of the projection. */
  read<T>(work: (duck: Duck) => Promise<T>): Promise<T>;
  /** The newest ledger row of the workspace in the projection. */
  seq(workspaceId: string): Promise<number>;
  close(): Promise<void>;
};

const held = ["deal", "visit", "contact", "stage", "progress"];

/** The analytics of all workspaces in `<data>/insights.duckdb`. Nothing is opened before it is needed. */
export function createInsights({ db, dataDir, log }: { db: Database; dataDir: string; log: Log }): Insights {
  let opening: Promise<DuckFile> | undefined;
  const open = () => (opening ??= openDuckFile(path.join(dataDir, "insights.duckdb"), log));

  const worker = createReader<ProjectedRow>({
    name: "insights",
    db,
    log,
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
    held: async () => (await open()).read(async (duck) => (await duck.rows<{ id: string }>("select workspace_id::varchar as id from progress")).map((row) => row.id)),
    async forget(workspaceId) {
      await (await open()).write(async (duck) => {
        for (const table of held) await duck.run(`delete from ${table} where workspace_id = $workspace::uuid`, { workspace: workspaceId });
      });
    },
  });

  return {
    worker,
    read: async (work) => (await open()).read(work),
    seq: async (workspaceId) => (await open()).read((duck) => loadProgress(duck, workspaceId)),
    async close() {
      await worker.stop();
      await (await opening)?.close();
    },
  };
}

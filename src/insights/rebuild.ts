import type { Database } from "#base/postgres/database.ts";
import { lastSeq } from "#ledger/read.ts";
import type { Chunk } from "#ledger/reader.ts";
import type { RebuildState } from "./contract.ts";
import type { DuckFile } from "./duck.ts";
import { project, saveProgress, type ProjectedRow } from "./project.ts";
import { listStageRanks, readSnapshots } from "./queries.ts";
import { projectedTables, tablesOf } from "./schema.ts";

/**
 * Takes the workspace's ledger in from its first row, into tables beside the ones in use, and puts them in their place, with what
 * other workspaces have there, once nothing is left to read. `state` is kept up to date meanwhile. The next chunk is read from PostgreSQL while DuckDB takes one in. One rebuild at a time.
 */
export async function rebuildWorkspace({
  db,
  file,
  workspaceId,
  state,
  stopped,
}: {
  db: Database;
  file: DuckFile;
  workspaceId: string;
  state: RebuildState;
  stopped(): boolean;
}): Promise<void> {
  const ranksOf = (ids: string[]) => db.inWorkspace(workspaceId, (tx) => listStageRanks(tx, ids));
  const read = (afterSeq: number): Promise<Chunk<ProjectedRow> | undefined> =>
    db.inWorkspace(workspaceId, async (tx) => {
      state.of = await lastSeq(tx);
      return state.of > afterSeq ? readSnapshots(tx, afterSeq, state.of - afterSeq) : undefined;
    });

  await file.write((duck) => duck.run(tablesOf("_next")));
  let chunk = await read(0);
  while (chunk && !stopped()) {
    const { rows, seq } = chunk;
    const [next] = await Promise.all([
      read(seq),
      file.write(async (duck) => {
        await project(duck, workspaceId, rows, ranksOf, "_next");
        await saveProgress(duck, workspaceId, seq, "_next");
      }),
    ]);
    state.seq = seq;
    chunk = next;
  }
  if (stopped()) throw new Error("stopped before it was done");

  await file.write(async (duck) => {
    for (const table of projectedTables) {
      await duck.run(`insert into ${table}_next select * from ${table} where workspace_id <> $workspace::uuid`, { workspace: workspaceId });
      await duck.run(`drop table ${table}`);
      await duck.run(`alter table ${table}_next rename to ${table}`);
    }
  });
}

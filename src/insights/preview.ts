import type { Duck } from "#base/duck.ts";
import type { Database } from "#base/postgres/database.ts";
import { openBeside } from "./beside.ts";
import { scopeIn } from "./scope.ts";
import type { MetricName } from "./contract.ts";
import { figureOf, measure } from "./figures.ts";
import { project, type ProjectedRow } from "./project.ts";
import { getGround, listStageRanks } from "./queries.ts";
import { projectedTables, returningRank, tablesOf, wonRank } from "./schema.ts";

/** The pipeline that what is added is about, as it would be; it may not be stored yet. */
export type PreviewPipeline = { id: string; version: number; stages: readonly { id: string; kind: "open" | "won" | "returning" }[] };

export type PreviewFigure = { metric: MetricName; value: number | null; n: number; unit: string };

export type Preview = {
  /** Snapshots of deals and contacts as they would be; `seq` orders those of the same one. */
  add(rows: readonly Omit<ProjectedRow, "at">[]): Promise<void>;
  /** The four figures of a period, with what was added so far. */
  figures(from: string, to: string): Promise<PreviewFigure[]>;
  close(): Promise<void>;
};

const previewed = ["leadsGenerated", "conversionRate", "averageDealSize", "salesCycle"] as const satisfies readonly MetricName[];

/** A ledger number that none reaches. */
const afterAll = 2 ** 50;

/** A copy in memory of one workspace's projection, on a connection of its own, that takes more rows in and is thrown away. */
export async function openPreview(
  db: Database,
  duck: Duck & { close(): void },
  workspaceId: string,
  pipeline: PreviewPipeline,
): Promise<Preview> {
  const name = `preview_${workspaceId.replaceAll("-", "")}_${Date.now()}`;
  const { close } = await openBeside(duck, name, undefined, async (home) => {
    await duck.run(tablesOf(""));
    for (const table of projectedTables)
      await duck.run(`insert into ${table} select * from "${home}".main.${table} where workspace_id = $workspace::uuid`, {
        workspace: workspaceId,
      });
  });

  const planned = pipeline.stages.map(({ id, kind }, index) => ({
    pipelineId: pipeline.id,
    version: pipeline.version,
    stageId: id,
    rank: kind === "returning" ? returningRank : kind === "won" ? wonRank : index,
  }));
  const ranksOf = async (ids: string[]) => {
    const stored = await db.inWorkspace(workspaceId, (tx) => listStageRanks(tx, ids));
    const isStored = stored.some(({ pipelineId, version }) => pipelineId === pipeline.id && version === pipeline.version);
    return isStored || !ids.includes(pipeline.id) ? stored : [...stored, ...planned];
  };

  return {
    // said last of all, and true from the beginning
    add: (rows) =>
      project(
        duck,
        workspaceId,
        rows.map((row) => ({ ...row, seq: afterAll + row.seq, at: 0 })),
        ranksOf,
      ),
    async figures(from, to) {
      const ground = await db.inWorkspace(workspaceId, getGround);
      const scope = await scopeIn(duck, workspaceId, { from, to }, ground);
      const found = await measure(duck, previewed, scope, { by: "all" });
      return previewed.map((metric) => {
        const { value, n, unit } = figureOf(metric, found[metric].get(""), scope);
        return { metric, value, n, unit };
      });
    },
    close,
  };
}

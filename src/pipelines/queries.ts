import { sql, type RawBuilder } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { limits } from "#base/limits.ts";
import { refuse } from "#base/refusal.ts";
import type { Pipeline, Stage } from "./pipeline.ts";

const columns: RawBuilder<Pipeline> = sql`id, name, template, version, stages, idle`;

/** The pipelines in use, in the order of the menu. */
export function listPipelines(tx: Tx): Promise<Pipeline[]> {
  return tx.query<Pipeline>(sql`
    select ${columns} from pipeline
    where workspace_id = ${tx.workspaceId} and archived_at is null
    order by position, created_at
    limit ${limits.pipelines}
  `);
}

/** Every pipeline, archived ones too: their deals go on. */
export function listAllPipelines(tx: Tx): Promise<Pipeline[]> {
  return tx.query<Pipeline>(sql`select ${columns} from pipeline where workspace_id = ${tx.workspaceId}`);
}

/** Also finds an archived one: its deals stay readable. */
export async function getPipeline(tx: Tx, id: string): Promise<Pipeline> {
  const [row] = await tx.query<Pipeline>(sql`select ${columns} from pipeline where workspace_id = ${tx.workspaceId} and id = ${id}`);
  if (!row) throw refuse("missing", "pipeline_missing", { pipelineId: id });
  return row;
}

/** The pipeline as it was in force at a past instant; before its first version, and where none is given, as it is now. */
export async function getPipelineThen(tx: Tx, id: string, atMs: number | undefined): Promise<Pipeline> {
  const today = await getPipeline(tx, id);
  if (atMs === undefined) return today;
  const [then] = await tx.query<Pick<Pipeline, "name" | "version" | "stages" | "idle">>(sql`
    select name, version, stages, idle from pipeline_version
    where workspace_id = ${tx.workspaceId} and pipeline_id = ${id} and saved_at <= ${new Date(atMs).toISOString()}
    order by version desc
    limit 1
  `);
  return { ...today, ...then };
}

/** Refuses a pipeline that takes no new deals. */
export async function requireInUse(tx: Tx, id: string): Promise<void> {
  const [row] = await tx.query<{ archived: boolean }>(sql`
    select archived_at is not null as archived from pipeline where workspace_id = ${tx.workspaceId} and id = ${id}
  `);
  if (!row) throw refuse("missing", "pipeline_missing", { pipelineId: id });
  if (row.archived) throw refuse("conflict", "pipeline_archived", { pipelineId: id });
}

/** The pipeline as it was saved at a version; `template` is today's. */
export async function findPipelineVersion(tx: Tx, id: string, version: number): Promise<Pipeline | undefined> {
  const [row] = await tx.query<Pipeline>(sql`
    select p.id, v.name, p.template, v.version, v.stages, v.idle
    from pipeline_version v join pipeline p on p.workspace_id = v.workspace_id and p.id = v.pipeline_id
    where v.workspace_id = ${tx.workspaceId} and v.pipeline_id = ${id} and v.version = ${version}
  `);
  return row;
}

export type VersionRow = { version: number; name: string; savedAt: number; savedBy: string | null; stages: Stage[] };

/** The newest 500 versions, with the name of who saved each. */
export async function listVersions(tx: Tx, id: string): Promise<VersionRow[]> {
  const rows = await tx.query<VersionRow>(sql`
    select v.version, v.name, v.saved_at as "savedAt", coalesce(m.name, v.saved_by) as "savedBy", v.stages
    from pipeline_version v left join member m on m.workspace_id = v.workspace_id and m.user_id = v.saved_by
    where v.workspace_id = ${tx.workspaceId} and v.pipeline_id = ${id}
    order by v.version desc
    limit 500
  `);
  if (rows.length === 0) throw refuse("missing", "pipeline_missing", { pipelineId: id });
  return rows;
}

/** Where the next pipeline stands in the menu, and how many are in use. */
export async function countPipelines(tx: Tx): Promise<{ used: number; nextPosition: number }> {
  const [row] = await tx.query<{ used: number; nextPosition: number }>(sql`
    select count(*) filter (where archived_at is null) as used, coalesce(max(position) + 1, 0) as "nextPosition"
    from pipeline
    where workspace_id = ${tx.workspaceId}
  `);
  return row!;
}

export async function insertPipeline(tx: Tx, pipeline: Pipeline, position: number): Promise<void> {
  await tx.query(sql`
    insert into pipeline (workspace_id, id, name, template, version, position, stages, idle)
    values (${tx.workspaceId}, ${pipeline.id}, ${pipeline.name}, ${pipeline.template}, ${pipeline.version}, ${position},
            ${JSON.stringify(pipeline.stages)}, ${JSON.stringify(pipeline.idle)})
  `);
}

export async function updatePipeline(tx: Tx, pipeline: Pipeline): Promise<void> {
  await tx.query(sql`
    update pipeline
    set name = ${pipeline.name}, version = ${pipeline.version}, stages = ${JSON.stringify(pipeline.stages)}, idle = ${JSON.stringify(pipeline.idle)}
    where workspace_id = ${tx.workspaceId} and id = ${pipeline.id}
  `);
}

/** Keeps a version for good, so that old moves stay readable. */
export async function insertPipelineVersion(tx: Tx, pipeline: Pipeline, savedAtMs: number, savedBy: string | null): Promise<void> {
  await tx.query(sql`
    insert into pipeline_version (workspace_id, pipeline_id, version, name, stages, idle, saved_at, saved_by)
    values (${tx.workspaceId}, ${pipeline.id}, ${pipeline.version}, ${pipeline.name}, ${JSON.stringify(pipeline.stages)},
            ${JSON.stringify(pipeline.idle)}, ${new Date(savedAtMs).toISOString()}, ${savedBy})
  `);
}

import { sql } from "kysely";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { lockLedger } from "#ledger/append.ts";
import { recordVersion } from "#pipelines/create-pipeline.ts";
import type { Pipeline, Stage } from "#pipelines/pipeline.ts";
import { countPipelines, getPipeline, insertPipeline, listAllPipelines, updatePipeline } from "#pipelines/queries.ts";
import { templateOf } from "#pipelines/templates.ts";
import type { Workspace } from "#workspaces/queries.ts";
import type { Plan } from "../contract.ts";
import { memberIdOf, newStageId } from "../map-row.ts";

type SetUp = { importId: string; plan: Plan; workspace: Workspace; startedAt: number; actorId: string | null };

/** The pipeline as it will be once the plan's new stages are in it; a new one takes the import's own id. Changes nothing. */
export async function plannedPipeline(
  tx: Tx,
  { importId, plan, workspace }: Pick<SetUp, "importId" | "plan" | "workspace">,
): Promise<Pipeline> {
  const wished = [...new Set(Object.values(plan.stages).flatMap((target) => ("create" in target ? [target.create] : [])))].map(stageNamed);
  if (plan.pipelineId === null) {
    const made = (await listAllPipelines(tx)).find(({ id }) => id === importId);
    if (made) return made;
    const template = templateOf("wholesale", workspace.language);
    const stages = wished.length === 0 ? template.stages : [...wished, ...template.stages.filter(({ kind }) => kind === "won")];
    return { id: importId, template: "wholesale", version: 1, ...template, name: plan.newPipeline || template.name, stages };
  }
  const pipeline = await getPipeline(tx, plan.pipelineId);
  const missing = wished.filter(({ id }) => !pipeline.stages.some((stage) => stage.id === id));
  if (missing.length === 0) return pipeline;
  const place = pipeline.stages.findIndex(({ kind }) => kind === "won");
  const stages = pipeline.stages.toSpliced(place === -1 ? pipeline.stages.length : place, 0, ...missing);
  return { ...pipeline, version: pipeline.version + 1, stages };
}

function stageNamed(name: string): Stage {
  return { id: newStageId(name), name, meaning: name, kind: "open", checklist: [] };
}

/** Makes what the plan says is missing: the pipeline, its stages, people known by name only. Doing it again changes nothing. */
export async function setUp(tx: Tx, wish: SetUp): Promise<Pipeline> {
  await lockLedger(tx);
  const pipeline = await plannedPipeline(tx, wish);
  if (pipeline.stages.length > limits.stages) throw refuse("conflict", "too_many_stages", { limit: limits.stages });
  const stored = (await listAllPipelines(tx)).find(({ id }) => id === pipeline.id);
  const by = { cause: "person" as const, actorId: wish.actorId, at: wish.startedAt };
  if (!stored) {
    const { used, nextPosition } = await countPipelines(tx);
    if (used >= limits.pipelines) throw refuse("conflict", "too_many_pipelines", { limit: limits.pipelines });
    await insertPipeline(tx, pipeline, nextPosition);
    await recordVersion(tx, pipeline, by);
  } else if (stored.version !== pipeline.version) {
    await updatePipeline(tx, pipeline);
    await recordVersion(tx, pipeline, by);
  }
  const names = Object.entries(wish.plan.people).flatMap(([name, target]) => ("create" in target ? [name] : []));
  await addMembers(
    tx,
    names.map((name) => ({ name, email: null })),
  );
  return pipeline;
}

/** People who own deals and have never signed in. Answers who was not there before. */
export async function addMembers(tx: Tx, people: readonly { name: string; email: string | null }[]): Promise<Set<string>> {
  if (people.length === 0) return new Set();
  const [used] = await tx.query<{ count: number }>(
    sql`select count(*) as count from member where workspace_id = ${tx.workspaceId} and removed_at is null`,
  );
  if (used!.count + people.length > limits.namedMembers) throw refuse("conflict", "too_many_members", { limit: limits.namedMembers });
  const wire = people.map(({ name, email }) => ({ id: memberIdOf(name), name, email: email ?? "" }));
  const rows = await tx.query<{ id: string }>(sql`
    insert into member (workspace_id, user_id, name, email, role, joined_at)
    select distinct on (r.id) ${tx.workspaceId}::uuid, r.id, r.name, r.email, 'seller', null::timestamptz
    from json_to_recordset(${JSON.stringify(wire)}::json) as r (id text, name text, email text)
    on conflict (workspace_id, user_id) do nothing
    returning user_id as id
  `);
  return new Set(rows.map(({ id }) => id));
}

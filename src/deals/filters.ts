import { sql, type RawBuilder } from "kysely";
import { dayMs } from "#base/clock.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import type { DealFilters } from "./contract.ts";
import { wordsOf } from "#base/search.ts";

/** The filters as conditions on `deal d`, each beginning with `and`. */
export function matching(filters: DealFilters, pipelines: readonly Pipeline[], atMs: number): RawBuilder<unknown> {
  const { owner, source, minValue, maxValue, known, q, stalled } = filters;
  const conditions: RawBuilder<unknown>[] = [];
  if (owner !== undefined) conditions.push(owner === "none" ? sql`d.owner_id is null` : sql`d.owner_id = ${owner}`);
  if (source !== undefined) conditions.push(sql`d.touch->>'source' = ${source}`);
  if (minValue !== undefined) conditions.push(sql`d.value_minor >= ${minValue}`);
  if (maxValue !== undefined) conditions.push(sql`d.value_minor <= ${maxValue}`);
  if (known === "yes") conditions.push(sql`(d.contact_id is null or ${isKnown})`);
  if (known === "no") conditions.push(sql`d.contact_id is not null and not ${isKnown}`);
  const words = wordsOf(q ?? "");
  if (words.length > 0) {
    conditions.push(
      sql`(d.contact_id in (select id from search_contacts(${words}, 5000)) or d.id in (select id from search_deals(${words}, 5000)))`,
    );
  }
  if (stalled) {
    conditions.push(sql`d.outcome = 'open' and exists (
      select 1 from json_to_recordset(${JSON.stringify(deadlines(pipelines, atMs))}::json) as e ("pipelineId" uuid, "stageId" text, before timestamptz)
      where e."pipelineId" = d.pipeline_id and e."stageId" = d.stage_id and d.stage_entered_at < e.before)`);
  }
  return sql.join(
    conditions.map((condition) => sql`and ${condition}`),
    sql` `,
  );
}

const isKnown = sql`exists (
  select 1 from contact c where c.workspace_id = d.workspace_id and c.id = d.contact_id and (c.lead_at is not null or c.name is not null)
)`;

export function isFiltered(filters: DealFilters): boolean {
  const { owner, source, minValue, maxValue, known, q, stalled } = filters;
  return [owner, source, minValue, maxValue, known, stalled].some((value) => value !== undefined) || wordsOf(q ?? "").length > 0;
}

/** By stage: who entered before that instant has been in it for longer than expected. */
function deadlines(pipelines: readonly Pipeline[], atMs: number): { pipelineId: string; stageId: string; before: string }[] {
  return pipelines.flatMap((pipeline) =>
    pipeline.stages
      .filter((stage) => stage.expectedDays !== undefined)
      .map((stage) => ({ pipelineId: pipeline.id, stageId: stage.id, before: new Date(atMs - stage.expectedDays! * dayMs).toISOString() })),
  );
}

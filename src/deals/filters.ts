import { sql, type RawBuilder } from "kysely";
import { dayMs } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import type { DealFilters } from "./contract.ts";
import { wordsOf } from "#base/search.ts";

/** The filters as conditions on `deal d`, each beginning with `and`; undefined when nothing is filtered. */
export async function conditionsOf(
  tx: Tx,
  filters: DealFilters,
  pipelines: readonly Pipeline[],
  atMs: number,
): Promise<RawBuilder<unknown> | undefined> {
  const { owner, source, minValue, maxValue, known, q, stalled } = filters;
  const conditions: RawBuilder<unknown>[] = [];
  if (owner !== undefined) conditions.push(owner === "none" ? sql`d.owner_id is null` : sql`d.owner_id = ${owner}`);
  if (source !== undefined) conditions.push(sql`d.touch->>'source' = ${source}`);
  if (minValue !== undefined) conditions.push(sql`d.value_minor >= ${minValue}`);
  if (maxValue !== undefined) conditions.push(sql`d.value_minor <= ${maxValue}`);
  if (known === "yes") conditions.push(sql`(d.contact_id is null or ${isKnown})`);
  if (known === "no") conditions.push(sql`d.contact_id is not null and not ${isKnown}`);
  const words = wordsOf(q ?? "");
  if (words.length > 0) conditions.push(await named(tx, words));
  if (stalled) {
    conditions.push(sql`d.outcome = 'open' and exists (
      select 1 from json_to_recordset(${JSON.stringify(deadlines(pipelines, atMs))}::json) as e ("pipelineId" uuid, "stageId" text, before timestamptz)
      where e."pipelineId" = d.pipeline_id and e."stageId" = d.stage_id and d.stage_entered_at < e.before)`);
  }
  if (conditions.length === 0) return undefined;
  return sql.join(
    conditions.map((condition) => sql`and ${condition}`),
    sql` `,
  );
}

/**
 * Deals of that name, or of contacts in whose name, e-mail or phone all words occur: those people are looked up once, unless the words
 * are so common (over 4 % of the newest) that asking deal by deal is quicker. Indexes: contact_search, deal_search, deal_contact.
 */
async function named(tx: Tx, words: string[]): Promise<RawBuilder<unknown>> {
  const person = sql`(coalesce(c.name, '') || ' ' || coalesce(c.email, '') || ' ' || coalesce(c.phone, ''))`;
  const [newest] = await tx.query<{ found: number }>(sql`
    select count(*) as found
    from (
      select * from contact
      where workspace_id = ${tx.workspaceId} and merged_into is null and (lead_at is not null or name is not null)
      order by last_seen_at desc, id
      limit 5000
    ) c
    where ${occur(person, words)}
  `);
  if (newest!.found > 200) {
    // a value, not `exists`: the planner would hash the whole of the workspace's contacts first
    return sql`(${occur(sql`d.name`, words)} or (
      select ${occur(person, words)} from contact c where c.workspace_id = d.workspace_id and c.id = d.contact_id
    ))`;
  }
  const contacts = await tx.query<{ id: string }>(sql`select id from search_contacts(${words}, 50000)`);
  const deals = await tx.query<{ id: string }>(sql`select id from search_deals(${words}, 50000)`);
  return sql`(d.contact_id = any(${contacts.map(({ id }) => id)}::uuid[]) or d.id = any(${deals.map(({ id }) => id)}::uuid[]))`;
}

/** The same rule as the database's `search_condition`: short words only where a word begins. */
function occur(text: RawBuilder<unknown>, words: string[]): RawBuilder<unknown> {
  const each = words.map((word) =>
    word.length < 3 ? sql`(${text} ilike ${`${word}%`} or ${text} ilike ${`% ${word}%`})` : sql`${text} ilike ${`%${word}%`}`,
  );
  return sql`(${sql.join(each, sql` and `)})`;
}

const isKnown = sql`exists (
  select 1 from contact c where c.workspace_id = d.workspace_id and c.id = d.contact_id and (c.lead_at is not null or c.name is not null)
)`;

/** By stage: who entered before that instant has been in it for longer than expected. */
function deadlines(pipelines: readonly Pipeline[], atMs: number): { pipelineId: string; stageId: string; before: string }[] {
  return pipelines.flatMap((pipeline) =>
    pipeline.stages
      .filter((stage) => stage.expectedDays !== undefined)
      .map((stage) => ({ pipelineId: pipeline.id, stageId: stage.id, before: new Date(atMs - stage.expectedDays! * dayMs).toISOString() })),
  );
}

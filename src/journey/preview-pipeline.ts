import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { visitsOf } from "#deals/journey.ts";
import type { PipelineDraft, Preview } from "#pipelines/contract.ts";
import { withDraft } from "#pipelines/draft.ts";
import { stageOf, wonStage, type Pipeline } from "#pipelines/pipeline.ts";
import { getPipeline } from "#pipelines/queries.ts";
import type { Journey } from "#deals/journey.ts";
import { replayContacts } from "./replay-contacts.ts";

const mostDeals = 2_000;
const mostFacts = 200_000;
const chunk = 200;

type Standing = { dealId: string; name: string | null; stageId: string; contactId: string; n: number; facts: number };

/** Where the open deals that facts drive would stand under the draft: their stored facts through the same rule. Changes nothing. */
export async function previewPipeline(tx: Tx, pipelineId: string, draft: PipelineDraft, atMs: number): Promise<Preview> {
  const pipeline = withDraft(await getPipeline(tx, pipelineId), draft, atMs);
  const newest = await listStanding(tx, pipelineId);
  const deals = within(newest, mostFacts);
  const moves = new Map<string, Preview["moves"][number]>();
  const examples: Preview["examples"] = [];
  for (let at = 0; at < deals.length; at += chunk) {
    const part = deals.slice(at, at + chunk);
    const journeys = await replayContacts(
      tx,
      pipeline,
      part.map((deal) => deal.contactId),
    );
    for (const deal of part) {
      const to = standing(pipeline, draft, journeys.get(deal.contactId) ?? []);
      if (to === deal.stageId) continue;
      const key = `${deal.stageId} ${to}`;
      const move = moves.get(key) ?? { from: deal.stageId, to, count: 0 };
      moves.set(key, { ...move, count: move.count + 1 });
      if (examples.length < 5) examples.push({ dealId: deal.dealId, name: deal.name, from: deal.stageId, to });
    }
  }
  const list = [...moves.values()].sort((a, b) => b.count - a.count);
  return {
    deals: deals.length,
    different: list.reduce((sum, move) => sum + move.count, 0),
    moves: list,
    examples,
    sampled: deals.length < newest.length || newest.length > mostDeals,
  };
}

/** Index: deal_board. */
function listStanding(tx: Tx, pipelineId: string): Promise<Standing[]> {
  return tx.query<Standing>(sql`
    select d.id as "dealId", coalesce(d.name, c.name, c.email) as name, d.stage_id as "stageId", d.contact_id as "contactId", d.n, c.fact_count as facts
    from (
      select * from deal
      where workspace_id = ${tx.workspaceId} and pipeline_id = ${pipelineId} and outcome = 'open' and driven and contact_id is not null
      order by last_fact_at desc, id
      limit ${mostDeals + 1}
    ) d
    join contact c on c.workspace_id = ${tx.workspaceId} and c.id = d.contact_id
    order by d.last_fact_at desc, d.id
  `);
}

/** The first deals whose contacts together have not more than so many facts. */
function within(deals: readonly Standing[], most: number): Standing[] {
  let facts = 0;
  const last = deals.findIndex((deal) => (facts += deal.facts) > most);
  return deals.slice(0, Math.min(mostDeals, last === -1 ? deals.length : Math.max(1, last)));
}

/** The stage of the open journey; without one, the won stage after a sale, else `none`. */
function standing(pipeline: Pipeline, draft: PipelineDraft, journeys: readonly Journey[]): string {
  const journey = journeys.find((candidate) => !candidate.end) ?? journeys.at(-1);
  if (!journey) return "none";
  if (journey.end) return journey.end.outcome === "won" ? wonStage(pipeline)!.id : "none";
  const stageId = visitsOf(pipeline, journey).at(-1)?.[0] ?? "none";
  return stageOf(pipeline, stageId) ? stageId : (draft.moveTo[stageId] ?? stageId);
}

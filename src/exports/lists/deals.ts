import { sql } from "kysely";
import type { z } from "@hono/zod-openapi";
import { limits } from "#base/limits.ts";
import type { Database } from "#base/postgres/database.ts";
import type { dealFilters, dealsQuery } from "#deals/contract.ts";
import { conditionsOf } from "#deals/filters.ts";
import { dealsOrder, dealsWhere } from "#deals/list.ts";
import { stageOf, type Pipeline } from "#pipelines/pipeline.ts";
import { listAllPipelines } from "#pipelines/queries.ts";
import type { Column, List, Manner } from "./columns.ts";
import { pagesOf } from "./pages.ts";
import { wordOf, wordOfCode } from "./words.ts";

type Query = Omit<z.infer<typeof dealsQuery>, "offset" | "limit"> & z.infer<typeof dealFilters>;

type Row = {
  id: string;
  name: string | null;
  contactName: string | null;
  email: string | null;
  phone: string | null;
  city: string | null;
  company: string | null;
  pipelineId: string;
  stageId: string;
  outcome: "open" | "won" | "lost";
  lostReason: string | null;
  amountMinor: number | null;
  currency: string | null;
  estimated: boolean;
  owner: string | null;
  source: string | null;
  campaign: string | null;
  openedAt: number;
  enteredAt: number;
  lastFactAt: number;
  closedAt: number | null;
  contactId: string | null;
};

/** The deals that the list of a pipeline shows, in its order, all pages of it. */
export function dealsList(db: Database, workspaceId: string, query: Query, atMs: number, { language }: Manner): List<Row> {
  let pipelines: readonly Pipeline[] = [];
  const pipelineOf = (row: Row) => pipelines.find(({ id }) => id === row.pipelineId);
  const columns: Column<Row>[] = [
    { head: "deal", kind: "text", of: (row) => row.name },
    { head: "contact", kind: "text", of: (row) => row.contactName },
    { head: "email", kind: "text", of: (row) => row.email },
    { head: "phone", kind: "text", of: (row) => row.phone },
    { head: "city", kind: "text", of: (row) => row.city },
    { head: "company", kind: "text", of: (row) => row.company },
    { head: "pipeline", kind: "text", of: (row) => pipelineOf(row)?.name ?? row.pipelineId },
    { head: "stage", kind: "text", of: (row) => stageNameOf(pipelineOf(row), row.stageId) },
    { head: "outcome", kind: "text", of: (row) => wordOf(row.outcome, language) },
    { head: "lostReason", kind: "text", of: (row) => wordOfCode(row.lostReason, language) },
    { head: "value", kind: "money", of: (row) => row },
    { head: "estimated", kind: "text", of: (row) => wordOf(row.estimated ? "yes" : "no", language) },
    { head: "owner", kind: "text", of: (row) => row.owner },
    { head: "source", kind: "text", of: (row) => row.source },
    { head: "campaign", kind: "text", of: (row) => row.campaign },
    { head: "opened", kind: "instant", of: (row) => row.openedAt },
    { head: "entered", kind: "instant", of: (row) => row.enteredAt },
    { head: "lastFact", kind: "instant", of: (row) => row.lastFactAt },
    { head: "closed", kind: "instant", of: (row) => row.closedAt },
    { head: "dealId", kind: "text", of: (row) => row.id },
    { head: "contactId", kind: "text", of: (row) => row.contactId },
  ];
  const pages = pagesOf<Row>(db, workspaceId, "deals", async (tx) => {
    pipelines = await listAllPipelines(tx);
    const where = dealsWhere(tx, query, await conditionsOf(tx, query, pipelines, atMs));
    return sql<Row>`
      select d.id, coalesce(d.name, c.name, c.email) as name, c.name as "contactName", c.email, c.phone, c.city, co.name as company,
        d.pipeline_id as "pipelineId", d.stage_id as "stageId", d.outcome, d.lost_reason as "lostReason", d.value_minor as "amountMinor", d.currency,
        d.value_estimated as estimated, coalesce(m.name, d.owner_id) as owner, d.touch->>'source' as source, d.touch->>'campaign' as campaign,
        d.opened_at as "openedAt", d.stage_entered_at as "enteredAt", d.last_fact_at as "lastFactAt", d.closed_at as "closedAt",
        d.contact_id as "contactId"
      from deal d
      left join contact c on c.workspace_id = d.workspace_id and c.id = d.contact_id
      left join company co on co.workspace_id = d.workspace_id and co.id = coalesce(d.company_id, c.company_id)
      left join member m on m.workspace_id = d.workspace_id and m.user_id = d.owner_id
      where ${where}
      order by ${dealsOrder(query)}
      limit ${limits.listRows}`;
  });
  return { name: "deals", columns, pages };
}

function stageNameOf(pipeline: Pipeline | undefined, stageId: string): string {
  return (pipeline && stageOf(pipeline, stageId)?.name) ?? stageId;
}

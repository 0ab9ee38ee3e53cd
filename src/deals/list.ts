import { sql, type RawBuilder } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { listPipelines } from "#pipelines/queries.ts";
import { cardColumns, cardJoins, cardOf, type CardRow } from "./cards.ts";
import type { dealsQuery, DealsPage } from "./contract.ts";
import { conditionsOf } from "./filters.ts";
import { openDay } from "./save-deals.ts";
import type { z } from "@hono/zod-openapi";

type Query = z.infer<typeof dealsQuery>;
type Row = CardRow & { pipelineId: string; lostReason: string | null; openedAt: number; closedAt: number | null };

/** Deals counted are at most this many; the page beyond cannot be reached either. */
const mostCounted = 100_000;

const sortColumns: Record<Query["sort"], RawBuilder<unknown>> = {
  entered: sql`d.stage_entered_at`,
  value: sql`d.value_minor`,
  name: sql`lower(coalesce(d.name, c.name, c.email))`,
  lastFact: sql`d.last_fact_at`,
  closed: sql`d.closed_at`,
};

export async function listDeals(tx: Tx, query: Query, atMs: number): Promise<DealsPage> {
  const pipelines = await listPipelines(tx);
  const filtered = await conditionsOf(tx, query, pipelines, atMs);
  const where = dealsWhere(tx, query, filtered);
  const order = dealsOrder(query);
  const contact = query.sort === "name" ? sql`left join contact c on c.workspace_id = d.workspace_id and c.id = d.contact_id` : sql``;
  const rows = await tx.query<Row>(sql`
    select ${cardColumns}, d.pipeline_id as "pipelineId", d.lost_reason as "lostReason", d.opened_at as "openedAt", d.closed_at as "closedAt"
    from (
      select d.id from deal d ${contact}
      where ${where}
      order by ${order}
      limit ${query.limit} offset ${query.offset}
    ) page
    join deal d on d.workspace_id = ${tx.workspaceId} and d.id = page.id ${cardJoins}
    order by ${order}
  `);
  const deals = rows.map(({ lostReason, openedAt, closedAt, ...row }) => ({
    ...cardOf(
      row,
      pipelines.find((pipeline) => pipeline.id === row.pipelineId),
      atMs,
    ),
    lostReason,
    openedAt: new Date(openedAt).toISOString(),
    closedAt: closedAt === null ? null : new Date(closedAt).toISOString(),
  }));
  return { deals, total: await countDeals(tx, query, where, filtered !== undefined) };
}

/** Which deals a list shows, as a condition on `deal d`; `filtered` comes from `conditionsOf`. */
export function dealsWhere(tx: Tx, query: Omit<Query, "offset" | "limit">, filtered: RawBuilder<unknown> | undefined): RawBuilder<unknown> {
  return sql`
    d.workspace_id = ${tx.workspaceId}
    ${query.pipelineId === undefined ? sql`` : sql`and d.pipeline_id = ${query.pipelineId}`}
    ${query.stageId === undefined ? sql`` : sql`and d.stage_id = ${query.stageId}`}
    ${query.outcome === "all" ? sql`` : sql`and d.outcome = ${query.outcome}`}
    ${filtered ?? sql``}`;
}

/** In which order, of `deal d` and, by name, its `contact c`. */
export function dealsOrder({ sort, dir, outcome }: Pick<Query, "sort" | "dir" | "outcome">): RawBuilder<unknown> {
  const mayBeNull = sort === "value" || sort === "name" || (sort === "closed" && outcome === "all");
  return sql`${sortColumns[sort]} ${dir === "asc" ? sql`asc` : sql`desc`} ${mayBeNull ? sql`nulls last` : sql``}, d.id`;
}

async function countDeals(tx: Tx, query: Query, where: RawBuilder<unknown>, isFiltered: boolean): Promise<number> {
  const kept = query.outcome === "open" && !isFiltered;
  const [row] = await tx.query<{ count: number }>(
    kept
      ? sql`
          select coalesce(sum(deals), 0) as count from stage_total
          where workspace_id = ${tx.workspaceId} and day = ${openDay}
            ${query.pipelineId === undefined ? sql`` : sql`and pipeline_id = ${query.pipelineId}`}
            ${query.stageId === undefined ? sql`` : sql`and stage_id = ${query.stageId}`}`
      : sql`select count(*) as count from (select 1 from deal d where ${where} limit ${mostCounted}) counted`,
  );
  return row!.count;
}

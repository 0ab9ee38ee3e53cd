import { sql } from "kysely";
import { limits } from "#base/limits.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { customerActs } from "#ledger/fact.ts";
import type { Chunk } from "#ledger/reader.ts";
import type { Stage } from "#pipelines/pipeline.ts";
import type { ProjectedRow, StageRank } from "./project.ts";
import { listRatesKnown } from "#workspaces/rates.ts";
import type { Moment } from "#ledger/moment.ts";
import { returningRank, wonRank } from "./schema.ts";

/** How many ledger rows a chunk spans when the projection is far behind. */
const bulkRows = 40_000;

/** The snapshots among the next ledger rows, as text, so that DuckDB and not this process takes them apart. Index: primary key. */
export async function readSnapshots(tx: Tx, afterSeq: number, lag: number): Promise<Chunk<ProjectedRow>> {
  const seq = afterSeq + Math.min(lag, lag > bulkRows ? bulkRows : limits.readerRows);
  const rows = await tx.query<ProjectedRow>(sql`
    select
      seq,
      (extract(epoch from at) * 1000)::bigint as at,
      case
        when type = 'activity.done' then 'activity'
        when type like 'deal.%' then 'deal'
        when type = any(${customerActs}) then 'act'
        else 'contact'
      end as kind,
      case when type like 'deal.%' or type = 'activity.done' then deal_id else contact_id end as id,
      case
        when type in ('deal.removed', 'contact.removed', 'activity.done') or type = any(${customerActs}) then null
        when type like 'deal.%' then coalesce(data -> 'deal', '{}')
        else data -> 'contact'
      end::text as body
    from ledger
    where workspace_id = ${tx.workspaceId}
      and seq > ${afterSeq}
      and seq <= ${seq}
      and (
        type like 'deal.%'
        or type = 'activity.done' and deal_id is not null
        or type = any(${customerActs}) and contact_id is not null
        or type = 'contact.removed'
        or type in ('contact.recorded', 'contact.merged', 'contact.unmerged') and data ? 'contact'
      )
    order by seq
  `);
  return { rows, afterSeq, seq };
}

/** The deals and contacts that ledger rows speak of. Index: primary key. */
export async function listSpokenOf(tx: Tx, afterSeq: number, untilSeq: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(sql`
    select distinct unnest(array_remove(array[deal_id, contact_id], null)) as id
    from ledger
    where workspace_id = ${tx.workspaceId} and seq > ${afterSeq} and seq <= ${untilSeq}
  `);
  return rows.map(({ id }) => id);
}

/** Ranks of the stages of all versions of the given pipelines. A stage that a version no longer has keeps the rank it had before. */
export async function listStageRanks(tx: Tx, pipelineIds: readonly string[]): Promise<StageRank[]> {
  const versions = await tx.query<{ pipelineId: string; version: number; stages: Stage[] }>(sql`
    select pipeline_id as "pipelineId", version, stages from pipeline_version
    where workspace_id = ${tx.workspaceId} and pipeline_id = any(${pipelineIds})
    union
    select id, version, stages from pipeline
    where workspace_id = ${tx.workspaceId} and id = any(${pipelineIds})
    order by "pipelineId", version
  `);
  const known = new Map<string, Map<string, number>>();
  return versions.flatMap(({ pipelineId, version, stages }) => {
    const ranks = new Map(known.get(pipelineId));
    for (const [index, { id, kind }] of stages.entries())
      ranks.set(id, kind === "returning" ? returningRank : kind === "won" ? wonRank : index);
    known.set(pipelineId, ranks);
    return [...ranks].map(([stageId, rank]) => ({ pipelineId, version, stageId, rank }));
  });
}

/** The version of each pipeline that was in force at a past instant; pipelines that had none yet are left out. */
export async function findNewestVersions(tx: Tx, atMs: number): Promise<Map<string, number>> {
  const rows = await tx.query<{ pipelineId: string; version: number }>(sql`
    select pipeline_id as "pipelineId", max(version) as version from pipeline_version
    where workspace_id = ${tx.workspaceId} and saved_at <= ${new Date(atMs).toISOString()}
    group by pipeline_id
  `);
  return new Map(rows.map(({ pipelineId, version }) => [pipelineId, version]));
}

export type RateRow = { currency: string; fromDay: string; rate: number };

/** What a customer's value is worked out by, as parts of one; null: not said. */
export type Terms = { grossMargin: number | null; discountRate: number | null };

/** `pipelines`: how many there are, archived ones too. */
export type Ground = { currency: string; timeZone: string; pipelines: number; rates: RateRow[]; terms: Terms };

/** What figures need to know of the workspace. */
export async function getGround(tx: Tx): Promise<Ground> {
  const [workspace] = await tx.query<Omit<Ground, "rates" | "terms"> & Terms>(sql`
    select currency, time_zone as "timeZone", gross_margin as "grossMargin", discount_rate as "discountRate", (select count(*) from pipeline where workspace_id = ${tx.workspaceId}) as pipelines
    from workspace
    where id = ${tx.workspaceId}
  `);
  if (!workspace) throw refuse("missing", "workspace_not_found");
  const rates = await tx.query<RateRow>(sql`
    select currency, from_day as "fromDay", rate::float8 as rate
    from exchange_rate
    where workspace_id = ${tx.workspaceId} and quote_currency = ${workspace.currency}
    order by currency, from_day
    limit 100000
  `);
  const { grossMargin, discountRate, ...own } = workspace;
  return { ...own, rates, terms: { grossMargin, discountRate } };
}

/** The ground of a past moment: of one as it was known then, with the rates and pipelines that were there. */
export async function groundThen(tx: Tx, ground: Ground, moment: Moment | undefined): Promise<Ground> {
  if (moment?.knownSeq === undefined) return ground;
  const pipelines = (await findNewestVersions(tx, moment.atMs)).size;
  return {
    ...ground,
    pipelines: pipelines || ground.pipelines,
    rates: await listRatesKnown(tx, ground.currency, moment.knownSeq),
    terms: (await findTermsKnown(tx, moment.knownSeq)) ?? ground.terms,
  };
}

/** The terms that counted at a ledger row, if they, or other settings of the workspace, have changed since. Index: ledger_settings. */
async function findTermsKnown(tx: Tx, knownSeq: number): Promise<Terms | undefined> {
  const [row] = await tx.query<Terms>(sql`
    select (data -> 'before' ->> 'grossMargin')::float8 as "grossMargin", (data -> 'before' ->> 'discountRate')::float8 as "discountRate"
    from ledger
    where workspace_id = ${tx.workspaceId} and type = 'workspace.changed' and seq > ${knownSeq} and data ? 'before'
    order by seq
    limit 1
  `);
  return row;
}

/** What to call records: a deal by its own name or its contact's, a contact by name or e-mail. */
export async function listNames(tx: Tx, kind: "deal" | "contact", ids: readonly string[]): Promise<Map<string, string | null>> {
  const rows = await tx.query<{ id: string; name: string | null }>(
    kind === "deal"
      ? sql`
          select deal.id, coalesce(deal.name, contact.name, contact.email, contact.phone) as name
          from deal
          left join contact on contact.workspace_id = deal.workspace_id and contact.id = deal.contact_id
          where deal.workspace_id = ${tx.workspaceId} and deal.id = any(${ids})
        `
      : sql`select id, coalesce(name, email, phone) as name from contact where workspace_id = ${tx.workspaceId} and id = any(${ids})`,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

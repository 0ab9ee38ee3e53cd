import { setImmediate as breathe } from "node:timers/promises";
import type { Duck } from "#base/duck.ts";
import { wallDays } from "./metrics.ts";
import { returningRank, wonRank } from "./schema.ts";

/**
 * A ledger row as far as the projection needs it; `body` is the snapshot as JSON text, null where a deal or contact is gone, of an activity, whose `id` is
 * its deal's, and of what a customer did (`act`), whose `id` is the contact's.
 */
export type ProjectedRow = { seq: number; at: number; kind: "deal" | "contact" | "activity" | "act"; id: string; body: string | null };

/** Rank of a stage within one version of a pipeline. */
export type StageRank = { pipelineId: string; version: number; stageId: string; rank: number };

/** `next`: the tables that a rebuild fills beside the ones in use. */
export type Tables = "" | "_next";

/** How many rows go to DuckDB before the event loop gets its turn. */
const slice = 1_000;

const dealShape = JSON.stringify({
  pipelineId: "UUID",
  contactId: "UUID",
  stageId: "VARCHAR",
  outcome: "VARCHAR",
  lostReason: "VARCHAR",
  valueMinor: "BIGINT",
  currency: "VARCHAR",
  estimated: "BOOLEAN",
  ownerId: "VARCHAR",
  touchSource: "VARCHAR",
  category: "VARCHAR",
  openedAt: "BIGINT",
  closedAt: "BIGINT",
  driven: "BOOLEAN",
  n: "INTEGER",
  version: "INTEGER",
  seenFrom: "BIGINT",
  visits: [["VARCHAR"]],
});
const contactShape = JSON.stringify({
  leadAt: "BIGINT",
  firstOrderAt: "BIGINT",
  firstSeenAt: "BIGINT",
  touchSource: "VARCHAR",
  country: "VARCHAR",
  mergedInto: "UUID",
});

/**
 * Takes ledger rows of one workspace in, within the caller's transaction: of every deal and contact the newest snapshot replaces what stood there.
 * `ranksOf` is asked for the stages of pipeline versions not seen before.
 */
export async function project(
  duck: Duck,
  workspaceId: string,
  rows: readonly ProjectedRow[],
  ranksOf: (pipelineIds: string[]) => Promise<StageRank[]>,
  tables: Tables = "",
): Promise<void> {
  await stage(duck, withoutRemoved(rows));
  if (rows.some((row) => row.kind === "deal")) await projectDeals(duck, workspaceId, ranksOf, tables);
  if (rows.some((row) => row.kind === "activity"))
    await duck.run(`insert into activity${tables} select $workspace::uuid, id::uuid, happened_at from incoming where kind = 'activity'`, {
      workspace: workspaceId,
    });
  if (rows.some((row) => row.kind === "contact")) await projectContacts(duck, workspaceId, tables);
  if (rows.some((row) => row.kind === "act"))
    await duck.run(`insert into customer_act${tables} select $workspace::uuid, id::uuid, happened_at from incoming where kind = 'act'`, {
      workspace: workspaceId,
    });
}

/** Saves that everything up to `seq` is in the tables. */
export async function saveProgress(duck: Duck, workspaceId: string, seq: number, tables: Tables = ""): Promise<void> {
  await duck.run(`delete from progress${tables} where workspace_id = $workspace::uuid`, { workspace: workspaceId });
  await duck.run(`insert into progress${tables} values ($workspace::uuid, $seq)`, { workspace: workspaceId, seq });
}

export async function loadProgress(duck: Duck, workspaceId: string, table = "progress"): Promise<number> {
  const [row] = await duck.rows<{ seq: number }>(`select seq from ${table} where workspace_id = $workspace::uuid`, {
    workspace: workspaceId,
  });
  return row?.seq ?? 0;
}

/** What was told of a deal or contact before it was removed goes with it, also where it comes back: the same in one chunk as in several. */
function withoutRemoved(rows: readonly ProjectedRow[]): readonly ProjectedRow[] {
  const about = ({ kind, id }: ProjectedRow) => `${kind === "deal" || kind === "activity" ? "deal" : "contact"} ${id}`;
  const removed = new Map(
    rows.flatMap((row) => ((row.kind === "deal" || row.kind === "contact") && row.body === null ? [[about(row), row.seq]] : [])),
  );
  return removed.size === 0 ? rows : rows.filter((row) => row.kind === "contact" || row.seq >= (removed.get(about(row)) ?? 0));
}

async function stage(duck: Duck, rows: readonly ProjectedRow[]): Promise<void> {
  await duck.run("create or replace temp table incoming (seq bigint, happened_at bigint, kind varchar, id varchar, body varchar)");
  const appender = await duck.connection.createAppender("incoming");
  for (const [index, { seq, at, kind, id, body }] of rows.entries()) {
    appender.appendBigInt(BigInt(seq));
    appender.appendBigInt(BigInt(at));
    appender.appendVarchar(kind);
    appender.appendVarchar(id);
    if (body === null) appender.appendNull();
    else appender.appendVarchar(body);
    appender.endRow();
    if (index % slice === slice - 1) await breathe();
  }
  appender.closeSync();
}

async function projectDeals(
  duck: Duck,
  workspaceId: string,
  ranksOf: (pipelineIds: string[]) => Promise<StageRank[]>,
  tables: Tables,
): Promise<void> {
  await duck.run(`
    create or replace temp table incoming_deal as
    select id::uuid as id, seq, happened_at, body is not null as stays, unnest(from_json(body, '${dealShape}'))
    from incoming
    where kind = 'deal'
  `);
  await duck.run(
    "create or replace temp table changed_deal as from incoming_deal qualify row_number() over (partition by id order by seq desc) = 1",
  );
  await learnRanks(duck, workspaceId, ranksOf, tables);
  await duck.run(
    `
    create or replace temp table changed_visits as
    with ranks as (
      select pipeline_id, version, map_from_entries(list((stage_id, rank))) as ranks
      from stage${tables}
      where workspace_id = $workspace::uuid
      group by all
    )
    select d.id, list_transform(d.visits, lambda v: { stage: v[1], entered: v[2]::bigint, cause: v[3], found: v[4] is not null, rank: r.ranks[v[1]] }) as visits
    from changed_deal d
    left join ranks r on r.pipeline_id = d.pipelineId and r.version = d.version
    where d.stays
  `,
    { workspace: workspaceId },
  );
  await duck.run(`delete from deal${tables} where workspace_id = $workspace::uuid and id in (select id from changed_deal)`, {
    workspace: workspaceId,
  });
  await duck.run(`delete from visit${tables} where workspace_id = $workspace::uuid and deal_id in (select id from changed_deal)`, {
    workspace: workspaceId,
  });
  const [gone] = await duck.rows("select 1 from incoming_deal where not stays limit 1");
  for (const table of gone ? ["deal_record", "activity"] : [])
    await duck.run(
      `delete from ${table}${tables} where workspace_id = $workspace::uuid and deal_id in (select id from incoming_deal where not stays)`,
      { workspace: workspaceId },
    );
  await duck.run(
    `
    insert into deal_record${tables}
    select $workspace::uuid, r.id, r.seq, r.happened_at, r.outcome, r.closedAt, r.valueMinor, r.currency, r.estimated, r.ownerId, r.touchSource, r.category
    from incoming_deal r
    join changed_deal d using (id)
    where r.stays and d.stays
  `,
    { workspace: workspaceId },
  );
  // Only a deal that was spoken of after it closed has to be looked up; of the others the newest row says what they were when they closed.
  const [late] = await duck.rows("select 1 from changed_deal where stays and happened_at > closedAt limit 1");
  await duck.run(
    `
    create or replace temp table closing as
    select r.deal_id as id, ${["owner_id", "touch_source", "category"].map(atClosing).join(", ")}
    from deal_record${tables} r
    join (select id, closedAt from changed_deal where stays and happened_at > closedAt) d on d.id = r.deal_id
    where r.workspace_id = $workspace::uuid ${late ? "" : "and false"}
    group by r.deal_id
  `,
    { workspace: workspaceId },
  );
  await duck.run(
    `
    create or replace temp table fresh_deal as
    select
      $workspace::uuid as workspace_id, d.id, d.pipelineId as pipeline_id, d.contactId as contact_id, d.n, d.driven, d.version, d.stageId as stage_id,
      d.outcome, d.lostReason as lost_reason, d.valueMinor as value_minor, d.currency, d.estimated,
      case when c.id is null then d.ownerId else c.owner_id end as owner_id,
      case when c.id is null then d.touchSource else c.touch_source end as touch_source,
      case when c.id is null then d.category else c.category end as category,
      coalesce(v.visits[1].rank = ${returningRank}, false) as is_repeat, d.openedAt as opened_at,
      case
        when d.seenFrom <= d.openedAt then null -- found, and when it began is not known
        when v.visits[1].rank = ${returningRank}
          then list_filter(v.visits, lambda x: coalesce(x.rank, 0) between 0 and ${wonRank - 1})[1].entered
        else d.openedAt
      end as begun_at,
      d.closedAt as closed_at,
      greatest(d.openedAt, coalesce(d.closedAt, 0), coalesce(v.visits[-1].entered, 0)) as changed_at,
      d.seenFrom as seen_from
    from changed_deal d
    left join changed_visits v using (id)
    left join closing c using (id)
    where d.stays
  `,
    { workspace: workspaceId },
  );
  await duck.run(`insert into deal${tables} select * from fresh_deal`);
  await duck.run(
    `
    insert into visit${tables}
    select
      d.workspace_id, d.id, d.pipeline_id, v.n - 1, v.this.stage, v.this.entered,
      coalesce(v.later[1].entered, d.closed_at), v.later[1].stage,
      list_filter(v.later, lambda x, i: coalesce(${wallDays("coalesce(v.later[i + 1].entered, d.closed_at) - d.begun_at")} > ${wallDays("x.entered - d.begun_at")}, true))[1].stage,
      case when len(v.later) = 0 and d.outcome <> 'open' then d.outcome end,
      v.this.cause,
      not list_contains(list_transform(v.earlier, lambda x: x.stage), v.this.stage),
      coalesce(
        list_filter(v.later, lambda x: coalesce(x.rank > v.this.rank, true))[1].entered,
        case when d.outcome = 'won' and coalesce(v.this.rank, 0) < ${wonRank} then d.closed_at end
      ),
      case when d.outcome = 'lost' then d.closed_at end,
      v.this.found,
      d.contact_id, d.value_minor, d.currency, d.owner_id, d.touch_source, d.category, d.is_repeat, d.begun_at, d.seen_from, d.outcome
    from (select id, n, visits[n] as this, visits[n + 1:] as later, visits[:n - 1] as earlier from (select id, visits, unnest(range(1, len(visits) + 1)) as n from changed_visits)) v
    join fresh_deal d using (id)
  `,
  );
}

/** What a closed deal had in a column when it closed: the last it was given by then, or the first it was given after that. */
function atClosing(column: string): string {
  const given = `filter (where r.${column} is not null`;
  return `coalesce(arg_max(r.${column}, r.seq) ${given} and r.happened_at <= d.closedAt), arg_min(r.${column}, r.seq) ${given})) as ${column}`;
}

/** Loads the stages of pipeline versions that came in for the first time. */
async function learnRanks(
  duck: Duck,
  workspaceId: string,
  ranksOf: (pipelineIds: string[]) => Promise<StageRank[]>,
  tables: Tables,
): Promise<void> {
  const unknown = await duck.rows<{ pipeline: string }>(
    `
    select distinct d.pipelineId::varchar as pipeline
    from changed_deal d
    anti join stage${tables} s on s.workspace_id = $workspace::uuid and s.pipeline_id = d.pipelineId and s.version = d.version
    where d.stays and d.pipelineId is not null
  `,
    { workspace: workspaceId },
  );
  if (unknown.length === 0) return;
  const ranks = await ranksOf(unknown.map((row) => row.pipeline));
  await duck.run(
    `delete from stage${tables} where workspace_id = $workspace::uuid and list_contains(from_json($pipelines, '["UUID"]'), pipeline_id)`,
    { workspace: workspaceId, pipelines: JSON.stringify(unknown.map((row) => row.pipeline)) },
  );
  await duck.run(
    `
    insert into stage${tables}
    select $workspace::uuid, pipelineId, version, stageId, rank
    from (select unnest(from_json($ranks, '[{"pipelineId":"UUID","version":"INTEGER","stageId":"VARCHAR","rank":"INTEGER"}]'), recursive := true))
  `,
    { workspace: workspaceId, ranks: JSON.stringify(ranks) },
  );
}

async function projectContacts(duck: Duck, workspaceId: string, tables: Tables): Promise<void> {
  await duck.run(`
    create or replace temp table changed_contact as
    select id::uuid as id, unnest(from_json(body, '${contactShape}'))
    from (select id, body from incoming where kind = 'contact' qualify row_number() over (partition by id order by seq desc) = 1)
  `);
  const [gone] = await duck.rows("select 1 from incoming where kind = 'contact' and body is null limit 1");
  if (gone)
    await duck.run(
      `delete from customer_act${tables} where workspace_id = $workspace::uuid and contact_id in (select id::uuid from incoming where kind = 'contact' and body is null)`,
      { workspace: workspaceId },
    );
  await duck.run(`delete from contact${tables} where workspace_id = $workspace::uuid and id in (select id from changed_contact)`, {
    workspace: workspaceId,
  });
  await duck.run(
    `
    insert into contact${tables}
    select $workspace::uuid, id, leadAt, firstOrderAt, firstSeenAt, touchSource, country, mergedInto
    from changed_contact
  `,
    { workspace: workspaceId },
  );
}

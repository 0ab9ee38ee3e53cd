import type { Duck } from "#base/duck.ts";
import type { Database } from "#base/postgres/database.ts";
import { inTransaction } from "./duck.ts";
import { wallDays } from "./metrics.ts";
import type { Moment } from "#ledger/moment.ts";
import { loadProgress, project, saveProgress } from "./project.ts";
import { findNewestVersions, listSpokenOf, listStageRanks, readSnapshots } from "./queries.ts";
import { projectedTables, tablesOf } from "./schema.ts";

/**
 * Fills `duck`'s present database, which is empty, with one workspace's projection as a past moment had it: of the same shape, so that every
 * figure is read from it as from the one of now. `home` is the name of the database with the projection of now.
 */
export async function fillPast(db: Database, duck: Duck, home: string, workspaceId: string, moment: Moment): Promise<void> {
  const { asOfMs, knownSeq } = moment;
  await duck.run(tablesOf(""));
  if (knownSeq === undefined) await inTransaction(duck, () => copyHome(duck, home, workspaceId, asOfMs));
  else await readUntil(db, duck, workspaceId, knownSeq);
  if (asOfMs !== undefined) await cutAt(duck, asOfMs);
  await leaveOutLaterVersions(db, duck, workspaceId, moment.atMs);
}

/** Stages that a pipeline got later play no part; what stood before a pipeline's first version is ranked as now. */
async function leaveOutLaterVersions(db: Database, duck: Duck, workspaceId: string, atMs: number): Promise<void> {
  const newest = await db.inWorkspace(workspaceId, (tx) => findNewestVersions(tx, atMs));
  await duck.run(
    `
    delete from stage
    using (select unnest(from_json($newest, '[{"pipelineId":"UUID","version":"INTEGER"}]'), recursive := true)) newest
    where stage.pipeline_id = newest.pipelineId and stage.version > newest.version
  `,
    { newest: JSON.stringify([...newest].map(([pipelineId, version]) => ({ pipelineId, version }))) },
  );
}

/**
 * Brings a past "as it happened" up to what the projection of now knows: the deals and contacts that were spoken of since are copied and cut anew,
 * since what comes late changes what is known of that day.
 */
export async function followHome(db: Database, duck: Duck, home: string, workspaceId: string, { asOfMs, atMs }: Moment): Promise<void> {
  await inTransaction(duck, async () => {
    const seq = await loadProgress(duck, workspaceId);
    const newest = await loadProgress(duck, workspaceId, `"${home}".main.progress`);
    if (newest <= seq) return;
    const ids = await db.inWorkspace(workspaceId, (tx) => listSpokenOf(tx, seq, newest));
    await duck.run(`create or replace temp table spoken_of as select unnest(from_json($ids, '["UUID"]')) as id`, {
      ids: JSON.stringify(ids),
    });
    await copyHome(duck, home, workspaceId, asOfMs, "spoken_of");
    if (asOfMs !== undefined) await cutAt(duck, asOfMs, "spoken_of");
    await duck.run("drop table spoken_of");
    await leaveOutLaterVersions(db, duck, workspaceId, atMs);
  });
}

/** Of each table: what a row is about, and by which instant it was not there yet. The records of later days are needed to see which deals were heard of then. */
const rows: Record<(typeof projectedTables)[number], { about?: string; begins?: string }> = {
  deal: { about: "id", begins: "opened_at" },
  deal_record: { about: "deal_id" },
  visit: { about: "deal_id", begins: "entered_at" },
  contact: { about: "id" },
  activity: { about: "deal_id", begins: "happened_at" },
  customer_act: { about: "contact_id", begins: "happened_at" },
  progress: {},
  stage: {},
};

/** Copies what the projection of now has, or only what is about the ids of a table. */
async function copyHome(
  duck: Duck,
  home: string,
  workspaceId: string,
  asOfMs = Number.MAX_SAFE_INTEGER,
  only?: "spoken_of",
): Promise<void> {
  for (const table of projectedTables) {
    const { about, begins } = rows[table];
    const chosen = only && about ? `${about} in (select id from ${only})` : "true";
    if (only) await duck.run(`delete from ${table} where ${chosen}`);
    await duck.run(
      `insert into ${table} select * from "${home}".main.${table} where workspace_id = $workspace::uuid and ${chosen} ${begins ? `and ${begins} <= $at` : ""}`,
      { workspace: workspaceId, ...(begins && { at: asOfMs }) },
    );
  }
}

/** Takes the ledger in as far as it had come then: the same work as that of the projection of now. */
async function readUntil(db: Database, duck: Duck, workspaceId: string, knownSeq: number): Promise<void> {
  const ranksOf = (ids: string[]) => db.inWorkspace(workspaceId, (tx) => listStageRanks(tx, ids));
  for (let seq = 0; seq < knownSeq;) {
    const chunk = await db.inWorkspace(workspaceId, (tx) => readSnapshots(tx, seq, knownSeq - seq));
    await project(duck, workspaceId, chunk.rows, ranksOf);
    seq = chunk.seq;
  }
  await saveProgress(duck, workspaceId, knownSeq);
}

/**
 * Cuts off what happened after an instant. What a deal was by then is told by its last ledger row about that time; its value only by a row of
 * a time when it was still open, where it still was: what it was sold for later was not known. Where it stood is told by its stays. Deals of which
 * nothing was heard later stand as they stood then. `only`: the others have been cut.
 */
async function cutAt(duck: Duck, asOfMs: number, only?: "spoken_of"): Promise<void> {
  const values = { at: asOfMs };
  await duck.run("delete from deal where opened_at > $at", values);
  await duck.run("delete from visit where entered_at > $at", values);
  await duck.run(
    `
    create temp table later as
    select id from deal where (changed_at > $at or closed_at > $at or begun_at > $at) ${only ? `and id in (select id from ${only})` : ""}
    union
    select id from deal semi join (select deal_id from deal_record where happened_at > $at) told on told.deal_id = deal.id
  `,
    values,
  );
  await duck.run(
    `
    create temp table then_told as
    select
      deal_id as id,
      coalesce(arg_max({ outcome: outcome, closed: closed_at }, seq) filter (where happened_at <= $at), arg_min({ outcome: outcome, closed: closed_at }, seq)) as told,
      arg_max({ minor: value_minor, currency: currency, estimated: estimated }, seq) filter (where happened_at <= $at and coalesce(closed_at <= $at, true)) as value,
      coalesce(arg_max({ owner: owner_id, source: touch_source, category: category }, seq) filter (where happened_at <= $at), arg_min({ owner: owner_id, source: touch_source, category: category }, seq)) as words
    from deal_record
    semi join later on later.id = deal_record.deal_id
    group by deal_id
  `,
    values,
  );
  await duck.run(
    `
    create temp table then_deal as
    select d.* replace (
      case when told.closed <= $at then told.outcome else 'open' end as outcome,
      case when told.closed <= $at and told.outcome = 'lost' then d.lost_reason end as lost_reason,
      case when told.closed <= $at and told.closed is not distinct from d.closed_at then d.value_minor else value.minor end as value_minor,
      case when told.closed <= $at and told.closed is not distinct from d.closed_at then d.currency else value.currency end as currency,
      case when told.closed <= $at then false else value.estimated end as estimated,
      case when told.closed <= $at and told.closed is not distinct from d.closed_at then d.owner_id else words.owner end as owner_id,
      case when told.closed <= $at and told.closed is not distinct from d.closed_at then d.touch_source else words.source end as touch_source,
      case when told.closed <= $at and told.closed is not distinct from d.closed_at then d.category else words.category end as category,
      case when begun_at <= $at then begun_at end as begun_at,
      case when told.closed <= $at then told.closed end as closed_at
    )
    from deal d
    join then_told t using (id)
  `,
    values,
  );
  await duck.run(
    `
    create temp table then_visit as
    select v.* replace (
      case when v.left_at <= $at then v.left_at end as left_at,
      case when v.left_at <= $at then v.next_stage end as next_stage,
      case when v.left_at <= $at and v.next_stage is null or d.outcome <> 'open' and v.last then nullif(d.outcome, 'open') end as outcome,
      case when v.passed_at <= $at then v.passed_at end as passed_at,
      case when d.outcome = 'lost' then d.closed_at end as lost_at,
      d.value_minor as value_minor, d.currency as currency, d.owner_id as owner_id, d.touch_source as touch_source, d.category as category,
      d.begun_at as begun_at, d.outcome as deal_outcome
    )
    from (select *, row_number() over (partition by deal_id order by n desc) = 1 as last from visit semi join later on later.id = visit.deal_id) v
    join then_deal d on d.id = v.deal_id
  `,
    values,
  );
  await duck.run("alter table then_visit drop column last");
  await duck.run(`
    update then_deal set changed_at = greatest(opened_at, coalesce(closed_at, 0), coalesce(last.entered_at, 0)), stage_id = coalesce(last.stage_id, then_deal.stage_id)
    from (select deal_id, max(entered_at) as entered_at, arg_max(stage_id, n) as stage_id from then_visit group by deal_id) last
    where last.deal_id = then_deal.id
  `);
  await duck.run(
    "update then_visit set left_at = d.closed_at from then_deal d where d.id = then_visit.deal_id and then_visit.outcome is not null and then_visit.left_at is null",
  );
  await duck.run(`
    create or replace temp table then_visit as
    select * replace (
      arg_min(stage_id, n) filter (where coalesce(${wallDays("left_at - begun_at")} > ${wallDays("entered_at - begun_at")}, true))
        over (partition by deal_id order by n rows between 1 following and unbounded following) as lasting_next
    )
    from then_visit
  `);
  await duck.run("delete from deal where id in (select id from later)");
  await duck.run("delete from visit where deal_id in (select id from later)");
  for (const table of ["deal", "visit"]) {
    await duck.run(`insert into ${table} select * from then_${table}`);
    await duck.run(`drop table then_${table}`);
  }
  for (const table of ["then_told", "later"]) await duck.run(`drop table ${table}`);
  await duck.run("delete from deal_record where happened_at > $at", values);
  await duck.run("delete from activity where happened_at > $at", values);
  await duck.run("delete from customer_act where happened_at > $at", values);
  await duck.run("delete from contact where first_seen_at > $at", values);
  await duck.run(
    "update contact set lead_at = case when lead_at <= $at then lead_at end, first_order_at = case when first_order_at <= $at then first_order_at end where lead_at > $at or first_order_at > $at",
    values,
  );
}

import { sql, type RawBuilder } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import type { Deal } from "./deal.ts";

/** The day under which open deals stand in `stage_total`. */
export const openDay = "0001-01-01";

export type DealChange = { before: Deal | undefined; after: Deal | undefined };

const columns: RawBuilder<Deal> = sql`
  d.id, d.pipeline_id as "pipelineId", d.contact_id as "contactId", d.company_id as "companyId", d.name, d.subject, d.driven, d.n,
  d.stage_id as "stageId", d.outcome, d.lost_reason as "lostReason", d.value_minor as "valueMinor", d.currency, d.value_estimated as "valueEstimated",
  d.owner_id as "ownerId", d.order_id as "orderId", d.touch, d.hint, d.opened_at as "openedAt", d.stage_entered_at as "stageEnteredAt",
  d.closed_at as "closedAt", d.closed_day as "closedDay", d.last_fact_at as "lastFactAt", d.idle_at as "idleAt", d.journey->'j' as journey,
  d.journey->'v' as visits, d.checked, d.pipeline_version as "pipelineVersion", d.external_key as "externalKey", d.product_id as "productId", d.details`;

/** Index: primary key. */
export function findDeals(tx: Tx, ids: readonly string[]): Promise<Deal[]> {
  return tx.query<Deal>(sql`select ${columns} from deal d where d.workspace_id = ${tx.workspaceId} and d.id = any(${ids}::uuid[])`);
}

/** Index: deal_external. */
export function findDealsByKey(tx: Tx, keys: readonly string[]): Promise<Deal[]> {
  return tx.query<Deal>(
    sql`select ${columns} from deal d where d.workspace_id = ${tx.workspaceId} and d.external_key = any(${keys}::text[])`,
  );
}

/** The two newest driven deals of each contact and pipeline (the open one and the last closed one), which is all that deciding on new facts needs. Index: deal_contact. */
export function findNewestDeals(tx: Tx, contactIds: readonly string[]): Promise<Deal[]> {
  return tx.query<Deal>(sql`
    select ${columns}
    from unnest(${contactIds}::uuid[]) as c (id)
    cross join pipeline p
    cross join lateral (
      select * from deal
      where workspace_id = ${tx.workspaceId} and contact_id = c.id and pipeline_id = p.id and driven
      order by n desc
      limit 2
    ) d
    where p.workspace_id = ${tx.workspaceId}
  `);
}

/** Every driven deal of the contacts. Index: deal_contact. */
export function listDrivenDeals(tx: Tx, contactIds: readonly string[]): Promise<Deal[]> {
  return tx.query<Deal>(sql`
    select ${columns} from deal d
    where d.workspace_id = ${tx.workspaceId} and d.contact_id = any(${contactIds}::uuid[]) and d.driven
    order by d.pipeline_id, d.n
  `);
}

/** The deals of the contacts that only people move. Index: deal_contact. */
export function listHandDeals(tx: Tx, contactIds: readonly string[]): Promise<Deal[]> {
  return tx.query<Deal>(sql`
    select ${columns} from deal d
    where d.workspace_id = ${tx.workspaceId} and d.contact_id = any(${contactIds}::uuid[]) and not d.driven
    order by d.id
  `);
}

/** Open driven deals whose time is up. Index: deal_idle. */
export function listIdleDeals(tx: Tx, nowMs: number, limit: number): Promise<Deal[]> {
  return tx.query<Deal>(sql`
    select ${columns} from deal d
    where d.workspace_id = ${tx.workspaceId} and d.outcome = 'open' and d.idle_at < ${new Date(nowMs).toISOString()}
    order by d.idle_at
    limit ${limit}
  `);
}

/** Writes the deals as they are after, and keeps the totals of the stages; the caller holds the ledger's lock and appends the rows. */
export async function saveDeals(tx: Tx, changes: readonly DealChange[]): Promise<void> {
  if (changes.length === 0) return;
  const gone = changes.flatMap(({ before, after }) => (before && !after ? [before.id] : []));
  if (gone.length > 0) await tx.query(sql`delete from deal where workspace_id = ${tx.workspaceId} and id = any(${gone}::uuid[])`);
  await insertDeals(
    tx,
    changes.flatMap(({ before, after }) => (after && !before ? [toWire(after)] : [])),
  );
  await updateDeals(
    tx,
    changes.flatMap(({ before, after }) => (after && before ? [toWire(after)] : [])),
  );
  await addTotals(tx, changes);
}

const wireColumns = sql`
  id uuid, "pipelineId" uuid, "contactId" uuid, "companyId" uuid, name text, subject text, driven boolean, n int, "stageId" text, outcome text,
  "lostReason" text, "valueMinor" bigint, currency text, "valueEstimated" boolean, "ownerId" text, "orderId" uuid, touch text, hint text,
  "openedAt" float8, "stageEnteredAt" float8, "closedAt" float8, "closedDay" date, "lastFactAt" float8, "idleAt" float8,
  journey text, checked text, "pipelineVersion" int, "externalKey" text, "productId" uuid, details text`;

function toWire({ visits, journey, touch, checked, details, ...deal }: Deal): object {
  const text = (value: unknown) => value && JSON.stringify(value);
  return { ...deal, touch: text(touch), checked: text(checked), details: text(details), journey: text({ j: journey, v: visits }) };
}

async function insertDeals(tx: Tx, wire: object[]): Promise<void> {
  if (wire.length === 0) return;
  await tx.query(sql`
    insert into deal (workspace_id, id, pipeline_id, contact_id, company_id, name, subject, driven, n, stage_id, outcome, lost_reason, value_minor, currency,
      value_estimated, owner_id, order_id, touch, hint, opened_at, stage_entered_at, closed_at, closed_day, last_fact_at, idle_at, journey, checked, pipeline_version, external_key, product_id, details)
    select ${tx.workspaceId}, r.id, r."pipelineId", r."contactId", r."companyId", r.name, r.subject, r.driven, r.n, r."stageId", r.outcome, r."lostReason",
      r."valueMinor", r.currency, r."valueEstimated", r."ownerId", r."orderId", r.touch::jsonb, r.hint, to_timestamp(r."openedAt" / 1000), to_timestamp(r."stageEnteredAt" / 1000),
      to_timestamp(r."closedAt" / 1000), r."closedDay", to_timestamp(r."lastFactAt" / 1000), to_timestamp(r."idleAt" / 1000), r.journey::jsonb, r.checked::jsonb, r."pipelineVersion", r."externalKey", r."productId", r.details::jsonb
    from json_to_recordset(${JSON.stringify(wire)}::json) as r (${wireColumns})
  `);
}

async function updateDeals(tx: Tx, wire: object[]): Promise<void> {
  if (wire.length === 0) return;
  await tx.query(sql`
    update deal d set
      contact_id = r."contactId", company_id = r."companyId", name = r.name, subject = r.subject, driven = r.driven, n = r.n, stage_id = r."stageId",
      outcome = r.outcome, lost_reason = r."lostReason", value_minor = r."valueMinor", currency = r.currency, value_estimated = r."valueEstimated",
      owner_id = r."ownerId", order_id = r."orderId", touch = r.touch::jsonb, hint = r.hint, opened_at = to_timestamp(r."openedAt" / 1000),
      stage_entered_at = to_timestamp(r."stageEnteredAt" / 1000), closed_at = to_timestamp(r."closedAt" / 1000), closed_day = r."closedDay",
      last_fact_at = to_timestamp(r."lastFactAt" / 1000), idle_at = to_timestamp(r."idleAt" / 1000), journey = r.journey::jsonb, checked = r.checked::jsonb,
      pipeline_version = r."pipelineVersion", external_key = r."externalKey", product_id = r."productId", details = r.details::jsonb
    from json_to_recordset(${JSON.stringify(wire)}::json) as r (${wireColumns})
    where d.workspace_id = ${tx.workspaceId} and d.id = r.id
  `);
}

/** Keeps the totals of the stages in step; whoever writes deals by other means than `saveDeals` calls it. */
export async function addTotals(tx: Tx, changes: readonly DealChange[]): Promise<void> {
  const totals = new Map<string, { pipelineId: string; stageId: string; day: string; currency: string; deals: number; sumMinor: number }>();
  const add = (deal: Deal | undefined, sign: 1 | -1) => {
    if (!deal || deal.outcome === "lost") return;
    const day = deal.outcome === "open" ? openDay : deal.closedDay!;
    const currency = deal.currency ?? "";
    const key = `${deal.pipelineId} ${deal.stageId} ${day} ${currency}`;
    const total = totals.get(key) ?? { pipelineId: deal.pipelineId, stageId: deal.stageId, day, currency, deals: 0, sumMinor: 0 };
    total.deals += sign;
    total.sumMinor += sign * (deal.valueMinor ?? 0);
    totals.set(key, total);
  };
  for (const { before, after } of changes) {
    add(before, -1);
    add(after, 1);
  }
  const wire = [...totals.values()].filter((total) => total.deals !== 0 || total.sumMinor !== 0);
  if (wire.length === 0) return;
  await tx.query(sql`
    insert into stage_total as t (workspace_id, pipeline_id, stage_id, day, currency, deals, sum_minor)
    select ${tx.workspaceId}, r."pipelineId", r."stageId", r.day, r.currency, r.deals, r."sumMinor"
    from json_to_recordset(${JSON.stringify(wire)}::json) as r ("pipelineId" uuid, "stageId" text, day date, currency text, deals bigint, "sumMinor" bigint)
    on conflict (workspace_id, pipeline_id, stage_id, day, currency)
    do update set deals = t.deals + excluded.deals, sum_minor = t.sum_minor + excluded.sum_minor
  `);
}

/** Cuts the days of closed deals anew, after the workspace's time zone has changed. */
export async function closedDaysIn(tx: Tx, timeZone: string): Promise<void> {
  await tx.query(
    sql`update deal set closed_day = (closed_at at time zone ${timeZone})::date where workspace_id = ${tx.workspaceId} and closed_at is not null`,
  );
}

/** Counts the totals anew from the deals: after a change of time zone, and in tests as the truth that the kept totals must equal. */
export async function recountTotals(tx: Tx): Promise<void> {
  await tx.query(sql`delete from stage_total where workspace_id = ${tx.workspaceId}`);
  await tx.query(sql`
    insert into stage_total (workspace_id, pipeline_id, stage_id, day, currency, deals, sum_minor)
    select workspace_id, pipeline_id, stage_id, case outcome when 'open' then ${openDay}::date else closed_day end, coalesce(currency, ''), count(*), coalesce(sum(value_minor), 0)
    from deal
    where workspace_id = ${tx.workspaceId} and outcome <> 'lost'
    group by 1, 2, 3, 4, 5
  `);
}

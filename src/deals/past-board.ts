import { sql, type RawBuilder } from "kysely";
import { now } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import { pastOf, type Moment } from "#ledger/moment.ts";
import { getPipelineThen } from "#pipelines/queries.ts";
import { ratesOn } from "#workspaces/rates.ts";
import { boardOf, getBoard, type StageGroup } from "./board.ts";
import { cardColumns, cardJoins, type CardRow } from "./cards.ts";
import type { Board, DealFilters, PastDay } from "./contract.ts";
import { conditionsOf } from "./filters.ts";
import { getFrame, type Frame } from "./frame.ts";

const mostDeals = 300_000;

/**
 * The board as it stood at an instant, or at the end of a day of the workspace. Told by the ledger: of every deal that existed then, its
 * newest row that had happened by then, or that had been told by then (`asKnownOn`). Names of people are today's. Slower than the board of
 * now, and only the first cards of a stage.
 */
export async function getPastBoard(tx: Tx, pipelineId: string, filters: DealFilters, limit: number, day: PastDay): Promise<Board> {
  const nowMs = now();
  const { timeZone } = await getFrame(tx, pipelineId, nowMs);
  const moment = await pastOf(tx, day, timeZone);
  if (!moment) return getBoard(tx, pipelineId, filters, limit, nowMs);

  const { atMs, knownSeq } = moment;
  const frame = { ...(await getFrame(tx, pipelineId, atMs)), pipeline: await getPipelineThen(tx, pipelineId, atMs) };
  if (knownSeq !== undefined) frame.seq = knownSeq;
  const rates = await ratesOn(tx, frame.currency, frame.today, knownSeq);
  const where = await conditionsOf(tx, { ...filters, stalled: undefined }, [frame.pipeline], atMs);
  const rows = await listThen(tx, frame, moment, where ?? sql``, limit);
  const groups = rows.flatMap((row) => (row.groups ? row.groups : []));
  const cards = rows.flatMap((row) => (row.groups ? [] : [row]));
  return boardOf(frame, groups, rates, cards);
}

/**
 * Deals that may stand on the board. Those closed too long ago are left out, but by what is known now: as a day was known, those that something
 * was told of since stay in question, and so do those that are gone since. Indexes: ledger_deal, ledger_settings.
 */
function candidates(tx: Tx, { pipeline, atMs, wonFromMs }: Frame, knownSeq: number | undefined): RawBuilder<unknown> {
  const ofPipeline = sql`d.workspace_id = ${tx.workspaceId} and d.pipeline_id = ${pipeline.id}`;
  const lately = sql`d.opened_at <= ${new Date(atMs).toISOString()}::timestamptz and (d.closed_at is null or d.closed_at >= ${new Date(wonFromMs).toISOString()}::timestamptz)`;
  if (knownSeq === undefined)
    return sql`select d.id from deal d where ${ofPipeline} and ${lately} order by d.opened_at desc limit ${mostDeals}`;
  const later = sql`workspace_id = ${tx.workspaceId} and seq > ${knownSeq}`;
  return sql`
    select d.id from deal d
    where ${ofPipeline} and (${lately} or exists (select from ledger where ${later} and deal_id = d.id))
    union
    select deal_id from ledger where ${later} and type = 'deal.removed'`;
}

type Row = CardRow & { groups: StageGroup[] | null };

/** One row with the totals as `groups`, the others are cards. Index: ledger_deal. */
function listThen(tx: Tx, frame: Frame, { asOfMs, knownSeq }: Moment, where: RawBuilder<unknown>, limit: number): Promise<Row[]> {
  const { pipeline, atMs, wonFromMs } = frame;
  const then = sql`${new Date(atMs).toISOString()}::timestamptz`;
  const happened = asOfMs === undefined ? sql`` : sql`and at <= ${then}`;
  const told = knownSeq === undefined ? sql`` : sql`and seq <= ${knownSeq}`;
  const untilMs = asOfMs ?? Number.MAX_SAFE_INTEGER;
  return tx.query<Row>(sql`
    with stood as materialized (
      select ${tx.workspaceId}::uuid as workspace_id, c.id, own.name, l.deal, l.closed_ms, v.stage_id, v.entered_ms, l.deal->>'ownerId' as owner_id,
        ${knownSeq === undefined ? sql`own.contact_id` : sql`(l.deal->>'contactId')::uuid`} as contact_id,
        jsonb_build_object('source', l.deal->>'touchSource') as touch,
        case when own.last_fact_at <= ${then} and ${knownSeq === undefined} then own.hint end as hint,
        (l.deal->>'valueMinor')::bigint as value_minor, l.deal->>'currency' as currency,
        case when l.closed_ms is null or l.closed_ms > ${untilMs} then 'open' else l.deal->>'outcome' end as outcome
      from (${candidates(tx, frame, knownSeq)}) c
      left join deal own on own.workspace_id = ${tx.workspaceId} and own.id = c.id
      cross join lateral (
        select type, data->'deal' as deal, (data->'deal'->>'closedAt')::numeric as closed_ms from ledger
        where workspace_id = ${tx.workspaceId} and deal_id = c.id ${happened} ${told} and type like 'deal.%'
        order by seq desc
        limit 1
      ) l
      cross join lateral (
        select visit->>0 as stage_id, (visit->>1)::numeric as entered_ms
        from jsonb_array_elements(l.deal->'visits') with ordinality as v (visit, place)
        where (visit->>1)::numeric <= ${untilMs}
        order by place desc
        limit 1
      ) v
      where l.type <> 'deal.removed' and (l.deal->>'pipelineId')::uuid = ${pipeline.id}
    ), shown as (
      select workspace_id, id, name, contact_id, owner_id, touch, hint, stage_id, outcome, value_minor, currency,
        coalesce((deal->>'estimated')::boolean, false) as value_estimated, to_timestamp(entered_ms / 1000.0) as stage_entered_at, to_timestamp(entered_ms / 1000.0) as last_fact_at,
        row_number() over (partition by stage_id order by entered_ms desc, id) as place
      from stood d
      where (outcome = 'open' or (outcome = 'won' and closed_ms >= ${wonFromMs})) ${where}
    )
    select ${cardColumns}, null::jsonb as groups from shown d ${cardJoins} where d.place <= ${limit}
    union all
    select null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
      (select coalesce(jsonb_agg(g), '[]') from (
        select stage_id as "stageId", currency, count(*) as count, coalesce(sum(value_minor), 0) as "sumMinor" from shown group by stage_id, currency
      ) g)
    order by "enteredAt" desc
  `);
}

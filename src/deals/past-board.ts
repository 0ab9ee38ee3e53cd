import { sql, type RawBuilder } from "kysely";
import { addDays, now, startOfDay } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import { ratesOn } from "#workspaces/rates.ts";
import { boardOf, getBoard, type StageGroup } from "./board.ts";
import { cardColumns, cardJoins, type CardRow } from "./cards.ts";
import type { Board, DealFilters } from "./contract.ts";
import { conditionsOf } from "./filters.ts";
import { getFrame, type Frame } from "./frame.ts";

const mostDeals = 300_000;

/**
 * The board as it stood at an instant, or at the end of a day of the workspace. Told by the ledger: of every deal that existed then, its
 * newest row that had happened by then. Names of people are today's. Slower than the board of now, and only the first cards of a stage.
 */
export async function getPastBoard(tx: Tx, pipelineId: string, filters: DealFilters, limit: number, asOf: string): Promise<Board> {
  const nowMs = now();
  const today = await getFrame(tx, pipelineId, nowMs);
  const atMs = instantOf(asOf, today.timeZone);
  if (atMs >= nowMs) return getBoard(tx, pipelineId, filters, limit, nowMs);

  const frame = { ...(await getFrame(tx, pipelineId, atMs)), pipeline: await pipelineThen(tx, today.pipeline, atMs) };
  const rates = await ratesOn(tx, frame.today);
  const where = await conditionsOf(tx, { ...filters, stalled: undefined }, [frame.pipeline], atMs);
  const rows = await listThen(tx, frame, where ?? sql``, limit);
  const groups = rows.flatMap((row) => (row.groups ? row.groups : []));
  const cards = rows.flatMap((row) => (row.groups ? [] : [row]));
  return boardOf(frame, groups, rates, cards);
}

function instantOf(asOf: string, timeZone: string): number {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(asOf)) return startOfDay(addDays(asOf, 1), timeZone) - 1;
    return Temporal.Instant.from(asOf).epochMilliseconds;
  } catch {
    throw refuse("invalid", "not_an_instant", { asOf });
  }
}

/** The version in force then; before the first one, the first. */
async function pipelineThen(tx: Tx, pipeline: Pipeline, atMs: number): Promise<Pipeline> {
  const [row] = await tx.query<Pick<Pipeline, "name" | "version" | "stages" | "idle">>(sql`
    select name, version, stages, idle from pipeline_version
    where workspace_id = ${tx.workspaceId} and pipeline_id = ${pipeline.id}
    order by (saved_at <= ${new Date(atMs).toISOString()}) desc, case when saved_at <= ${new Date(atMs).toISOString()} then -version else version end
    limit 1
  `);
  return row ? { ...pipeline, ...row } : pipeline;
}

type Row = CardRow & { groups: StageGroup[] | null };

/** One row with the totals as `groups`, the others are cards. Index: ledger_deal. */
function listThen(tx: Tx, frame: Frame, where: RawBuilder<unknown>, limit: number): Promise<Row[]> {
  const { pipeline, atMs, wonFromMs } = frame;
  const then = sql`${new Date(atMs).toISOString()}::timestamptz`;
  return tx.query<Row>(sql`
    with stood as materialized (
      select d.workspace_id, d.id, d.name, d.contact_id, d.owner_id, d.touch, d.hint, l.deal, l.closed_ms,
        case when l.closed_ms is null or l.closed_ms > ${atMs} then 'open' else l.deal->>'outcome' end as outcome, v.stage_id, v.entered_ms
      from (
        select d.* from deal d
        where d.workspace_id = ${tx.workspaceId} and d.pipeline_id = ${pipeline.id} and d.opened_at <= ${then}
          and (d.closed_at is null or d.closed_at >= ${new Date(wonFromMs).toISOString()}::timestamptz) ${where}
        order by d.opened_at desc
        limit ${mostDeals}
      ) d
      cross join lateral (
        select data->'deal' as deal, (data->'deal'->>'closedAt')::numeric as closed_ms from ledger
        where workspace_id = ${tx.workspaceId} and deal_id = d.id and at <= ${then} and type like 'deal.%'
        order by seq desc
        limit 1
      ) l
      cross join lateral (
        select visit->>0 as stage_id, (visit->>1)::numeric as entered_ms
        from jsonb_array_elements(l.deal->'visits') with ordinality as v (visit, place)
        where (visit->>1)::numeric <= ${atMs}
        order by place desc
        limit 1
      ) v
    ), shown as (
      select workspace_id, id, name, contact_id, owner_id, touch, hint, stage_id, outcome, (deal->>'valueMinor')::bigint as value_minor, deal->>'currency' as currency,
        coalesce((deal->>'estimated')::boolean, false) as value_estimated, to_timestamp(entered_ms / 1000.0) as stage_entered_at, to_timestamp(entered_ms / 1000.0) as last_fact_at,
        row_number() over (partition by stage_id order by entered_ms desc, id) as place
      from stood
      where outcome = 'open' or (outcome = 'won' and closed_ms >= ${wonFromMs})
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

import { sql, type RawBuilder } from "kysely";
import { dayMs } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { stageOf } from "#pipelines/pipeline.ts";
import { addUp, ratesOn, type MoneyGroup } from "#workspaces/rates.ts";
import { cardColumns, cardJoins, cardOf, type CardRow } from "./cards.ts";
import type { Board, BoardStage, CardsPage, DealFilters } from "./contract.ts";
import { conditionsOf } from "./filters.ts";
import { getFrame, type Frame } from "./frame.ts";
import { openDay } from "./save-deals.ts";

type Where = RawBuilder<unknown> | undefined;

export type StageGroup = MoneyGroup & { stageId: string };

/** The pipeline as it stands: counts and sums of every stage and its first cards. */
export async function getBoard(tx: Tx, pipelineId: string, filters: DealFilters, limit: number, atMs: number): Promise<Board> {
  const frame = await getFrame(tx, pipelineId, atMs);
  const where = await conditionsOf(tx, filters, [frame.pipeline], atMs);
  const groups = await listTotals(tx, frame, where);
  const rates = await ratesOn(tx, frame.currency, frame.today);
  const rows = limit === 0 ? [] : await listFirstCards(tx, frame, where, limit);
  return boardOf(frame, groups, rates, rows);
}

export function boardOf(frame: Frame, groups: readonly StageGroup[], rates: ReadonlyMap<string, number>, rows: readonly CardRow[]): Board {
  const { pipeline, currency, atMs } = frame;
  const stages = pipeline.stages.map(({ id, name, kind, meaning }): BoardStage => {
    const own = groups.filter((group) => group.stageId === id);
    const count = own.reduce((sum, group) => sum + group.count, 0);
    const cards = rows.filter((row) => row.stageId === id).map((row) => cardOf(row, pipeline, atMs));
    return {
      id,
      key: id,
      name,
      kind,
      meaning,
      count,
      ...addUp(own, currency, rates),
      currency,
      cards,
      next: cards.length < count ? String(cards.length) : null,
    };
  });
  return { pipelineId: pipeline.id, seq: frame.seq, asOf: new Date(atMs).toISOString(), stages };
}

/** A window of one stage's cards, wherever it stands in the column. */
export async function getStageCards(
  tx: Tx,
  pipelineId: string,
  stageId: string,
  filters: DealFilters,
  window: { offset: number; limit: number },
  atMs: number,
): Promise<CardsPage> {
  const frame = await getFrame(tx, pipelineId, atMs);
  if (!stageOf(frame.pipeline, stageId)) throw refuse("missing", "stage_missing", { stageId });
  const where = await conditionsOf(tx, filters, [frame.pipeline], atMs);
  const groups = await listTotals(tx, frame, where);
  const total = groups.filter((group) => group.stageId === stageId).reduce((sum, group) => sum + group.count, 0);
  const deals =
    stageId === frame.wonStageId ? wonDeals(tx, frame, where, window) : openDeals(tx, frame, where, window, sql`d.stage_id = ${stageId}`);
  const rows = await tx.query<CardRow>(sql`select ${cardColumns} from (${deals}) d ${cardJoins} order by d.place`);
  return { cards: rows.map((row) => cardOf(row, frame.pipeline, atMs)), total, offset: window.offset };
}

/** Without filters from the kept totals, with filters counted. */
function listTotals(tx: Tx, frame: Frame, where: Where): Promise<StageGroup[]> {
  const { pipeline, wonStageId, wonFromDay } = frame;
  if (!where) {
    return tx.query<StageGroup>(sql`
      select stage_id as "stageId", currency, sum(deals) as count, sum(sum_minor) as "sumMinor"
      from stage_total
      where workspace_id = ${tx.workspaceId} and pipeline_id = ${pipeline.id} and (day = ${openDay} or (stage_id = ${wonStageId} and day >= ${wonFromDay}))
      group by stage_id, currency
    `);
  }
  return tx.query<StageGroup>(sql`
    select d.stage_id as "stageId", d.currency, count(*) as count, coalesce(sum(d.value_minor), 0) as "sumMinor"
    from deal d
    where d.workspace_id = ${tx.workspaceId} and d.pipeline_id = ${pipeline.id} and d.outcome = 'open' ${where}
    group by d.stage_id, d.currency
    union all
    select ${wonStageId}, d.currency, count(*), coalesce(sum(d.value_minor), 0)
    from deal d
    where d.workspace_id = ${tx.workspaceId} and d.pipeline_id = ${pipeline.id} and ${isWonLately(frame)} ${where}
    group by d.currency
  `);
}

/** The first cards of all stages in one round trip. Its numbers are written out, so that PostgreSQL finds one plan good for every call and stops planning. */
function listFirstCards(tx: Tx, frame: Frame, where: Where, limit: number): Promise<CardRow[]> {
  const stageIds = frame.pipeline.stages.filter((stage) => stage.kind !== "won").map((stage) => sql`(${stage.id})`);
  const window = { offset: sql.lit(0), limit: sql.lit(limit) };
  return tx.query<CardRow>(sql`
    select ${cardColumns}
    from (
      select open.* from (values ${sql.join(stageIds)}) as s (stage_id) cross join lateral (${openDeals(tx, frame, where, window, sql`d.stage_id = s.stage_id`)}) as open
      union all
      (${wonDeals(tx, frame, where, window)})
    ) d ${cardJoins}
    order by d.place
  `);
}

type Window = { offset: number | RawBuilder<unknown>; limit: number | RawBuilder<unknown> };

const dealColumns = sql`
  d.workspace_id, d.id, d.name, d.value_minor, d.currency, d.value_estimated, d.stage_id, d.outcome, d.hint, d.touch, d.stage_entered_at, d.last_fact_at, d.contact_id, d.owner_id`;

/** Open deals of a stage, newest in it first. Index: deal_board. */
function openDeals(tx: Tx, frame: Frame, where: Where, window: Window, ofStage: RawBuilder<unknown>) {
  return sql`
    select ${dealColumns}, row_number() over (order by d.stage_entered_at desc, d.id) as place from deal d
    where d.workspace_id = ${tx.workspaceId} and d.pipeline_id = ${frame.pipeline.id} and ${ofStage} and d.outcome = 'open' ${where ?? sql``}
    order by d.stage_entered_at desc, d.id
    limit ${window.limit} offset ${window.offset}`;
}

/** Won deals of the last 30 days, newest first. Index: deal_closed. */
function wonDeals(tx: Tx, frame: Frame, where: Where, window: Window) {
  return sql`
    select ${dealColumns}, row_number() over (order by d.closed_at desc, d.id) as place from deal d
    where d.workspace_id = ${tx.workspaceId} and d.pipeline_id = ${frame.pipeline.id} and ${isWonLately(frame)} ${where ?? sql``}
    order by d.closed_at desc, d.id
    limit ${window.limit} offset ${window.offset}`;
}

/** Counted by the day they were won on; the instant, a day wider, is what the index finds. */
function isWonLately(frame: Frame) {
  return sql`d.outcome = 'won' and d.closed_at >= ${new Date(frame.wonFromMs - dayMs).toISOString()}::timestamptz and d.closed_day >= ${frame.wonFromDay}`;
}

import { sql } from "kysely";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";
import { stageOf } from "#pipelines/pipeline.ts";
import { addUp, ratesOn, type MoneyGroup } from "#workspaces/rates.ts";
import { cardColumns, cardOf, cardTables, type CardRow } from "./cards.ts";
import type { Board, BoardStage, CardsPage, DealFilters } from "./contract.ts";
import { isFiltered, matching } from "./filters.ts";
import { getFrame, openDay, type Frame } from "./frame.ts";

export type StageGroup = MoneyGroup & { stageId: string };

/** The pipeline as it stands: counts and sums of every stage and its first cards. */
export async function getBoard(tx: Tx, pipelineId: string, filters: DealFilters, limit: number, atMs: number): Promise<Board> {
  const frame = await getFrame(tx, pipelineId, atMs);
  const groups = await listTotals(tx, frame, filters);
  const rates = await ratesOn(tx, frame.today);
  const rows = limit === 0 ? [] : await listFirstCards(tx, frame, filters, limit);
  return boardOf(frame, groups, rates, rows);
}

export function boardOf(frame: Frame, groups: readonly StageGroup[], rates: ReadonlyMap<string, number>, rows: readonly CardRow[]): Board {
  const { pipeline, currency, atMs } = frame;
  const stages = pipeline.stages.map(({ id, name, kind, meaning }): BoardStage => {
    const own = groups.filter((group) => group.stageId === id);
    const count = own.reduce((sum, group) => sum + group.count, 0);
    const cards = rows.filter((row) => row.stageId === id).map((row) => cardOf(row, pipeline, atMs));
    return { id, key: id, name, kind, meaning, count, ...addUp(own, currency, rates), currency, cards, next: cards.length < count ? String(cards.length) : null };
  });
  return { pipelineId: pipeline.id, seq: frame.seq, asOf: new Date(atMs).toISOString(), stages };
}

/** A window of one stage's cards, wherever it stands in the column. */
export async function getStageCards(tx: Tx, pipelineId: string, stageId: string, filters: DealFilters, window: { offset: number; limit: number }, atMs: number): Promise<CardsPage> {
  const frame = await getFrame(tx, pipelineId, atMs);
  if (!stageOf(frame.pipeline, stageId)) throw refuse("missing", "stage_missing", { stageId });
  const groups = await listTotals(tx, frame, filters);
  const total = groups.filter((group) => group.stageId === stageId).reduce((sum, group) => sum + group.count, 0);
  const part = stageId === frame.wonStageId ? wonCards(tx, frame, filters) : openCards(tx, frame, filters, sql`d.stage_id = ${stageId}`);
  const rows = await tx.query<CardRow>(sql`${part} limit ${window.limit} offset ${window.offset}`);
  return { cards: rows.map((row) => cardOf(row, frame.pipeline, atMs)), total, offset: window.offset };
}

/** Without filters from the kept totals, with filters counted. */
function listTotals(tx: Tx, frame: Frame, filters: DealFilters): Promise<StageGroup[]> {
  const { pipeline, wonStageId, wonFromDay } = frame;
  if (!isFiltered(filters)) {
    return tx.query<StageGroup>(sql`
      select stage_id as "stageId", currency, sum(deals) as count, sum(sum_minor) as "sumMinor"
      from stage_total
      where workspace_id = ${tx.workspaceId} and pipeline_id = ${pipeline.id} and (day = ${openDay} or (stage_id = ${wonStageId} and day >= ${wonFromDay}))
      group by stage_id, currency
    `);
  }
  const where = matching(filters, [pipeline], frame.atMs);
  return tx.query<StageGroup>(sql`
    select d.stage_id as "stageId", d.currency, count(*) as count, coalesce(sum(d.value_minor), 0) as "sumMinor"
    from deal d left join contact c on c.workspace_id = d.workspace_id and c.id = d.contact_id
    where d.workspace_id = ${tx.workspaceId} and d.pipeline_id = ${pipeline.id} and d.outcome = 'open' ${where}
    group by d.stage_id, d.currency
    union all
    select ${wonStageId}, d.currency, count(*), coalesce(sum(d.value_minor), 0)
    from deal d left join contact c on c.workspace_id = d.workspace_id and c.id = d.contact_id
    where d.workspace_id = ${tx.workspaceId} and d.pipeline_id = ${pipeline.id} and ${isWonLately(frame)} ${where}
    group by d.currency
  `);
}

/** The first cards of all stages in one round trip. */
function listFirstCards(tx: Tx, frame: Frame, filters: DealFilters, limit: number): Promise<CardRow[]> {
  const stageIds = frame.pipeline.stages.filter((stage) => stage.kind !== "won").map((stage) => stage.id);
  return tx.query<CardRow>(sql`
    select cards.*
    from unnest(${stageIds}::text[]) as s (stage_id)
    cross join lateral (${openCards(tx, frame, filters, sql`d.stage_id = s.stage_id`)} limit ${limit}) as cards
    union all
    (${wonCards(tx, frame, filters)} limit ${limit})
  `);
}

/** Open cards, newest in the stage first. Index: deal_board. */
function openCards(tx: Tx, frame: Frame, filters: DealFilters, ofStage: ReturnType<typeof sql>) {
  return sql`
    select ${cardColumns} from ${cardTables}
    where d.workspace_id = ${tx.workspaceId} and d.pipeline_id = ${frame.pipeline.id} and ${ofStage} and d.outcome = 'open' ${matching(filters, [frame.pipeline], frame.atMs)}
    order by d.stage_entered_at desc, d.id`;
}

/** Won cards of the last 30 days, newest first. Index: deal_closed. */
function wonCards(tx: Tx, frame: Frame, filters: DealFilters) {
  return sql`
    select ${cardColumns} from ${cardTables}
    where d.workspace_id = ${tx.workspaceId} and d.pipeline_id = ${frame.pipeline.id} and ${isWonLately(frame)} ${matching(filters, [frame.pipeline], frame.atMs)}
    order by d.closed_at desc, d.id`;
}

/** Counted by the day they were won on; the instant, a day wider, is what the index finds. */
function isWonLately(frame: Frame) {
  return sql`d.outcome = 'won' and d.closed_at >= ${new Date(frame.wonFromMs - 86_400_000).toISOString()}::timestamptz and d.closed_day >= ${frame.wonFromDay}`;
}

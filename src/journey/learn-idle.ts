import { sql } from "kysely";
import { dayMs, now } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import { lockLedger } from "#ledger/append.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import { listPipelines, updatePipeline } from "#pipelines/queries.ts";

const enough = { firstOrders: 50, gaps: 200, historyDays: 365 };
const least = { days: 14, returningDays: 30 };

type Learnt = { orders: number; days: number | null; gaps: number; gapDays: number | null; firstAt: number | null };

/**
 * Sets how long a journey may rest from the shop's own past, where the pipeline leaves that to Sluice: the 95th percentile of the days
 * from a journey's beginning to its order, and for customers of the days between two orders, once a year of orders tells it. A change
 * under a tenth is left alone; a new rule counts from now on only.
 */
export async function learnIdle(tx: Tx): Promise<void> {
  await lockLedger(tx);
  for (const pipeline of await listPipelines(tx)) {
    if (!pipeline.idle.auto) continue;
    const steps = pipeline.idle.steps;
    const current = steps.at(-1)!;
    const learnt = await idleOf(tx, pipeline);
    const days = learnt.orders >= enough.firstOrders ? Math.max(least.days, Math.ceil(learnt.days!)) : current.days;
    const hasYear = learnt.gaps >= enough.gaps && learnt.firstAt !== null && now() - learnt.firstAt >= enough.historyDays * dayMs;
    const returningDays = hasYear ? Math.max(least.returningDays, Math.ceil(learnt.gapDays!)) : current.returningDays;
    if (!differs(days, current.days) && !differs(returningDays, current.returningDays)) continue;
    await updatePipeline(tx, { ...pipeline, idle: { auto: true, steps: [...steps, { fromMs: now(), days, returningDays }] } });
  }
}

function differs(a: number, b: number): boolean {
  return Math.abs(a - b) > b / 10;
}

async function idleOf(tx: Tx, pipeline: Pipeline): Promise<Learnt> {
  const [row] = await tx.query<Learnt>(sql`
    select
      count(*) filter (where n = 0) as orders,
      percentile_cont(0.95) within group (order by extract(epoch from closed_at - opened_at) / 86400) filter (where n = 0) as days,
      count(*) filter (where n > 0) as gaps,
      percentile_cont(0.95) within group (order by extract(epoch from closed_at - opened_at) / 86400) filter (where n > 0) as "gapDays",
      min(closed_at) as "firstAt"
    from deal
    where workspace_id = ${tx.workspaceId} and pipeline_id = ${pipeline.id} and outcome = 'won' and order_id is not null
  `);
  return row!;
}

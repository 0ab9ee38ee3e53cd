import { addDays, dayOf, now, startOfDay } from "#base/clock.ts";
import { exponentOf } from "#base/money.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import { getPipeline } from "#pipelines/queries.ts";
import { gatesOf, readGates } from "./channel.ts";
import type { ChannelAnswer, MetricName, MetricsAnswer, RecordsAnswer } from "./contract.ts";
import type { Duck } from "#base/duck.ts";
import { readFigures, readGroups } from "./figures.ts";
import type { Insights } from "./insights.ts";
import { metrics } from "./metrics.ts";
import { bucketsOf, periodOf, previousPeriod, type Period } from "./period.ts";
import { loadProgress } from "./project.ts";
import { getGround, listNames, type Ground } from "./queries.ts";
import type { Factor, Grouping, Scope } from "./records-sql.ts";
import { readRecords } from "./records.ts";

export type Question = {
  from?: string;
  to?: string;
  pipelineId?: string;
  owner?: string;
  source?: string;
  by?: "owner" | "source" | "day" | "week" | "month";
};

/** Whose figures, and from where. PostgreSQL is asked before and after DuckDB, never while it works. */
export type Asker = { db: Database; insights: Insights; workspaceId: string };

const mostGroups = 100;
const channelDays = 90;

/** The four figures of a period, each beside the period before, and by groups where asked. */
export async function askMetrics({ db, insights, workspaceId }: Asker, question: Question): Promise<MetricsAnswer> {
  const ground = await db.inWorkspace(workspaceId, (tx) => groundOf(tx, question));
  const { currency, timeZone } = ground;
  const period = periodOf(question, timeZone);
  const grouping = groupingOf(question.by, period, timeZone);
  return insights.read(async (duck) => {
    const { scope, seq } = await scopeOf(duck, workspaceId, period, question, ground);
    const figures = await readFigures(duck, scope, period, previousPeriod(period, timeZone), currency);
    const groups = grouping && (await readGroups(duck, scope, period, currency, grouping, mostGroups));
    return { metrics: figures, ...(groups && { groups }), asOf: iso(now()), seq };
  });
}

/** The records behind one figure of `askMetrics`. */
export async function askRecords(
  { db, insights, workspaceId }: Asker,
  question: Question & {
    metric: MetricName;
    offset: number;
    limit: number;
    /** In place of an offset: the record to go on behind. */ after?: { at: number; id: string };
  },
): Promise<RecordsAnswer> {
  const { metric } = question;
  const ground = await db.inWorkspace(workspaceId, (tx) => groundOf(tx, question));
  const { currency, timeZone } = ground;
  const period = periodOf(question, timeZone);
  const found = await insights.read(async (duck) => {
    const { scope } = await scopeOf(duck, workspaceId, period, question, ground);
    return readRecords(duck, metric, scope, question);
  });
  const names = await db.inWorkspace(workspaceId, (tx) =>
    listNames(
      tx,
      metrics[metric].grain,
      found.records.map(({ id }) => id),
    ),
  );
  const money = metrics[metric].unit === "money" ? currency : null;
  return {
    metric,
    ...found,
    records: found.records.map((record) => ({ ...record, at: iso(record.at), name: names.get(record.id) ?? null, currency: money })),
  };
}

/** The gates between a pipeline's stages over the last 90 days. */
export async function askChannel({ db, insights, workspaceId }: Asker, pipelineId: string): Promise<ChannelAnswer> {
  const { timeZone, stages } = await db.inWorkspace(workspaceId, async (tx) => ({
    ...(await getGround(tx)),
    stages: (await getPipeline(tx, pipelineId)).stages,
  }));
  const gates = gatesOf(stages);
  const to = dayOf(now(), timeZone);
  const from = addDays(to, 1 - channelDays);
  const [fromMs, splitMs, toMs] = [addDays(from, -channelDays), from, addDays(to, 1)].map((day) => startOfDay(day, timeZone)) as [
    number,
    number,
    number,
  ];
  return insights.read(async (duck) => {
    const seenMs = await seenUntil(duck, workspaceId);
    return { pipelineId, from, to, gates: await readGates(duck, { workspaceId, pipelineId, gates, fromMs, splitMs, toMs, seenMs }) };
  });
}

async function groundOf(tx: Tx, { pipelineId }: Question) {
  if (pipelineId !== undefined) await getPipeline(tx, pipelineId);
  return getGround(tx);
}

export async function scopeOf(
  duck: Duck,
  workspaceId: string,
  period: Period,
  question: Question,
  ground: Ground,
): Promise<{ scope: Scope; seq: number }> {
  const { pipelineId, owner, source } = question;
  const seenMs = await seenUntil(duck, workspaceId);
  return {
    scope: {
      workspaceId,
      fromMs: period.fromMs,
      toMs: period.toMs,
      pipelineId,
      onlyPipeline: ground.pipelines === 1,
      owner,
      source,
      seenMs,
      factors: factorsOf(ground),
    },
    seq: await loadProgress(duck, workspaceId),
  };
}

/** Up to when open deals were watched: the last change of any deal. So figures follow from the ledger alone, not from when one asks. */
async function seenUntil(duck: Duck, workspaceId: string): Promise<number> {
  const [row] = await duck.rows<{ newest: number | null }>(
    "select max(changed_at) as newest from deal where workspace_id = $workspace::uuid",
    { workspace: workspaceId },
  );
  return Math.min(now(), row?.newest ?? now());
}

function groupingOf(by: Question["by"], period: Period, timeZone: string): Grouping | undefined {
  if (by === undefined || by === "owner" || by === "source") return by && { by };
  return { by: "time", buckets: bucketsOf(period, by, timeZone) };
}

/** Rates as what a minor unit is worth, each from the start of its first day. */
function factorsOf({ currency, rates, timeZone }: Ground): Factor[] {
  const own = { currency, fromMs: Number.MIN_SAFE_INTEGER, factor: 1 };
  const others = rates.filter((rate) => rate.currency !== currency);
  return [
    own,
    ...others.map((rate) => ({
      currency: rate.currency,
      fromMs: startOfDay(rate.fromDay, timeZone),
      factor: rate.rate * 10 ** (exponentOf(currency) - exponentOf(rate.currency)),
    })),
  ];
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

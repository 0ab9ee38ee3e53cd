import type { Context } from "hono";
import { dayOf, now, startOfDay } from "#base/clock.ts";
import type { Duck } from "#base/duck.ts";
import { exponentOf } from "#base/money.ts";
import type { Database } from "#base/postgres/database.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import { getPipelineThen } from "#pipelines/queries.ts";
import { actorOf, type House } from "#workspaces/http.ts";
import type { Filters, Question } from "./contract.ts";
import type { Insights } from "./insights.ts";
import { periodOf, type Period } from "./period.ts";
import { loadProgress } from "./project.ts";
import { getGround, groundThen, type Ground, type Terms } from "./queries.ts";
import { pastOf, type Moment } from "#ledger/moment.ts";
import { withView } from "./views/queries.ts";

/** Whose figures, and from where. PostgreSQL is asked before and after DuckDB, never while it works. */
export type Asker = {
  db: Database;
  insights: Insights;
  workspaceId: string;
  /** Whose own saved views count. */ userId: string | null;
};

/** Who asks by a request. */
export function askerOf(c: Context<House>, insights: Insights): Asker {
  const { workspaceId, userId } = actorOf(c);
  return { db: c.get("db"), insights, workspaceId, userId };
}

/** What one minor unit of a currency is worth in the workspace's, from an instant on. */
export type Factor = { currency: string; fromMs: number; factor: number };

/** What a question about figures is narrowed to, all of one workspace; instants in epoch ms. */
export type Scope = {
  workspaceId: string;
  timeZone: string;
  currency: string;
  period: Period;
  fromMs: number;
  toMs: number;
  /** The first thing that happened. */
  firstMs: number;
  pipelineId: string | undefined;
  /** The workspace has no other pipeline, so all its leads are this one's. */
  onlyPipeline: boolean;
  where: Filters;
  /** Open deals were seen until then. */
  seenMs: number;
  /** The moment that the question is about: of asking, or a past one. */
  atMs: number;
  /** By what was known at this moment. */
  knownMs: number;
  /** The newest ledger row in the figures. */
  seq: number;
  /** The first is the workspace's own. */
  factors: readonly Factor[];
  terms: Terms;
};

/**
 * Answers a question from one snapshot of the projection, as it is now or as the question's past day had it. `pipeline`: the one that the question
 * names, as it was then.
 */
export async function withScope<T>(
  { db, insights, workspaceId, userId }: Asker,
  asked: Question,
  work: (duck: Duck, scope: Scope, pipeline: Pipeline | undefined) => Promise<T>,
): Promise<T> {
  const { question, ground, moment, pipeline } = await db.inWorkspace(workspaceId, async (tx) => {
    const question = await withView(tx, asked, userId);
    const ground = await getGround(tx);
    const moment = await pastOf(tx, question, ground.timeZone);
    const pipeline = question.pipelineId === undefined ? undefined : await getPipelineThen(tx, question.pipelineId, moment?.atMs);
    return { question, ground: await groundThen(tx, ground, moment), moment, pipeline };
  });
  return insights.read(
    (duck) => scopeIn(duck, workspaceId, question, ground, moment).then((scope) => work(duck, scope, pipeline)),
    workspaceId,
    moment,
  );
}

/** The scope of a question within an open snapshot. */
export async function scopeIn(duck: Duck, workspaceId: string, question: Question, ground: Ground, moment?: Moment): Promise<Scope> {
  const { pipelineId } = question;
  const atMs = moment?.atMs ?? now();
  const [row] = await duck.rows<{ newest: number | null; first: number | null }>(
    "select max(changed_at) as newest, min(least(opened_at, begun_at)) as first from deal where workspace_id = $workspace::uuid",
    { workspace: workspaceId },
  );
  const firstMs = row?.first ?? atMs;
  const period = periodOf(question, ground.timeZone, atMs, firstMs);
  return {
    workspaceId,
    timeZone: ground.timeZone,
    currency: ground.currency,
    period,
    fromMs: period.fromMs,
    toMs: period.toMs,
    firstMs,
    pipelineId,
    onlyPipeline: ground.pipelines === 1,
    where: filtersOf(question),
    // Up to when open deals were watched: the last change of any deal, or the past day asked about. So figures follow from the ledger alone, not from when one asks.
    seenMs: moment?.asOfMs ?? Math.min(atMs, row?.newest ?? atMs),
    atMs,
    knownMs: moment?.knownMs ?? atMs,
    seq: await loadProgress(duck, workspaceId),
    factors: factorsOf(ground),
    terms: ground.terms,
  };
}

/** The moment that an answer shows. */
export function shownAt({ timeZone }: Scope, atMs: number): { asOf: string; day: string } {
  return { asOf: new Date(atMs).toISOString(), day: dayOf(atMs, timeZone) };
}

/** What a question filters by; also what a saved view keeps. */
function filtersOf({ owner, source, category, country, minValue, maxValue, customers }: Question): Filters {
  return { owner, source, category, country, minValue, maxValue, customers };
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

import { sql } from "kysely";
import { dayOf, now } from "#base/clock.ts";
import type { Log } from "#base/log.ts";
import type { Database } from "#base/postgres/database.ts";
import { isDatabaseAway } from "#base/postgres/errors.ts";
import type { Worker } from "#ledger/worker.ts";
import type { Insights } from "../insights.ts";
import { isTakingIn } from "../taking-in.ts";
import { askForecast, type Kept } from "./ask.ts";
import { horizonNames } from "./contract.ts";
import { shownOf } from "./shown.ts";
import { saveShown } from "./tables.ts";

export type ForecastWorker = Worker & {
  /** How far the forecasts of a workspace are that are made now; null while none are. */
  progress(workspaceId: string): { done: number; of: number } | null;
  /** Makes and stores today's forecasts of a workspace, unless that was done. */
  look(workspaceId: string): Promise<void>;
};

const firstMs = 15_000;
const restMs = 60_000;

type Due = { workspaceId: string; timeZone: string; currency: string; seq: number; pipelines: string[] };

/**
 * Makes each day's forecasts of every workspace and its pipelines and stores them, so that what was said can be held against what came; so it also tries
 * the ends of past months, on the day data arrive and then each month. What has not changed since the day's last look is not made again.
 */
export function forecastWorker({ db, insights, log, kept }: { db: Database; insights: Insights; log: Log; kept: Kept }): ForecastWorker {
  const made = new Map<string, { day: string; currency: string; seq: number }>();
  const running = new Map<string, { done: number; of: number }>();
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();
  let stopped = false;
  let failure: string | undefined;

  async function make({ workspaceId, timeZone, currency, seq, pipelines }: Due): Promise<void> {
    const day = dayOf(now(), timeZone);
    const last = made.get(workspaceId);
    // On the same day again only in another currency, or after much came in at once, such as an import.
    if (last?.day === day && last.currency === currency && seq < last.seq * 1.2 + 500) return;
    if (seq === 0 || (await insights.seq(workspaceId)) < seq) return;
    const asker = { db, insights, workspaceId, userId: null };
    const scopes = pipelines.length > 1 ? [undefined, ...pipelines] : [undefined];
    const tasks = scopes.flatMap((pipelineId) => horizonNames.map((horizon) => ({ pipelineId, horizon })));
    for (const [done, { pipelineId, horizon }] of tasks.entries()) {
      if (stopped) return;
      running.set(workspaceId, { done, of: tasks.length });
      const answer = await askForecast(asker, kept, { horizon, level: 0.8, ...(pipelineId && { pipelineId }) });
      if (answer.state === "tooEarly") continue;
      await db.inWorkspace(workspaceId, (tx) => saveShown(tx, [shownOf(answer, pipelineId ?? "all", day)], now()));
    }
    made.set(workspaceId, { day, currency, seq });
  }

  /** Whether it went well. */
  async function makeDue(due: Due): Promise<boolean> {
    try {
      await make(due);
      return true;
    } catch (error) {
      tell(error, "today's forecast could not be made", due.workspaceId);
      return false;
    } finally {
      running.delete(due.workspaceId);
    }
  }

  function tell(error: unknown, words: string, workspaceId?: string): void {
    failure = error instanceof Error ? error.message : String(error);
    if (!isDatabaseAway(error)) log.error({ err: error, workspaceId }, words);
  }

  async function round(): Promise<void> {
    try {
      let well = true;
      for (const due of await listDue(db)) if (!stopped) well = (await makeDue(due)) && well;
      if (well) failure = undefined;
    } catch (error) {
      tell(error, "whose forecasts are due could not be read");
    }
    if (!stopped) timer = setTimeout(() => (work = round()), restMs).unref();
  }

  return {
    name: "forecasts",
    start() {
      timer = setTimeout(() => (work = round()), firstMs).unref();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await work;
    },
    lag: async () => 0,
    error: () => failure,
    progress: (workspaceId) => running.get(workspaceId) ?? null,
    async look(workspaceId) {
      const due = (await listDue(db)).find((one) => one.workspaceId === workspaceId);
      if (due) await makeDue(due);
    },
  };
}

function listDue(db: Database): Promise<Due[]> {
  return db.inSystem((tx) =>
    tx.query<Due>(sql`
      select workspace.id as "workspaceId", time_zone as "timeZone", currency, last_seq as seq,
        array(select p.id::text from pipeline p where p.workspace_id = workspace.id and p.archived_at is null order by p.position, p.id) as pipelines
      from workspace
      where not ${isTakingIn()}
      order by workspace.id
      limit 1000
    `),
  );
}

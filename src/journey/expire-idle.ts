import { sql } from "kysely";
import { now } from "#base/clock.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import { isDatabaseAway } from "#base/postgres/errors.ts";
import type { Log } from "#base/log.ts";
import { listIdleDeals } from "#deals/save-deals.ts";
import type { Worker } from "#ledger/worker.ts";
import { peopleOf } from "#people/resolve.ts";
import { decideIdle } from "./decide.ts";
import { learnIdle } from "./learn-idle.ts";
import { dealAfter, note, settle, type Changes } from "./settle.ts";
import { openWorld } from "./world.ts";

const batch = 500;

/** Loses the open journeys in which nothing has happened for too long. Returns how many. */
export async function expireIdle(tx: Tx, nowMs: number = now()): Promise<number> {
  const world = await openWorld(tx, () => Promise.resolve(peopleOf([], [])));
  const deals = await listIdleDeals(tx, nowMs, batch);
  const history = await listOverBeforeTold(
    tx,
    deals.map(({ id }) => id),
  );
  const changes: Changes = new Map();
  for (const deal of deals) {
    const pipeline = world.pipelines.get(deal.pipelineId)!;
    const journey = decideIdle(pipeline, deal.journey, nowMs) ?? deal.journey; // not yet: something has happened since idle_at was written
    note(changes, deal, dealAfter(world, pipeline, journey, deal, { ...deal, idleAt: null }), {
      cause: history.has(deal.id) ? "import" : "clock",
    });
  }
  await settle(world, { cause: "clock" }, changes);
  return deals.length;
}

/**
 * Of these deals the ones that an import told of when their time was up already: that they are lost is history as well. Index: ledger_deal.
 */
async function listOverBeforeTold(tx: Tx, dealIds: readonly string[]): Promise<Set<string>> {
  if (dealIds.length === 0) return new Set();
  const rows = await tx.query<{ id: string }>(sql`
    select d.id from deal d
    cross join lateral (
      select l.cause, l.recorded_at from ledger l
      where l.workspace_id = d.workspace_id and l.deal_id = d.id
      order by l.seq desc
      limit 1
    ) newest
    where d.workspace_id = ${tx.workspaceId} and d.id = any(${dealIds}::uuid[]) and newest.cause = 'import' and d.idle_at <= newest.recorded_at
  `);
  return new Set(rows.map((row) => row.id));
}

/** Looks once a minute for journeys whose time is up, in every workspace, and once a day how long they should be given. */
export function idleWorker(db: Database, log: Log): Worker {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let failure: string | undefined;
  let running = Promise.resolve();
  let learnAtMs = 0;

  async function sweep(): Promise<void> {
    try {
      const workspaces = await db.inSystem((tx) =>
        tx.query<{ id: string }>(
          sql`select distinct workspace_id as id from deal where outcome = 'open' and idle_at < ${new Date(now()).toISOString()}`,
        ),
      );
      for (const { id } of workspaces) while (!stopped && (await db.inWorkspace(id, (tx) => expireIdle(tx))) === batch);
      if (now() >= learnAtMs) {
        for (const { id } of await db.inSystem((tx) => tx.query<{ id: string }>(sql`select id from workspace`)))
          await db.inWorkspace(id, learnIdle);
        learnAtMs = now() + 24 * 3_600_000;
      }
      failure = undefined;
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
      if (!isDatabaseAway(error)) log.error({ err: error }, "could not close idle journeys; trying again in a minute");
    }
    if (!stopped) timer = setTimeout(() => (running = sweep()), 60_000);
  }

  return {
    name: "idle",
    async start() {
      running = sweep();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
    lag: () => Promise.resolve(0),
    error: () => failure,
  };
}

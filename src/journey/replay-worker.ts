import { sql } from "kysely";
import type { Log } from "#base/log.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import { lockLedger } from "#ledger/append.ts";
import type { Worker } from "#ledger/worker.ts";
import { resettle } from "./replay-contacts.ts";

const batch = 200;

type Waiting = { workspaceId: string; pipelineId: string };

/** Brings some more open deals of a pipeline to where its changed rules put them. False when nothing is left. */
export async function replaySome(tx: Tx, pipelineId: string): Promise<boolean> {
  await lockLedger(tx);
  const [pipeline] = await tx.query<{ after: string | null }>(
    sql`select replay_after as after from pipeline where workspace_id = ${tx.workspaceId} and id = ${pipelineId}`,
  );
  if (!pipeline?.after) return false;
  const deals = await tx.query<{ id: string; contactId: string }>(sql`
    select id, contact_id as "contactId" from deal
    where workspace_id = ${tx.workspaceId} and id > ${pipeline.after} and pipeline_id = ${pipelineId} and outcome = 'open' and driven and contact_id is not null
    order by id
    limit ${batch}
  `);
  if (deals.length > 0) await resettle(tx, [...new Set(deals.map((deal) => deal.contactId))], { cause: "rule" });
  const next = deals.length < batch ? null : deals.at(-1)!.id;
  await tx.query(sql`update pipeline set replay_after = ${next} where workspace_id = ${tx.workspaceId} and id = ${pipelineId}`);
  return next !== null;
}

/** Looks every second for pipelines whose rules have changed. */
export function replayWorker(db: Database, log: Log): Worker {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let failure: string | undefined;
  let running = Promise.resolve();

  async function sweep(): Promise<void> {
    try {
      for (const { workspaceId, pipelineId } of await listWaiting(db)) {
        while (!stopped && (await db.inWorkspace(workspaceId, (tx) => replaySome(tx, pipelineId))));
      }
      failure = undefined;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (failure !== message) log.error({ err: error }, "could not replay a pipeline whose rules have changed; trying again");
      failure = message;
    }
    if (!stopped) timer = setTimeout(() => (running = sweep()), failure === undefined ? 1_000 : 5_000);
  }

  return {
    name: "replay",
    start() {
      stopped = false;
      running = sweep();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
    async lag() {
      const [row] = await db.inSystem((tx) =>
        tx.query<{ left: number }>(sql`
          select count(*) as left from pipeline p
          join deal d on d.workspace_id = p.workspace_id and d.pipeline_id = p.id and d.id > p.replay_after and d.outcome = 'open' and d.driven and d.contact_id is not null
          where p.replay_after is not null
        `),
      );
      return row!.left;
    },
    error: () => failure,
  };
}

function listWaiting(db: Database): Promise<Waiting[]> {
  return db.inSystem((tx) =>
    tx.query<Waiting>(
      sql`select workspace_id as "workspaceId", id as "pipelineId" from pipeline where replay_after is not null order by id limit 100`,
    ),
  );
}

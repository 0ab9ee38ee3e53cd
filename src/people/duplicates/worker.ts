import { sql } from "kysely";
import { limits } from "#base/limits.ts";
import type { Log } from "#base/log.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import { createReader, type Chunk } from "#ledger/reader.ts";
import type { Worker } from "#ledger/worker.ts";
import { findCandidates, findCompanyCandidates, slice } from "./find-candidates.ts";

/** A contact or company that ledger rows touched, at the newest of them. */
type Touched = { seq: number; contactIds: string[]; companyIds: string[] };

const firstId = "00000000-0000-0000-0000-000000000000";
const sweepIds = 1_000;
const lookMs = 1_000;
const retryMs = 5_000;

/**
 * Keeps the pairs of possible duplicates up to date: follows the ledger for contacts that changed, and sweeps once, some at a time and
 * resting in between, through those that were there before it. Each step is a short transaction that can be repeated without harm.
 */
export function duplicatesWorker(db: Database, log: Log): Worker {
  const reader = createReader<Touched>({
    name: "duplicates",
    db,
    log,
    rest: 1,
    load: (workspaceId) => db.inWorkspace(workspaceId, place),
    fetch: fetchTouched,
    async read(workspaceId, chunk) {
      const contactIds = [...new Set(chunk.rows.flatMap((row) => row.contactIds))];
      for (let at = 0; at < contactIds.length; at += slice)
        await db.inWorkspace(workspaceId, (tx) => findCandidates(tx, contactIds.slice(at, at + slice)));
      await db.inWorkspace(workspaceId, async (tx) => {
        await findCompanyCandidates(tx, [...new Set(chunk.rows.flatMap((row) => row.companyIds))]);
        await tx.query(sql`update duplicate_search set seq = ${chunk.seq} where workspace_id = ${workspaceId}`);
      });
    },
  });
  const sweeper = createSweeper(db, log);
  return {
    name: "duplicates",
    start() {
      reader.start();
      sweeper.start();
    },
    async stop() {
      await Promise.all([reader.stop(), sweeper.stop()]);
    },
    lag: async () => (await reader.lag()) + (await listSweeps(db)).length,
    error: () => reader.error() ?? sweeper.error(),
  };
}

/** Where the search stands in a workspace. A workspace met for the first time is swept, unless nobody is in it yet. */
async function place(tx: Tx): Promise<number> {
  const [row] = await tx.query<{ seq: number }>(sql`
    with made as (
      insert into duplicate_search (workspace_id, seq, sweep, sweep_after)
      select w.id, w.last_seq, case when someone then 'contact' end, case when someone then ${firstId}::uuid end
      from workspace w, lateral (select exists (select 1 from contact where workspace_id = w.id) or exists (select 1 from company where workspace_id = w.id) as someone) s
      where w.id = ${tx.workspaceId}
      on conflict do nothing
      returning seq
    )
    select seq from made union all select seq from duplicate_search where workspace_id = ${tx.workspaceId}
  `);
  return row?.seq ?? 0;
}

/** Whom the next rows touch in a way that may change who they are like; pages looked at do not. Index: primary key. */
async function fetchTouched(tx: Tx, afterSeq: number, lag: number): Promise<Chunk<Touched>> {
  const seq = afterSeq + Math.min(lag, limits.readerRows);
  const rows = await tx.query<Touched>(sql`
    select max(seq) as seq, array[contact_id] as "contactIds", '{}'::uuid[] as "companyIds"
    from ledger
    where workspace_id = ${tx.workspaceId} and seq > ${afterSeq} and seq <= ${seq} and contact_id is not null
      and type not like 'deal.%' and type not in ('page.viewed', 'product.viewed', 'products.searched')
    group by contact_id
    union all
    select seq, array(select jsonb_array_elements_text(data->'contacts')::uuid), array[(data->>'from')::uuid, (data->>'into')::uuid]
    from ledger
    where workspace_id = ${tx.workspaceId} and seq > ${afterSeq} and seq <= ${seq} and type in ('company.merged', 'company.unmerged')
    union all
    select seq, array[(data->>'from')::uuid, (data->>'into')::uuid], '{}'
    from ledger
    where workspace_id = ${tx.workspaceId} and seq > ${afterSeq} and seq <= ${seq} and type in ('contact.merged', 'contact.unmerged')
    order by seq
  `);
  return { rows, afterSeq, seq };
}

type Sweep = { workspaceId: string };

function listSweeps(db: Database): Promise<Sweep[]> {
  return db.inSystem((tx) =>
    tx.query<Sweep>(
      sql`select workspace_id as "workspaceId" from duplicate_search where sweep is not null order by workspace_id limit 1000`,
    ),
  );
}

/** Searches for some more of those that were there before. False when nothing is left. */
export async function sweepSome(tx: Tx): Promise<boolean> {
  const [state] = await tx.query<{ sweep: "contact" | "company" | null; after: string }>(
    sql`select sweep, sweep_after as after from duplicate_search where workspace_id = ${tx.workspaceId} for update`,
  );
  if (!state?.sweep) return false;
  const people = state.sweep === "contact";
  const rows = await tx.query<{ id: string; known: boolean }>(
    people
      ? sql`
        select id, merged_into is null and (lead_at is not null or name is not null) as known from contact
        where workspace_id = ${tx.workspaceId} and id > ${state.after} order by id limit ${sweepIds}`
      : sql`select id, merged_into is null as known from company where workspace_id = ${tx.workspaceId} and id > ${state.after} order by id limit ${sweepIds}`,
  );
  let last = rows.at(-1);
  const ids = rows.filter(({ known }) => known).map(({ id }) => id);
  if (ids.length > slice) {
    ids.length = slice;
    last = rows.find(({ id }) => id === ids.at(-1));
  }
  await (people ? findCandidates : findCompanyCandidates)(tx, ids);
  const isEnd = rows.length < sweepIds && last === rows.at(-1);
  const next = isEnd ? (people ? "company" : null) : state.sweep;
  await tx.query(sql`
    update duplicate_search set sweep = ${next}, sweep_after = ${isEnd ? firstId : last!.id} where workspace_id = ${tx.workspaceId}
  `);
  return next !== null;
}

function createSweeper(db: Database, log: Log) {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let failure: string | undefined;
  let running = Promise.resolve();

  async function round(): Promise<void> {
    try {
      for (const { workspaceId } of await listSweeps(db)) {
        for (let more = true; more && !stopped;) {
          const began = Date.now();
          more = await db.inWorkspace(workspaceId, sweepSome);
          if (more) await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, Date.now() - began))); // half the machine is others'
        }
      }
      failure = undefined;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (failure !== message) log.error({ err: error }, "could not search for duplicates; trying again");
      failure = message;
    }
    if (!stopped) timer = setTimeout(() => (running = round()), failure === undefined ? lookMs : retryMs);
  }

  return {
    start() {
      stopped = false;
      running = round();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
    error: () => failure,
  };
}

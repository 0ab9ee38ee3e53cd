import { sql } from "kysely";
import { limits } from "#base/limits.ts";
import type { Log } from "#base/log.ts";
import type { Database, Tx } from "#base/postgres/database.ts";
import { listenToLedger } from "./listen.ts";
import { lastSeq, readLedger } from "./read.ts";
import type { LedgerRow } from "./row.ts";
import type { Worker } from "./worker.ts";

/** Rows of one workspace in order: all that concern the reader after `afterSeq` up to and including `seq`. */
export type Chunk<Row> = { rows: readonly Row[]; afterSeq: number; seq: number };

export type ReaderOptions<Row extends { seq: number }> = {
  name: string;
  db: Database;
  log: Log;
  /** Where the reader stands in a workspace: the last `seq` that took effect, 0 for none. */
  load(workspaceId: string): Promise<number>;
  /**
   * Takes a chunk in and saves `chunk.seq` together with its effect. May be called without rows, only to move the cursor.
   * A reader that was moved meanwhile answers where it stands now.
   */
  read(workspaceId: string, chunk: Chunk<Row>): Promise<number | void>;
  /** Reads the next chunk: `wholeRows`, or the reader's own choice of rows and columns. `lag` is how many rows wait. */
  fetch(tx: Tx, afterSeq: number, lag: number): Promise<Chunk<Row>>;
  /** Workspaces the reader still holds something of; those that are gone are handed to `forget`. */
  held?(): Promise<string[]>;
  forget?(workspaceId: string): Promise<void>;
  /** Once it has caught up it rests for so many times as long as the last chunk took, at most a second: a steady trickle comes in larger chunks. Default 0. */
  rest?: number;
  /** How often to look without being woken, and to retry what failed. */
  idleMs?: number;
  retryMs?: number;
};

/** The row a reader stands before, and why. */
export type Standstill = { message: string; workspaceId: string; seq: number };

export type Reader = Worker & {
  standstill(): Standstill | undefined;
  /** Ends when every row written before the call has been read; throws when the reader stands at an error. */
  settle(): Promise<void>;
};

/**
 * Follows the ledgers of all workspaces, each in order and without leaving out a row. Where the handler throws, the chunk is halved
 * until the poisoned row stands alone; the reader stops before it in that workspace, says so in `standstill()`, and tries again.
 */
export function createReader<Row extends { seq: number }>(options: ReaderOptions<Row>): Reader {
  const { name, db, log, rest = 0, idleMs = 5_000, retryMs = 3_000 } = options;
  const cursors = new Map<string, number>();
  const dirty = new Set<string>();
  const restUntil = new Map<string, number>();
  const failures = new Map<string, Standstill & { retryAt: number }>();
  let stopped = false;
  let wake = () => {};
  let lookAt = 0;
  let running: Promise<void> | undefined;
  let listener: { close(): Promise<void> } | undefined;

  async function cursorOf(workspaceId: string): Promise<number> {
    let seq = cursors.get(workspaceId);
    if (seq === undefined) cursors.set(workspaceId, (seq = await options.load(workspaceId)));
    return seq;
  }

  async function newest(): Promise<{ id: string; last_seq: number }[]> {
    return db.inSystem((tx) => tx.query<{ id: string; last_seq: number }>(sql`select id, last_seq from workspace order by id`));
  }

  async function lookAround(): Promise<void> {
    const workspaces = await newest();
    for (const { id, last_seq } of workspaces) if ((await cursorOf(id)) < last_seq) dirty.add(id);
    const living = new Set(workspaces.map(({ id }) => id));
    for (const id of new Set([...cursors.keys(), ...((await options.held?.()) ?? [])])) {
      if (living.has(id)) continue;
      await options.forget?.(id);
      for (const known of [cursors, failures, restUntil]) known.delete(id);
    }
  }

  /** Takes the next chunk; true when more is waiting. */
  async function step(workspaceId: string): Promise<boolean> {
    const afterSeq = await cursorOf(workspaceId);
    const found = await db.inWorkspace(workspaceId, async (tx) => {
      const lag = (await lastSeq(tx)) - afterSeq;
      return lag > 0 ? { lag, chunk: await options.fetch(tx, afterSeq, lag) } : undefined;
    });
    if (!found) return false;
    const began = Date.now();
    await take(workspaceId, found.chunk);
    if ((await cursorOf(workspaceId)) < afterSeq + found.lag) return true;
    restUntil.set(workspaceId, Date.now() + Math.min(1_000, rest * (Date.now() - began)));
    return false;
  }

  async function take(workspaceId: string, chunk: Chunk<Row>): Promise<void> {
    try {
      cursors.set(workspaceId, (await options.read(workspaceId, chunk)) ?? chunk.seq);
    } catch (error) {
      const { rows, afterSeq, seq } = chunk;
      const first = rows[0];
      if (!first || rows.length === 1) {
        const poisoned = first?.seq ?? afterSeq + 1;
        if (poisoned - 1 > afterSeq) await take(workspaceId, { rows: [], afterSeq, seq: poisoned - 1 });
        throw new Poisoned(poisoned, error);
      }
      const half = rows.length >> 1;
      const middle = rows[half - 1]!.seq;
      await take(workspaceId, { rows: rows.slice(0, half), afterSeq, seq: middle });
      await take(workspaceId, { rows: rows.slice(half), afterSeq: middle, seq });
    }
  }

  async function follow(workspaceId: string): Promise<void> {
    const failure = failures.get(workspaceId);
    if (failure && failure.retryAt > Date.now()) return;
    if ((restUntil.get(workspaceId) ?? 0) > Date.now()) return;
    dirty.delete(workspaceId); // before looking, so that a commit during the step wakes it again
    try {
      if (await step(workspaceId)) dirty.add(workspaceId);
      failures.delete(workspaceId);
    } catch (error) {
      dirty.add(workspaceId);
      const cause = error instanceof Poisoned ? error.cause : error;
      const seq = error instanceof Poisoned ? error.seq : (cursors.get(workspaceId) ?? 0) + 1;
      const message = cause instanceof Error ? cause.message : String(cause);
      if (failure?.seq !== seq || failure.message !== message)
        log.error({ err: cause, reader: name, workspaceId, seq }, "a reader stands still at a row");
      failures.set(workspaceId, { message, workspaceId, seq, retryAt: Date.now() + retryMs });
    }
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      const woken = new Promise<void>((resolve) => (wake = resolve));
      if (lookAt <= Date.now()) {
        await lookAround().catch((error: unknown) => log.warn({ err: error, reader: name }, "a reader could not look for work"));
        lookAt = Date.now() + idleMs;
      }
      const round = new Set(dirty); // it changes on the way
      for (const workspaceId of round) if (!stopped) await follow(workspaceId);
      const now = Date.now();
      const due = [...dirty].map((id) => failures.get(id)?.retryAt ?? restUntil.get(id) ?? now);
      const waitMs = Math.min(lookAt, ...due) - now;
      if (waitMs > 0 && !stopped) await sleepUntil(woken, waitMs);
    }
  }

  return {
    name,
    start() {
      stopped = false;
      listener = listenToLedger(
        db,
        log,
        (workspaceId) => {
          dirty.add(workspaceId);
          wake();
        },
        () => {
          lookAt = 0; // what was committed before it listened woke nobody
          wake();
        },
      );
      running = loop();
    },
    async stop() {
      stopped = true;
      wake();
      await Promise.all([running, listener?.close()]);
    },
    async lag() {
      let lag = 0;
      for (const { id, last_seq } of await newest()) lag += Math.max(0, last_seq - (await cursorOf(id)));
      return lag;
    },
    standstill() {
      const [failure] = failures.values();
      return failure && { message: failure.message, workspaceId: failure.workspaceId, seq: failure.seq };
    },
    error() {
      const [failure] = failures.values();
      return failure && `row ${failure.seq} of workspace ${failure.workspaceId}: ${failure.message}`;
    },
    async settle() {
      for (const { id, last_seq } of await newest()) {
        while ((await cursorOf(id)) < last_seq) {
          const failure = failures.get(id);
          if (failure) throw new Error(`${name} stands at row ${failure.seq}: ${failure.message}`);
          dirty.add(id);
          wake();
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      }
    },
  };
}

/** The row a handler could not take. */
class Poisoned extends Error {
  readonly seq: number;

  constructor(seq: number, cause: unknown) {
    super(`poisoned row ${seq}`, { cause });
    this.seq = seq;
  }
}

/** Every row with all its columns, `limits.readerRows` at a time. */
export async function wholeRows(tx: Tx, afterSeq: number): Promise<Chunk<LedgerRow>> {
  const rows = await readLedger(tx, afterSeq, limits.readerRows);
  return { rows, afterSeq, seq: rows.at(-1)?.seq ?? afterSeq };
}

async function sleepUntil(woken: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([woken, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}

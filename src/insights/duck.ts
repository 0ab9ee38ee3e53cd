import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { duckOf, type Duck } from "#base/duck.ts";
import type { Log } from "#base/log.ts";
import { schema, schemaVersion } from "./schema.ts";

/** The projection's file. It is a cache: one that cannot be opened or has another shape is thrown away and filled again. */
export type DuckFile = {
  /** Runs `work` alone on the one writing connection, in a transaction. */
  write<T>(work: (duck: Duck) => Promise<T>): Promise<T>;
  /** Runs `work` on one snapshot; a few at a time, the others wait. */
  read<T>(work: (duck: Duck) => Promise<T>): Promise<T>;
  /** A connection of its own for what takes long; the caller closes it. */
  connect(): Promise<Duck & { close(): void }>;
  /** Waits for what is being read and written, then closes; what is asked after that is refused. */
  close(): Promise<void>;
};

const settings = { threads: "2", memory_limit: "384MB", preserve_insertion_order: "false" };
const readers = 2;

export async function openDuckFile(file: string, log: Log): Promise<DuckFile> {
  mkdirSync(path.dirname(file), { recursive: true });
  const instance = await openInstance(file, log);
  const writer = duckOf(await instance.connect());
  const free = await Promise.all(Array.from({ length: readers }, async () => duckOf(await instance.connect())));
  const all = [writer, ...free];
  const waiting: ((duck: Duck) => void)[] = [];
  const lent = new Set<Promise<void>>();
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;
  const refuseClosed = () => {
    if (closed) throw new Error("The projection is closed.");
  };
  const borrow = () => free.pop() ?? new Promise<Duck>((resolve) => waiting.push(resolve));

  return {
    async write(work) {
      refuseClosed();
      const mine = turn.then(() => inTransaction(writer, work));
      turn = mine.catch(() => {});
      return mine;
    },
    async read(work) {
      refuseClosed();
      const duck = await borrow();
      try {
        return await inTransaction(duck, work);
      } finally {
        const next = waiting.shift();
        if (next) next(duck);
        else free.push(duck);
      }
    },
    async connect() {
      refuseClosed();
      const { promise: given, resolve: back } = Promise.withResolvers<void>();
      lent.add(given);
      try {
        const connection = await instance.connect();
        const close = () => {
          connection.closeSync();
          lent.delete(given);
          back();
        };
        return { ...duckOf(connection), close };
      } catch (error) {
        lent.delete(given);
        back();
        throw error;
      }
    },
    async close() {
      closed = true;
      // A connection that is closed under a running query takes the process with it.
      await Promise.all([turn, ...lent, ...Array.from({ length: readers }, borrow)]);
      for (const { connection } of all) connection.closeSync();
      instance.closeSync();
    },
  };
}

export function projectionFile(dataDir: string): string {
  return path.join(dataDir, "insights.duckdb");
}

/** Throws the projection away while nobody has it open; it is filled again from the ledger. */
export function forgetProjection(dataDir: string): void {
  for (const part of ["", ".wal"]) rmSync(projectionFile(dataDir) + part, { force: true });
}

/** Runs `work` on one snapshot, and keeps what it writes only where it does not fail. */
export async function inTransaction<T>(duck: Duck, work: (duck: Duck) => Promise<T>): Promise<T> {
  await duck.run("begin");
  try {
    const result = await work(duck);
    await duck.run("commit");
    return result;
  } catch (error) {
    await duck.run("rollback").catch(() => {});
    throw error;
  }
}

async function openInstance(file: string, log: Log): Promise<DuckDBInstance> {
  try {
    return await prepared(await DuckDBInstance.create(file, { ...settings, temp_directory: `${file}.tmp` }));
  } catch (error) {
    log.warn({ err: error, file }, "the projection could not be opened and is filled again from the ledger");
    forgetProjection(path.dirname(file));
    return prepared(await DuckDBInstance.create(file, { ...settings, temp_directory: `${file}.tmp` }));
  }
}

async function prepared(instance: DuckDBInstance): Promise<DuckDBInstance> {
  const connection = await instance.connect();
  try {
    const duck = duckOf(connection);
    const [known] = await duck.rows("select 1 from duckdb_tables() where table_name = 'shape'");
    if (!known) await duck.run(schema);
    const [shape] = await duck.rows<{ version: number }>("select version from shape");
    if (shape?.version !== schemaVersion) throw new Error(`shape ${shape?.version} instead of ${schemaVersion}`);
    return instance;
  } catch (error) {
    instance.closeSync();
    throw error;
  } finally {
    connection.closeSync();
  }
}

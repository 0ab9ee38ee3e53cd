import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { BIGINT, DuckDBInstance, type DuckDBConnection, type DuckDBType, type DuckDBValue } from "@duckdb/node-api";
import type { Log } from "#base/log.ts";
import { schema, schemaVersion } from "./schema.ts";

export type DuckRow = Record<string, string | number | boolean | null>;
type Value = string | number | boolean | null;

/** One connection. Statements run on DuckDB's own threads; numbers go in and come out as numbers. */
export type Duck = {
  connection: DuckDBConnection;
  run(statement: string, values?: Record<string, Value>): Promise<void>;
  rows<Row extends DuckRow>(statement: string, values?: Record<string, Value>): Promise<Row[]>;
};

/** The projection's file. It is a cache: one that cannot be opened or has another shape is thrown away and filled again. */
export type DuckFile = {
  /** Runs `work` alone on the one writing connection, in a transaction. */
  write<T>(work: (duck: Duck) => Promise<T>): Promise<T>;
  /** Runs `work` on one snapshot; a few at a time, the others wait. */
  read<T>(work: (duck: Duck) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

const settings = { threads: "2", memory_limit: "256MB", preserve_insertion_order: "false" };
const readers = 2;

export async function openDuckFile(file: string, log: Log): Promise<DuckFile> {
  mkdirSync(path.dirname(file), { recursive: true });
  const instance = await openInstance(file, log);
  const writer = duckOf(await instance.connect());
  const free = await Promise.all(Array.from({ length: readers }, async () => duckOf(await instance.connect())));
  const all = [writer, ...free];
  const waiting: ((duck: Duck) => void)[] = [];
  let turn: Promise<unknown> = Promise.resolve();

  return {
    write(work) {
      const mine = turn.then(() => inTransaction(writer, work));
      turn = mine.catch(() => {});
      return mine;
    },
    async read(work) {
      const duck = free.pop() ?? (await new Promise<Duck>((resolve) => waiting.push(resolve)));
      try {
        return await inTransaction(duck, work);
      } finally {
        const next = waiting.shift();
        if (next) next(duck);
        else free.push(duck);
      }
    },
    async close() {
      await turn;
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

async function inTransaction<T>(duck: Duck, work: (duck: Duck) => Promise<T>): Promise<T> {
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

function duckOf(connection: DuckDBConnection): Duck {
  return {
    connection,
    async run(statement, values) {
      if (values) await connection.run(statement, ...bound(values));
      else await connection.run(statement);
    },
    async rows<Row extends DuckRow>(statement: string, values?: Record<string, Value>) {
      const reader = values ? await connection.runAndReadAll(statement, ...bound(values)) : await connection.runAndReadAll(statement);
      const names = reader.columnNames();
      return reader.getRows().map((row) => Object.fromEntries(row.map((value, index) => [names[index]!, plain(value)])) as Row);
    },
  };
}

/** Whole numbers go in as BIGINT like the columns they meet: a wider type would keep DuckDB from skipping blocks by their minimum and maximum. */
function bound(values: Record<string, Value>): [Record<string, DuckDBValue>, Record<string, DuckDBType | undefined>] {
  const whole = Object.keys(values).filter((name) => Number.isSafeInteger(values[name]));
  return [
    { ...values, ...Object.fromEntries(whole.map((name) => [name, BigInt(values[name] as number)])) },
    Object.fromEntries(whole.map((name) => [name, BIGINT])),
  ];
}

function plain(value: DuckDBValue): Value {
  if (typeof value === "bigint") return Number(value);
  if (value === null || typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  return String(value);
}

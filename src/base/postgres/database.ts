import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type RawBuilder } from "kysely";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { isId } from "#base/ids.ts";
import type { Connection } from "./embedded.ts";

/**
 * A transaction inside one workspace. Row-level security lets nothing of another workspace through, whatever a query says.
 * `afterCommit` runs what must not happen if the transaction rolls back (wake-ups); it may not fail.
 */
export type Tx = Queryable & {
  readonly workspaceId: string;
  afterCommit(task: () => void): void;
  /** Streams lines of PostgreSQL's text format into a table (`copy … from stdin`); several times faster than a batch as JSON. `into` is table and columns. */
  copyIn(into: string, lines: Iterable<string>): Promise<void>;
};

export type Queryable = { query<Row>(statement: RawBuilder<Row>): Promise<Row[]> };

/** A transaction above workspaces; `enter` walls the rest of it into one, as for a workspace that it has just made. */
export type SystemTx = Queryable & { enter(workspaceId: string): Promise<Tx> };

export type Database = {
  pool: pg.Pool;
  /** Runs `work` in a transaction as the application role, walled into the workspace. `userId` opens that person's own memberships too. */
  inWorkspace<T>(workspaceId: string, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `work` in a transaction as the owner of the tables: only for what stands above workspaces (finding a source by key, a person's workspaces, migrations). */
  inSystem<T>(work: (tx: SystemTx) => Promise<T>): Promise<T>;
  /** One statement of that kind with no transaction around it: what every request must find out first. */
  ask<Row>(statement: RawBuilder<Row>): Promise<Row[]>;
  close(): Promise<void>;
};

const compiler = new Kysely<Record<string, never>>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Instants come as epoch ms, bigints as numbers (all of ours are below 2^53), days as text. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    if (oid === 1184) return instant;
    if (oid === 20) return Number;
    if (oid === 1082) return (text: string) => text;
    if (oid === 1700) return Number;
    return pg.types.getTypeParser(oid, format);
  }) as pg.CustomTypesConfig["getTypeParser"],
};

function instant(text: string): number {
  if (text === "infinity") return Number.POSITIVE_INFINITY;
  if (text === "-infinity") return Number.NEGATIVE_INFINITY;
  return Date.parse(text.endsWith("+00") ? `${text.slice(0, 10)}T${text.slice(11, -3)}Z` : text);
}

export function openDatabase(connection: Connection, size = 16): Database {
  const pool = new pg.Pool({
    ...connection,
    max: size,
    connectionTimeoutMillis: 10_000,
    options: "-c timezone=UTC -c client_min_messages=warning",
  });
  pool.on("error", () => {}); // an idle connection broke; the pool replaces it

  async function inTransaction<T>(begin: string, workspaceId: string, work: (tx: Tx & SystemTx) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    const tasks: (() => void)[] = [];
    let broken = false;
    const tx: Tx & SystemTx = {
      workspaceId,
      async query<Row>(statement: RawBuilder<Row>) {
        const { sql, parameters } = statement.compile(compiler);
        const result = await client.query({
          name: isBatch(parameters) ? undefined : nameOf(sql),
          text: sql,
          values: parameters as unknown[],
          types,
        });
        return result.rows as Row[];
      },
      afterCommit: (task) => tasks.push(task),
      copyIn: (into, lines) => pipeline(Readable.from(lines), client.query(copyFrom(`copy ${into} from stdin`))),
      async enter(id) {
        await client.query(intoWorkspace(id));
        return { ...tx, workspaceId: id };
      },
    };
    const onError = () => (broken = true);
    client.on("error", onError);
    let result: T;
    try {
      await client.query(begin);
      result = await work(tx);
      await client.query("commit");
    } catch (error) {
      await client.query("rollback").catch(() => (broken = true));
      throw error;
    } finally {
      client.off("error", onError);
      client.release(broken);
    }
    for (const task of tasks) task();
    return result;
  }

  return {
    pool,
    inWorkspace(workspaceId, work) {
      return inTransaction(`begin; ${intoWorkspace(workspaceId)}`, workspaceId, work);
    },
    inSystem: (work) => inTransaction("begin", "", work),
    async ask<Row>(statement: RawBuilder<Row>) {
      const { sql, parameters } = statement.compile(compiler);
      const result = await pool.query({ name: nameOf(sql), text: sql, values: parameters as unknown[], types });
      return result.rows as Row[];
    },
    close: () => pool.end(),
  };
}

/** What walls the rest of a transaction into a workspace. */
export function intoWorkspace(workspaceId: string): string {
  if (!isId(workspaceId)) throw new Error(`not a workspace id: ${workspaceId}`);
  return `set local role sluice_app; set local sluice.workspace = '${workspaceId}'`;
}

/** A batch is planned for itself: a plan kept from when the tables were small would read them whole. */
function isBatch(parameters: readonly unknown[]): boolean {
  return parameters.some(
    (parameter) =>
      (typeof parameter === "string" || Array.isArray(parameter)) && parameter.length > (typeof parameter === "string" ? 4_000 : 20),
  );
}

const names = new Map<string, string>();

/** Statements are prepared once a connection; the few hundred texts we have fit, a run-away number of them is not prepared. */
function nameOf(text: string): string | undefined {
  let name = names.get(text);
  if (name === undefined && names.size < 400) {
    name = `s${names.size}`;
    names.set(text, name);
  }
  return name;
}

import { createWriteStream, mkdirSync, rmSync, type WriteStream } from "node:fs";
import { once } from "node:events";
import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type pg from "pg";

type Cell = string | number | boolean | null | object;

/** Writes rows into tables through files that the server reads itself (`copy … from`), the fastest way in there is. */
export type Copier = {
  add(table: string, row: Record<string, Cell>): void;
  /** Waits while the server is behind by more than a file; call now and then. */
  breathe(): Promise<void>;
  finish(): Promise<void>;
};

const fileRows = 100_000;

type OpenFile = { stream: WriteStream; file: string; columns: string[]; rows: number };

/** `pool` belongs to a superuser of an embedded server on this machine. Foreign keys are not checked, and commits don't wait for the disk. */
export async function openCopier(pool: pg.Pool, folder: string): Promise<Copier> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const client = await pool.connect();
  await client.query("set session_replication_role = replica; set synchronous_commit = off");
  const open = new Map<string, OpenFile>();
  let files = 0;
  let queue: Promise<void> = Promise.resolve();
  let queued = 0;
  let failure: unknown;

  function close(table: string, { stream, file, columns }: OpenFile): void {
    open.delete(table);
    queued += 1;
    queue = queue.then(async () => {
      if (failure) return;
      try {
        stream.end();
        await once(stream, "close");
        await client.query(`copy ${table} (${columns.join(", ")}) from '${file}'`);
        rmSync(file);
      } catch (error) {
        failure = error;
      }
      queued -= 1;
    });
  }

  return {
    add(table, row) {
      let target = open.get(table);
      if (!target) {
        const file = path.join(folder, `${table}-${files++}.tsv`);
        target = { stream: createWriteStream(file, { highWaterMark: 1 << 20 }), file, columns: Object.keys(row), rows: 0 };
        open.set(table, target);
      }
      target.stream.write(`${Object.values(row).map(text).join("\t")}\n`);
      target.rows += 1;
      if (target.rows >= fileRows) close(table, target);
    },
    async breathe() {
      await nextTurn();
      for (const { stream } of open.values()) if (stream.writableNeedDrain) await once(stream, "drain");
      if (queued > 2) await queue;
      if (failure) throw failure;
    },
    async finish() {
      for (const [table, target] of open) close(table, target);
      await queue;
      client.release(true);
      if (failure) throw failure;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const awkward = /[\\\t\n\r]/g;
const escapes: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function text(cell: Cell): string {
  if (cell === null) return "\\N";
  const plain = typeof cell === "object" ? JSON.stringify(cell) : String(cell);
  return plain.replace(awkward, (character) => escapes[character]!);
}

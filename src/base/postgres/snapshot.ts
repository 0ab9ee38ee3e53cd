import type { Readable } from "node:stream";
import { to as copyTo } from "pg-copy-streams";
import { intoWorkspace, type Database } from "./database.ts";

export type Copy = Readable & { readonly rowCount: number };

/** Reading from one moment: however long it takes, every statement sees the same rows. One statement at a time. */
export type Snapshot = {
  /** Columns come as the driver gives them: bigints as text. */
  rows<Row>(statement: string, values?: unknown[]): Promise<Row[]>;
  /** The bytes of `copy … to stdout`. Read them to their end, then ask `copied` how many rows they were. */
  copy(statement: string): Copy;
  copied(copy: Copy): Promise<number>;
};

/** Runs `work` on one snapshot, walled into a workspace where one is named. What it reads in a stable order it always reads in that order. */
export async function inSnapshot<T>(db: Database, workspaceId: string | undefined, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const client = await db.pool.connect();
  client.on("error", ignore);
  let broken = true;
  try {
    await client.query("begin isolation level repeatable read read only; set local synchronize_seqscans = off");
    if (workspaceId !== undefined) await client.query(intoWorkspace(workspaceId));
    const result = await work({
      rows: async (statement, values) => (await client.query(statement, values)).rows,
      copy: (statement) => client.query(copyTo(statement)) as unknown as Copy,
      async copied(copy) {
        await client.query("select 1"); // the server says how many when it is done, which is after the last byte
        return copy.rowCount;
      },
    });
    await client.query("commit");
    broken = false;
    return result;
  } finally {
    client.off("error", ignore);
    client.release(broken); // one that was left in the middle of a copy is of no use any more
  }
}

function ignore(): void {}

import pg from "pg";
import type { Log } from "#base/log.ts";
import type { Database } from "#base/postgres/database.ts";
import { ledgerChannel } from "./append.ts";

const reconnectMs = 1_000;

/**
 * Calls `onCommit` with the workspace of every commit that wrote ledger rows, on a connection of its own that is opened again when
 * it breaks. Commits during a break are not told: whoever listens also looks by a timer.
 */
export function listenToLedger(db: Database, log: Log, onCommit: (workspaceId: string) => void): { close(): Promise<void> } {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function connect(): Promise<void> {
    const fresh = new pg.Client(db.pool.options);
    client = fresh;
    let broken = false;
    const again = (error?: Error) => {
      if (broken || closed) return;
      broken = true;
      log.warn({ err: error }, "lost the connection that listens to the ledger");
      fresh.end().catch(() => {});
      timer = setTimeout(() => void connect(), reconnectMs);
    };
    fresh.on("error", again);
    fresh.on("end", () => again());
    fresh.on("notification", (message) => onCommit(message.payload ?? ""));
    try {
      await fresh.connect();
      await fresh.query(`listen ${ledgerChannel}`);
    } catch (error) {
      again(error as Error);
    }
  }

  const connecting = connect();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await connecting;
      await client?.end().catch(() => {});
    },
  };
}

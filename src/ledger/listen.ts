import type { Log } from "#base/log.ts";
import type { Database } from "#base/postgres/database.ts";
import { listen } from "#base/postgres/listen.ts";
import { ledgerChannel } from "./append.ts";

/** Calls `onCommit` with the workspace of every commit that wrote ledger rows; see `listen`. */
export function listenToLedger(
  db: Database,
  log: Log,
  onCommit: (workspaceId: string) => void,
  onListening?: () => void,
): { close(): Promise<void> } {
  return listen(db, log, ledgerChannel, onCommit, onListening);
}

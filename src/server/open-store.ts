import type { Config } from "#base/config.ts";
import type { Log } from "#base/log.ts";
import { openDatabase, type Database } from "#base/postgres/database.ts";
import { startEmbedded } from "#base/postgres/embedded.ts";

/**
 * The database of a data folder for a command that works on it directly, whether a Sluice serves it at this moment or not. `close` leaves
 * a PostgreSQL running that ran before.
 */
export async function openStore(config: Config, log: Log): Promise<{ db: Database; close(): Promise<void> }> {
  if (config.databaseUrl) {
    const db = openDatabase({ connectionString: config.databaseUrl }, 2);
    return { db, close: db.close };
  }
  const embedded = await startEmbedded(config.dataDir, log);
  const db = openDatabase(embedded.connection, 2);
  return {
    db,
    async close() {
      await db.close();
      if (embedded.adopted) embedded.leave();
      else await embedded.stop();
    },
  };
}

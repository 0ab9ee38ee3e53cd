import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Config } from "#base/config.ts";
import type { Log } from "#base/log.ts";
import { startEmbedded, type Connection, type Embedded } from "#base/postgres/embedded.ts";

export type KeptDatabase = { connection: Connection; stop(): Promise<void> };

/** The database of this Sluice: the server that `DATABASE_URL` names, or our own PostgreSQL, which is started again when it dies by itself. */
export async function keepDatabase(config: Config, log: Log): Promise<KeptDatabase> {
  if (config.databaseUrl) {
    await assertAnswers(config.databaseUrl);
    return { connection: { connectionString: config.databaseUrl }, stop: async () => {} };
  }

  let stopping = false;
  let restarting: Promise<void> | undefined;
  let embedded: Embedded = await startEmbedded(config.dataDir, log, onExit);

  function onExit(): void {
    restarting ??= restart().finally(() => (restarting = undefined));
  }

  async function restart(): Promise<void> {
    for (let waitMs = 100; !stopping; waitMs = Math.min(waitMs * 2, 10_000)) {
      try {
        embedded = await startEmbedded(config.dataDir, log, onExit);
        log.info("PostgreSQL runs again");
        return;
      } catch (error) {
        log.error({ err: error, waitMs }, "PostgreSQL could not be started again yet");
        await sleep(waitMs);
      }
    }
  }

  return {
    connection: embedded.connection,
    async stop() {
      stopping = true;
      await restarting;
      await embedded.stop();
    },
  };
}

async function assertAnswers(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const version = Number((await client.query<{ server_version_num: string }>("show server_version_num")).rows[0]!.server_version_num);
    if (version < 150_000) throw new Error(`it is version ${Math.floor(version / 10_000)}, and Sluice needs 15 or newer`);
  } catch (error) {
    throw new Error(`The PostgreSQL that DATABASE_URL names cannot be used: ${(error as Error).message}.`);
  } finally {
    await client.end().catch(() => {});
  }
}

import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { localUrl, type Config } from "#base/config.ts";
import type { Log } from "#base/log.ts";
import { openDatabase } from "#base/postgres/database.ts";
import { listen as listenTo } from "#base/postgres/listen.ts";
import { migrate } from "#base/postgres/migrate.ts";
import { restoredChannel } from "#exports/backups/restore-backup.ts";
import { forgetProjection } from "#insights/duck.ts";
import { createApp, type AppParts } from "./app.ts";
import { keepDatabase } from "./keep-database.ts";
import { readKeys } from "./keys.ts";
import { createListener } from "./listener.ts";
import { takeLock } from "./lock.ts";
import { errorBody } from "./respond.ts";
import { openRooms, type Rooms } from "./rooms.ts";
import { createStartLink } from "./start-link.ts";
import { startWorkers } from "./workers.ts";

export type Running = {
  url: string;
  /** Others than before after a backup was restored. */
  readonly rooms: Rooms;
  /** A new one-time link while nobody owns this Sluice. */
  startLink(demo: boolean): Promise<string | undefined>;
  stop(): Promise<void>;
};

const webDir = path.resolve(import.meta.dirname, "../../dist/web");

/**
 * Starts everything, listening first: while PostgreSQL starts and the schema is brought up to date, every request is answered 503.
 * `stop` takes no more requests, finishes those under way, stops the workers and, last, PostgreSQL.
 */
export async function startServer(wished: Config, log: Log): Promise<Running> {
  await using opened = new AsyncDisposableStack(); // whatever fails below, what was opened before it is closed
  const lock = takeLock(wished.dataDir, localUrl(wished));
  opened.defer(lock.release);

  let listener: RequestListener = starting;
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => listener(request, response));
  const port = await listen(server, wished);
  opened.defer(() => closeServer(server));
  const config = port === wished.port ? wished : { ...wished, port, publicUrl: wished.publicUrl.replace(/:0$/, `:${port}`) };
  lock.write(localUrl(config));

  const keys = readKeys(config.dataDir, config.secret);
  const kept = await keepDatabase(config, log);
  opened.defer(kept.stop);
  const db = openDatabase(kept.connection);
  opened.defer(db.close);
  await migrate(db.pool);

  const parts: AppParts = { db, config, log, keys, webDir };
  let rooms: Rooms;
  let stopWorkers: () => Promise<void>;
  const open = async () => {
    rooms = openRooms(parts);
    stopWorkers = await startWorkers(rooms.workers);
    listener = createListener(parts, rooms, createApp(parts, rooms));
  };
  /** Another database stands in the place of the one before: nothing that was remembered of that one holds. */
  const openAnew = async () => {
    log.info("a backup was restored; starting anew");
    listener = starting;
    await stopWorkers();
    forgetProjection(config.dataDir);
    await open();
  };
  await open();
  opened.defer(() => stopWorkers());
  opened.defer(async () => {
    const closed = closeServer(server);
    await rooms.live.stop(); // open screens never end by themselves
    await closed;
  });
  let turn = Promise.resolve();
  const restored = listenTo(db, log, restoredChannel, () => {
    turn = turn
      .then(openAnew)
      .catch((error: unknown) => log.error({ err: error }, "could not start anew after a restore; start Sluice again"));
  });
  opened.defer(async () => {
    await restored.close();
    await turn;
  });

  const running = opened.move();
  return {
    url: config.publicUrl,
    get rooms() {
      return rooms;
    },
    startLink: async (demo) => (config.role === "worker" ? undefined : createStartLink(db, config.publicUrl, demo)),
    stop: () => running.disposeAsync(),
  };
}

const starting: RequestListener = (request, response) => {
  request.resume();
  const body = request.url === "/healthz" ? { status: "starting" } : errorBody("starting", {}, "");
  response.writeHead(503, { "content-type": "application/json", "retry-after": "1" }).end(JSON.stringify(body));
};

function listen(server: Server, { host, port }: Config): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? new Error(`Port ${port} is taken. Set PORT to another one.`) : error);
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Lets requests under way finish for ten seconds. Closing twice does nothing. */
async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const hurry = setTimeout(() => server.closeAllConnections(), 10_000);
  await closed;
  clearTimeout(hurry);
}

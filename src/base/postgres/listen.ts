import pg from "pg";
import type { Log } from "#base/log.ts";
import type { Database } from "./database.ts";

const reconnectMs = 1_000;

/**
 * Calls `onNotify` with the payload of every notification on a channel, on a connection of its own that is opened again when it
 * breaks. What is said before it listens, or during a break, is not heard: `onListening` tells each time from when on it hears again, so that
 * one looks then.
 */
export function listen(
  db: Database,
  log: Log,
  channel: string,
  onNotify: (payload: string) => void,
  onListening: () => void = () => {},
): { close(): Promise<void> } {
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
      log.warn({ err: error, channel }, "lost a listening connection");
      fresh.end().catch(() => {});
      timer = setTimeout(() => void connect(), reconnectMs);
    };
    fresh.on("error", again);
    fresh.on("end", () => again());
    fresh.on("notification", (message) => onNotify(message.payload ?? ""));
    try {
      await fresh.connect();
      await fresh.query(`listen ${channel}`);
      onListening();
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

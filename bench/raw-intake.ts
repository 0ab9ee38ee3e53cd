import { createServer } from "node:http";
import { fork } from "node:child_process";
import type { AddressInfo } from "node:net";
import pg from "pg";
import type { Connection } from "#base/postgres/embedded.ts";

/** The least that could be called an intake: bare `node:http`, JSON.parse, one grouped insert, answered after the commit. In a process of its own. */
export function startRawIntake(connection: Connection): Promise<{ url: string; stop(): void }> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename);
    child.once("message", (port) => resolve({ url: `http://127.0.0.1:${String(port)}`, stop: () => child.kill() }));
    child.once("error", reject);
    child.send(connection);
  });
}

type Row = { id: string; body: string };
type Waiting = { rows: Row[]; done: () => void };

async function serve(connection: Connection): Promise<number> {
  const pool = new pg.Pool({ ...connection, max: 2 });
  await pool.query(
    "create table if not exists bench_raw (source int not null, id text not null, body text not null, primary key (source, id))",
  );
  await pool.query("truncate bench_raw");
  let waiting: Waiting[] = [];
  let busy = false;

  async function flush(): Promise<void> {
    if (busy || waiting.length === 0) return;
    busy = true;
    const taken = waiting;
    waiting = [];
    const rows = taken.flatMap((one) => one.rows);
    await pool.query({
      name: "insert",
      text: "insert into bench_raw select 1, r.id, r.body from unnest($1::text[], $2::text[]) as r (id, body) on conflict do nothing",
      values: [rows.map((row) => row.id), rows.map((row) => row.body)],
    });
    for (const { done } of taken) done();
    busy = false;
    void flush();
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const body = JSON.parse(text) as { messageId?: string; batch?: { messageId: string }[] };
      const rows = body.batch
        ? body.batch.map((event) => ({ id: event.messageId, body: JSON.stringify(event) }))
        : [{ id: body.messageId!, body: text }];
      waiting.push({ rows, done: () => response.end("{}") });
      void flush();
    });
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)));
}

if (process.send) {
  process.once("message", (connection) => {
    void serve(connection as Connection).then((port) => process.send!(port));
  });
}

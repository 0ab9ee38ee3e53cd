import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { sql } from "kysely";
import { afterAll, describe, expect, it } from "vitest";
import { openDatabase, type Database } from "#base/postgres/database.ts";
import { chance, randomFrom } from "#demo/random.ts";
import { processWaiting } from "#intake/process.ts";
import { createPipeline } from "#pipelines/create-pipeline.ts";
import { newId } from "#base/ids.ts";
import { useDatabase } from "#test/database.ts";
import { stateOf } from "#test/state.ts";

const events = 20_000;
const kills = 20;
const batch = 25;
const main = path.resolve(import.meta.dirname, "../../src/cli/main.ts");
const random = randomFrom("crash");
const whole = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));

type Message = { messageId: string; timestamp: string };

/** People who look, put in the cart, check out and buy; some become known on the way, some buy twice. */
function messages(): Message[] {
  const begin = Date.now() - 20 * 86_400_000;
  return Array.from({ length: events }, (_, index) => {
    const person = whole(0, 2_500);
    const who = chance(random, 0.3) ? { userId: `u${person}`, anonymousId: `a${person}` } : { anonymousId: `a${person}` };
    const base = { messageId: `m${index}`, ...who, timestamp: new Date(begin + index * 60_000).toISOString() };
    const amount = whole(5, 90);
    switch (whole(0, 6)) {
      case 0:
        return {
          ...base,
          type: "track",
          event: "Product Added",
          properties: { product_id: "p", price: amount, quantity: 1, currency: "EUR" },
        };
      case 1:
        return {
          ...base,
          type: "track",
          event: "Checkout Started",
          properties: { value: amount, currency: "EUR", email: `p${person}@shop.example` },
        };
      case 2:
        return {
          ...base,
          type: "track",
          event: "Order Completed",
          properties: { order_id: `o${index}`, total: amount, currency: "EUR", email: `p${person}@shop.example` },
        };
      case 3:
        return {
          ...base,
          type: "track",
          event: "Product Viewed",
          properties: { product_id: "p", name: "Tea", price: amount, currency: "EUR" },
        };
      default:
        return { ...base, type: "page", properties: { path: "/" } };
    }
  });
}

describe("what was acknowledged survives", () => {
  const undisturbed = useDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), "sluice-crash-"));
  let child: ChildProcess | undefined;
  afterAll(async () => {
    if (child && child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await new Promise((resolve) => child!.once("exit", resolve));
    }
    rmSync(dataDir, { recursive: true, force: true });
  });

  it(
    `${kills} kills of Sluice and PostgreSQL while ${events} events stream in: each applied exactly once`,
    { timeout: 400_000 },
    async () => {
      const env = { ...process.env, PORT: String(await freePort()), SLUICE_DATA: dataDir, LOG_LEVEL: "error" };
      const url = `http://127.0.0.1:${env.PORT}`;
      const start = async () => {
        child = spawn(process.execPath, [main, "serve"], { env, stdio: "ignore" });
        await until(url, async (answer) => answer.status === 200);
      };
      const cli = async (...args: string[]) =>
        JSON.parse((await promisify(execFile)(process.execPath, [main, ...args, "--json"], { env })).stdout);
      await start();
      await cli(
        "setup",
        "--email",
        "owner@shop.example",
        "--password",
        "correct horse battery",
        "--shop",
        "Shop",
        "--timezone",
        "Europe/Berlin",
      );
      const source = await cli("source", "create", "--kind", "segment", "--name", "Shop");

      const all = messages();
      let sent = 0;
      let acknowledged = 0;
      async function client(): Promise<void> {
        while (sent < all.length) {
          const part = all.slice(sent, (sent += batch));
          while (!(await isAccepted(url, source.writeKey, part))) await sleep(30);
          acknowledged += part.length;
        }
      }
      const clients = Promise.all([client(), client(), client(), client()]);
      for (let kill = 1; kill <= kills; kill += 1) {
        while (acknowledged < Math.min(all.length - 4 * batch, (kill * all.length) / (kills + 1))) await sleep(5);
        await sleep(whole(0, 150));
        const postmaster = Number(readFileSync(path.join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n", 1)[0]);
        const ended = new Promise((resolve) => child!.once("exit", resolve));
        if (kill % 3 !== 0) process.kill(postmaster, "SIGKILL"); // every third time PostgreSQL lives on and is adopted
        child!.kill("SIGKILL");
        await ended;
        await start();
      }
      await clients;
      await until(url, async (answer) => ((await answer.json()) as { readers: { lag: number }[] }).readers.every(({ lag }) => lag === 0));

      const socket = { host: path.join(dataDir, "socket"), user: "sluice", database: "sluice" };
      const survived = openDatabase(socket, 2);
      try {
        const [workspace] = await survived.inSystem((tx) => tx.query<{ id: string }>(sql`select id from workspace`));
        const facts = await survived.inSystem((tx) =>
          tx.query<{ rows: number; ids: number }>(
            sql`select count(*) as rows, count(distinct external_id) as ids from ledger where source_id is not null and external_id like 'm%' and type !~ '^(deal|contact)[.]' or type = 'contact.identified'`,
          ),
        );
        expect(facts).toEqual([{ rows: events, ids: events }]);
        expect(await survived.inSystem((tx) => tx.query(sql`select status, count(*) from inbound group by 1`))).toEqual([
          { status: "accepted", count: events },
        ]);
        expect(await survived.inSystem((tx) => tx.query(sql`select max(seq) - count(*) as gaps from ledger`))).toEqual([{ gaps: 0 }]);
        expect(await stateOf(survived, workspace!.id)).toEqual(await withoutDisturbance(undisturbed.db, all));
      } finally {
        await survived.close();
      }
    },
  );
});

async function withoutDisturbance(db: Database, all: Message[]): Promise<unknown> {
  const [workspaceId, sourceId] = [newId(), newId()];
  await db.inSystem((tx) =>
    tx.query(
      sql`insert into workspace (id, name, kind, currency, time_zone, language) values (${workspaceId}, 'Shop', 'own', 'EUR', 'Europe/Berlin', 'en')`,
    ),
  );
  await db.inWorkspace(workspaceId, async (tx) => {
    const pipeline = await createPipeline(tx, { template: "online-shop", language: "en" });
    await tx.query(
      sql`insert into source (workspace_id, id, kind, name, pipeline_id) values (${workspaceId}, ${sourceId}, 'segment', 'Shop', ${pipeline.id})`,
    );
    const rows = all.map((message) => ({ id: message.messageId, body: JSON.stringify(message) }));
    await tx.query(sql`
      insert into inbound (workspace_id, source_id, external_id, received_at, kind, body)
      select ${workspaceId}, ${sourceId}, r.id, now(), 'track', r.body from json_to_recordset(${JSON.stringify(rows)}::json) as r (id text, body text)`);
  });
  while ((await processWaiting(db, workspaceId)) > 0);
  return stateOf(db, workspaceId);
}

async function isAccepted(url: string, writeKey: string, part: Message[]): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/v1/batch`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ writeKey, batch: part }),
    });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}

async function until(url: string, isReady: (answer: Response) => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 180_000; Date.now() < end; await sleep(30)) {
    try {
      if (await isReady(await fetch(`${url}/healthz`))) return;
    } catch {
      // not up yet
    }
  }
  throw new Error("Sluice did not get ready within three minutes");
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

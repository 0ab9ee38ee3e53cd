import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { openDatabase } from "#base/postgres/database.ts";
import { chance, randomFrom } from "#demo/random.ts";
import { freePort, sluice, startSluice, until, type SluiceProcess } from "#test/sluice-process.ts";
import { fileStore } from "./file-store.ts";

const orders = 600;
const dataDir = mkdtempSync(path.join(tmpdir(), "sluice-outbox-"));
const shopDir = mkdtempSync(path.join(tmpdir(), "sluice-shop-"));
const random = randomFrom("outbox");
const running: ChildProcess[] = [];

afterAll(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
  }
  for (const folder of [dataDir, shopDir]) rmSync(folder, { recursive: true, force: true });
});

async function start(port: number): Promise<SluiceProcess> {
  const process = startSluice(dataDir, port);
  running.push(process.child);
  await process.ready();
  return process;
}

test(`${orders} orders while Sluice and the shop are killed again and again: each is known, and once`, { timeout: 300_000 }, async () => {
  const port = await freePort();
  let server = await start(port);
  const cli = async (...args: string[]) => {
    const { code, stdout, stderr } = await sluice(dataDir, port, ...args, "--json");
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout);
  };
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
  const source = await cli("source", "create", "--kind", "vendure", "--name", "Shop");
  const file = path.join(shopDir, "shop.json");

  let written = 0;
  let alive: Promise<void> = Promise.resolve();
  let shop: ChildProcess | undefined;
  /** The shop's process, from the order after the last one it is known to have written down. */
  const openShop = () => {
    const args = [path.join(import.meta.dirname, "outbox-shop.ts"), file, source.url, source.secret, String(written), String(orders)];
    shop = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    running.push(shop);
    shop.stdout!.on("data", (text: Buffer) => {
      for (const line of text.toString().split("\n")) if (line !== "") written = Math.max(written, Number(line) + 1);
    });
    alive = new Promise((resolve) => shop!.once("exit", () => resolve()));
  };

  openShop();
  for (let kill = 0; kill < 8; kill += 1) {
    const goal = Math.min(orders - 20, Math.round(((kill + 1) * orders) / 9));
    while (written < goal) await sleep(2);
    if (chance(random, 0.5)) {
      server.child.kill("SIGKILL");
      await server.ended;
      await sleep(300);
      server = await start(port);
    }
    shop!.kill("SIGKILL");
    await alive;
    openShop();
  }
  await alive;
  expect(written).toBe(orders);
  expect(fileStore(file).rows()).toEqual([]);

  await until(async () => (await server.health())?.body.readers?.every(({ lag }) => lag === 0) ?? false);
  const database = openDatabase({ host: path.join(dataDir, "socket"), user: "sluice", database: "sluice" }, 2);
  try {
    const [facts] = await database.inSystem((tx) =>
      tx.query<{ rows: number; orders: number }>(
        sql`select count(*) as rows, count(distinct data->'order'->>'externalId') as orders from ledger where type = 'order.placed'`,
      ),
    );
    expect(facts).toEqual({ rows: orders, orders });
    expect(await database.inSystem((tx) => tx.query(sql`select status, count(*) from inbound group by 1`))).toEqual([
      { status: "accepted", count: orders },
    ]);
  } finally {
    await database.close();
  }
});

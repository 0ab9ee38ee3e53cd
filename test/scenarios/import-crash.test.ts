import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, describe, expect, it } from "vitest";
import { openDatabase } from "#base/postgres/database.ts";
import { randomFrom } from "#demo/random.ts";
import type { ImportDetail } from "#imports/contract.ts";
import { freePort, postgresPid, sluice, startSluice, type SluiceProcess } from "#test/sluice-process.ts";

const rows = 12_000;
const random = randomFrom("import crash");

/** Deals of people, some of whom own several, with orders of the same people in a second file. */
function files(): Record<string, string> {
  const deals = Array.from(
    { length: rows },
    (_, n) =>
      `D-${n},Deal ${n},${["Qualified", "Offer", "Won", "Lost"][n % 4]},${100 + (n % 80)}.00,2024-0${1 + (n % 9)}-11,${n % 4 > 1 ? "2025-01-15" : ""},person${n % 2_000}@example.com`,
  );
  const orders = Array.from(
    { length: 1_500 },
    (_, n) => `O-${n},person${n % 700}@example.com,2025-0${1 + (n % 6)}-1${n % 9},${20 + (n % 50)}.00,EUR`,
  );
  return {
    "deals.csv": ["Deal ID,Deal name,Stage,Amount,Created,Close date,Contact email", ...deals].join("\n"),
    "orders.csv": ["Order ID,Email,Created at,Total,Currency", ...orders].join("\n"),
  };
}

describe("an import that is killed", () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), "sluice-import-"));
  let running: SluiceProcess;
  afterAll(async () => {
    running.child.kill("SIGTERM");
    await running.ended;
    rmSync(dataDir, { recursive: true, force: true });
  });

  it("goes on after each restart, ends as all, and taken back as nothing", { timeout: 1_200_000 }, async () => {
    const port = await freePort();
    const start = async () => {
      running = startSluice(dataDir, port);
      await running.ready();
    };
    await start();
    const set = await sluice(
      dataDir,
      port,
      "setup",
      "--email",
      "owner@shop.example",
      "--password",
      "correct horse battery",
      "--shop",
      "Shop",
      "--template",
      "wholesale",
      "--json",
    );
    expect(set.stderr).toBe("");
    const headers = { authorization: `Bearer ${readFileSync(path.join(dataDir, "admin.token"), "utf8").trim()}` };
    const ask = async (method: string, url: string, body?: string): Promise<ImportDetail> => {
      for (let tries = 0; ; tries += 1) {
        try {
          const answer = await fetch(`${running.url}${url}`, { method, headers, ...(body === undefined ? {} : { body }) });
          const found = (await answer.json()) as ImportDetail;
          if (answer.status === 200) return found;
          if (answer.status < 500 || tries > 600) throw new Error(`${method} ${url}: ${JSON.stringify(found)}`);
        } catch (error) {
          if (tries > 600 || (error as Error).message.startsWith(method)) throw error;
        }
        await sleep(50);
      }
    };
    const until = async (id: string, isThere: (found: ImportDetail) => boolean) => {
      for (let found = await ask("GET", `/api/imports/${id}`); ; found = await ask("GET", `/api/imports/${id}`)) {
        if (isThere(found)) return found;
        if (found.state === "failed") throw new Error(JSON.stringify(found.failure));
        await sleep(20);
      }
    };
    /** Kills Sluice, and every other time PostgreSQL with it, as soon as so many rows are written. */
    const killAt = async (id: string, written: number, withPostgres: boolean) => {
      await until(
        id,
        ({ state, result }) => state === "done" || (result?.kinds ?? []).reduce((sum, { created }) => sum + created, 0) >= written,
      );
      await sleep(random() * 60);
      if (withPostgres) process.kill(postgresPid(dataDir), "SIGKILL");
      running.child.kill("SIGKILL");
      await running.ended;
      await start();
    };
    const bring = async (): Promise<string> => {
      const { id } = await ask("POST", "/api/imports");
      for (const [name, content] of Object.entries(files())) await ask("PUT", `/api/imports/${id}/files?name=${name}`, content);
      await until(id, ({ plan, files: read }) => plan !== null && read.every(({ state }) => state === "read"));
      await ask("POST", `/api/imports/${id}/check`);
      await until(id, ({ state }) => state === "checked");
      await ask("POST", `/api/imports/${id}/run`);
      return id;
    };

    const id = await bring();
    for (const [index, written] of [300, 4_000, 9_000, 12_400].entries()) await killAt(id, written, index % 2 === 1);
    const done = await until(id, ({ state }) => state === "done");
    expect(done.result!.kinds.map(({ kind, created, refused }) => [kind, created, refused])).toEqual([
      ["deals", rows, 0],
      ["orders", 1_500, 0],
    ]);
    expect(await counts(dataDir)).toEqual({ hand: rows, sum: sumOf(files()["deals.csv"]!), orders: 1_500, gaps: 0, twice: 0 });

    await ask("POST", `/api/imports/${id}/undo`);
    await sleep(150);
    running.child.kill("SIGKILL");
    await running.ended;
    await start();
    await until(id, ({ state }) => state === "undone");
    expect(await counts(dataDir)).toEqual({ hand: 0, sum: null, orders: 0, gaps: 0, twice: 0 });

    const second = await bring();
    await killAt(second, 2_000, false);
    await ask("POST", `/api/imports/${second}/cancel`);
    running.child.kill("SIGKILL");
    await running.ended;
    await start();
    await until(second, ({ state }) => state === "cancelled");
    expect(await counts(dataDir)).toEqual({ hand: 0, sum: null, orders: 0, gaps: 0, twice: 0 });
  });
});

function sumOf(csv: string): number {
  return csv
    .split("\n")
    .slice(1)
    .reduce((sum, line) => sum + Math.round(Number(line.split(",")[3]) * 100), 0);
}

async function counts(dataDir: string): Promise<unknown> {
  const db = openDatabase({ host: path.join(dataDir, "socket"), user: "sluice", database: "sluice" }, 1);
  try {
    const [row] = await db.inSystem((tx) =>
      tx.query(sql`
        select (select count(*) from deal where not driven) as hand, (select sum(value_minor) from deal where not driven) as sum, (select count(*) from shop_order) as orders,
          (select max(seq) - count(*) from ledger) as gaps,
          (select count(*) from (select from deal where external_key is not null group by external_key having count(*) > 1) t) as twice
      `),
    );
    return row;
  } finally {
    await db.close();
  }
}

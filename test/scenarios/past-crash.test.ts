import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openDatabase, type Database } from "#base/postgres/database.ts";
import { expireIdle } from "#journey/expire-idle.ts";
import { readToken } from "#server/keys.ts";
import { useApp } from "#test/app.ts";
import { useFakeShop } from "#test/fake-shop/fake-shop.ts";
import { keys } from "#test/fake-shop/shop.ts";
import { shopifyCustomer, shopifyOrder } from "#test/fake-shop/shopify.ts";
import { freePort, isAlive, postgresPid, sluice, startSluice, until } from "#test/sluice-process.ts";
import { stateOf } from "#test/state.ts";

const local = { SLUICE_LOCAL_SHOPS: "1" };
const shop = useFakeShop("shopify");
const undisturbed = useApp({ env: local });
const dataDir = mkdtempSync(path.join(tmpdir(), "sluice-past-"));
let running: ReturnType<typeof startSluice> | undefined;

beforeAll(() => void vi.stubEnv("SLUICE_LOCAL_SHOPS", "1"));
afterAll(async () => {
  running?.child.kill("SIGTERM");
  await running?.ended;
  rmSync(dataDir, { recursive: true, force: true });
});

test("a Sluice that is killed while it brings a past goes on where it was, and ends as if nothing had been", async () => {
  const begin = Date.now() - 500 * 86_400_000;
  for (let n = 0; n < 1_300; n += 1)
    shop.orders.set(`${n}`, shopifyOrder(n, { atMs: begin + n * 28_800_000, customer: n % 350, total: `${20 + (n % 70)}.00` }));
  for (let n = 0; n < 400; n += 1) shop.customers.set(`${n}`, shopifyCustomer(n, { atMs: begin + n * 3_600_000 }));

  const port = await freePort();
  running = startSluice(dataDir, port);
  await running.ready();
  const owner = [
    "--email",
    "a@shop.example",
    "--password",
    "correct horse battery",
    "--currency",
    "EUR",
    "--timezone",
    "Europe/Berlin",
    "--language",
    "en",
  ];
  expect(await sluice(dataDir, port, "setup", "--shop", "Shop", ...owner)).toMatchObject({ code: 0 });
  const made = await sluice(dataDir, port, "source", "create", "--kind", "shopify", "--name", "Shop", "--json");
  const { id } = JSON.parse(made.stdout) as { id: string };
  const ask = async (method: string, where: string, body?: object) => {
    const headers = { authorization: `Bearer ${readToken(dataDir)}`, "content-type": "application/json" };
    const answer = await fetch(`${running!.url}/api/sources/${id}${where}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as { run: { state: string; orders: { done: number } } };
  };
  await ask("PUT", "/past/key", { url: shop.url, key: keys.token });
  const questions = () => shop.asked.filter(({ query }) => query.has("since_id") && !query.has("created_at_max"));

  let kill: (() => void) | undefined;
  shop.before = async ({ query }) => {
    if (query.has("since_id")) kill?.(); // with the question on its way
    return undefined;
  };
  /** Resolves with the process of PostgreSQL once Sluice was killed, at the so manieth question; every second time PostgreSQL lives on and is adopted. */
  const killAt = (question: number) => {
    const killed = Promise.withResolvers<number>();
    kill = () => {
      if (questions().length < question) return;
      kill = undefined;
      const postgres = postgresPid(dataDir);
      running!.child.kill("SIGKILL");
      if (question % 4 !== 0) process.kill(postgres, "SIGKILL");
      killed.resolve(postgres);
    };
    return killed.promise;
  };
  let killed = killAt(2);
  await ask("POST", "/past", { months: null });
  for (const next of [4, 6, undefined]) {
    const postgres = await killed;
    await running!.ended;
    if (next !== 6) await until(() => !isAlive(postgres));
    if (next !== undefined) killed = killAt(next);
    running = startSluice(dataDir, port); // it may ask, and be killed, before it answers anybody
  }
  await running.ready();
  await until(async () => (await ask("GET", "/past")).run.state === "done");
  expect((await ask("GET", "/past")).run.orders.done).toBe(1_300);
  expect(questions().length).toBeLessThan(20); // it went on, and did not begin again: two pages of customers, six of orders, and one again a kill

  const said = await sluice(dataDir, port, "source", "past", id, "--json");
  expect(JSON.parse(said.stdout)).toMatchObject({ run: { state: "done", kept: 0 } });
  const day = new Date(begin + 1_200 * 28_800_000).toISOString().slice(0, 10);
  expect(await sluice(dataDir, port, "source", "reconcile", id, "--day", day)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("equal"),
  });

  const survived = openDatabase({ host: path.join(dataDir, "socket"), user: "sluice", database: "sluice" }, 2);
  try {
    const [workspace] = await survived.inSystem((tx) => tx.query<{ id: string }>(sql`select id from workspace`));
    expect(await settled(survived, workspace!.id)).toEqual(await withoutDisturbance());
  } finally {
    await survived.close();
  }
}, 360_000);

async function withoutDisturbance(): Promise<unknown> {
  shop.before = undefined;
  const { id } = (await undisturbed.api("POST", "/api/sources", { kind: "shopify", name: "Shop" })).body;
  await undisturbed.api("PUT", `/api/sources/${id}/past/key`, { url: shop.url, key: keys.token });
  await undisturbed.api("POST", `/api/sources/${id}/past`, { months: null });
  await undisturbed.settle(60_000);
  return settled(undisturbed.db, undisturbed.shop.workspaceId);
}

async function settled(db: Database, workspaceId: string): Promise<unknown> {
  while ((await db.inWorkspace(workspaceId, (tx) => expireIdle(tx))) > 0);
  return stateOf(db, workspaceId);
}

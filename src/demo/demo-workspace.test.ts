import { sql } from "kysely";
import { expect, test } from "vitest";
import { useDatabase } from "#test/database.ts";
import { createDemoWorkspace, removeDemoWorkspace } from "./demo-workspace.ts";
import { fill } from "./fill.ts";
import { openLiveShop } from "./live.ts";
import { countWaiting, findDemoWorkspace } from "./queries.ts";
import { simulate } from "./simulate.ts";
import { simulationOf } from "./state.ts";

const database = useDatabase();
const minuteMs = 60_000;

async function openShop(historyDays: number) {
  const id = await createDemoWorkspace(database.db, { language: "de", historyDays });
  const workspace = (await database.db.inSystem(findDemoWorkspace))!;
  expect(workspace.id).toBe(id);
  return workspace;
}

test("the past lies in the inbox as it was simulated, also when filling was interrupted", async () => {
  const { db } = database;
  const workspace = await openShop(60);
  let batches = 0;
  await fill(db, workspace, () => ++batches < 2);
  const interrupted = (await db.inSystem(findDemoWorkspace))!;
  expect(interrupted.demo.positionMs).toBeLessThan(interrupted.demo.filledToMs);
  await fill(db, interrupted);

  const { openedMs, filledToMs } = workspace.demo;
  const told = [...simulate(simulationOf(workspace), openedMs, filledToMs)];
  expect(told.length).toBeGreaterThan(5_000);
  const rows = await db.inWorkspace(workspace.id, (tx) =>
    tx.query<{ external_id: string; body: string; at: number }>(sql`select external_id, body, received_at as at from inbound order by id`),
  );
  expect(rows.map((row) => row.external_id)).toEqual(told.map((event) => event.messageId));
  expect(JSON.parse(rows[100]!.body)).toEqual(told[100]);
  expect(rows[100]!.at).toBe(Date.parse(told[100]!.timestamp));
  expect((await db.inSystem(findDemoWorkspace))!.demo.told).toBe(told.length);
  expect(await db.inWorkspace(workspace.id, countWaiting)).toBe(told.length);
  await removeDemoWorkspace(db);
});

test("there is one demo shop, and it goes without a trace", async () => {
  const { db } = database;
  const workspace = await openShop(3);
  expect(await createDemoWorkspace(db, { language: "en" })).toBe(workspace.id);
  await fill(db, workspace);
  expect(await removeDemoWorkspace(db)).toEqual([workspace.id]);

  const tables = await db.inSystem((system) =>
    system.query<{ name: string }>(
      sql`select table_name as name from information_schema.columns where column_name = 'workspace_id' and table_schema = 'public'`,
    ),
  );
  expect(tables.length).toBeGreaterThan(10);
  for (const { name } of tables) {
    const rows = await db.inSystem((system) =>
      system.query(sql`select 1 from ${sql.table(name)} where workspace_id = ${workspace.id} limit 1`),
    );
    expect({ name, rows }).toEqual({ name, rows: [] });
  }
  expect(await db.inSystem(findDemoWorkspace)).toBeUndefined();
});

test("the live shop tells what the simulation says, catches up after a pause, and lets guests in", async () => {
  const workspace = await openShop(10);
  const { filledToMs } = workspace.demo;
  workspace.demo.positionMs = filledToMs;
  const shop = openLiveShop(workspace, filledToMs);
  const ids: string[] = [];
  let guests = 0;
  for (let tick = 1; tick <= 15 * 60; tick += 1) {
    const due = shop.due(filledToMs + tick * 1_000, true);
    ids.push(...due.events.map((event) => event.messageId));
    guests = due.guests;
    for (const event of due.events) expect(Date.parse(event.timestamp)).toBeLessThanOrEqual(filledToMs + tick * 1_000);
  }
  const regular = (toMs: number) => [...simulate(simulationOf(workspace), filledToMs, toMs)].map((event) => event.messageId);
  expect(ids.filter((id) => id.startsWith("demo-p"))).toEqual(regular(filledToMs + 15 * minuteMs).filter((id) => id.startsWith("demo-p")));
  expect(guests).toBeGreaterThan(80);
  expect(guests).toBeLessThan(250);
  expect(new Set(ids).size).toBe(ids.length);

  const later = openLiveShop({ ...workspace, demo: { ...workspace.demo, guests } }, filledToMs + 600 * minuteMs);
  const caughtUp = later.due(filledToMs + 600 * minuteMs, false);
  expect(caughtUp.events.map((event) => event.messageId)).toEqual(regular(filledToMs + 600 * minuteMs));
  expect(caughtUp.positionMs).toBe(filledToMs + 600 * minuteMs);
  expect(
    openLiveShop(workspace, filledToMs + 400 * 1440 * minuteMs).due(filledToMs + 371 * 1440 * minuteMs, false).events.length,
  ).toBeLessThan(500);
  await removeDemoWorkspace(database.db);
});

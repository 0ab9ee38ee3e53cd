import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { now } from "#base/clock.ts";
import { createLog } from "#base/log.ts";
import { recountTotals } from "#deals/save-deals.ts";
import { createDemoRunner, type DemoRunner } from "#demo/demo-runner.ts";
import { findDemoWorkspace } from "#demo/queries.ts";
import { simulate } from "#demo/simulate.ts";
import { simulationOf } from "#demo/state.ts";
import { firstJourneys } from "#demo/told-journeys.ts";
import { inboundWorker } from "#intake/worker.ts";
import { useDatabase } from "#test/database.ts";

const log = createLog("silent");
const rank = ["awareness", "interest", "evaluation", "decision", "purchase"];

describe("a demo shop, filled and worked off", () => {
  const store = useDatabase();
  let runner: DemoRunner;
  let inbound: ReturnType<typeof inboundWorker>;
  let workspaceId: string;
  const rows = <Row>(query: ReturnType<typeof sql<Row>>) => store.db.inWorkspace(workspaceId, (tx) => tx.query<Row>(query));

  beforeAll(async () => {
    inbound = inboundWorker(store.db, log);
    runner = createDemoRunner({ db: store.db, log });
    inbound.start();
    runner.start();
    workspaceId = await runner.create("de", { historyDays: 100, visitorsPerDay: 30 });
    while ((await runner.status()).state !== "live") await sleep(100);
  }, 120_000);
  afterAll(async () => {
    await runner.stop();
    await inbound.stop();
  });

  test("every event was understood", async () => {
    expect(await rows(sql`select distinct status, reason from inbound where status not in ('accepted', 'waiting')`)).toEqual([]);
    expect((await rows<{ n: number }>(sql`select count(*) as n from inbound`))[0]!.n).toBeGreaterThan(5_000);
    expect(runner.error()).toBeUndefined();
    expect(await runner.lag()).toBe(0);
  });

  test("the first journeys stand where the stream, counted without Sluice, says", async () => {
    const workspace = (await store.db.inSystem(findDemoWorkspace))!;
    const told = [...simulate(simulationOf(workspace), workspace.demo.openedMs, workspace.demo.filledToMs)];
    const expected = [0, 0, 0, 0, 0];
    for (const journey of firstJourneys(told)) expected[journey.stage]! += 1;

    // Guests of the live shop and deals made by hand are not of the stream.
    const measured = await rows<{ furthest: number; n: number }>(sql`
      select furthest, count(*) as n
      from (
        select max(array_position(${rank}::text[], v->>0)) - 1 as furthest
        from deal d, jsonb_array_elements(d.journey->'v') v
        where d.n = 0 and d.driven and (d.subject like 'a:d-p%' or d.subject like 'u:k-p%' or d.subject like 'a:d-household' or d.subject like 'u:k-h%' or d.subject like 'e:%')
          and d.subject not like '%grosskunden.example' and d.opened_at < ${new Date(workspace.demo.filledToMs).toISOString()}
          and not exists (select 1 from jsonb_array_elements(d.journey->'v') w where w->>2 = 'person')
        group by d.id
      ) f
      group by furthest
    `);
    const counted = new Map(measured.map((row) => [row.furthest, row.n]));
    for (const [stage, count] of expected.entries())
      expect(Math.abs((counted.get(stage) ?? 0) - count), `${rank[stage]}: ${counted.get(stage)} for ${count}`).toBeLessThanOrEqual(
        3 + count * 0.01,
      );
  });

  test("the totals of the stages equal a recount", async () => {
    const totals = sql`select stage_id, day, currency, deals, sum_minor from stage_total where deals <> 0 order by 1, 2, 3`;
    await runner.stop();
    await expect.poll(() => inbound.lag(), { timeout: 10_000 }).toBe(0);
    const kept = await rows(totals);
    expect(kept.length).toBeGreaterThan(20);
    await store.db.inWorkspace(workspaceId, recountTotals);
    expect(await rows(totals)).toEqual(kept);
    runner.start();
  });

  test("no journey is left that should have been lost", async () => {
    const longAgo = new Date(now() - 30 * 86_400_000 - 60_000).toISOString();
    expect(
      await rows(
        sql`select id, stage_id from deal where outcome = 'open' and driven and stage_id <> 'retention' and last_fact_at < ${longAgo}`,
      ),
    ).toEqual([]);
    const reasons = (await rows<{ lost_reason: string }>(sql`select distinct lost_reason from deal where outcome = 'lost' order by 1`)).map(
      ({ lost_reason }) => lost_reason,
    );
    // Orders are cancelled so seldom that in some fills none is.
    expect(reasons.filter((reason) => reason !== "order_cancelled")).toEqual([
      "competitor",
      "delivery_time",
      "no_activity",
      "no_answer",
      "no_need",
      "too_expensive",
    ]);
  });

  test("people have written notes, moved wholesale deals and won one", async () => {
    expect((await rows<{ n: number }>(sql`select count(*) as n from activity`))[0]!.n).toBeGreaterThan(20);
    const [hotel] = await rows<{ stage_id: string; value_minor: number; contact: string; company: string }>(sql`
      select d.stage_id, d.value_minor, c.name as contact, k.name as company
      from deal d join contact c on c.workspace_id = d.workspace_id and c.id = d.contact_id join company k on k.workspace_id = d.workspace_id and k.id = c.company_id
      where d.name = 'Hotel Seeblick: Tee zum Frühstück'
    `);
    expect(hotel).toEqual({ stage_id: "decision", value_minor: 426_000, contact: "Martin Falk", company: "Hotel Seeblick" });
    expect(await rows(sql`select outcome from deal where name = 'Teestube Am Hafen: Winterkarte'`)).toEqual([{ outcome: "won" }]);
    expect(await rows(sql`select outcome, lost_reason from deal where name = 'Pension Nordwind: Frühstückstee'`)).toEqual([
      { outcome: "lost", lost_reason: "too_expensive" },
    ]);
  });

  test("two people who share a tablet stay two, and several devices of one person become one", async () => {
    expect(await rows(sql`select email, merged_into from contact where email like '%@familie.example' order by 1`)).toEqual([
      { email: "alex@familie.example", merged_into: null },
      { email: "kim@familie.example", merged_into: null },
    ]);
    expect((await rows<{ n: number }>(sql`select count(*) as n from contact where merged_into is not null`))[0]!.n).toBeGreaterThan(8);
  });

  test("the live shop moves, and all of it goes by one call", async () => {
    const before = (await rows<{ n: number }>(sql`select last_seq as n from workspace`))[0]!.n;
    await expect
      .poll(async () => (await rows<{ n: number }>(sql`select last_seq as n from workspace`))[0]!.n, { timeout: 60_000 })
      .toBeGreaterThan(before);
    expect(await runner.remove()).toEqual([workspaceId]);
    expect(await runner.status()).toEqual({ state: "none", progress: 0, workspaceId: null });
  });
});

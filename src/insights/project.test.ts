import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import { createLog } from "#base/log.ts";
import { useDatabase } from "#test/database.ts";
import { buildScene, contactRow, dealRow, lostRow, wonRow } from "#test/ledger.ts";
import { createInsights, type Insights } from "./insights.ts";

describe("the projection of the ledger", () => {
  const store = useDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), "sluice-insights-"));
  let insights: Insights;

  beforeAll(() => {
    insights = createInsights({ db: store.db, dataDir, log: createLog("silent") });
    insights.worker.start();
  });
  afterAll(async () => {
    await insights.worker.stop();
    rmSync(dataDir, { recursive: true });
  });

  const table = (workspace: string, statement: string) =>
    insights.read((duck) => duck.rows(statement.replace("$own", `workspace_id = '${workspace}'`)));
  const visitsOf = (workspace: string) =>
    table(
      workspace,
      "select stage_id, entered_at, left_at, next_stage, outcome, first_time, passed_at, lost_at from visit where $own order by n",
    );

  it("keeps of each deal what its newest row says, however many rows came", async () => {
    const scene = await buildScene(store.db);
    const [id, other] = [newId(), newId()];
    await scene.write([
      dealRow(scene, { id, path: [["awareness", 1_000]] }),
      dealRow(scene, { id: other, path: [["interest", 5_000]], touchSource: "google", ownerId: "u1" }),
    ]);
    await insights.worker.settle();
    await scene.write([
      dealRow(scene, {
        id,
        path: [
          ["awareness", 1_000],
          ["evaluation", 2_000],
        ],
      }),
    ]);
    await scene.write([
      wonRow(scene, {
        id,
        path: [
          ["awareness", 1_000],
          ["evaluation", 2_000],
          ["purchase", 3_000],
        ],
        valueMinor: 500,
      }),
    ]);
    await insights.worker.settle();
    expect(
      await table(
        scene.workspaceId,
        "select id::varchar as id, stage_id, outcome, value_minor, currency, owner_id, touch_source, opened_at, begun_at, closed_at, changed_at from deal where $own order by opened_at",
      ),
    ).toEqual([
      {
        id,
        stage_id: "purchase",
        outcome: "won",
        value_minor: 500,
        currency: "EUR",
        owner_id: null,
        touch_source: null,
        opened_at: 1_000,
        begun_at: 1_000,
        closed_at: 3_000,
        changed_at: 3_000,
      },
      {
        id: other,
        stage_id: "interest",
        outcome: "open",
        value_minor: null,
        currency: null,
        owner_id: "u1",
        touch_source: "google",
        opened_at: 5_000,
        begun_at: 5_000,
        closed_at: null,
        changed_at: 5_000,
      },
    ]);
    expect(await insights.seq(scene.workspaceId)).toBe(4);
  });

  it("follows a deal through its stages: where it left, when it first stood further along, how it ended", async () => {
    const scene = await buildScene(store.db);
    await scene.write([
      lostRow(scene, {
        path: [
          ["interest", 10],
          ["decision", 20],
          ["interest", 30, "person"],
          ["evaluation", 40],
        ],
        closedAt: 90,
      }),
    ]);
    await insights.worker.settle();
    expect(await visitsOf(scene.workspaceId)).toEqual([
      {
        stage_id: "interest",
        entered_at: 10,
        left_at: 20,
        next_stage: "decision",
        outcome: null,
        first_time: true,
        passed_at: 20,
        lost_at: 90,
      },
      {
        stage_id: "decision",
        entered_at: 20,
        left_at: 30,
        next_stage: "interest",
        outcome: null,
        first_time: true,
        passed_at: null,
        lost_at: 90,
      },
      {
        stage_id: "interest",
        entered_at: 30,
        left_at: 40,
        next_stage: "evaluation",
        outcome: null,
        first_time: false,
        passed_at: 40,
        lost_at: 90,
      },
      {
        stage_id: "evaluation",
        entered_at: 40,
        left_at: 90,
        next_stage: null,
        outcome: "lost",
        first_time: true,
        passed_at: null,
        lost_at: 90,
      },
    ]);
  });

  it("lets a customer's next journey begin when it leaves the returning stage", async () => {
    const scene = await buildScene(store.db);
    await scene.write([
      dealRow(scene, { n: 1, path: [["retention", 10]] }),
      dealRow(scene, {
        n: 2,
        path: [
          ["retention", 20],
          ["evaluation", 50],
        ],
      }),
      wonRow(scene, {
        n: 3,
        path: [
          ["retention", 30],
          ["purchase", 60],
        ],
      }),
      dealRow(scene, { n: 4, path: [["awareness", 40]] }),
    ]);
    await insights.worker.settle();
    expect(await table(scene.workspaceId, "select n, begun_at from deal where $own order by n")).toEqual([
      { n: 1, begun_at: null },
      { n: 2, begun_at: 50 },
      { n: 3, begun_at: null },
      { n: 4, begun_at: 40 },
    ]);
  });

  it("drops a removed deal, and takes a rewritten one as it is now", async () => {
    const scene = await buildScene(store.db);
    const [gone, rewritten, back] = [newId(), newId(), newId()];
    await scene.write(
      [gone, rewritten, back].map((id) =>
        dealRow(scene, {
          id,
          path: [
            ["awareness", 10],
            ["interest", 20],
          ],
        }),
      ),
    );
    await insights.worker.settle();
    await scene.write([
      { ...dealRow(scene, { id: gone, path: [["awareness", 10]] }, "deal.removed") },
      { type: "deal.removed", at: 0, dealId: back, cause: "system", data: {} },
      dealRow(scene, { id: rewritten, path: [["awareness", 5]] }, "deal.rewritten"),
      dealRow(scene, { id: back, path: [["awareness", 7]] }, "deal.rewritten"),
    ]);
    await insights.worker.settle();
    expect(await table(scene.workspaceId, "select id::varchar as id, opened_at from deal where $own order by opened_at")).toEqual([
      { id: rewritten, opened_at: 5 },
      { id: back, opened_at: 7 },
    ]);
    expect(await table(scene.workspaceId, "select deal_id::varchar as id, entered_at from visit where $own order by entered_at")).toEqual([
      { id: rewritten, entered_at: 5 },
      { id: back, entered_at: 7 },
    ]);
  });

  it("knows of contacts when they became a lead, first bought, and into whom they were merged", async () => {
    const scene = await buildScene(store.db);
    const [ada, device] = [newId(), newId()];
    await scene.write([contactRow({ id: device, leadAt: 5 }), contactRow({ id: ada, leadAt: 10, touchSource: "google" })]);
    await scene.write([
      contactRow({ id: device, leadAt: 5, mergedInto: ada }, "contact.merged"),
      contactRow({ id: ada, leadAt: 5, firstOrderAt: 50 }, "contact.merged"),
    ]);
    await insights.worker.settle();
    const contacts =
      "select id::varchar as id, lead_at, first_order_at, merged_into::varchar as merged_into from contact where $own order by merged_into nulls last";
    expect(await table(scene.workspaceId, contacts)).toEqual([
      { id: device, lead_at: 5, first_order_at: null, merged_into: ada },
      { id: ada, lead_at: 5, first_order_at: 50, merged_into: null },
    ]);
    await scene.write([contactRow({ id: device, leadAt: 5 }, "contact.unmerged")]);
    await insights.worker.settle();
    expect(await table(scene.workspaceId, "select count(*) as n from contact where $own and merged_into is null")).toEqual([{ n: 2 }]);
  });

  it("passes over rows that say nothing of deals or contacts, and moves on", async () => {
    const scene = await buildScene(store.db);
    await scene.write([
      { type: "page.viewed", at: 0, cause: "shop", data: { contact: { leadAt: 1 } } },
      { type: "contact.identity_moved", at: 0, contactId: newId(), cause: "system", data: {} },
    ]);
    await insights.worker.settle();
    expect(await insights.seq(scene.workspaceId)).toBe(2);
    expect(await table(scene.workspaceId, "select 1 from contact where $own")).toEqual([]);
  });

  it("uses the order of stages of the pipeline's version that the deal was changed under", async () => {
    const scene = await buildScene(store.db);
    await scene.write([
      dealRow(scene, {
        id: newId(),
        path: [
          ["awareness", 10],
          ["interest", 20],
        ],
      }),
    ]);
    await insights.worker.settle();
    await store.db.inWorkspace(scene.workspaceId, (tx) =>
      tx.query(sql`
      insert into pipeline_version (workspace_id, pipeline_id, version, name, stages, idle, saved_at)
      values (${scene.workspaceId}, ${scene.pipelineId}, 2, 'Shop', ${JSON.stringify([
        { id: "decision", kind: "open" },
        { id: "evaluation", kind: "open" },
        { id: "purchase", kind: "won" },
      ])}, '{}', now())`),
    );
    await scene.write([
      dealRow(scene, {
        version: 2,
        path: [
          ["decision", 30],
          ["evaluation", 40],
        ],
      }),
      dealRow(scene, {
        version: 2,
        path: [
          ["evaluation", 50],
          ["decision", 60],
        ],
      }),
    ]);
    await insights.worker.settle();
    expect(await table(scene.workspaceId, "select entered_at, passed_at from visit where $own order by entered_at")).toEqual([
      { entered_at: 10, passed_at: 20 },
      { entered_at: 20, passed_at: null },
      { entered_at: 30, passed_at: 40 },
      { entered_at: 40, passed_at: null },
      { entered_at: 50, passed_at: null },
      { entered_at: 60, passed_at: null },
    ]);
  });

  it("stops before a deal it cannot read and keeps what came before", async () => {
    const scene = await buildScene(store.db);
    const broken = dealRow(scene, { path: [["awareness", 10]] });
    await scene.write([
      dealRow(scene, { path: [["awareness", 10]] }),
      { ...broken, data: { deal: { pipelineId: scene.pipelineId } } },
      dealRow(scene, { path: [["awareness", 10]] }),
    ]);
    await expect.poll(() => insights.worker.standstill()?.seq).toBe(2);
    expect(await insights.seq(scene.workspaceId)).toBe(1);
    expect(await table(scene.workspaceId, "select 1 from deal where $own")).toHaveLength(1);
    await store.db.inSystem((tx) => tx.query(sql`delete from workspace where id = ${scene.workspaceId}`));
    await expect.poll(() => insights.worker.standstill(), { timeout: 10_000 }).toBeUndefined();
  });

  it("removes all of a workspace that is gone, and nothing of another", async () => {
    const [gone, stays] = [await buildScene(store.db), await buildScene(store.db)];
    for (const scene of [gone, stays]) await scene.write([dealRow(scene, { path: [["awareness", 10]] }), contactRow({ leadAt: 1 })]);
    await insights.worker.settle();
    await store.db.inSystem((tx) => tx.query(sql`delete from workspace where id = ${gone.workspaceId}`));
    const left = (id: string) =>
      insights.read((duck) =>
        duck.rows(
          `select 1 from deal where workspace_id = '${id}' union all select 1 from visit where workspace_id = '${id}' union all select 1 from contact where workspace_id = '${id}' union all select 1 from stage where workspace_id = '${id}' union all select 1 from progress where workspace_id = '${id}'`,
        ),
      );
    await expect.poll(() => left(gone.workspaceId), { timeout: 10_000 }).toHaveLength(0);
    expect((await left(stays.workspaceId)).length).toBeGreaterThan(4);
  });

  it("opens the file once it can be opened, where it could not be before", async () => {
    const own = path.join(mkdtempSync(path.join(tmpdir(), "sluice-insights-")), "data");
    const other = createInsights({ db: store.db, dataDir: own, log: createLog("silent") });
    writeFileSync(own, "stands in the way");
    await expect(other.seq(newId())).rejects.toThrow("EEXIST");
    rmSync(own);
    expect(await other.seq(newId())).toBe(0);
    await other.worker.stop();
    rmSync(path.dirname(own), { recursive: true, force: true });
  });

  it("fills a file that cannot be read again, and goes on from one that can", async () => {
    const scene = await buildScene(store.db);
    await scene.write([dealRow(scene, { path: [["awareness", 10]] })]);
    const own = mkdtempSync(path.join(tmpdir(), "sluice-insights-"));
    const lines: string[] = [];
    const opened = async () => {
      const other = createInsights({ db: store.db, dataDir: own, log: createLog("warn", { write: (line) => void lines.push(line) }) });
      const before = await other.seq(scene.workspaceId);
      other.worker.start();
      await other.worker.settle();
      const deals = await other.read((duck) => duck.rows(`select 1 from deal where workspace_id = '${scene.workspaceId}'`));
      await other.worker.stop();
      return { before, deals: deals.length };
    };
    expect(await opened()).toEqual({ before: 0, deals: 1 });
    expect(await opened()).toEqual({ before: 1, deals: 1 });
    expect(lines).toEqual([]);
    writeFileSync(path.join(own, "insights.duckdb"), "not a database ".repeat(1_000));
    expect(await opened()).toEqual({ before: 0, deals: 1 });
    expect(lines.join()).toContain("filled again");
    rmSync(own, { recursive: true });
  });
});

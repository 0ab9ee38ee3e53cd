import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Duck, DuckRow } from "#base/duck.ts";
import { newId } from "#base/ids.ts";
import { useApp } from "#test/app.ts";
import { buildScene, contactRow, day, dealRow, lostRow, wonRow, type Scene } from "#test/ledger.ts";
import type { RebuildState } from "./contract.ts";
import { openDuckFile } from "./duck.ts";
import { rebuildWorkspace } from "./rebuild.ts";
import { projectedTables } from "./schema.ts";

async function everythingIn(duck: Duck, { workspaceId }: Scene) {
  const rows: Partial<Record<(typeof projectedTables)[number], DuckRow[]>> = {};
  for (const table of projectedTables)
    rows[table] = await duck.rows(`select * from ${table} where workspace_id = '${workspaceId}' order by all`);
  return rows as Required<typeof rows>;
}

describe("a rebuild of the projection", () => {
  const app = useApp();

  const everything = (scene: Scene) => app.rooms.insights.read((duck) => everythingIn(duck, scene));

  async function rebuild(scene: Scene): Promise<RebuildState> {
    const begun = await app.api<RebuildState>("POST", "/api/insights/rebuild", undefined, { workspace: scene.workspaceId });
    expect(begun).toMatchObject({ status: 200, body: { running: true } });
    await expect
      .poll(
        async () => (await app.api<RebuildState>("GET", "/api/insights/rebuild", undefined, { workspace: scene.workspaceId })).body.running,
        { timeout: 20_000 },
      )
      .toBe(false);
    return (await app.api<RebuildState>("GET", "/api/insights/rebuild", undefined, { workspace: scene.workspaceId })).body;
  }

  /** Rows as they come in: every deal several times, in between people and removals. */
  async function write(scene: Scene, rounds: number): Promise<void> {
    const ids = Array.from({ length: 30 }, () => newId());
    for (let round = 0; round < rounds; round += 1) {
      await scene.write(
        ids.flatMap((id, n) => {
          const path = [
            ["awareness", n * day],
            ["interest", (n + 1) * day],
            ["decision", (n + 2) * day],
          ].slice(0, 1 + ((round + n) % 3)) as [string, number][];
          if ((round + n) % 7 === 0)
            return [lostRow(scene, { id, path, closedAt: (n + 9) * day }), contactRow({ id, leadAt: n * day + round })];
          if ((round + n) % 9 === 0)
            return [{ type: "quote.requested", at: n * day + round, contactId: id, cause: "shop", data: { p: "", who: {} } }];
          if ((round + n) % 17 === 0) return [{ type: "contact.removed", at: n * day, contactId: id, cause: "system", data: {} }];
          if ((round + n) % 11 === 0) return [dealRow(scene, { id, path }, "deal.removed")];
          if ((round + n) % 13 === 0)
            return [{ type: "activity.done", at: n * day + round, dealId: id, contactId: null, cause: "person", data: { name: "call" } }];
          return [
            (round + n) % 5 === 0 ? wonRow(scene, { id, path: [...path, ["purchase", (n + 5) * day]] }) : dealRow(scene, { id, path }),
          ];
        }),
      );
      await app.settle();
    }
  }

  it("ends in the same tables as following the ledger did", async () => {
    const [scene, other] = [await buildScene(app.db), await buildScene(app.db)];
    await write(scene, 6);
    await write(other, 1);
    const [before, beside] = [await everything(scene), await everything(other)];
    expect(before.deal.length).toBeGreaterThan(20);
    for (const table of projectedTables) expect([table, before[table].length]).not.toEqual([table, 0]);
    expect(await rebuild(scene)).toMatchObject({ running: false, error: null, seq: before.progress[0]!["seq"] });
    expect(await everything(scene)).toEqual(before);
    expect(await everything(other)).toEqual(beside);
  });

  it("mends tables that were damaged, and takes in what is written meanwhile", async () => {
    const scene = await buildScene(app.db);
    await write(scene, 2);
    const before = await everything(scene);
    await app.rooms.insights.read(async (duck) => {
      await duck.run(`delete from visit where workspace_id = '${scene.workspaceId}'`);
      await duck.run(`update deal set value_minor = 1 where workspace_id = '${scene.workspaceId}'`);
    });
    expect(await everything(scene)).not.toEqual(before);
    const rebuilding = rebuild(scene);
    const late = newId();
    await scene.write([dealRow(scene, { id: late, path: [["awareness", 1]] })]);
    await rebuilding;
    await app.settle();
    const after = await everything(scene);
    expect(after.deal.filter(({ id }) => id !== late)).toEqual(before.deal);
    expect(after.deal.some(({ id }) => id === late)).toBe(true);
  });

  it.each([
    ["before it began", 0],
    ["in the middle", 1],
  ])("leaves the tables in use as they were when it is stopped %s", async (_, seq) => {
    const scene = await buildScene(app.db);
    await write(scene, 1);
    const file = await openDuckFile(path.join(app.parts.config.dataDir, "own", "insights.duckdb"), app.parts.log);
    try {
      const whole = { db: app.db, file, workspaceId: scene.workspaceId };
      const begin = (): RebuildState => ({ running: true, seq: 0, of: 0, startedAt: null, finishedAt: null, error: null });
      await rebuildWorkspace({ ...whole, state: begin(), stopped: () => false });
      const before = await file.read((duck) => everythingIn(duck, scene));
      expect(before).toEqual(await everything(scene));
      const state = begin();
      await expect(rebuildWorkspace({ ...whole, state, stopped: () => state.seq >= seq })).rejects.toThrow("stopped");
      expect(await file.read((duck) => everythingIn(duck, scene))).toEqual(before);
    } finally {
      await file.close();
    }
  });

  it("is for the owner", async () => {
    for (const role of ["manager", "seller", "viewer"] as const)
      expect((await app.api("POST", "/api/insights/rebuild", undefined, { as: role })).status).toBe(403);
    expect((await app.api("POST", "/api/insights/rebuild", undefined, { as: "owner" })).status).toBe(200);
  });
});

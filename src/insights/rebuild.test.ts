import { describe, expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import { useApp } from "#test/app.ts";
import { buildScene, contactRow, day, dealRow, lostRow, wonRow, type Scene } from "#test/ledger.ts";
import type { RebuildState } from "./contract.ts";

describe("a rebuild of the projection", () => {
  const app = useApp();

  const everything = (scene: Scene) =>
    app.rooms.insights.read(async (duck) => {
      const of = (table: string) => duck.rows(`select * from ${table} where workspace_id = '${scene.workspaceId}' order by all`);
      return { deals: await of("deal"), visits: await of("visit"), contacts: await of("contact"), progress: await of("progress") };
    });

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
          if ((round + n) % 11 === 0) return [dealRow(scene, { id, path }, "deal.removed")];
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
    expect(before.deals.length).toBeGreaterThan(20);
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
    expect(after.deals.filter(({ id }) => id !== late)).toEqual(before.deals);
    expect(after.deals.some(({ id }) => id === late)).toBe(true);
  });

  it("is for the owner", async () => {
    for (const role of ["manager", "seller", "viewer"] as const)
      expect((await app.api("POST", "/api/insights/rebuild", undefined, { as: role })).status).toBe(403);
    expect((await app.api("POST", "/api/insights/rebuild", undefined, { as: "owner" })).status).toBe(200);
  });
});

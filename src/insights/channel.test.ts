import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setClock } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { useApp } from "#test/app.ts";
import { buildScene, day, dealRow, lostRow, shopStages, wonRow, type Scene } from "#test/ledger.ts";
import { gatesOf } from "./channel.ts";
import type { ChannelAnswer } from "./contract.ts";

const hour = 3_600_000;
const today = Date.UTC(2026, 3, 15, 12);
const ago = (days: number) => today - days * day;

describe("the channel", () => {
  const app = useApp();
  beforeAll(() => setClock(() => today));
  afterAll(() => setClock(() => Date.now()));

  async function gates(scene: Scene): Promise<Map<string, ChannelAnswer["gates"][number]>> {
    await app.settle();
    const { status, body } = await app.api<ChannelAnswer>("GET", `/api/insights/channel?pipelineId=${scene.pipelineId}`, undefined, {
      workspace: scene.workspaceId,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ pipelineId: scene.pipelineId, from: "2026-01-16", to: "2026-04-15" });
    return new Map(body.gates.map((gate) => [gate.from, gate]));
  }

  it("has a gate between each two neighbours up to the sale, and one behind it for those who come back", () => {
    expect(gatesOf(shopStages).map(({ from, to, entered }) => [from, to, entered])).toEqual([
      ["awareness", "interest", "awareness"],
      ["interest", "evaluation", "interest"],
      ["evaluation", "decision", "evaluation"],
      ["decision", "purchase", "decision"],
      ["purchase", "retention", "retention"],
    ]);
    expect(gatesOf(shopStages.filter(({ kind }) => kind === "open"))).toHaveLength(3);
  });

  it("counts of those that entered a stage who went on to any later one; a stage jumped over was not entered", async () => {
    const scene = await buildScene(app.db);
    await scene.write([
      ...Array.from({ length: 12 }, (_, n) =>
        dealRow(scene, {
          path: [
            ["awareness", ago(40)],
            ["decision", ago(40) + (n + 1) * hour],
          ],
        }),
      ),
      ...Array.from({ length: 6 }, () => lostRow(scene, { path: [["awareness", ago(40)]], closedAt: ago(20) })),
      ...Array.from({ length: 6 }, () =>
        wonRow(scene, {
          path: [
            ["decision", ago(40)],
            ["purchase", ago(38)],
          ],
        }),
      ),
    ]);
    const found = await gates(scene);
    expect(found.get("awareness")).toMatchObject({
      to: "interest",
      entered: 18,
      passed: 12,
      undecided: 0,
      conversion: expect.closeTo(12 / 18, 9),
      medianDays: 6 / 24,
      previous: null,
    });
    expect(found.get("awareness")!.low).toBeLessThan(12 / 18);
    expect(found.get("interest")).toMatchObject({ entered: 0, passed: 0, undecided: 0, conversion: null, medianDays: null });
    expect(found.get("decision")).toMatchObject({ to: "purchase", entered: 18, passed: 6, undecided: 12 });
    expect(found.get("decision")!.medianDays).toBeNull(); // six are too few for a median
  });

  it("counts a deal that was moved back and came again once, and says nothing below five outcomes", async () => {
    const scene = await buildScene(app.db);
    await scene.write([
      dealRow(scene, {
        path: [
          ["evaluation", ago(10)],
          ["interest", ago(9), "person"],
          ["evaluation", ago(8)],
          ["decision", ago(7)],
        ],
      }),
      ...Array.from({ length: 3 }, () =>
        dealRow(scene, {
          path: [
            ["evaluation", ago(10)],
            ["decision", ago(9)],
          ],
        }),
      ),
      dealRow(scene, { path: [["evaluation", ago(3)]] }),
    ]);
    expect((await gates(scene)).get("evaluation")).toMatchObject({ entered: 5, passed: 4, undecided: 1, conversion: null, low: null });
  });

  it("sets the 90 days before beside them, and leaves out what is older", async () => {
    const scene = await buildScene(app.db);
    const path = (days: number) => ({
      path: [
        ["interest", ago(days)],
        ["evaluation", ago(days) + hour],
      ] as const,
    });
    await scene.write([
      ...Array.from({ length: 8 }, (_, n) =>
        n < 6 ? dealRow(scene, path(20)) : lostRow(scene, { path: [["interest", ago(20)]], closedAt: ago(5) }),
      ),
      ...Array.from({ length: 8 }, (_, n) =>
        n < 2 ? dealRow(scene, path(120)) : lostRow(scene, { path: [["interest", ago(120)]], closedAt: ago(100) }),
      ),
      ...Array.from({ length: 8 }, () => dealRow(scene, path(200))),
    ]);
    expect((await gates(scene)).get("interest")).toMatchObject({ entered: 8, passed: 6, conversion: 0.75, previous: 0.25 });
  });

  it("shows behind the sale how many customers came back", async () => {
    const scene = await buildScene(app.db);
    await scene.write([
      ...Array.from({ length: 5 }, () =>
        dealRow(scene, {
          n: 1,
          path: [
            ["retention", ago(60)],
            ["awareness", ago(50)],
          ],
        }),
      ),
      ...Array.from({ length: 5 }, () =>
        wonRow(scene, {
          id: newId(),
          n: 1,
          path: [
            ["retention", ago(60)],
            ["purchase", ago(40)],
          ],
        }),
      ),
      ...Array.from({ length: 10 }, () => dealRow(scene, { n: 1, path: [["retention", ago(60)]] })),
    ]);
    expect((await gates(scene)).get("purchase")).toMatchObject({
      to: "retention",
      entered: 20,
      passed: 10,
      undecided: 10,
      conversion: 0.5,
      medianDays: 10,
    });
  });

  it("does not show another workspace's pipeline", async () => {
    const [mine, theirs] = [await buildScene(app.db), await buildScene(app.db)];
    const answer = await app.api("GET", `/api/insights/channel?pipelineId=${theirs.pipelineId}`, undefined, {
      workspace: mine.workspaceId,
    });
    expect([answer.status, answer.body.error.code]).toEqual([404, "pipeline_missing"]);
  });
});

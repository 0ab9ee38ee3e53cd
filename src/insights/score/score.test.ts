import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import { useApp } from "#test/app.ts";
import { buildScene, day, dealRow, lostRow, wonRow, type Scene } from "#test/ledger.ts";
import { readMaven } from "#test/maven.ts";
import { openRandom } from "#stats/numbers/random.ts";
import type { NewLedgerRow } from "#ledger/row.ts";
import type { BinAnswer, ChanceAnswer, OpenAnswer, ScoreAnswer } from "./contract.ts";

const app = useApp();
const at = (scene: Scene) => ({ workspace: scene.workspaceId });

describe("Maven (CHECK 6)", () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await buildScene(app.db, { timeZone: "UTC", currency: "USD" });
    const rows = readMaven().flatMap(({ engagedDay, closedDay, outcome, agent, product, value }): NewLedgerRow[] => {
      if (engagedDay === null || outcome === "prospecting") return [];
      const words = {
        id: newId(),
        path: [["interest", engagedDay * day]] as [string, number][],
        ownerId: agent,
        category: product,
        driven: false,
      };
      if (outcome === "open") return [dealRow(scene, words)];
      const end = {
        ...words,
        outcome,
        closedAt: closedDay! * day,
        ...(outcome === "won" && { valueMinor: value * 100, currency: "USD" }),
      } as const;
      // As an import writes it: both rows tell of the deal as it ended.
      return [{ ...dealRow(scene, end), at: engagedDay * day }, dealRow(scene, end)];
    });
    await scene.write(rows);
    await app.settle();
  });

  it("says that there is no signal beyond stage and age, and scores within 3 points", async () => {
    const began = performance.now();
    const { status, body } = await app.api<ScoreAnswer>("GET", "/api/insights/score?asOf=2017-12-31", undefined, at(scene));
    console.log(performance.now() - began, JSON.stringify(body, null, 1), app.lines.slice(-3).join("\n").slice(0, 3000));
    expect(status).toBe(200);
    expect(body.state).toBe("noSignal");
    const { shown, given, came, n } = body.check!;
    expect(n).toBeGreaterThan(500);
    expect(Math.abs(given - came)).toBeLessThan(0.03);
  });
});

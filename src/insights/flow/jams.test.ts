import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setClock } from "#base/clock.ts";
import { useApp } from "#test/app.ts";
import { jamRows, usual, windowDays, worth, type JamShop } from "#test/jam-shop.ts";
import { buildScene, dealRow, shopStages } from "#test/ledger.ts";
import type { Jam, JamsAnswer } from "./contract.ts";

const now = Date.UTC(2026, 5, 30, 21, 59); // the end of 30 June in Berlin

describe("jams (CHECK 3)", { timeout: 60_000 }, () => {
  const app = useApp();
  beforeAll(() => setClock(() => now));
  afterAll(() => setClock(() => Date.now()));

  async function judge(
    shop: JamShop,
    seed: number,
    { stages = shopStages, from = "2026-04-01" } = {},
  ): Promise<JamsAnswer & { of(stage: string): Jam }> {
    const scene = await buildScene(app.db, { stages });
    await scene.write(jamRows(scene, shop, seed, now));
    await app.settle();
    const { status, body } = await app.api<JamsAnswer>("GET", `/api/insights/jams?from=${from}&to=2026-06-30`, undefined, {
      workspace: scene.workspaceId,
    });
    expect([status, status === 200 ? "" : app.lines.filter((line) => line.includes("err")).at(-1)]).toEqual([200, ""]);
    return { ...body, of: (stage) => body.jams.find((jam) => jam.stage === stage)! };
  }

  it("finds a planted jam and prices it within its range", async () => {
    const answer = await judge(
      { deals: () => 1500, conversion: (stage, quarter) => (stage === 2 && quarter === 4 ? 0.4 : usual[stage]!) },
      11,
    );
    expect(answer).toMatchObject({ verdict: "one", headline: ["evaluation"], from: "2026-04-01", to: "2026-06-30", currency: "EUR" });
    const jam = answer.of("evaluation");
    const truth = (1500 / (windowDays / (365.25 / 12))) * 0.4 * 0.5 * 0.7 * (0.6 - 0.4) * worth;
    expect([jam.loss!.low! < truth, truth < jam.loss!.high!]).toEqual([true, true]);
    expect(jam).toMatchObject({ stands: true, targetOf: "past", notJudged: null });
    expect(jam.causes).toContain("conversion");
    expect(jam.measures.length).toBeGreaterThan(5);
    expect(jam.target!.value).toBeCloseTo(0.6, 1);
    expect(answer.jams[0]!.stage).toBe("evaluation");
  });

  it("names none in a shop where nothing has changed", async () => {
    const answer = await judge({ deals: () => 500, conversion: (stage) => usual[stage]! }, 12);
    expect(answer).toMatchObject({ verdict: "none", headline: [] });
    expect(answer.jams.flatMap(({ causes }) => causes)).toEqual([]);
    expect(answer.jams.filter(({ stands }) => stands)).toEqual([]);
  });

  it("judges thirteen weeks where too little is decided in the period that was asked for", async () => {
    const shop: JamShop = { deals: () => 60, conversion: (stage) => usual[stage]! };
    const few = await judge(shop, 15, { from: "2026-06-03" });
    expect([few.from, few.to, few.verdict]).toEqual(["2026-03-31", "2026-06-30", "none"]); // a minute before midnight, 91 days back
    expect(few.of("awareness").notJudged).toBeNull();
    const many = await judge({ ...shop, deals: () => 1500 }, 15, { from: "2026-06-03" });
    expect([many.from, many.of("awareness").notJudged]).toEqual(["2026-06-03", null]);
  });

  it("calls a new cheap channel mix, and not a stage's fault", async () => {
    const answer = await judge(
      {
        deals: (quarter) => (quarter === 4 ? 1400 : 700),
        source: (random, quarter) => (random.uniform() < (quarter === 4 ? 0.6 : 0.1) ? "banner" : "search"),
        conversion: (stage, _, source) => (stage === 0 ? (source === "banner" ? 0.15 : 0.5) : usual[stage]!),
      },
      13,
    );
    expect(answer.headline).toEqual([]);
    const first = answer.of("awareness");
    expect(first.mix).toMatchObject({ dimension: "source" });
    expect(first.mix!.effect.value).toBeLessThan(-0.1);
    expect(first.mix!.loss.value).toBeGreaterThan(0);
    expect(first.causes).toEqual(["mix"]);
    expect(first.stands).toBe(false);
  });

  it("tells a pure delay as timing, and its monthly loss may be 0", async () => {
    const answer = await judge(
      { deals: () => 900, conversion: (stage) => usual[stage]!, days: (stage, quarter) => (stage === 1 && quarter === 4 ? 9 : 3) },
      14,
    );
    const slow = answer.of("interest");
    expect(slow.timing).toMatchObject({ stands: true });
    expect(slow.timing!.days.low).toBeGreaterThan(2);
    expect(slow.timing!.held.value).toBeGreaterThan(0);
    expect(slow.causes).toContain("cycle");
    expect(slow.causes).not.toContain("conversion");
    expect([slow.loss!.low! < 0, slow.loss!.high! > 0]).toEqual([true, true]);
    expect(answer.headline).toEqual([]);
  });

  it("holds a stage against a goal of one's own first", async () => {
    const stages = shopStages.map((stage) =>
      stage.id === "decision" ? { ...stage, goal: { metric: "conversion" as const, target: 0.9 } } : stage,
    );
    const answer = await judge({ deals: () => 700, conversion: (stage) => usual[stage]! }, 15, { stages });
    expect(answer.of("decision")).toMatchObject({
      targetOf: "goal",
      target: { value: 0.9, n: 0, low: null },
      stands: true,
      goalMet: false,
    });
    expect(answer.headline).toEqual(["decision"]);
  });

  it("starts a queue from the deals that somebody has: who has them, what comes in, what the busiest week got done", async () => {
    const day = 86_400_000;
    const begin = Date.UTC(2026, 3, 1, 6); // in the first of thirteen weeks
    const scene = await buildScene(app.db);
    // one every second day, gone a day later; in the third week seven more leave
    const at = [...Array.from({ length: 40 }, (_, i) => begin + i * 2 * day), ...Array.from({ length: 7 }, () => begin + 15 * day)];
    const rows = at.map((entered, i) =>
      dealRow(scene, {
        ownerId: `u${i % 2}`,
        path: [
          ["interest", entered],
          ["decision", entered + day],
        ],
      }),
    );
    const nobodys = Array.from({ length: 50 }, () => dealRow(scene, { path: [["interest", begin], ["decision", begin + day]] })); // prettier-ignore
    await scene.write([...rows, ...nobodys]);
    await app.settle();
    const { body } = await app.api<JamsAnswer>("GET", `/api/insights/jams?from=2026-04-01&to=2026-06-30`, undefined, {
      workspace: scene.workspaceId,
    });
    const of = (stage: string) => body.jams.find((jam) => jam.stage === stage)!.team;
    expect(of("interest")).toMatchObject({ people: 2, arrivals: { n: 47, unit: "count per week" }, perPerson: { value: 5, n: 10 } });
    expect(of("interest")!.waits.map(({ people }) => people)).toEqual([1, 2, 3]);
    expect(of("interest")!.arrivals.value).toBeCloseTo(47 / 13, 2);
    expect(of("decision")).toBeNull(); // none has left it
  });

  it("judges nothing below the gates, and says why", async () => {
    const answer = await judge({ deals: () => 20, conversion: (stage) => usual[stage]! }, 16);
    expect(answer).toMatchObject({ verdict: "too_early", headline: [] });
    expect(answer.jams.every(({ loss, notJudged }) => loss === null && notJudged !== null)).toBe(true);
  });
});

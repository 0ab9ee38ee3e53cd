import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "#base/ids.ts";
import { openRandom } from "#stats/numbers/random.ts";
import { useApp } from "#test/app.ts";
import { fillHistory } from "#test/history.ts";
import { buildScene, day, dealRow, lostRow, wonRow, type Scene } from "#test/ledger.ts";
import type { BacktestAnswer, ForecastAnswer, ForecastDeals } from "./contract.ts";
import { findBacktest } from "./tables.ts";

type Question = Record<string, string | number>;

describe("the forecast", { timeout: 120_000 }, () => {
  const app = useApp();
  let scene: Scene;

  const ask = async <T = ForecastAnswer>(
    question: Question = {},
    { path = "forecast", workspace = scene.workspaceId } = {},
  ): Promise<T> => {
    const words = new URLSearchParams(Object.entries(question).map(([name, value]) => [name, String(value)]));
    const { status, body } = await app.api<T>("GET", `/api/insights/${path}?${words}`, undefined, { workspace });
    expect([status, status === 200 ? "" : body]).toEqual([200, ""]);
    return body;
  };

  beforeAll(async () => {
    scene = await buildScene(app.db);
    await fillHistory(scene, { deals: 900, months: 17, random: openRandom(16) });
    await app.settle(30_000);
  }, 60_000);

  it("adds up: parts to the whole, owners, sources and pipelines too, to the cent", async () => {
    const whole = await ask();
    expect(whole.state).not.toBe("tooEarly");
    const partsOf = ({ split: { won, open, returning, fresh } }: Pick<ForecastAnswer, "split">) =>
      [won, open, returning, fresh].reduce((sum, part) => sum + part.value!, 0);
    expect(partsOf(whole)).toBe(whole.figure.value);
    for (const by of ["owner", "source", "pipeline"]) {
      const told = await ask({ by });
      expect([by, told.figure, told.ranges, told.dots]).toEqual([by, whole.figure, whole.ranges, whole.dots]);
      expect(told.groups!.length).toBeGreaterThan(by === "pipeline" ? 0 : 1);
      expect(told.groups!.reduce((sum, { figure }) => sum + figure.value!, 0)).toBe(whole.figure.value);
      for (const group of told.groups!) expect(partsOf(group)).toBe(group.figure.value);
      for (const part of ["won", "open", "returning", "fresh"] as const)
        expect(told.groups!.reduce((sum, { split }) => sum + split[part].value!, 0)).toBe(whole.split[part].value);
    }
  });

  it("says range, level, n and method; ranges hold each other, dots are the quantiles", async () => {
    const { figure, ranges, dots, path, byMonth } = await ask({ horizon: "90d" });
    expect(figure).toMatchObject({
      unit: "money",
      currency: "EUR",
      level: 0.8,
      n: expect.any(Number),
      method: expect.stringContaining("median"),
    });
    const [half, most, nearly] = ranges;
    expect(nearly!.low).toBeLessThanOrEqual(most!.low);
    expect(most!.low).toBeLessThan(half!.low);
    expect(half!.high).toBeLessThan(most!.high);
    expect([figure.low, figure.high]).toEqual([most!.low, most!.high]);
    expect(dots).toHaveLength(20);
    expect(dots).toEqual(dots.toSorted((a, b) => a - b));
    expect(Math.abs((dots[9]! + dots[10]!) / 2 / figure.value! - 1)).toBeLessThan(0.03);
    expect(path.at(-1)!.ranges).toEqual(ranges);
    expect(byMonth.length).toBeGreaterThanOrEqual(3);
    expect((await ask({ horizon: "90d", level: 0.5 })).figure).toMatchObject(half!);
  });

  it("is the same to the last byte when asked again, and moves only by what is asked to be different", async () => {
    const once = await ask({ horizon: "90d" });
    const more = await ask({ horizon: "90d", whatIf: JSON.stringify({ arrivals: 2 }) });
    const better = await ask({ horizon: "90d", whatIf: JSON.stringify({ stages: [{ stageId: "interest", conversion: 1.3 }] }) });
    const same = await ask({ horizon: "90d", whatIf: JSON.stringify({ arrivals: 1 }) });
    expect({ ...same, asOf: once.asOf }).toEqual(once);
    expect(more.figure.value).toBeGreaterThan(once.figure.value! * 1.2);
    expect(more.split.open.value! / once.split.open.value!).toBeCloseTo(1, 1);
    expect(better.figure.value).toBeGreaterThan(once.figure.value!);
    expect((await app.api("GET", "/api/insights/forecast?whatIf=%7B", undefined, { workspace: scene.workspaceId })).body.error.code).toBe(
      "invalid_what_if",
    );
  });

  it("opens the deals behind it: their expected values add up to its part", async () => {
    const { split } = await ask({ horizon: "90d" });
    const first = await ask<ForecastDeals>({ horizon: "90d", limit: 200 }, { path: "forecast/deals" });
    expect(first.total).toBe(split.open.n);
    expect(Math.abs(first.sum - split.open.value!)).toBeLessThan(1);
    let sum = 0;
    for (let offset = 0; offset < first.total; offset += 200) {
      const page = await ask<ForecastDeals>({ horizon: "90d", limit: 200, offset }, { path: "forecast/deals" });
      sum += page.records.reduce((all, record) => all + record.value, 0);
      expect(page.records.every(({ chance }) => chance >= 0 && chance <= 1)).toBe(true);
    }
    expect(Math.abs(sum - split.open.value!)).toBeLessThan(1);
  });

  it("a past day's forecast knows nothing of later, and the backtest's one pass says what a question about that day says", async () => {
    const { origins } = await ask<BacktestAnswer>({}, { path: "backtest" });
    const monthly = origins.filter(({ kind, actual }) => kind === "month" && actual !== null);
    expect(monthly.length).toBeGreaterThan(5);
    for (const origin of [monthly[1]!, monthly.at(-1)!]) {
      const then = await ask({ asOf: origin.day, until: origin.to });
      expect([then.from, then.to, then.figure.value]).toEqual([origin.from, origin.to, origin.figure.value]);
    }
  });

  it("asked then and asked later as known then agree to the last digit, whatever came in meanwhile", async () => {
    const own = await buildScene(app.db);
    await fillHistory(own, { deals: 400, months: 14, random: openRandom(3) });
    await app.settle(30_000);
    const then = await ask({ horizon: "90d", by: "owner" }, { workspace: own.workspaceId });
    await new Promise((resolve) => setTimeout(resolve, 30));
    await fillHistory(own, { deals: 200, months: 6, random: openRandom(4) }); // facts about the past that came late
    await app.settle(30_000);
    const now = await ask({ horizon: "90d", by: "owner" }, { workspace: own.workspaceId });
    const known = await ask({ horizon: "90d", by: "owner", asKnownOn: then.asOf }, { workspace: own.workspaceId });
    expect(now.figure.value).not.toBe(then.figure.value);
    expect(known).toEqual(then);
  });

  it.each([
    [0, 0, "tooEarly"],
    [1, 8, "tooEarly"],
    [5, 8, "tooEarly"],
    [30, 2, "tooEarly"],
    [30, 4, "noRange"],
    [30, 8, "simulated"],
    [300, 8, "simulated"],
    [300, 34, "calibrated"],
  ])("of %d deals in %d months says no more than it knows: %s", async (deals, months, state) => {
    const own = await buildScene(app.db);
    await fillHistory(own, { deals, months: months + 1, random: openRandom(deals + months), allWon: deals === 30 });
    await app.settle(30_000);
    for (const horizon of ["month", "90d", "12m"]) {
      const answer = await ask({ horizon, by: "source" }, { workspace: own.workspaceId });
      const expected = state === "noRange" && horizon === "12m" ? "tooEarly" : state; // there was no year to go by
      expect([horizon, answer.state]).toEqual([horizon, expected]);
      const hasRange = state === "simulated" || state === "calibrated";
      expect(answer.figure.value === null).toBe(expected === "tooEarly");
      expect(answer.figure.low === null).toBe(!hasRange);
      expect(answer.dots).toHaveLength(hasRange ? 20 : 0);
      expect(JSON.stringify(answer)).not.toMatch(/NaN|Infinity/);
      expect(answer.split.won.value).toEqual(expect.any(Number));
    }
    await ask({}, { path: "backtest", workspace: own.workspaceId });
  });

  it("takes nothing from deals that are lost, and nothing from the day someone expects", async () => {
    const own = await buildScene(app.db);
    await fillHistory(own, { deals: 300, months: 14, random: openRandom(9) });
    await app.settle(30_000);
    const before = await ask({ horizon: "90d" }, { workspace: own.workspaceId });
    const at = Date.now();
    const rows = Array.from({ length: 40 }, () => ({
      id: newId(),
      path: [["awareness", at - 3 * day]] as [["awareness", number]],
      valueMinor: 5_000_000,
    }));
    await own.write(rows.map((row) => dealRow(own, row)));
    await own.write(rows.map((row) => lostRow(own, { ...row, closedAt: at - day })));
    await app.settle(30_000);
    const after = await ask({ horizon: "90d" }, { workspace: own.workspaceId });
    expect(after.split.open.n).toBe(before.split.open.n);
    expect(after.split.open.value).toBeLessThan(before.split.open.value! * 1.1);
  });

  it("stands beside a target: so many of 20, and how far open deals cover it", async () => {
    const { horizon, from, figure } = await ask({ horizon: "quarter" });
    expect(horizon).toBe("quarter");
    const put = (amountMinor: number | null, as: "manager" | "seller" = "manager") =>
      app.api(
        "PUT",
        "/api/insights/targets",
        { pipelineId: null, stretch: "quarter", from, amountMinor },
        { as: app.shop.workspaceId === scene.workspaceId ? as : "admin", workspace: scene.workspaceId },
      );
    expect((await put(figure.value)).status).toBe(200);
    const aimed = await ask({ horizon: "quarter" });
    expect(aimed.target).toMatchObject({ amountMinor: figure.value, reached: aimed.dots.filter((dot) => dot >= figure.value!).length });
    expect(aimed.coverage.ratio).toBeCloseTo(aimed.coverage.openMinor / figure.value!, 9);
    expect((await ask({ horizon: "quarter", source: "google" })).target).toBeNull();
    await put(null);
    expect((await ask({ horizon: "quarter" })).target).toBeNull();
  });

  it("weighs open deals by what became of those that entered their stage before, and leaves out what it cannot weigh", async () => {
    const own = await buildScene(app.db);
    const at = Date.now() - 60_000;
    const to = (stage: "interest" | "evaluation", days: number) => ({ path: [[stage, at - days * day]] as [string, number][] });
    const ended = (n: number, won: number, stage: "interest" | "evaluation") =>
      Array.from({ length: n }, (_, i) => {
        const words = { ...to(stage, 40), closedAt: at - 30 * day };
        return i < won ? wonRow(own, { ...words, path: [...words.path, ["purchase", at - 30 * day]] }) : lostRow(own, words);
      });
    const valued = (stage: "interest" | "evaluation", valueMinor: number) =>
      dealRow(own, { ...to(stage, 2), ...(valueMinor > 0 && { valueMinor, currency: "EUR" }) });
    await own.write([
      ...ended(10, 4, "interest"),
      ...ended(4, 3, "evaluation"),
      ...[100_000, 50_001, 0].map((value) => valued("interest", value)),
      valued("evaluation", 70_000),
      dealRow(own, { path: [["retention", at - 3 * day]], valueMinor: 9_999, currency: "EUR" }),
    ]);
    await app.settle(30_000);
    const { weighted } = await ask({}, { workspace: own.workspaceId });
    // 4 of the 10 that entered it and ended were won; those that are open were not yet watched for so long.
    expect(weighted).toMatchObject({ value: 60_000, low: null, n: 2, undecided: 2, unit: "money", currency: "EUR", leftOut: { withoutValue: 1, tooEarly: 1 } }); // prettier-ignore
    expect(weighted.stages.map(({ stageId, n, openMinor, chance }) => [stageId, n, openMinor, chance.value, chance.n])).toEqual([
      ["interest", 2, 150_001, 0.4, 13],
      ["evaluation", 1, 70_000, null, 5],
    ]);
    const { total, sum, records } = await ask<ForecastDeals>({ part: "weighted" }, { path: "forecast/deals", workspace: own.workspaceId });
    expect([total, Math.round(sum), records.map(({ chance, value }) => [chance, Math.round(value)])]).toEqual([2, 60_000, [[0.4, 40_000], [0.4, 20_000]]]); // prettier-ignore
    const narrow = await ask({ minValue: 80_000 }, { workspace: own.workspaceId });
    expect(narrow.weighted).toMatchObject({ value: null, n: 0, leftOut: { withoutValue: 0, tooEarly: 1 } });
  });

  it("opens the deals of each group, those taken together as others too", async () => {
    const own = await buildScene(app.db);
    const at = Date.now() - 60_000;
    await fillHistory(own, { deals: 300, months: 14, random: openRandom(12) });
    await own.write(
      Array.from({ length: 36 }, (_, n) => [
        wonRow(own, { path: [["interest", at - 200 * day], ["purchase", at - (n % 2 === 0 ? 0 : 120) * day]], touchSource: `s${n}`, valueMinor: 1_000 + n }), // prettier-ignore
        dealRow(own, { path: [["interest", at - n * day]], touchSource: `s${n}`, valueMinor: 700 + n, currency: "EUR" }),
      ]).flat(),
    );
    await app.settle(30_000);
    const { groups } = await ask({ horizon: "quarter", by: "source" }, { workspace: own.workspaceId });
    expect(groups!.at(-1)!.key).toBe("others");
    for (const { key, split } of groups!.filter((_, index) => index % 10 === 0))
      for (const part of ["won", "open"] as const) {
        const question = { horizon: "quarter", by: "source", group: key, part, limit: 200 };
        const { total, sum } = await ask<ForecastDeals>(question, { path: "forecast/deals", workspace: own.workspaceId });
        expect([key, part, total]).toEqual([key, part, split[part].n]);
        expect(Math.abs(sum - split[part].value!)).toBeLessThan(part === "won" ? 0.001 : 1.5);
        if (key === "others") expect(total).toBeGreaterThan(0);
      }
  });

  it("takes a saved view for the filters that it keeps: no target of all beside it, nothing stored as if of all, nothing old once it is changed", async () => {
    const send = async (method: "PUT" | "POST", path: string, body: object) => {
      const sent = await app.api<{ id: string }>(method, path, body, { as: "admin", workspace: scene.workspaceId });
      expect(sent.status).toBeLessThan(300);
      return sent.body;
    };
    const stored = () => app.db.inWorkspace(scene.workspaceId, (tx) => findBacktest(tx, "all"));
    const { from, figure } = await ask();
    const target = (amountMinor: number | null) =>
      send("PUT", "/api/insights/targets", { pipelineId: null, stretch: "quarter", from, amountMinor });
    await target(figure.value);
    const view = { name: "Google", filters: { source: "google" }, shared: true };
    const { id } = await send("POST", "/api/views", view);
    const before = await stored();
    const viewed = await ask({ view: id });
    await ask({ view: id }, { path: "backtest" });
    expect(before).toBeDefined();
    expect(await stored()).toEqual(before);
    expect(viewed).toEqual({ ...(await ask({ source: "google" })), asOf: viewed.asOf });
    expect([viewed.target, viewed.coverage.ratio]).toEqual([null, null]);
    await send("PUT", `/api/views/${id}`, { ...view, filters: { source: "letter" } });
    expect((await ask({ view: id })).figure).toEqual((await ask({ source: "letter" })).figure);
    await target(null);
  });

  it("is stored each day as it was shown, and held against what came", async () => {
    await app.rooms.forecasts.worker.look(scene.workspaceId);
    const { shown, records } = await ask<BacktestAnswer>({}, { path: "backtest" });
    const quarter = shown.find(({ horizon }) => horizon === "quarter")!;
    const now = await ask({ horizon: "quarter" });
    expect(quarter).toMatchObject({ from: now.from, to: now.to, actual: null });
    expect(quarter.figure).toMatchObject({ value: now.figure.value, low: now.figure.low, high: now.figure.high });
    const month = records.find(({ kind }) => kind === "month")!;
    expect(month.n).toBeGreaterThan(5);
    expect(month.held).toBeLessThanOrEqual(month.n);
    expect(month.wape).toBeGreaterThan(0);
  });
});

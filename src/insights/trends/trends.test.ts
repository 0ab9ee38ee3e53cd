import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setClock } from "#base/clock.ts";
import { useApp } from "#test/app.ts";
import { buildJourneys } from "#test/journeys.ts";
import { buildScene, day, dealRow, lostRow, wonRow, type Scene } from "#test/ledger.ts";
import type { Alert, AlertCount, AlertsAnswer, BenchmarksAnswer, TrendsAnswer } from "./contract.ts";
import type { RecordsPage } from "../contract.ts";
import { isOld } from "./benchmarks.ts";
import { lookForChanges } from "./look.ts";

/** The night to a Monday in Berlin; the simulated shops end there. */
const endMs = Date.UTC(2026, 5, 14, 22);
const weeks = 70;
const weekOf = (week: number) => new Date(endMs - (weeks - week) * 7 * day + day / 2).toISOString().slice(0, 10);

describe("changes of weekly series", () => {
  const app = useApp();
  beforeAll(() => setClock(() => endMs + 10 * 3_600_000));
  afterAll(() => setClock(() => Date.now()));

  async function get<Body>(scene: Scene, path: string, headers: Record<string, string> = {}): Promise<Body> {
    const { status, body } = await app.api<Body>("GET", path, undefined, { workspace: scene.workspaceId, headers });
    expect([path, status]).toEqual([path, 200]);
    return body;
  }
  async function look(scene: Scene): Promise<Alert[]> {
    await app.settle();
    await lookForChanges({ db: app.db, insights: app.rooms.insights, workspaceId: scene.workspaceId, userId: null });
    return (await get<AlertsAnswer>(scene, "/api/insights/alerts?all=true")).alerts;
  }

  function recordsOf(scene: Scene, { horizonDays }: Alert, from: string, to: string): Promise<RecordsPage> {
    const query = `metric=stageConversion&stageId=decision&horizonDays=${horizonDays}&from=${from}&to=${to}&limit=200`;
    return get<RecordsPage>(scene, `/api/insights/trends/records?${query}`);
  }

  it("one that was planted is dated, sized, priced, with its records, and told once however often one looks", async () => {
    const scene = await buildScene(app.db);
    await scene.write(buildJourneys(scene, { seed: 1, endMs, weeks, rate: 0.36, from: 56 }));
    const alerts = await look(scene);
    const [fell] = alerts as [Alert];
    expect(fell).toMatchObject({
      metric: "stageConversion",
      stageId: "decision",
      direction: "down",
      unit: "share",
      segmentBy: null,
      overSince: null,
      dismissed: false,
      seen: false,
    });
    expect(Math.abs(Date.parse(fell.since) - Date.parse(weekOf(56)))).toBeLessThanOrEqual(7 * day);
    expect(fell.sinceLow <= weekOf(56) && weekOf(56) <= fell.sinceHigh).toBe(true);
    expect([fell.before, fell.after]).toEqual([expect.closeTo(0.6, 1), expect.closeTo(0.36, 1)]);
    expect(fell.changeLow < fell.changeHigh && fell.changeHigh < -0.1 && fell.changeLow > -0.4).toBe(true);
    // 40 deals a week at 60 % and 70 € bring 7,280 € a month; two fifths of that are lost
    // how often such a range holds the truth is counted in find-changes.test.ts; one shop's may miss it by a little
    expect(Math.abs((fell.moneyLow! + fell.moneyHigh!) / 2 / -291_200 - 1)).toBeLessThan(0.25);
    expect(fell.moneyLow! < fell.moneyHigh! && fell.moneyHigh! < 0).toBe(true);
    expect(alerts.every(({ segmentBy }) => segmentBy === null)).toBe(true); // it is everybody's, not one source's
    expect(alerts.length).toBeLessThanOrEqual(3);

    const before26 = await recordsOf(scene, fell, fell.beforeFrom, new Date(Date.parse(fell.since) - day).toISOString().slice(0, 10));
    expect([before26.total, before26.total > 700]).toEqual([fell.nBefore, true]);
    const records = await recordsOf(scene, fell, fell.since, fell.afterTo);
    expect(records.total).toBe(fell.nAfter);
    expect(records.sum / records.total).toBeCloseTo(fell.after, 6);

    const headers = await app.signedIn("seller", { workspaceId: scene.workspaceId, pipeline: app.shop.pipeline });
    const as = { as: headers, workspace: scene.workspaceId };
    const unread = async () => (await app.api<AlertCount>("GET", "/api/insights/alerts/count", undefined, as)).body.unread;
    const before = await unread();
    expect((await app.api("POST", "/api/insights/alerts/seen", { ids: [fell.id] }, as)).status).toBe(204);
    expect([before, await unread()]).toEqual([alerts.length, alerts.length - 1]); // only what was shown
    expect((await app.api("POST", "/api/insights/alerts/seen", { ids: [] }, as)).status).toBe(400);

    const told = alerts.map(({ id, toldAt }) => [id, toldAt]);
    expect((await look(scene)).map(({ id, toldAt }) => [id, toldAt])).toEqual(told);
    setClock(() => endMs + 8 * day); // the next week, in which those that waited are told
    await scene.write(buildJourneys(scene, { seed: 9, endMs: endMs + 7 * day, weeks: 1, rate: 0.36, from: 0 }));
    const later = await look(scene);
    expect(later.filter(({ metric }) => metric === fell.metric)).toHaveLength(1);
    expect(later.find(({ id }) => id === fell.id)!.toldAt).toBe(fell.toldAt);
    expect(new Set(later.map(({ metric, stageId, segment, direction }) => `${metric} ${stageId} ${segment} ${direction}`)).size).toBe(
      later.length,
    );
    setClock(() => endMs + 10 * 3_600_000);
  }, 60_000);

  it("what it came to is that of the records since, also where it has recovered a little meanwhile", async () => {
    const scene = await buildScene(app.db);
    await scene.write(buildJourneys(scene, { seed: 1, endMs, weeks, rate: 0.36, from: 56 }));
    const [fell] = (await look(scene)) as [Alert];
    const laterMs = endMs + 13 * 7 * day;
    await scene.write(buildJourneys(scene, { seed: 12, endMs: laterMs, weeks: 13, rate: 0.42, from: 0 }));
    setClock(() => laterMs + 10 * 3_600_000);
    const now = (await look(scene)).find(({ id }) => id === fell.id)!;
    const records = await recordsOf(scene, now, now.since, now.afterTo);
    expect([now.overSince, records.total]).toEqual([null, now.nAfter]);
    expect(records.sum / records.total).toBeCloseTo(now.after, 6);
    setClock(() => endMs + 10 * 3_600_000);
  }, 60_000);

  it("says its money in the workspace's currency of the look", async () => {
    const scene = await buildScene(app.db);
    await scene.write(buildJourneys(scene, { seed: 1, endMs, weeks, rate: 0.36, from: 56 }));
    const [inEuros] = (await look(scene)) as [Alert];
    const send = (method: "PATCH" | "PUT", path: string, body: object) => app.api(method, path, body, { workspace: scene.workspaceId });
    await send("PATCH", "/api/workspace", { currency: "USD" });
    await send("PUT", "/api/rates", { rates: [{ currency: "EUR", fromDay: "2020-01-01", rate: 2 }] });
    const inDollars = (await look(scene)).find(({ id }) => id === inEuros.id)!;
    expect([inEuros.currency, inDollars.currency]).toEqual(["EUR", "USD"]);
    expect(inDollars.moneyLow! / inEuros.moneyLow!).toBeCloseTo(2, 4);
  }, 60_000);

  it("one of a single source is told as that source's; one that went back is over and not told again", async () => {
    const scene = await buildScene(app.db);
    await scene.write(buildJourneys(scene, { seed: 4, endMs, weeks: 64, perWeek: 80, rate: 0.25, from: 56, only: "search" }));
    setClock(() => endMs + 10 * 3_600_000);
    const alerts = await look(scene);
    expect(alerts.map(({ segmentBy, segment }) => [segmentBy, segment])).toContainEqual(["source", "search"]);
    expect(alerts.some(({ segment }) => segment === "newsletter")).toBe(false);
    const back = await buildScene(app.db);
    await back.write(buildJourneys(back, { seed: 5, endMs, weeks: 64, rate: 0.3, from: 56 }));
    const [fell] = (await look(back)) as [Alert];
    expect(fell.overSince).toBeNull();
    setClock(() => endMs + 8 * 7 * day + 10 * 3_600_000);
    await back.write(buildJourneys(back, { seed: 6, endMs: endMs + 8 * 7 * day, weeks: 8 }));
    const now = (await look(back)).filter(({ metric, direction }) => metric === fell.metric && direction === "down");
    expect(now.map(({ id, toldAt }) => [id, toldAt])).toEqual([[fell.id, fell.toldAt]]);
    expect(now[0]!.overSince).not.toBeNull();
    expect((await get<AlertsAnswer>(back, "/api/insights/alerts")).alerts.map(({ id }) => id)).not.toContain(fell.id);
    expect(await get<TrendsAnswer>(back, "/api/insights/trends")).toMatchObject({ quietWeeks: 0 }); // it fell, and came back, within 26 weeks
    const toldOn = new Date(Date.parse(fell.toldAt)).toISOString().slice(0, 10);
    await app.api("POST", `/api/insights/alerts/${fell.id}/dismiss`, {}, { workspace: back.workspaceId });
    const then = (await get<AlertsAnswer>(back, `/api/insights/alerts?asOf=${toldOn}`)).alerts.find(({ id }) => id === fell.id);
    expect(then).toMatchObject({ overSince: null, dismissed: false }); // neither was known on the day it was told
    setClock(() => endMs + 10 * 3_600_000);
  }, 60_000);

  it.each([2, 3, 7])("none is invented in a shop that does not change (%i)", async (seed) => {
    const scene = await buildScene(app.db);
    await scene.write(buildJourneys(scene, { seed, endMs, weeks }));
    expect(await look(scene)).toEqual([]);
    const trends = await get<TrendsAnswer>(scene, "/api/insights/trends");
    expect(trends).toMatchObject({ quietWeeks: 26, tellsFrom: null, notes: [] });
    const winRate = trends.series.find(({ metric }) => metric === "winRate")!;
    expect(winRate.points).toHaveLength(52);
    for (const point of winRate.points.slice(-4)) {
      const sunday = new Date(Date.parse(point.week) + 6 * day).toISOString().slice(0, 10);
      const records = await get<RecordsPage>(scene, `/api/insights/trends/records?metric=winRate&from=${point.week}&to=${sunday}`);
      expect([records.total, records.sum / records.total]).toEqual([point.n, point.value]);
    }
    const inside = winRate.points.filter(({ value, low, high }) => value! >= low! && value! <= high!).length;
    expect(inside).toBeGreaterThan(30); // the band holds about eight of ten
  });

  it("a win rate is not read while only the quick ones can have closed", async () => {
    const scene = await buildScene(app.db);
    const begins = endMs - 12 * 7 * day;
    await scene.write(
      Array.from({ length: 480 }, (_, n) => {
        const begun = begins + Math.floor(n / 5) * 0.875 * day + (n % 5) * 60_000;
        const path: [string, number][] = [["interest", begun]];
        if (n % 5 === 0) return wonRow(scene, { path: [...path, ["purchase", begun + 3_600_000]], closedAt: begun + 3_600_000 });
        return begun + 30 * day < endMs ? lostRow(scene, { path, closedAt: begun + 30 * day }) : dealRow(scene, { path });
      }),
    );
    expect(await look(scene)).toEqual([]);
    const { series } = await get<TrendsAnswer>(scene, "/api/insights/trends");
    const valuesOf = (metric: string) => series.find((each) => each.metric === metric)!.points.map(({ value }) => value);
    const told = valuesOf("winRate").filter((value) => value !== null);
    expect(told.length).toBeGreaterThan(4);
    for (const value of told) expect(value).toBeCloseTo(0.2, 1);
    expect(valuesOf("dealsWon").filter((value) => value !== null).length).toBeGreaterThan(told.length);
  });

  it("a young shop is told from when on; an empty one has nothing", async () => {
    const scene = await buildScene(app.db);
    await scene.write(buildJourneys(scene, { seed: 8, endMs, weeks: 12 }));
    expect(await look(scene)).toEqual([]);
    const trends = await get<TrendsAnswer>(scene, "/api/insights/trends");
    expect(trends.quietWeeks).toBe(0);
    expect(trends.tellsFrom! > "2026-08-01" && trends.tellsFrom! < "2026-10-15").toBe(true);
    const empty = await buildScene(app.db);
    expect(await look(empty)).toEqual([]);
    expect(await get<TrendsAnswer>(empty, "/api/insights/trends")).toMatchObject({ series: [], quietWeeks: 0, tellsFrom: null });
  });

  it("reference values stand only where both divide by the same, and warn after 24 months (CHECK 10)", async () => {
    const answer = (await app.api<BenchmarksAnswer>("GET", "/api/insights/benchmarks?language=de")).body;
    expect(answer.rows.map(({ key }) => key)).toEqual(["cartAbandonment"]);
    expect(answer.rows[0]!.own).toMatchObject({ value: null, n: 0, unit: "share" });
    expect(answer.hidden.map(({ key }) => key)).toEqual(expect.arrayContaining(["storeConversion", "emailFlowOrder"]));
    expect([isOld("2026-11", Date.UTC(2028, 10, 30)), isOld("2026-11", Date.UTC(2028, 11, 1))]).toEqual([false, true]);
    const team = await app.buildShop({ template: "sales-team" });
    const { rows } = (await app.api<BenchmarksAnswer>("GET", "/api/insights/benchmarks", undefined, { workspace: team.workspaceId })).body;
    expect(rows).toEqual([]);
  });
});

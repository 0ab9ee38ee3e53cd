import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setClock } from "#base/clock.ts";
import { useApp } from "#test/app.ts";
import { buildJourneys } from "#test/journeys.ts";
import { buildScene, day, wonRow, type Scene } from "#test/ledger.ts";
import type { MetricsAnswer, RecordsPage } from "../contract.ts";
import { saleGroups, type HeatAnswer, type SalesAnswer } from "./contract.ts";
import { offsetsOf } from "../offsets.ts";

const endMs = Date.UTC(2026, 5, 14, 22);
const period = "from=2026-05-01&to=2026-05-31";

describe("sales by what tells them apart", () => {
  const app = useApp();
  beforeAll(() => setClock(() => endMs));
  afterAll(() => setClock(() => Date.now()));

  async function get<Body>(scene: Scene, path: string): Promise<Body> {
    await app.settle();
    const { status, body } = await app.api<Body>("GET", path, undefined, { workspace: scene.workspaceId });
    expect([path, status]).toEqual([path, 200]);
    return body;
  }

  it("each row has its records, which add up to it, and all rows to the whole", async () => {
    const scene = await buildScene(app.db);
    await scene.write(buildJourneys(scene, { seed: 1, endMs, weeks: 20 }));
    for (const by of saleGroups) {
      const { rows, total } = await get<SalesAnswer>(scene, `/api/insights/sales?by=${by}&${period}`);
      expect(rows.reduce((sum, row) => sum + row.sales.value!, 0)).toBe(total.sales.value);
      expect(rows.reduce((sum, row) => sum + row.revenue.value!, 0)).toBeCloseTo(total.revenue.value!, 6);
      expect(total.sales.value).toBeGreaterThan(80);
      for (const { key, sales, revenue } of rows) {
        const records = await get<RecordsPage>(scene, `/api/insights/sales/records?by=${by}&key=${key}&${period}&limit=200`);
        expect([by, key, records.total, records.sum]).toEqual([by, key, sales.value, revenue.value]);
        expect(records.records.reduce((sum, record) => sum + record.value, 0)).toBe(revenue.value);
      }
    }
    const { cells, n } = await get<HeatAnswer>(scene, `/api/insights/sales/hours?${period}`);
    expect(cells.reduce((sum, { sales }) => sum + sales, 0)).toBe(n);
    const [first] = cells;
    const cell = await get<RecordsPage>(scene, `/api/insights/sales/records?by=cell&key=${first!.weekday}-${first!.hour}&${period}`);
    expect([cell.total, cell.sum]).toEqual([first!.sales, first!.revenue]);
  });

  it("a period that goes on is compared with as much of the one before, to the same hour", async () => {
    const scene = await buildScene(app.db, { timeZone: "Europe/Berlin" });
    const hour = 3_600_000;
    const start = Date.UTC(2026, 4, 30, 22); // three days of a sale each quarter of an hour; the last has come to 8 in the morning
    const nowMs = start + 2 * day + 8 * hour;
    const sold = Array.from({ length: 224 }, (_, n) => start + n * 900_000 + 60_000);
    await scene.write(sold.map((at) => wonRow(scene, { path: [["decision", at - hour], ["purchase", at]], valueMinor: 100 }))); // prettier-ignore
    setClock(() => nowMs);
    const { total, previous } = await get<SalesAnswer>(scene, "/api/insights/sales?from=2026-06-02&to=2026-06-02");
    expect([total.sales.value, total.previous, total.change?.meaningful]).toEqual([32, { sales: 32, revenue: 3_200 }, false]);
    expect(previous).toEqual({
      from: "2026-06-01",
      to: "2026-06-01",
      soFar: true,
    });
    const { metrics } = await get<MetricsAnswer>(scene, "/api/insights/metrics?from=2026-06-02&to=2026-06-02");
    expect(metrics.averageDealSize).toMatchObject({ n: 32, previous: { n: 32, soFar: true } });
    const over = await get<SalesAnswer>(scene, "/api/insights/sales?from=2026-06-01&to=2026-06-01");
    expect([over.total.sales.value, over.total.previous.sales, over.previous.soFar]).toEqual([96, 96, false]);
    setClock(() => endMs);
  });

  it("weekdays and hours are those of the shop's clocks, across daylight saving", async () => {
    const scene = await buildScene(app.db, { timeZone: "Europe/Berlin" });
    const sold = [
      Date.UTC(2026, 2, 28, 23, 30), // Sunday 00:30, winter
      Date.UTC(2026, 2, 29, 0, 59), // Sunday 01:59, winter still
      Date.UTC(2026, 2, 29, 1, 0), // Sunday 03:00, summer
      Date.UTC(2026, 2, 29, 22, 30), // Monday 00:30
      Date.UTC(2025, 9, 26, 0, 30), // Sunday 02:30 in summer time
      Date.UTC(2025, 9, 26, 1, 30), // Sunday 02:30 again in winter time
    ];
    await scene.write(sold.map((at) => wonRow(scene, { path: [["decision", at - day], ["purchase", at]] }))); // prettier-ignore
    const { cells } = await get<HeatAnswer>(scene, "/api/insights/sales/hours?from=first");
    expect(cells.map(({ weekday, hour, sales }) => [weekday, hour, sales]).sort()).toEqual([
      [1, 0, 1],
      [7, 0, 1],
      [7, 1, 1],
      [7, 2, 2],
      [7, 3, 1],
    ]);
    expect(offsetsOf("Europe/Berlin", Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1)).map(({ offsetMs }) => offsetMs / 3_600_000)).toEqual([
      1, 2, 1,
    ]);
  });

  it("says whether a change means anything from 20 sales a side on, and names who moved", async () => {
    const scene = await buildScene(app.db);
    const rows = (count: number, from: number, category: string) =>
      Array.from(
        { length: count },
        (_, n) =>
        wonRow(scene, { category, valueMinor: 4_000 + (n % 7) * 1_000, path: [["decision", from + n * 3_600_000 - day], ["purchase", from + n * 3_600_000]] }), // prettier-ignore
      );
    await scene.write([
      ...[...rows(40, Date.UTC(2026, 3, 10), "tea"), ...rows(120, Date.UTC(2026, 4, 5), "tea")],
      ...[...rows(60, Date.UTC(2026, 3, 10), "pots"), ...rows(62, Date.UTC(2026, 4, 5), "pots")],
      ...[...rows(19, Date.UTC(2026, 3, 10), "books"), ...rows(1, Date.UTC(2026, 4, 5), "books")],
    ]);
    const answer = await get<SalesAnswer>(scene, `/api/insights/sales?by=category&${period}`);
    const of = (key: string) => answer.rows.find((row) => row.key === key)!;
    expect(answer.movers).toEqual(["tea"]);
    expect(of("tea").change).toMatchObject({ meaningful: true, value: of("tea").revenue.value! - of("tea").previous.revenue });
    expect(of("pots").change).toMatchObject({ meaningful: false });
    expect(of("books")).toMatchObject({ change: null, average: { value: null } });
    expect(of("tea").share).toMatchObject({ value: 120 / 183, n: 183, level: 0.8 });
    const empty = await get<SalesAnswer>(await buildScene(app.db), "/api/insights/sales");
    expect(empty).toMatchObject({ rows: [], movers: [], total: { sales: { value: 0 }, average: { value: null }, share: { value: null } } });
  });
});

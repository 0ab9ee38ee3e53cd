import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setClock } from "#base/clock.ts";
import { useApp } from "#test/app.ts";
import { buildScene, day, dealRow, lostRow, wonRow, type Path, type Scene } from "#test/ledger.ts";
import type { MetricsAnswer } from "./contract.ts";
import type { FlowRecords, FunnelAnswer, JamsAnswer } from "./flow/contract.ts";

const now = Date.UTC(2026, 3, 15, 12);
const firstDay = Date.UTC(2026, 0, 1, 11);
const days = 105;
const perDay = 10;
/** Of ten deals two are won after ten days, four after 35, four are lost after 40: the same on every day. */
const lengths = [10, 10, 35, 35, 35, 35, 40, 40, 40, 40];
const month = "from=2026-03-17&to=2026-04-15";
const monthStart = Date.UTC(2026, 2, 16, 23);

describe("a shop in which nothing changes but what a deal is worth", () => {
  const app = useApp();
  let scene: Scene;
  beforeAll(async () => {
    setClock(() => now);
    scene = await buildScene(app.db);
    await scene.write(
      Array.from({ length: days * perDay }, (_, n) => {
        const began = firstDay + Math.floor(n / perDay) * day + (n % perDay) * 60_000;
        const ends = began + lengths[n % perDay]! * day;
        const path: Path = [["interest", began]];
        if (ends >= now) return dealRow(scene, { path });
        if (lengths[n % perDay]! === 40) return lostRow(scene, { path, closedAt: ends });
        return wonRow(scene, { path: [...path, ["purchase", ends]], valueMinor: (ends < monthStart ? 10_000 : 30_000) + (n % 7) * 100 });
      }),
    );
    await app.settle();
  });
  afterAll(() => setClock(() => Date.now()));

  async function get<Body>(path: string): Promise<Body> {
    const { status, body } = await app.api<Body>("GET", `/api/insights/${path}`, undefined, { workspace: scene.workspaceId });
    expect(status).toBe(200);
    return body;
  }

  it("does not fall in conversion because its last deals were followed for less long", async () => {
    const { conversionRate } = (await get<MetricsAnswer>(`metrics?${month}`)).metrics;
    const before = (await get<MetricsAnswer>("metrics?from=2026-02-15&to=2026-03-16")).metrics.conversionRate;
    expect(before.value! - conversionRate.value!).toBeGreaterThan(0.2);
    expect(conversionRate.previous).toMatchObject({
      value: expect.closeTo(conversionRate.value!, 2),
      horizonDays: conversionRate.horizonDays,
    });
    expect(conversionRate.change!.value).toBeCloseTo(0, 2);
    expect(conversionRate.change!.meaningful).toBe(false);
  });

  it("is the same in a funnel beside the period before", async () => {
    const { cohort, compared, differences } = await get<FunnelAnswer>(`funnel?${month}&compare=previous`);
    expect(compared!.horizonDays).toBe(cohort.horizonDays);
    for (const [place, { horizonDays, next }] of cohort.stages.entries()) {
      if (next.value === null) continue;
      expect(compared!.stages[place]!.horizonDays).toBe(horizonDays);
      expect(compared!.stages[place]!.next.value).toBeCloseTo(next.value, 2);
    }
    expect(differences.filter(({ differs }) => differs === false).length).toBeGreaterThan(1);
    expect(differences.filter(({ differs }) => differs === true)).toEqual([]);
  });

  it("has a sales velocity with a range, which rises by more than chance with the value of a deal", async () => {
    const { salesVelocity } = (await get<MetricsAnswer>(`metrics?${month}`)).metrics;
    expect([salesVelocity.low! < salesVelocity.value!, salesVelocity.value! < salesVelocity.high!]).toEqual([true, true]);
    const { value, low, high, meaningful } = salesVelocity.change!;
    expect([low > 0, low < value, value < high, meaningful]).toEqual([true, true, true, true]);
    expect(value).toBeCloseTo(salesVelocity.value! - salesVelocity.previous!.value!, 6);
  });

  it("counts what stood in a stage at the end of a past period, whatever left it since", async () => {
    const past = "from=2026-01-20&to=2026-03-01";
    const end = Date.UTC(2026, 2, 1, 23);
    const standing = Array.from({ length: days * perDay }, (_, n) => {
      const began = firstDay + Math.floor(n / perDay) * day + (n % perDay) * 60_000;
      return began < end && began + lengths[n % perDay]! * day >= end;
    }).filter(Boolean).length;
    const { jams } = await get<JamsAnswer>(`jams?${past}`);
    expect(jams.find(({ stage }) => stage === "interest")!.capacity!.stock).toBe(standing);
    expect((await get<FlowRecords>(`funnel/records?${past}&of=stock&stage=interest`)).total).toBe(standing);
  });
});

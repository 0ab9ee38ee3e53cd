import { describe, expect, it } from "vitest";
import { useApp } from "#test/app.ts";
import { fileOf, importing } from "#test/imports.ts";
import { sharedPath } from "#test/shared.ts";
import type { DurationsAnswer, FlowRecords, FunnelAnswer, JamsAnswer } from "./contract.ts";

const asOf = "from=first&asOf=2017-12-31";

describe("Maven, imported, as of 2017-12-31 (CHECK 1c, 2)", { timeout: 180_000 }, () => {
  const app = useApp({ template: "online-shop" });
  const imports = importing(app);
  const ask = async <Body>(path: string): Promise<Body> => {
    const { status, body } = await app.api<Body>("GET", `/api/insights/${path}`);
    expect([path, status, status === 200 ? "" : app.lines.filter((line) => line.includes("err")).at(-1)]).toEqual([path, 200, ""]);
    return body;
  };

  it("has the win curve, the median and the zombies that R finds", async () => {
    const names = ["sales_pipeline", "accounts", "products", "sales_teams"];
    await imports.bring(Object.fromEntries(names.map((name) => [`${name}.csv.gz`, fileOf(sharedPath(`maven_crm/${name}.csv.gz`))])));
    await app.settle();
    const { pipelines } = (await app.api<{ pipelines: { id: string; name: string; stages: { id: string }[] }[] }>("GET", "/api/pipelines"))
      .body;
    const pipeline = pipelines.find(({ stages }) => stages.some(({ id }) => id === "file-engaging"))!;
    const of = `${asOf}&pipelineId=${pipeline.id}`;

    const { whole, zombies } = await ask<DurationsAnswer>(`durations?${of}`);
    const won = new Map(whole.won.filter(({ horizon }) => !horizon).map(({ days, share }) => [days, share.value]));
    for (const [days, share] of [
      [30, 0.219],
      [60, 0.2647],
      [90, 0.397],
      [120, 0.5],
    ] as const)
      expect(Math.abs(won.get(days)! - share), `${days}`).toBeLessThan(0.0005);
    expect(whole.median).toMatchObject({ value: 69, n: 8300, undecided: 1589 });
    expect([whole.median.low! >= 67, whole.median.high! <= 70]).toEqual([true, true]);
    expect(whole.naive).toMatchObject({ n: 6711, median: 45 });
    expect(whole.naive.mean).toBeCloseTo(47.99, 1);
    const { horizonDays, points } = whole.decay;
    expect([horizonDays, points[0]]).toMatchObject([138, { days: 0, chance: { value: expect.closeTo(0.5194, 3), n: 8300 } }]);
    // 0.50 at 14 days, 0.46 at 60, 0.10 at 120 (CHECK 3): the points lie by tenths of what closed
    expect(points.find(({ days }) => days >= 14)!.chance.value).toBeCloseTo(0.5, 1);
    expect(points.at(-1)!.chance.value!).toBeLessThan(0.36);
    expect(zombies).toMatchObject({ open: 1589, older: 1291, oldestClosedDays: 138 });
    const listed = await ask<FlowRecords>(`funnel/records?${of}&of=zombies&limit=200`);
    expect(listed.total).toBe(1291);
    expect(listed.records.every(({ value, outcome }) => value > 138 && outcome === "open")).toBe(true);

    const { cohort } = await ask<FunnelAnswer>(`funnel?${of}`);
    expect(cohort).toMatchObject({ deals: 8300, won: 4238, lost: 2473, open: 1589 });
    expect(cohort.naive.wonOfAll).toBeCloseTo(4238 / 8300, 9);
    expect(cohort.naive.wonOfClosed).toBeCloseTo(0.6315, 4);
    const last = cohort.way.at(-1)!;
    expect(last.share.value! + last.lostShare.value! + last.openShare.value!).toBeCloseTo(1, 9);

    const jams = await ask<JamsAnswer>(`jams?${of}`);
    expect(jams).toMatchObject({ to: "2017-12-31", zombies: { older: 1291 } });
    expect(jams.headline).toEqual([]); // its win rates moved with the quarters, nothing broke
  });
});

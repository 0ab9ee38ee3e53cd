import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setClock } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import type { NewLedgerRow } from "#ledger/row.ts";
import { drawPoisson } from "#stats/numbers/draw.ts";
import { openRandom } from "#stats/numbers/random.ts";
import { useApp } from "#test/app.ts";
import { buildScene, contactRow, day, lostRow, wonRow, type Scene } from "#test/ledger.ts";
import type { Alert, AlertsAnswer, RecordsPage, TrendsAnswer } from "./contract.ts";
import { lookForChanges } from "./look.ts";

const hour = 3_600_000;
/** A Monday at noon in Berlin; the simulated shops end the night before. */
const today = Date.UTC(2026, 5, 15, 10);
const weeks = 70;
const start = Date.UTC(2026, 5, 15) - weeks * 7 * day - 2 * hour;

/** A shop of 40 journeys a week that are won or lost within two days; from `from` weeks on `rate` of them instead of 60 %. */
function journeys(scene: Scene, seed: number, { rate = 0.6, from = weeks, back = weeks, source = "all" } = {}): NewLedgerRow[] {
  const random = openRandom(seed);
  const rows: NewLedgerRow[] = [];
  for (let week = 0; week < weeks; week += 1) {
    for (let n = drawPoisson(random, 40); n > 0; n -= 1) {
      const at = start + week * 7 * day + Math.floor(random.uniform() * 7 * day);
      const end = at + Math.floor((0.1 + random.uniform()) * day);
      const touchSource = random.uniform() < 0.5 ? "newsletter" : "search";
      const changed = week >= from && week < back && (source === "all" || source === touchSource);
      const words = { touchSource, category: random.uniform() < 0.5 ? "tea" : "pots" };
      const isWon = random.uniform() < (changed ? rate : 0.6);
      if (isWon)
        rows.push(wonRow(scene, { ...words, path: [["interest", at], ["decision", at + hour], ["purchase", end]], valueMinor: 4_000 + Math.floor(random.uniform() * 6_000) })); // prettier-ignore
      else
        rows.push(
          lostRow(scene, {
            ...words,
            path: [
              ["interest", at],
              ["decision", at + hour],
            ],
            closedAt: end,
          }),
        );
    }
  }
  rows.push(contactRow({ leadAt: start }));
  return rows;
}

describe("changes of weekly series", () => {
  const app = useApp();
  beforeAll(() => setClock(() => today));
  afterAll(() => setClock(() => Date.now()));

  const get = async <Body>(scene: Scene, path: string) => {
    const { status, body } = await app.api<Body>("GET", path, undefined, { workspace: scene.workspaceId });
    expect([path, status]).toEqual([path, 200]);
    return body;
  };
  async function look(scene: Scene): Promise<Alert[]> {
    await app.settle();
    await lookForChanges({ db: app.db, insights: app.rooms.insights, workspaceId: scene.workspaceId, userId: null });
    return (await get<AlertsAnswer>(scene, "/api/insights/alerts?all=true")).alerts;
  }

  it("one that was planted is dated, sized, priced, and told once", async () => {
    const scene = await buildScene(app.db);
    await scene.write(journeys(scene, 1, { rate: 0.38, from: 56 }));
    const t0 = performance.now();
    const alerts = await look(scene);
    console.log(
      performance.now() - t0,
      alerts.map((a) => [
        a.metric,
        a.stageId,
        a.segmentBy,
        a.segment,
        a.since,
        a.sinceLow,
        a.sinceHigh,
        a.before,
        a.after,
        a.moneyLow,
        a.moneyHigh,
        a.chance,
      ]),
    );
    const trends = await get<TrendsAnswer>(scene, "/api/insights/trends?weeks=70");
    console.log(
      trends.series.map((s) => [s.metric, s.stageId, s.state, s.changes.length, s.recent.value, s.points.at(-1)]),
      trends.quietWeeks,
    );
  });

  it("quiet", async () => {
    for (const seed of [2, 3, 4]) {
      const scene = await buildScene(app.db);
      await scene.write(journeys(scene, seed));
      const alerts = await look(scene);
      console.log(alerts.map((a) => [a.metric, a.stageId, a.segmentBy, a.segment, a.since]));
      const trends = await get<TrendsAnswer>(scene, "/api/insights/trends?weeks=70");
      console.log(
        trends.series.map((s) => [s.metric, s.stageId, s.state, s.changes.map((c) => c.since)].join()),
        trends.quietWeeks,
      );
    }
  });
});

import { expect, it } from "vitest";
import { dayMs } from "#base/clock.ts";
import { mavenEnd, readMaven } from "#test/maven.ts";
import { findChanges } from "./find-changes.ts";
import type { RawSeries } from "./read-series.ts";
import { weeksBetween } from "./weeks.ts";

it("Maven's win rates, high at every end of a quarter, raise no alarm once six months are seen (CHECK 5)", () => {
  const closed = readMaven().filter(({ closedDay }) => closedDay !== null);
  const firstMs = Math.min(...closed.map(({ closedDay }) => closedDay!)) * dayMs;
  const weeks = weeksBetween(firstMs, (mavenEnd + 1) * dayMs, "UTC");
  const of = (outcome?: "won") =>
    weeks.fromMs.map((fromMs) => {
      const within = (day: number) => day * dayMs >= fromMs && day * dayMs < fromMs + 7 * dayMs;
      return closed.filter((deal) => within(deal.closedDay!) && (outcome === undefined || deal.outcome === outcome)).length;
    });
  const series: RawSeries = {
    ...{ metric: "winRate", pipelineId: null, stageId: null, segmentBy: null, segment: null, horizonDays: null },
    n: of(),
    sum: of("won"),
    revenue: weeks.mondays.map(() => 0),
  };
  const [found] = findChanges({ series: [series], mondays: weeks.mondays });
  expect(weeks.mondays.length).toBeGreaterThan(40);
  expect(series.n.reduce<number>((sum, n) => sum + n!, 0)).toBeGreaterThan(6_500);
  expect(found).toMatchObject({ state: "watched", changes: [] });
});

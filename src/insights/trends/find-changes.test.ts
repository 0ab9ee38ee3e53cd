import { expect, it } from "vitest";
import { drawBinomial, drawNormal, drawPoisson } from "#stats/numbers/draw.ts";
import { openRandom } from "#stats/numbers/random.ts";
import { findChanges } from "./find-changes.ts";
import type { RawSeries } from "./read-series.ts";

const weeks = 78;
const from = 56;
const mondays = Array.from({ length: weeks }, (_, week) =>
  new Date(Date.UTC(2025, 0, 6) + week * 7 * 86_400_000).toISOString().slice(0, 10),
);

/** About 40 checkouts a week, of which 60 % buy for 70 € or so, and 42 % from week 56 on: three tenths of 7,280 € a month are gone. */
function shop(seed: number): RawSeries {
  const random = openRandom(seed);
  const n = mondays.map(() => drawPoisson(random, 40));
  const sum = n.map((all, week) => drawBinomial(random, all, week < from ? 0.6 : 0.42));
  const revenue = sum.map((sales) =>
    Array.from({ length: sales }, () => 7_000 * Math.exp(0.5 * drawNormal(random) - 0.125)).reduce((so, one) => so + one, 0),
  );
  return {
    metric: "stageConversion",
    pipelineId: "p",
    stageId: "decision",
    segmentBy: null,
    segment: null,
    n,
    sum,
    horizonDays: 14,
    revenue,
  };
}

it("the range of what a change costs holds the truth about as often as it says", () => {
  const truth = -0.3 * 40 * 0.6 * 7_000 * (52 / 12);
  const ranges = Array.from({ length: 200 }, (_, seed) => findChanges({ series: [shop(seed)], mondays })[0]!.changes)
    .map((changes) => changes.find(({ since, isTold }) => isTold && Math.abs(since - from) <= 4))
    .filter((change) => change !== undefined);
  expect(ranges.length).toBeGreaterThan(150);
  const held = ranges.filter(({ moneyLow, moneyHigh }) => moneyLow! <= truth && truth <= moneyHigh!).length;
  expect(held / ranges.length).toBeGreaterThan(0.72); // 80 % of some 195, give or take chance
  expect(held / ranges.length).toBeLessThan(0.88);
});

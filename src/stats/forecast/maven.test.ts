import { describe, expect, it } from "vitest";
import { dayOf, readMaven, type MavenDeal } from "#test/maven.ts";
import { median } from "../numbers/quantile.ts";
import { openRandom } from "../numbers/random.ts";
import { wape } from "./accuracy.ts";
import { combine } from "./combine.ts";
import { countHazards, shrinkHazards } from "./hazards.ts";
import { runRate, seasonalNaive } from "./members.ts";
import { forecastRange } from "./range.ts";
import { drawShocks } from "./shock.ts";
import { simulateNew, simulateOpen, totalOf } from "./simulate.ts";

const deals = readMaven().filter((deal) => deal.engagedDay !== null) as (MavenDeal & { engagedDay: number })[];
const ages = [0, 8, 15, 22, 31, 46, 61, 76, 91, 106, 121, 139];

/** The last day of the n-th month of 2017; 0 is December 2016. */
const monthEnd = (month: number) => Date.UTC(2017, month, 0) / 86_400_000;
const phaseOf = (day: number) => new Date(day * 86_400_000).getUTCMonth() % 3;
const wonIn = (after: number, until: number) =>
  deals.reduce(
    (sum, { outcome, closedDay, value }) => (outcome === "won" && closedDay! > after && closedDay! <= until ? sum + value : sum),
    0,
  );

/** What would have been said at the end of a month of 2017 about the months after it, from what was known then. */
function forecastAt(month: number, months: number): { middle: number; low: number; high: number; actual: number; simulated: number } {
  const now = monthEnd(month);
  const end = monthEnd(month + months);
  const known = deals.filter(({ engagedDay }) => engagedDay <= now);
  const closed = ({ closedDay }: MavenDeal) => closedDay !== null && closedDay <= now;
  const hazards = shrinkHazards(
    countHazards(
      {
        state: known.map(() => 0),
        began: known.map(({ engagedDay }) => engagedDay),
        until: known.map((deal) => (closed(deal) ? deal.closedDay! : now)),
        way: known.map((deal) => (closed(deal) ? (deal.outcome === "won" ? 0 : 1) : -1)),
      },
      { states: 1, ages, phases: 3 },
      phaseOf,
    ),
  );
  const products = [...new Set(deals.map(({ product }) => product))];
  const won = known.filter((deal) => closed(deal) && deal.outcome === "won");
  const segments = products.map((product) => ({
    ratios: [1],
    values: won.filter((deal) => deal.product === product).map(({ value }) => value),
  }));
  const steps = Array.from({ length: end - now }, (_, i) => now + 1 + i);
  const random = openRandom(2017).split(month * 10 + months);
  const world = {
    hazards,
    calendar: { phases: steps.map(phaseOf), periodOf: steps.map(() => 0), periods: 1 },
    segments,
    shocks: drawShocks(0.0225, 2000, random.split(0)),
    leaves: 1,
  };
  const open = known.filter((deal) => !closed(deal));
  const old = simulateOpen(
    {
      state: open.map(() => 0),
      age: open.map(({ engagedDay }) => now + 1 - engagedDay),
      value: open.map(() => Number.NaN),
      segment: open.map(({ product }) => products.indexOf(product)),
      leaf: open.map(() => 0),
    },
    world,
    random.split(1),
  );
  const half = 182;
  const streams = products.map((product, segment) => {
    const rate = known.filter((deal) => deal.product === product && deal.engagedDay > now - half).length / half;
    return { mean: steps.map(() => rate), state: 0, segment, leaves: [{ leaf: 0, share: 1 }] };
  });
  const young = totalOf(simulateNew(streams, { size: 6, pulse: 1 }, world, random.split(2)));
  const draws = totalOf(old).map((value, draw) => value + young[draw]!);
  const past = Array.from({ length: month }, (_, i) => wonIn(monthEnd(i), monthEnd(i + 1))).filter((value) => value > 0);
  const middle = combine([runRate(past, months), seasonalNaive(past, months, 3), median(draws)], [])!;
  const { low, high } = forecastRange(middle, [], draws, 0.8)!;
  return { middle, low, high, actual: wonIn(now, end), simulated: median(draws) };
}

describe("Maven at ten origins, knowing only what was known then (CHECK 4d)", () => {
  const oneMonth = [6, 7, 8, 9, 10, 11].map((month) => forecastAt(month, 1));
  const threeMonths = [6, 7, 8, 9].map((month) => forecastAt(month, 3));
  const errorOf = (rows: typeof oneMonth) =>
    wape(
      rows.map(({ actual }) => actual),
      rows.map(({ middle }) => middle),
    );

  it("is off by at most 10 % at one month and 9 % at three", () => {
    expect(dayOf("2017-06-30")).toBe(monthEnd(6));
    expect(errorOf(oneMonth)).toBeLessThanOrEqual(0.1);
    expect(errorOf(threeMonths)).toBeLessThanOrEqual(0.09);
  });

  it("its 80 % range holds what came at six origins or more", () => {
    const held = [...oneMonth, ...threeMonths].filter(({ low, high, actual }) => low <= actual && actual <= high).length;
    expect(held).toBeGreaterThanOrEqual(6);
  });
});

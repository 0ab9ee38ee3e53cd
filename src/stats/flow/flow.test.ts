import { describe, expect, it } from "vitest";
import { openRandom } from "../numbers/random.ts";
import { gainsOf, revenueOf, visitsOf, winChances, withConversion, type Chain } from "./chain.ts";
import { flowsOf } from "./flows.ts";
import { headline, priceJams, type StageCounts } from "./jams.ts";
import { erlangC, fillingUp, littleGap, withOneMoreOrFewer } from "./queue.ts";
import { stepsOf } from "./steps.ts";
import { timingOf } from "./timing.ts";

/** Stages one after the other, each moving on or losing. */
function line(shares: readonly number[]): Chain {
  return {
    moves: shares.map((share, i) => shares.map((_, j) => (j === i + 1 ? share : 0))),
    win: shares.map((share, i) => (i === shares.length - 1 ? share : 0)),
  };
}
const now = line([0.4, 0.5, 0.6, 0.7]);
const aim = line([0.42, 0.55, 0.7, 0.71]);
const intake = { arrivals: [200, 0, 0, 0], value: [1000, 1000, 1000, 1000] };

describe("a pipeline as a chain (CHECK 3a)", () => {
  it("prices each stage's gap, alone and together", () => {
    expect(revenueOf(now, intake)).toBeCloseTo(16_800, 6);
    const { each, together } = gainsOf(now, aim, intake);
    expect(each).toEqual([840, 1680, 2800, 240].map((gain) => expect.closeTo(gain, 6)));
    expect(together).toBeCloseTo(6161.4, 6);
  });

  it("knows loops and skips", () => {
    const moves = [
      [0, 0.5, 0, 0],
      [0, 0, 0.5, 0],
      [0, 0.2, 0, 0.4],
      [0, 0, 0.1, 0],
    ];
    const loop = { moves, win: [0, 0, 0.05, 0.6] };
    expect(winChances(loop)).toEqual([0.08430233, 0.1686047, 0.3372093, 0.6337209].map((chance) => expect.closeTo(chance, 7)));
    expect(visitsOf(loop)[0]).toEqual([1, 0.5581395, 0.2906977, 0.1162791].map((times) => expect.closeTo(times, 7)));
    const better = { ...loop, moves: moves.map((row, i) => (i === 1 ? [0, 0, 0.6, 0] : row)) };
    const one = { arrivals: [1, 0, 0, 0], value: [1, 1, 1, 1] };
    expect(gainsOf(loop, better, one).each[1]).toBeCloseTo(0.0192691, 7);
    expect(gainsOf(loop, better, one).together).toBeCloseTo(0.0192691, 7);
    expect(() => visitsOf({ moves: [[1]], win: [0] })).toThrow("singular");
  });

  it("brings a row to a conversion and keeps the proportions of its ways on", () => {
    expect(withConversion({ moves: [0, 0.3], win: 0.1 }, 0.6)).toEqual({
      moves: [0, expect.closeTo(0.45, 12)],
      win: expect.closeTo(0.15, 12),
    });
    expect(withConversion({ moves: [0], win: 0 }, 0.6)).toEqual({ moves: [0], win: 0 });
  });
});

/** Counts of a line of stages. */
function counts(visits: readonly number[], onward: readonly number[]): StageCounts[] {
  return visits.map((n, i) => {
    const last = i === visits.length - 1;
    return { moved: visits.map((_, j) => (j === i + 1 ? onward[i]! : 0)), won: last ? onward[i]! : 0, lost: n - onward[i]! };
  });
}
const money = { arrivals: intake.arrivals, values: () => intake.value };

describe("jams priced with what is not known (CHECK 3a)", () => {
  it("have the posterior of six months of data", () => {
    const targets = [0.42, 0.55, 0.7, 0.71].map((share) => ({ share }));
    const six = counts([1200, 480, 240, 144], [480, 240, 144, 101]);
    const { jams } = priceJams(six, targets, money, { random: openRandom(3), draws: 20_000, level: 0.8 });
    const near = (known: number, part: number) => (value: number) => Math.abs(value - known) <= Math.abs(known) * part;
    [834.9, 1679.6, 2810.2, 241.6].forEach((known, i) => expect(near(known, i === 3 ? 0.06 : 0.03)(jams[i]!.mean), `${i}`).toBe(true));
    [71, 690, 1658, -911].forEach((known, i) => expect(Math.abs(jams[i]!.gain.low - known), `${i}`).toBeLessThan(40));
    [1606, 2685, 3993, 1422].forEach((known, i) => expect(Math.abs(jams[i]!.gain.high - known), `${i}`).toBeLessThan(40));
    [0.02, 0.183, 0.777, 0.02].forEach((known, i) => expect(Math.abs(jams[i]!.top - known), `${i}`).toBeLessThan(0.02));
    expect(headline(jams.map((jam) => ({ ...jam, stands: true })))).toEqual([2]);
  });

  it("name none, one or two", () => {
    const jam = (top: number, real: number) => ({ real, top, stands: real > 0.97 });
    expect(headline([jam(0.4, 0.95), jam(0.6, 0.96)])).toEqual([]);
    expect(headline([jam(0.3, 0.99), jam(0.7, 0.999)])).toEqual([1]);
    expect(headline([jam(0.45, 0.99), jam(0.55, 0.999), jam(0, 0.5)])).toEqual([1, 0]);
  });

  it("leave a stage without a target alone, and stand a stage without any exits", () => {
    const { jams, together } = priceJams(
      counts([40, 0], [20, 0]),
      [null, { share: 0.5 }],
      { arrivals: [10, 0], values: () => [5, 5] },
      {
        random: openRandom(1),
        draws: 200,
        level: 0.8,
      },
    );
    expect(jams[0]).toMatchObject({ mean: 0, real: 0 });
    expect(Number.isFinite(jams[1]!.mean) && Number.isFinite(together.middle)).toBe(true);
  });
});

describe("queues", () => {
  it.each([
    [3, 12, 0.647191, 0.21573],
    [3, 14, 0.876677, 0.876677],
    [4, 12, 0.287043, 0.0358804],
  ])("%i people, %i arriving a week, five done each", (servers, arrivals, waits, wait) => {
    const queue = erlangC(servers, arrivals, 5)!;
    expect(queue.waits).toBeCloseTo(waits, 6);
    expect(queue.wait).toBeCloseTo(wait, 5);
    expect(queue.queue).toBeCloseTo(arrivals * wait, 4);
  });
  it("with one person fewer and one more, never with none", () => {
    const rows = withOneMoreOrFewer(3, 14, 5);
    expect(rows.map(({ people, queue }) => [people, queue?.wait])).toEqual([
      [2, undefined],
      [3, expect.closeTo(0.876677, 6)],
      [4, erlangC(4, 14, 5)!.wait],
    ]);
    expect(withOneMoreOrFewer(1, 1, 5).map(({ people }) => people)).toEqual([1, 2]);
  });
  it("has no end where more arrives than is done", () => expect(erlangC(3, 15, 5)).toBeNull());
  it("Little: 30 a week for 12.5 weeks make 375", () => {
    expect(littleGap(375, 30, 12.5)).toEqual({ expected: 375, gap: 0, alarm: false });
    expect(littleGap(500, 30, 12.5)!.alarm).toBe(true);
    expect(littleGap(5, 0, 2)).toBeNull();
  });
  it("says whether a stage fills up", () => {
    expect(fillingUp(60, 40)).toEqual({ net: 20, error: 10, z: 2 });
    expect(fillingUp(0, 0).z).toBe(0);
  });
});

describe("waiting", () => {
  it("costs once what it holds back", () => {
    const { days, lowDays, highDays, held, low, high } = timingOf(30_000, { mean: 20, error: 3 }, { mean: 14, error: 4 }, 0.8);
    expect(days).toBe(6);
    expect(held).toBeCloseTo((30_000 * 6 * 12) / 365.25, 9);
    expect((held - low) / held).toBeCloseTo((1.2815515655 * 5) / 6, 9);
    expect([lowDays, highDays]).toEqual([-1, 1].map((side) => expect.closeTo(6 + side * 1.2815515655 * 5, 8)));
    expect(high - held).toBeCloseTo(held - low, 9);
  });

  it("between activities agrees with pm4py on its running example (CHECK 3f)", () => {
    const at = (text: string) => Date.parse(`${text.replace(" ", "T")}:00Z`) / 1000;
    const steps = stepsOf(runningExample.map((trace) => trace.map(([activity, time]) => ({ activity, at: at(time) }))));
    const step = (from: string, to: string) => steps.find((one) => one.from === from && one.to === to)!;
    expect(step("decide", "pay compensation")).toMatchObject({ n: 3, mean: 514_160 });
    expect(step("check ticket", "decide")).toMatchObject({ n: 6, mean: 181_960 });
    expect(step("decide", "reject request")).toMatchObject({ mean: 154_240 });
    expect(step("register request", "examine casually")).toMatchObject({ mean: 32_240 });
    expect(steps.map(({ sum }) => sum)).toEqual(steps.map(({ sum }) => sum).toSorted((a, b) => b - a));
  });
});

describe("entered = left + still in, for every stage and month (CHECK 2)", () => {
  it("with a skip, a move back and a reopened deal", () => {
    // Deal A: 0 → 1 → back to 0 → 2 (skip) → won; B: 0 → lost, reopened into 0, still there; C: 0 → 1, still there.
    const rows: [stage: number, entered: number, left: number, cause: number][] = [
      [0, 1, 12, 0],
      [1, 12, 15, 1],
      [0, 15, 31, 0],
      [2, 31, 44, 2],
      [0, 3, 20, 3],
      [0, 45, Number.NaN, 0],
      [0, -5, 33, 0],
      [1, 33, Number.NaN, 0],
    ];
    const [stage, entered, left, cause] = [0, 1, 2, 3].map((column) => rows.map((row) => row[column]!));
    const flows = flowsOf({ stage: stage!, entered: entered!, left: left!, cause: cause! }, 3, 4, [0, 30, 60, 90]);
    for (const row of flows) {
      for (const [period, flow] of row.entries()) {
        expect(flow.before + flow.entered).toBe(flow.left.reduce((sum, count) => sum + count, 0) + flow.after);
        expect(flow.before).toBe(period === 0 ? (row === flows[0] ? 1 : 0) : row[period - 1]!.after);
      }
    }
    expect(flows[0]![0]).toEqual({ before: 1, entered: 3, left: [1, 0, 0, 1], after: 2 });
    expect(flows[0]![1]).toEqual({ before: 2, entered: 1, left: [2, 0, 0, 0], after: 1 });
    expect(flows[2]![1]).toEqual({ before: 0, entered: 1, left: [0, 0, 1, 0], after: 0 });
    expect(flows[1]![2]).toEqual({ before: 1, entered: 0, left: [0, 0, 0, 0], after: 1 });
  });
});

/** Six compensation requests (van der Aalst, Process Mining 2011). */
const runningExample: [string, string][][] = [
  [
    ["register request", "2010-12-30 11:02"],
    ["examine thoroughly", "2010-12-31 10:06"],
    ["check ticket", "2011-01-05 15:12"],
    ["decide", "2011-01-06 11:18"],
    ["reject request", "2011-01-07 14:24"],
  ],
  [
    ["register request", "2010-12-30 11:32"],
    ["check ticket", "2010-12-30 12:12"],
    ["examine casually", "2010-12-30 14:16"],
    ["decide", "2011-01-05 11:22"],
    ["pay compensation", "2011-01-08 12:05"],
  ],
  [
    ["register request", "2010-12-30 14:32"],
    ["examine casually", "2010-12-30 15:06"],
    ["check ticket", "2010-12-30 16:34"],
    ["decide", "2011-01-06 09:18"],
    ["reinitiate request", "2011-01-06 12:18"],
    ["examine thoroughly", "2011-01-06 13:06"],
    ["check ticket", "2011-01-08 11:43"],
    ["decide", "2011-01-09 09:55"],
    ["pay compensation", "2011-01-15 10:45"],
  ],
  [
    ["register request", "2011-01-06 15:02"],
    ["check ticket", "2011-01-07 12:06"],
    ["examine thoroughly", "2011-01-08 14:43"],
    ["decide", "2011-01-09 12:02"],
    ["reject request", "2011-01-12 15:44"],
  ],
  [
    ["register request", "2011-01-06 09:02"],
    ["examine casually", "2011-01-07 10:16"],
    ["check ticket", "2011-01-08 11:22"],
    ["decide", "2011-01-10 13:28"],
    ["reinitiate request", "2011-01-11 16:18"],
    ["check ticket", "2011-01-14 14:33"],
    ["examine casually", "2011-01-16 15:50"],
    ["decide", "2011-01-19 11:18"],
    ["reinitiate request", "2011-01-20 12:48"],
    ["examine casually", "2011-01-21 09:06"],
    ["check ticket", "2011-01-21 11:34"],
    ["decide", "2011-01-23 13:12"],
    ["reject request", "2011-01-24 14:56"],
  ],
  [
    ["register request", "2011-01-06 15:02"],
    ["examine casually", "2011-01-06 16:06"],
    ["check ticket", "2011-01-07 16:22"],
    ["decide", "2011-01-07 16:52"],
    ["pay compensation", "2011-01-16 11:47"],
  ],
];

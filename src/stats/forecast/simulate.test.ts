import { describe, expect, it } from "vitest";
import { mean, variance } from "../numbers/quantile.ts";
import { openRandom } from "../numbers/random.ts";
import { binsOf, countHazards, shrinkHazards, type Hazards } from "./hazards.ts";
import { drawShocks } from "./shock.ts";
import { simulateNew, simulateOpen, type Simulated } from "./simulate.ts";
import { winChancesFrom } from "./win-chances.ts";

/** The draws of some leaves' sum over the periods from the first to `last`. */
function totalOf(
  { draws, periods, leaves, sums }: Simulated,
  { leaf = () => true, last = periods - 1 }: { leaf?: (leaf: number) => boolean; last?: number } = {},
): Float64Array {
  const own = (draw: number) => sums.subarray(draw * periods * leaves, (draw * periods + last + 1) * leaves);
  return Float64Array.from({ length: draws }, (_, draw) => own(draw).reduce((sum, value, i) => (leaf(i % leaves) ? sum + value : sum), 0));
}

const steady = (draws: number) => drawShocks(0, draws, openRandom(0), 1);
const asIs = [{ ratios: [1], values: [700] }];
const oneStep = { phases: [0], periodOf: [0], periods: 1 };

/** States that are won with a chance a step and never lost. */
function winning(rates: readonly number[], rest: (state: number) => readonly number[] = () => []): Hazards {
  const ways = 2 + rates.length;
  const row = (win: number, state: number) => Array.from({ length: ways }, (_, way) => (way === 0 ? win : (rest(state)[way] ?? 0)));
  return { states: rates.length, ages: [0], phases: 1, rates: Float64Array.from(rates.flatMap(row)) };
}

describe("the simulated pipeline", () => {
  it("agrees with the toy of three deals (CHECK 4a)", () => {
    const world = { hazards: winning([0.9, 0.5, 0.2]), calendar: oneStep, segments: asIs, shocks: steady(100_000), leaves: 1 };
    const deals = { state: [0, 1, 2], age: [0, 0, 0], value: [10, 20, 50], segment: [0, 0, 0], leaf: [0, 0, 0] };
    const draws = totalOf(simulateOpen(deals, world, openRandom(5)));
    expect(Math.abs(mean(draws) - 29)).toBeLessThan(0.3);
    expect(Math.abs(Math.sqrt(variance(draws)) - 22.561)).toBeLessThan(0.15);
    const below = (limit: number) => draws.filter((value) => value <= limit).length / draws.length;
    const known = { 0: 0.04, 10: 0.4, 20: 0.44, 30: 0.8, 50: 0.81, 60: 0.9, 70: 0.91, 80: 1 };
    for (const [limit, share] of Object.entries(known)) expect(Math.abs(below(Number(limit)) - share), limit).toBeLessThan(0.01);
  });

  const deals = {
    state: Array.from({ length: 400 }, (_, i) => i % 3),
    age: Array.from({ length: 400 }, (_, i) => i % 7),
    value: Array.from({ length: 400 }, (_, i) => (i % 11 === 0 ? Number.NaN : 1000 + 37 * i)),
    segment: Array.from({ length: 400 }, (_, i) => i % 2),
    leaf: Array.from({ length: 400 }, (_, i) => i % 6),
  };
  const world = {
    hazards: { ...winning([0.01, 0.05, 0.3], (state) => [0, 0.1, 0, state === 0 ? 0.2 : 0, state === 1 ? 0.2 : 0]) },
    calendar: {
      phases: Array.from({ length: 12 }, () => 0),
      periodOf: Array.from({ length: 12 }, (_, i) => Math.floor(i / 4)),
      periods: 3,
    },
    segments: [
      { ratios: [0.333, 1, 1.1], values: [999, 12_345] },
      { ratios: [1], values: [5] },
    ],
    shocks: drawShocks(0.0225, 500, openRandom(1)),
    leaves: 6,
  };

  it("adds up: children make their parents to the cent in every draw (CHECK 4f)", () => {
    const result = simulateOpen(deals, world, openRandom(2));
    const all = totalOf(result);
    const owners = [0, 1].map((owner) => totalOf(result, { leaf: (leaf) => leaf % 2 === owner }));
    const sources = [0, 1, 2].map((source) => totalOf(result, { leaf: (leaf) => Math.floor(leaf / 2) === source }));
    all.forEach((value, draw) => {
      expect(Number.isInteger(value)).toBe(true);
      expect(owners.reduce((sum, own) => sum + own[draw]!, 0)).toBe(value);
      expect(sources.reduce((sum, own) => sum + own[draw]!, 0)).toBe(value);
    });
    expect(totalOf(result, { last: 0 }).every((value, draw) => value <= all[draw]!)).toBe(true);
    expect(mean(totalOf(result, { last: 0 }))).toBeLessThan(mean(all));
  });

  it("gives the same bytes for the same seed, others for another (CHECK 4g)", () => {
    const once = simulateOpen(deals, world, openRandom(2)).sums;
    expect(simulateOpen(deals, world, openRandom(2)).sums).toEqual(once);
    expect(simulateOpen(deals, world, openRandom(3)).sums).not.toEqual(once);
  });

  it("wins as often as the chances say, whether it jumps or asks each deal", () => {
    const many = 3000;
    for (const chance of [0.03, 0.5]) {
      const flat = { hazards: winning([chance]), calendar: oneStep, segments: asIs, shocks: steady(400), leaves: 1 };
      const same = (value: number) => Array.from({ length: many }, () => value);
      const draws = totalOf(
        simulateOpen({ state: same(0), age: same(0), value: same(1), segment: same(0), leaf: same(0) }, flat, openRandom(6)),
      );
      expect(Math.abs(mean(draws) - many * chance)).toBeLessThan(4 * Math.sqrt((many * chance * (1 - chance)) / 400));
      expect(Math.abs(variance(draws) / (many * chance * (1 - chance)) - 1)).toBeLessThan(0.3);
    }
  });

  it("deals not born yet come unevenly, and their number does not matter to how their values are drawn", () => {
    const calendar = { phases: [0, 0, 0, 0], periodOf: [0, 0, 1, 1], periods: 2 };
    const base = { hazards: winning([0.5]), calendar, segments: [{ ratios: [1], values: [10, 30] }], shocks: steady(4000), leaves: 2 };
    const stream = (rate: number) => [{ mean: [rate, rate, 0, 0], state: 0, segment: 0, leaves: [{ leaf: 1, share: 1 }] }];
    const evenly = { size: Infinity, pulse: 1 };
    // Of those that come in the first step 3/4 are won by the second and 15/16 by the fourth; of the second's 1/2 and 7/8.
    const few = simulateNew(stream(4), evenly, base, openRandom(7));
    expect(mean(totalOf(few, { last: 0 }))).toBeCloseTo(4 * 1.25 * 20, -1);
    expect(Math.abs(mean(totalOf(few)) - 4 * 1.8125 * 20)).toBeLessThan(3);
    expect(Math.max(...totalOf(few, { leaf: (leaf) => leaf === 0 }))).toBe(0);
    const uneven = simulateNew(stream(4), { size: 2, pulse: 1 }, base, openRandom(7));
    expect(variance(totalOf(uneven))).toBeGreaterThan(1.5 * variance(totalOf(few)));
    const large = totalOf(simulateNew(stream(2000), evenly, base, openRandom(7)));
    expect(Math.abs(mean(large) / (2000 * 1.8125 * 20) - 1)).toBeLessThan(0.01);
    expect(Math.abs(variance(large) / (2000 * 1.8125 * 500) - 1)).toBeLessThan(0.15);
  });
});

describe("chances to be won", () => {
  it("are Σ S(a + u − 1) ÷ S(a) · h(a + u, phase) in one state", () => {
    const rates = [
      [0.1, 0.2, 0],
      [0.3, 0.1, 0],
      [0.05, 0.05, 0],
      [0.2, 0, 0],
    ].flat(); // [age][phase][way]
    const hazards = { states: 1, ages: [0, 2], phases: 2, rates: Float64Array.from(rates) };
    const calendar = { phases: [0, 1, 0], periodOf: [0, 0, 1], periods: 2 };
    const { from } = winChancesFrom(hazards, calendar, 1);
    const first = 0.1 + 0.7 * 0.3;
    expect([...from(0, 0)]).toEqual([first, 0.7 * 0.6 * 0.05].map((chance) => expect.closeTo(chance, 12)));
    expect([...from(0, 5)]).toEqual([0.05 + 0.9 * 0.2, 0.9 * 0.8 * 0.05].map((chance) => expect.closeTo(chance, 12)));
    expect(winChancesFrom(hazards, calendar, 2).from(0, 0)[0]).toBeCloseTo(0.2 + 0.4 * 0.6, 12);
  });

  it("pass through the states a deal moves to, forwards and back, from the step after the move", () => {
    // State 0 moves to 1 with 0.5; 1 is won with 0.4 and falls back with 0.1.
    const rates = [
      [0, 0, 0, 0.5],
      [0.4, 0, 0.1, 0],
    ].flat();
    const hazards = { states: 2, ages: [0], phases: 1, rates: Float64Array.from(rates) };
    const calendar = { phases: [0, 0, 0, 0], periodOf: [0, 0, 0, 0], periods: 1 };
    const { from, fresh } = winChancesFrom(hazards, calendar, 1);
    const inSecond = (steps: number): number => (steps === 0 ? 0 : 0.4 + 0.5 * inSecond(steps - 1) + 0.1 * inFirst(steps - 1));
    const inFirst = (steps: number): number => (steps === 0 ? 0 : 0.5 * inSecond(steps - 1) + 0.5 * inFirst(steps - 1));
    expect(from(0, 0)[0]).toBeCloseTo(inFirst(4), 12);
    expect(from(1, 3)[0]).toBeCloseTo(inSecond(4), 12);
    expect(fresh(0, 2)[0]).toBeCloseTo(inFirst(2), 12);
    expect(winChancesFrom(hazards, calendar, 50).from(1, 0)[0]).toBeLessThanOrEqual(1);
  });
});

describe("hazards from counts", () => {
  const shape = { states: 1, ages: [0, 2], phases: 2 };
  it("count the steps watched by age and phase, and how they ended", () => {
    const stays = { state: [0, 0, 0], began: [0, 1, -3], from: [0, 1, 0], until: [2, 1, 1], way: [0, -1, 1] };
    const counts = countHazards(stays, shape, (step) => step % 2);
    // By (age bin, phase): the first stay is watched at 0, 1 and 2, the second at 1 only, the third at 0 and 1 with ages 3 and 4.
    expect([...counts.steps]).toEqual([1, 2, 2, 1]);
    expect([...counts.ends]).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0]);
    expect([...binsOf([0, 2, 5])]).toEqual([0, 0, 1, 1, 1, 2]);
  });

  it("draw a phase to its age's mean with 200 pseudo-stays, and an age nobody reached to its state's", () => {
    const steps = Float64Array.from([1000, 200, 0, 0]);
    const ends = Float64Array.from([100, 0, 0, 80, 0, 0, 0, 0, 0, 0, 0, 0]);
    const { rates } = shrinkHazards({ ...shape, steps, ends });
    const mean = (180 + 20 * 0.15) / 1220;
    expect(rates[0]).toBeCloseTo((100 + 200 * mean) / 1200, 12);
    expect(rates[3]).toBeCloseTo((80 + 200 * mean) / 400, 12);
    expect(rates[6]).toBeCloseTo(0.15, 12);
    expect(rates[7]).toBe(0);
  });
});

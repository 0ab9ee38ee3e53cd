import { describe, expect, it } from "vitest";
import { mgus, myeloid } from "#test/classics.ts";
import { mavenEnd, readMaven } from "#test/maven.ts";
import { openRandom } from "../numbers/random.ts";
import { tableOfCounts, tableOfStays } from "./ages.ts";
import { chanceFrom } from "./decay.ts";
import { ageOfEnds, ageOfEvents, incidence, incidenceAt, incidenceRange } from "./incidence.ts";
import { occupation, type StateStays } from "./occupation.ts";

describe("cumulative incidence (CHECK 1)", () => {
  const ten = incidence(tableOfStays({ exit: [2, 3, 3, 5, 6, 7, 8, 9, 10, 12], cause: [1, 2, 0, 1, 2, 0, 1, 0, 1, 0] }, 2));

  it("(a) agrees with R on the ten-deal table", () => {
    expect([2, 5, 8, 10, 99].map((age) => incidenceAt(ten, 1, age))).toEqual(
      [0.1, 0.2142857, 0.3571429, 0.5714286, 0.5714286].map((share) => expect.closeTo(share, 7)),
    );
    expect(incidenceAt(ten, 2, 12)).toBeCloseTo(0.2142857, 7);
    expect(ten.still.at(-1)).toBeCloseTo(0.2142857, 7);
    expect(incidenceAt(ten, 1, 1)).toBe(0);
  });

  it.each([
    [60, 0.03410371, 2.392021e-5, 0.32036701, 1.580405e-4],
    [120, 0.06372217, 4.62325e-5, 0.5318177, 1.978361e-4],
    [240, 0.09981372, 9.615988e-5, 0.72402798, 2.448826e-4],
  ])("(b) agrees with R's cmprsk on mgus2 at %i months", (age, progressed, varianceProgressed, died, varianceDied) => {
    const curves = incidence(tableOfCounts(mgus));
    const [first, second] = [incidenceRange(curves, 1, age, 0.95), incidenceRange(curves, 2, age, 0.95)];
    expect(first.share).toBeCloseTo(progressed, 7);
    expect(second.share).toBeCloseTo(died, 7);
    expect(Math.abs(first.variance - varianceProgressed)).toBeLessThan(1e-9);
    expect(Math.abs(second.variance - varianceDied)).toBeLessThan(1e-9);
  });

  it("(c) Maven as of 2017-12-31", () => {
    const deals = readMaven().filter((deal) => deal.engagedDay !== null);
    const curves = incidence(
      tableOfStays(
        {
          exit: deals.map((deal) => (deal.closedDay ?? mavenEnd) - deal.engagedDay!),
          cause: deals.map((deal) => ({ won: 1, lost: 2, open: 0, prospecting: 0 })[deal.outcome]),
        },
        2,
      ),
    );
    const won = { 7: 0.0911, 14: 0.1876, 30: 0.219, 60: 0.2647, 90: 0.397, 120: 0.5, 138: 0.5194 };
    for (const [age, share] of Object.entries(won)) expect(incidenceAt(curves, 1, Number(age)), age).toBeCloseTo(share, 4);
    expect(incidenceAt(curves, 2, 138)).toBeCloseTo(0.3017, 4);
    expect(curves.still.at(-1)).toBeCloseTo(0.179, 3);
    expect(deals.filter((deal) => deal.closedDay === null && mavenEnd - deal.engagedDay! > 138)).toHaveLength(1291);
  });

  it("the chance of a deal still open at an age: Maven's falls from a half to a tenth (CHECK 3)", () => {
    const deals = readMaven().filter((deal) => deal.engagedDay !== null);
    const table = tableOfStays(
      {
        exit: deals.map((deal) => (deal.closedDay ?? mavenEnd) - deal.engagedDay!),
        cause: deals.map((deal) => ({ won: 1, lost: 2, open: 0, prospecting: 0 })[deal.outcome]),
      },
      2,
    );
    const curves = incidence(table);
    const still = (age: number) => curves.still[table.ages.findLastIndex((one) => one <= age)]!;
    for (const [age, chance] of [
      [14, 0.5],
      [60, 0.46],
      [120, 0.1],
    ] as const) {
      const { share, low, high } = chanceFrom(table, age, 138, 0.8)!;
      expect(Math.abs(share - chance), `${age}`).toBeLessThan(0.006);
      expect(share).toBeCloseTo((incidenceAt(curves, 1, 138) - incidenceAt(curves, 1, age)) / still(age), 12);
      expect([low < share, share < high, high - low < 0.06]).toEqual([true, true, true]);
    }
  });

  it("the chance of deals still open is their plain share where all is decided, with none below ten or at the horizon", () => {
    const all = tableOfStays(
      { exit: Array.from({ length: 40 }, (_, i) => 1 + i), cause: Array.from({ length: 40 }, (_, i) => 1 + (i % 2)) },
      2,
    );
    expect(chanceFrom(all, 0, 40, 0.8)!.share).toBeCloseTo(0.5, 12);
    expect(chanceFrom(all, 29, 40, 0.8)!.share).toBeCloseTo(5 / 11, 12);
    expect([30, 31].map((age) => chanceFrom(all, age, 40, 0.8) !== null)).toEqual([true, false]);
    expect([chanceFrom(all, 20, 20, 0.8), chanceFrom(all, 99, 120, 0.8)]).toEqual([null, null]);
    const lost = tableOfStays({ exit: Array.from({ length: 20 }, () => 5), cause: Array.from({ length: 20 }, () => 2) }, 2);
    expect(chanceFrom(lost, 0, 5, 0.8)).toMatchObject({ share: 0, low: 0, high: expect.closeTo(0.0759, 3) });
  });

  it("(e) is within 0.01 of the truth where history begins with an import, plain counting is not", () => {
    const { uniform } = openRandom(21);
    const rows: [number, number, number][] = [];
    for (let i = 0; i < 40_000; i += 1) {
      const began = uniform() * 400;
      const won = uniform() < 0.4;
      const length = -Math.log(uniform()) * (won ? 60 : 90);
      if (began + length < 200) continue;
      rows.push([Math.max(0, 200 - began), Math.min(length, 400 - began), length > 400 - began ? 0 : won ? 1 : 2]);
    }
    const [entry, exit, cause] = [0, 1, 2].map((column) => rows.map((row) => row[column]!));
    const truth = 0.4 * (1 - Math.exp(-90 / 60));
    const aware = incidenceAt(incidence(tableOfStays({ entry: entry!, exit: exit!, cause: cause! }, 2)), 1, 90);
    const plain = incidenceAt(incidence(tableOfStays({ exit: exit!, cause: cause! }, 2)), 1, 90);
    expect(Math.abs(aware - truth)).toBeLessThan(0.01);
    expect(Math.abs(plain - truth)).toBeGreaterThan(0.01);
  });

  it("(f) mean and coverage on a growing pipeline of true 0.399 over 400 runs, where won ÷ closed is off", () => {
    const runs = 400;
    let [sum, held, naive, oneMinus] = [0, 0, 0, 0];
    for (let run = 0; run < runs; run += 1) {
      const { uniform } = openRandom(run).split(1);
      const [exit, cause]: [number[], number[]] = [[], []];
      for (let month = 0; month < 24; month += 1) {
        for (let deal = 0; deal < 20 * 1.08 ** month; deal += 1) {
          const seen = (23 - month + uniform()) * 30;
          const won = uniform() < 0.4;
          // Of the wins all but 0.25 % come within the horizon of 240 days, so the truth at the horizon is 0.399.
          const length = won ? -40 * Math.log(uniform()) : -20 * Math.log(uniform());
          exit.push(Math.min(length, seen));
          cause.push(length > seen ? 0 : won ? 1 : 2);
        }
      }
      const table = tableOfStays({ exit, cause }, 2);
      const { share, range } = incidenceRange(incidence(table), 1, 240, 0.95);
      sum += share;
      if (range!.low <= 0.399 && 0.399 <= range!.high) held += 1;
      const won = cause.filter((one) => one === 1).length;
      naive += won / cause.filter((one) => one !== 0).length;
      const alone = incidence(tableOfStays({ exit, cause: cause.map((one) => (one === 1 ? 1 : 0)) }, 1));
      oneMinus += incidenceAt(alone, 1, 240);
    }
    expect(Math.abs(sum / runs - 0.399)).toBeLessThan(0.01);
    expect(held / runs).toBeGreaterThan(0.92);
    expect(held / runs).toBeLessThan(0.98);
    expect(naive / runs).toBeLessThan(0.389);
    expect(oneMinus / runs).toBeGreaterThan(0.9);
  });

  it("states horizon, median of the wins, and ranges that need an event", () => {
    expect(ageOfEvents(ten, 1, 0.5, 12)).toBe(8);
    expect(ageOfEvents(ten, 1, 0.5, 1)).toBeNull();
    expect(ageOfEnds(ten.table, 0.95)).toBe(10);
    expect(ageOfEnds(tableOfCounts([{ age: 3, ended: [0], open: 5 }]), 0.95)).toBe(0);
    expect(incidenceRange(ten, 1, 1, 0.8)).toEqual({ share: 0, variance: 0, range: null });
    expect(incidenceRange(incidence(tableOfCounts([{ age: 3, ended: [4], open: 0 }])), 1, 3, 0.8).range).toEqual({ low: 1, high: 1 });
    const { low, high } = incidenceRange(ten, 1, 10, 0.8).range!;
    expect([low > 0, low < 0.5714286, high > 0.5714286, high < 1]).toEqual([true, true, true, true]);
  });
});

describe("occupation of states", () => {
  it("agrees with R on the three-stage course of myeloid (CHECK 1b)", () => {
    const stays: { [K in keyof Omit<StateStays, "count">]: number[] } = { from: [], to: [], entry: [], exit: [] };
    const add = (from: number, to: number, entry: number, exit: number) => {
      for (const [key, value] of Object.entries({ from, to, entry, exit })) stays[key as keyof typeof stays].push(value);
    };
    for (const { seen, died, transplant, response } of myeloid) {
      let [state, since] = [0, 0];
      const moves = [...(response === null ? [] : [[response, 1]]), ...(transplant === null ? [] : [[transplant, 2]])] as [
        number,
        number,
      ][];
      moves.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      for (const [index, [at, to]] of moves.entries()) {
        if (at >= seen || moves[index + 1]?.[0] === at) continue; // a stay without length is passed through
        add(state, to, since, at);
        [state, since] = [to, at];
      }
      add(state, died ? 3 : -1, since, seen);
    }
    const [quarter, year] = occupation(stays, [1, 0, 0, 0], [90, 365]);
    expect(quarter).toEqual([0.2125, 0.653, 0.074, 0.0606].map((share) => expect.closeTo(share, 3)));
    expect(year).toEqual([0.0292, 0.34, 0.362, 0.269].map((share) => expect.closeTo(share, 3)));
    expect(year!.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it("counts moves back and over a stage, and leaves open stays out once they are no longer watched", () => {
    const stays = { from: [0, 1, 0, 0, 0], to: [1, 0, 2, 2, -1], entry: [0, 1, 3, 0, 0], exit: [1, 3, 5, 4, 2] };
    // At 1 one of three moves on; at 3 it moves back; at 4 one of the two left in 0 ends, at 5 the other.
    expect(occupation(stays, [1, 0, 0], [0, 1, 3, 4, 5])).toEqual(
      [
        [1, 0, 0],
        [2 / 3, 1 / 3, 0],
        [1, 0, 0],
        [1 / 2, 0, 1 / 2],
        [0, 0, 1],
      ].map((row) => row.map((share) => expect.closeTo(share, 12))),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wilson } from "../shares/wilson.ts";
import { openRandom } from "../numbers/random.ts";
import { tableOfCounts, tableOfStays, type AgeTable } from "./ages.ts";
import { conversion } from "./conversion.ts";
import { ageOfEvents } from "./incidence.ts";

/** Times and outcomes as a textbook lists them. */
function table(times: readonly number[], outcomes: readonly ("won" | "lost" | "open")[]): AgeTable {
  return tableOfStays({ exit: times, cause: outcomes.map((outcome) => ({ open: 0, won: 1, lost: 2 })[outcome]) }, 2);
}

const tenDeals = table([2, 3, 3, 5, 6, 7, 8, 9, 10, 12], ["won", "lost", "open", "won", "lost", "open", "won", "open", "won", "open"]);

describe("cumulative incidence with open deals", () => {
  it("agrees with R on the ten-deal table", () => {
    const result = conversion(tenDeals);
    expect(result.share).toBeCloseTo(0.5714286, 7);
    expect(result.otherwise).toBeCloseTo(0.2142857, 7);
    expect(result.undecided).toBeCloseTo(0.2142857, 7);
    expect(result.horizon).toBe(10);
    const at = (age: number) =>
      tenDeals.ages.reduce((sum, own, j) => (own > age ? sum : sum + (tenDeals.ended[0]![j]! * (result.weights.get(own) ?? 0)) / 10), 0);
    expect([2, 5, 8].map(at)).toEqual([0.1, expect.closeTo(0.2142857, 7), expect.closeTo(0.3571429, 7)]);
  });

  it("is won ÷ all with the binomial variance once everything is decided", () => {
    const result = conversion(
      table(
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        Array.from({ length: 10 }, (_, i) => (i % 3 === 0 ? "won" : "lost")),
      ),
    );
    expect(result.share).toBeCloseTo(0.4, 12);
    expect(result.variance).toBeCloseTo((0.4 * 0.6) / 10, 12);
    expect(result.effective).toBeCloseTo(10, 9);
    expect([...result.weights.values()].every((weight) => Math.abs(weight - 1) < 1e-12)).toBe(true);
  });

  it("does not call a young cohort all won because only wins are decided yet", () => {
    const young = [
      { age: 0, ended: [30, 0], open: 33 },
      ...Array.from({ length: 29 }, (_, i) => ({ age: i + 1, ended: [0, 0], open: 33 })),
    ];
    expect(conversion(tableOfCounts(young)).share).toBeCloseTo(30 / (30 + 33 * 30), 12);
  });

  it("stops where too few are in view, and says where", () => {
    const thin = [
      { age: 1, ended: [50, 0], open: 145 },
      { age: 9, ended: [5, 0], open: 0 },
    ];
    expect(conversion(tableOfCounts(thin))).toMatchObject({ horizon: 1, outcomes: 50, share: 0.25 });
  });

  it("has no share of nothing", () => {
    expect(conversion(tableOfCounts([]))).toMatchObject({ share: 0, outcomes: 0, undecided: 1 });
  });

  it("adds up to 1, and the weights of the events add up to the share", () => {
    const count = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(fc.array(fc.record({ events: count, competing: count, open: count }), { minLength: 1, maxLength: 30 }), (rows) => {
        const n = rows.reduce((sum, row) => sum + row.events + row.competing + row.open, 0);
        const result = conversion(tableOfCounts(rows.map((row, age) => ({ age, ended: [row.events, row.competing], open: row.open }))));
        expect(result.share + result.otherwise + result.undecided).toBeCloseTo(1, 9);
        const weighted = rows.reduce((sum, row, age) => sum + row.events * (result.weights.get(age) ?? 0), 0);
        if (n > 0) expect(weighted / n).toBeCloseTo(result.share, 9);
        expect(result.effective).toBeLessThanOrEqual(n + 1e-9);
      }),
      { numRuns: 500 },
    );
  });

  it("is unbiased where won ÷ all and won ÷ closed are not, and its range holds the truth as often as it says", () => {
    const { uniform: random } = openRandom(7);
    let [sum, held, wonOfAll, wonOfClosed] = [0, 0, 0, 0];
    const runs = 400;
    for (let run = 0; run < runs; run += 1) {
      const times: number[] = [];
      const outcomes: ("won" | "lost" | "open")[] = [];
      for (let i = 0; i < 300; i += 1) {
        const won = random() < 0.4;
        const closes = Math.ceil(-Math.log(1 - random()) * (won ? 12 : 5)); // losses come first
        const seen = Math.ceil(random() * 90);
        times.push(Math.min(closes, seen));
        outcomes.push(closes <= seen ? (won ? "won" : "lost") : "open");
      }
      const result = conversion(table(times, outcomes));
      const { low, high } = wilson(result.share, result.effective, 0.8);
      sum += result.share;
      if (low <= 0.4 && 0.4 <= high) held += 1;
      const won = outcomes.filter((outcome) => outcome === "won").length;
      wonOfAll += won / 300;
      wonOfClosed += won / outcomes.filter((outcome) => outcome !== "open").length;
    }
    expect(sum / runs).toBeCloseTo(0.4, 2);
    expect(held / runs).toBeGreaterThan(0.75);
    expect(held / runs).toBeLessThan(0.85);
    expect(wonOfAll / runs).toBeLessThan(0.37);
    expect(wonOfClosed / runs).toBeLessThan(0.39);
  });
});

describe("the median age at the event", () => {
  it("is the age by which half of the events have come, open ones counted while in view", () => {
    const median = (of: AgeTable) => ageOfEvents(conversion(of).curves, 1, 0.5, conversion(of).horizon);
    expect(median(tenDeals)).toBe(8);
    expect(median(table([1, 2], ["open", "lost"]))).toBeNull();
  });
});

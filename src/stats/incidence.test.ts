import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { incidence, medianAge, type AgeClass } from "./incidence.ts";
import { wilson } from "./wilson.ts";

describe("Wilson's interval", () => {
  it.each([
    [81, 263, 0.25529, 0.36621],
    [15, 148, 0.06239, 0.16049],
    [0, 20, 0, 0.16113],
    [1, 29, 0.00611, 0.17176],
    [3, 10, 0.10779, 0.60322],
    [1, 5, 0.03622, 0.62446],
  ])("of %i in %i at 95 %%", (events, n, low, high) => {
    const interval = wilson(events / n, n, 0.95);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it("is narrower at 80 %, and one-sided at the ends", () => {
    expect(wilson(0.3, 10, 0.8).high).toBeLessThan(wilson(0.3, 10, 0.95).high);
    expect(wilson(1, 20, 0.95)).toEqual({ low: expect.closeTo(1 - 0.1611252, 6), high: 1 });
  });
});

/** Times and outcomes as a textbook lists them. */
function table(times: readonly number[], outcomes: readonly ("won" | "lost" | "open")[]): AgeClass[] {
  const classes = new Map<number, AgeClass>();
  for (const [index, age] of times.entries()) {
    const row = classes.get(age) ?? { age, events: 0, competing: 0, open: 0 };
    row[({ won: "events", lost: "competing", open: "open" } as const)[outcomes[index]!]] += 1;
    classes.set(age, row);
  }
  return [...classes.values()].sort((a, b) => a.age - b.age);
}

const tenDeals = table([2, 3, 3, 5, 6, 7, 8, 9, 10, 12], ["won", "lost", "open", "won", "lost", "open", "won", "open", "won", "open"]);

describe("cumulative incidence with open deals", () => {
  it("agrees with R on the ten-deal table", () => {
    const result = incidence(tenDeals);
    expect(result.share).toBeCloseTo(0.5714286, 7);
    expect(result.competing).toBeCloseTo(0.2142857, 7);
    expect(result.undecided).toBeCloseTo(0.2142857, 7);
    expect(result.horizon).toBe(10);
    const at = (age: number) =>
      tenDeals.filter((row) => row.age <= age).reduce((sum, row) => sum + (row.events * result.weights.get(row.age)!) / 10 || sum, 0);
    expect([2, 5, 8].map(at)).toEqual([0.1, expect.closeTo(0.2142857, 7), expect.closeTo(0.3571429, 7)]);
  });

  it("is won ÷ all with the binomial variance once everything is decided", () => {
    const result = incidence(
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
      { age: 0, events: 30, competing: 0, open: 33 },
      ...Array.from({ length: 29 }, (_, i) => ({ age: i + 1, events: 0, competing: 0, open: 33 })),
    ];
    expect(incidence(young).share).toBeCloseTo(30 / (30 + 33 * 30), 12);
  });

  it("stops where too few are in view, and says where", () => {
    const thin = [
      { age: 1, events: 50, competing: 0, open: 145 },
      { age: 9, events: 5, competing: 0, open: 0 },
    ];
    expect(incidence(thin)).toMatchObject({ horizon: 1, outcomes: 50, share: 0.25 });
  });

  it("has no share of nothing", () => {
    expect(incidence([])).toMatchObject({ share: 0, outcomes: 0, undecided: 1 });
  });

  it("adds up to 1, and the weights of the events add up to the share", () => {
    const count = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(fc.array(fc.record({ events: count, competing: count, open: count }), { minLength: 1, maxLength: 30 }), (rows) => {
        const classes = rows.map((row, age) => ({ age, ...row }));
        const n = classes.reduce((sum, row) => sum + row.events + row.competing + row.open, 0);
        const result = incidence(classes);
        expect(result.share + result.competing + result.undecided).toBeCloseTo(1, 9);
        const weighted = classes.reduce((sum, row) => sum + row.events * (result.weights.get(row.age) ?? 0), 0);
        if (n > 0) expect(weighted / n).toBeCloseTo(result.share, 9);
        expect(result.effective).toBeLessThanOrEqual(n + 1e-9);
      }),
      { numRuns: 500 },
    );
  });

  it("is unbiased where won ÷ all and won ÷ closed are not, and its range holds the truth as often as it says", () => {
    const random = mulberry(7);
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
      const result = incidence(table(times, outcomes));
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
    expect(medianAge(tenDeals, incidence(tenDeals))).toBe(8);
    const none = table([1, 2], ["open", "lost"]);
    expect(medianAge(none, incidence(none))).toBeNull();
  });
});

/** A small seeded generator. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

import { describe, expect, it } from "vitest";
import { openRandom } from "../numbers/random.ts";
import { tableOfStays } from "../survival/ages.ts";
import { effectiveCounts, ownPast } from "./stage-counts.ts";

describe("counts of a stage", () => {
  it("are the counts themselves once everything is decided", () => {
    const counts = effectiveCounts(tableOfStays({ exit: [1, 2, 3, 4, 5], cause: [1, 2, 1, 1, 2] }, 2));
    expect(counts).toEqual([expect.closeTo(3, 9), expect.closeTo(2, 9)]);
    expect(effectiveCounts(tableOfStays({ exit: [4, 5], cause: [0, 0] }, 2))).toEqual([0, 0]);
  });

  it("do not take slowness for losses: wins that are late are not missed, and fewer cases are known", () => {
    const { uniform } = openRandom(2);
    const [exit, cause]: [number[], number[]] = [[], []];
    for (let i = 0; i < 3000; i += 1) {
      const won = uniform() < 0.6;
      const length = -Math.log(uniform()) * (won ? 30 : 5);
      const seen = uniform() * 90;
      exit.push(Math.ceil(Math.min(length, seen)));
      cause.push(length > seen ? 0 : won ? 1 : 2);
    }
    const [won, lost] = effectiveCounts(tableOfStays({ exit, cause }, 2));
    const naive = cause.filter((one) => one === 1).length / cause.filter((one) => one > 0).length;
    expect(naive).toBeLessThan(0.55);
    expect(won! / (won! + lost!)).toBeGreaterThan(0.57);
    expect(won! + lost!).toBeLessThan(3000);
    expect(won! + lost!).toBeGreaterThan(1000);
  });

  it("of the past are pooled, and worth less where quarters differ", () => {
    const even = ownPast([30, 30, 30, 30].map((events) => ({ events, n: 50 })));
    const uneven = ownPast([10, 45, 20, 45].map((events) => ({ events, n: 50 })));
    expect(even.a / (even.a + even.b)).toBeCloseTo(0.6, 2);
    expect(uneven.a + uneven.b).toBeLessThan((even.a + even.b) / 3);
    expect(even.a + even.b).toBeLessThan(201);
  });
});

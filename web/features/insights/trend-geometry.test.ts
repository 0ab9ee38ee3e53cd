import { expect, it } from "vitest";
import { trendShape } from "./trend-geometry.ts";

it("draws from zero, with room above the highest", () => {
  const { marks, step } = trendShape([{ value: 0 }, { value: 50 }, { value: 100 }], 300, 108);
  expect(step).toBe(100);
  expect(marks.map(({ x, y }) => [x, y])).toEqual([
    [50, 108],
    [150, 58],
    [250, 8],
  ]);
});

it("makes room for the range and breaks the line where nothing is known", () => {
  const { marks, line } = trendShape(
    [{ value: 0.2, low: 0.1, high: 0.4 }, { value: null, low: null, high: null }, { value: 0.2 }],
    300,
    108,
  );
  expect(marks[0]!.highY).toBeCloseTo(8);
  expect(marks[1]).toMatchObject({ y: null, lowY: null, highY: null });
  expect(line.match(/M/g)).toHaveLength(2);
});

it("joins what is not over yet by a broken line", () => {
  const { line, tail } = trendShape([{ value: 1 }, { value: 2 }, { value: 1, unfinished: true }], 300, 108);
  expect(line.match(/[ML]/g)).toEqual(["M", "L"]);
  expect(tail).toMatch(/^M150,.*L250,/);
});

it("joins both sides of what is not decided yet by a broken line", () => {
  const { line, tail } = trendShape([{ value: 1 }, { value: 2, unfinished: true }, { value: 1 }, { value: 1 }], 400, 108);
  expect(line.match(/[ML]/g)).toEqual(["M", "M", "L"]);
  expect(tail).toMatch(/^M50,.*L150,.*M150,.*L250,/);
});

it("stands without points or with zeros only", () => {
  expect(trendShape([], 300, 100).line).toBe("");
  expect(trendShape([{ value: 0 }], 300, 100).marks[0]!.y).toBe(100);
});

import { describe, expect, it } from "vitest";
import { basinHeight, channelShape } from "./channel-geometry.ts";

const stages = [
  { id: "a", count: 8100 },
  { id: "b", count: 900 },
  { id: "c", count: 100 },
  { id: "d", count: 0 },
];

describe("channelShape", () => {
  it("gives every stage an equal width and leaves room for the gates", () => {
    const shape = channelShape(stages, [], 1200);
    expect(shape.basins.map((basin) => [basin.left, basin.right])).toEqual([
      [0, 274],
      [326, 574],
      [626, 874],
      [926, 1200],
    ]);
    expect(shape.gates.map((gate) => gate.x)).toEqual([300, 600, 900]);
  });

  it("draws basins by the root of what stands in them", () => {
    expect(basinHeight(8100, 8100)).toBe(112);
    expect(basinHeight(900, 8100)).toBeCloseTo(10 + 102 / 3);
    expect(basinHeight(1, 1_000_000)).toBeGreaterThan(10);
    expect(basinHeight(0, 8100)).toBe(4);
    expect(basinHeight(0, 1)).toBe(4);
  });

  it("opens a gate as far as the share that passes, of the smaller basin", () => {
    const [gate] = channelShape(stages, [{ from: "a", to: "b", conversion: 0.5 }], 1200).gates;
    expect(gate!.halfOpening).toBeCloseTo((10 + 102 / 3) / 4, 1);
  });

  it("never closes a gate that something passed through, nor opens it beyond its basins", () => {
    const [shut, wide] = channelShape(
      stages,
      [
        { from: "a", to: "b", conversion: 0.001 },
        { from: "b", to: "c", conversion: 1.4 },
      ],
      1200,
    ).gates;
    expect(shut!.halfOpening).toBe(2.5);
    expect(wide!.halfOpening).toBeCloseTo((10 + 102 / 9) / 2, 1);
  });

  it("narrows nothing where it is too early to say", () => {
    const shape = channelShape(stages, [{ from: "a", to: "b", conversion: null }], 1200);
    expect(shape.gates[0]).toMatchObject({ conversion: null, halfOpening: shape.basins[1]!.halfHeight });
    expect(shape.gates[2]!.halfOpening).toBe(2);
  });

  it("ignores gates of stages that are not neighbours here", () => {
    expect(channelShape(stages, [{ from: "a", to: "c", conversion: 0.2 }], 1200).gates.map((gate) => gate.conversion)).toEqual([
      null,
      null,
      null,
    ]);
  });

  it("closes its outline and mirrors it on the axis", () => {
    const { outline, axis } = channelShape(stages, [{ from: "a", to: "b", conversion: 0.4 }], 1200);
    expect(outline.startsWith("M0,")).toBe(true);
    expect(outline.endsWith("Z")).toBe(true);
    const ys = [...outline.matchAll(/-?[\d.]+,(-?[\d.]+)/g)].map((match) => Number(match[1]));
    const heights = (side: number) =>
      [...new Set(ys.filter((y) => (y - axis) * side > 0).map((y) => Math.abs(y - axis).toFixed(1)))].toSorted();
    expect(heights(-1)).toEqual(heights(1));
    expect(heights(1)).toHaveLength(5);
    expect(outline).not.toContain("NaN");
  });

  it("stands without stages and on a very narrow screen", () => {
    expect(channelShape([], [], 600).outline).toBe("");
    const narrow = channelShape(stages, [], 80);
    expect(narrow.basins.every((basin) => basin.right > basin.left)).toBe(true);
  });
});

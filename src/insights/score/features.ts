import { dayMs } from "#base/clock.ts";
import type { ScoreFactor } from "./contract.ts";

/** A moment in a deal's life: what was known of it then, and what became of it; durations in steps. */
export type Point = {
  id: string;
  atMs: number;
  age: number;
  stageAge: number;
  /** Until it ended, or was last seen. */
  until: number;
  ending: 0 | 1 | 2;
  stage: number;
  source: number;
  category: number;
  owner: number;
  isRepeat: boolean;
  valueMinor: number | null;
  activities: number;
  /** Since the last activity, in days. */
  quietDays: number | null;
};

/** Takes the lines of `pointsOf` apart. */
export function readPoints(lines: string, stepMs: number): Point[] {
  if (lines === "") return [];
  return lines.split("\n").map((line) => {
    const [id, at, begun, inStage, until, ending, stage, source, category, owner, repeat, value, times, quiet] = line.split(" ");
    return {
      id: id!,
      atMs: Number(at),
      age: (Number(at) - Number(begun)) / stepMs,
      stageAge: Number(inStage) / stepMs,
      until: Number(until) / stepMs,
      ending: Number(ending) as 0 | 1 | 2,
      stage: Number(stage),
      source: Number(source),
      category: Number(category),
      owner: Number(owner),
      isRepeat: repeat === "1",
      valueMinor: value === "-" ? null : Number(value),
      activities: Number(times),
      quietDays: quiet === "-" ? null : Number(quiet) / dayMs,
    };
  });
}

/** Least number of steps of each bin: ahead of the moment, of age, of age in the stage. */
export const aheads = [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
export const ages = [0, 1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24, 32, 48, 64];
export const stageAges = [0, 1, 2, 4, 8, 16, 32];
/** Of the first step in a stage, in which most of what goes on at once has gone on. */
export const freshAges = [0, 1 / 64, 1 / 16, 1 / 4, 1];
export const activityBins = [0, 1, 2, 4];
export const quietBins = [0, 3, 7, 14, 30];

export function binOf(bins: readonly number[], value: number): number {
  let bin = bins.length - 1;
  while (bin > 0 && bins[bin]! > value) bin -= 1;
  return bin;
}

/** The features beyond stage and age: how many levels each has, and which one a moment is in. `edges`: the deciles of the value. */
export type Feature = { factor: ScoreFactor; size: number; ridge: number; levelOf: (point: Point) => number };

export type Sizes = { sources: number; categories: number; owners: number };

export function featuresOf({ sources, categories, owners }: Sizes, edges: readonly number[]): Feature[] {
  return [
    { factor: "source", size: sources + 2, ridge: 4, levelOf: ({ source }) => source },
    { factor: "category", size: categories + 2, ridge: 4, levelOf: ({ category }) => category },
    {
      factor: "value",
      size: edges.length + 2,
      ridge: 4,
      levelOf: ({ valueMinor }) => (valueMinor === null ? 0 : 1 + edges.filter((edge) => edge <= valueMinor).length),
    },
    { factor: "customer", size: 2, ridge: 4, levelOf: ({ isRepeat }) => (isRepeat ? 1 : 0) },
    {
      factor: "activity",
      size: quietBins.length + 1,
      ridge: 4,
      levelOf: ({ quietDays }) => (quietDays === null ? 0 : 1 + binOf(quietBins, quietDays)),
    },
    { factor: "activities", size: activityBins.length, ridge: 4, levelOf: ({ activities }) => binOf(activityBins, activities) },
    { factor: "owner", size: owners + 2, ridge: 30, levelOf: ({ owner }) => owner }, // drawn towards everybody's: a person is no reason
  ];
}

/** Nine values that part what was seen into ten equal parts; fewer where values repeat. */
export function decilesOf(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const edges = Array.from({ length: 9 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / 10)]!);
  return sorted.length < 50 ? [] : [...new Set(edges)];
}

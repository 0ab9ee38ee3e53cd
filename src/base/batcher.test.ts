import { expect, test } from "vitest";
import { createBatcher } from "./batcher.ts";

test("what arrives during a flush goes with the next one", async () => {
  const flushed: number[][] = [];
  const batcher = createBatcher<number>(async (items) => {
    flushed.push(items);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }, 4);
  await Promise.all([1, 2].map((n) => batcher.add([n])));
  const first = batcher.add([3]);
  await new Promise((resolve) => setTimeout(resolve, 1));
  await Promise.all([first, batcher.add([4]), batcher.add([5, 6]), batcher.add([7, 8, 9, 10, 11]), batcher.add([12])]);
  expect(flushed).toEqual([[1, 2], [3], [4, 5, 6], [7, 8, 9, 10, 11], [12]]);
  expect(batcher.waiting).toBe(0);
});

test("a flush that fails fails its own callers only, and the next one runs", async () => {
  const batcher = createBatcher<string>(async ([first]) => {
    if (first === "bad") throw new Error("no");
  }, 1);
  const outcomes = await Promise.allSettled([batcher.add(["good"]), batcher.add(["bad"]), batcher.add(["fine"])]);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

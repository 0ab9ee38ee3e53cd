import { expect, test } from "vitest";
import { shareOf } from "./progress.ts";

const of = (done: number, total: number | null) => ({ done, total });

test.each([
  ["half of both", { stage: "orders", customers: of(50, 50), orders: of(0, 50) }, 0.5],
  ["nothing yet", { stage: "customers", customers: of(0, 10), orders: of(0, null) }, 0],
  ["the shop does not say", { stage: "orders", customers: of(5, 5), orders: of(9_000, null) }, 0.5],
  ["all fetched, not all done", { stage: "orders", customers: of(5, 5), orders: of(5, 5) }, 0.95],
  ["an empty shop", { stage: "orders", customers: of(0, 0), orders: of(0, 0) }, 0.5],
  ["the rest", { stage: "work", customers: of(5, 5), orders: of(5, 5) }, 0.98],
] as const)("the bar when %s", (_, run, share) => {
  expect(shareOf(run)).toBe(share);
});

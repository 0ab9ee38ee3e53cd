import { expect, it } from "vitest";
import { openRandom } from "#stats/numbers/random.ts";
import { heldRanges } from "#test/customers.ts";

it("the range of what customers are worth holds what they then bring; as sure as their orders it would be too narrow", () => {
  const money = { p: 2, q: 2.2, gamma: 30 };
  const held = heldRanges({ runs: 40, count: 400, money, weeks: 26 }, openRandom(91));
  expect(held.value).toBeGreaterThanOrEqual(0.65);
  expect(held.asOrders).toBeLessThan(held.value);
});

it("a model that was far off in the half year before says so by wider ranges, and they hold; without that they would not", () => {
  const money = { p: 2, q: 2.2, gamma: 30 };
  const held = heldRanges({ runs: 20, count: 1200, money, weeks: 26, inRhythm: true }, openRandom(92));
  expect(held.orders).toBeLessThan(0.3);
  expect(held.checked).toBeGreaterThanOrEqual(0.7);
});

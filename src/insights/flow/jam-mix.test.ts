import { expect, it } from "vitest";
import type { MixRow } from "./jam-counts.ts";
import { mixOf } from "./jam-mix.ts";

/** Half of those who look at tea go on, one in ten of the others; more of them look at tea now. */
function rows(dimension: MixRow["dimension"], other: string): MixRow[] {
  const part = (key: string, current: boolean, n: number, events: number) => ({ dimension, key, stage: "awareness", current, n, events });
  return [part("tea", false, 400, 200), part(other, false, 600, 60), part("tea", true, 600, 300), part(other, true, 400, 40)];
}

it("knows who came in by what was known then, and not by a category that is written by going on", () => {
  expect(mixOf(rows("category", "pots"))).toMatchObject({
    dimension: "category",
    effect: expect.closeTo(0.08, 6),
    rate: expect.closeTo(0, 9),
  });
  expect(mixOf(rows("category", "none"))).toBeNull();
  expect(mixOf(rows("source", "none"))).toMatchObject({ dimension: "source", effect: expect.closeTo(0.08, 6) });
});

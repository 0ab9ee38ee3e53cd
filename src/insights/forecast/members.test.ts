import { expect, it } from "vitest";
import { dayNumber } from "./calendar.ts";
import type { History } from "./history.ts";
import type { Known } from "./learn.ts";
import { membersAt } from "./members.ts";

/** A shop that sells for 1,000 each day, two and a half years long. */
const yesterday = dayNumber("2026-03-30");
const days = Float64Array.from({ length: 912 }, (_, i) => yesterday - i);
const history = { won: { day: days, sum: days.map(() => 1_000) } } as unknown as History;
const known = { months: 29, season: 12, series: Array.from({ length: 29 }, () => 30_400) } as unknown as Known;

it.each([
  [1, 1 / 24],
  [10, 0.5],
  [1, 1],
])("every way to forecast knows how much of the first of %i days is still to come: %f", (length, share) => {
  const simulated = 1_000 * (length - 1 + share);
  const said = membersAt(history, known, yesterday, { from: yesterday + 1, to: yesterday + length }, simulated, share);
  for (const value of said) expect(value! / simulated).toBeCloseTo(1, 1);
});

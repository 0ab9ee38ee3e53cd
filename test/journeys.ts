import type { NewLedgerRow } from "#ledger/row.ts";
import { drawPoisson } from "#stats/numbers/draw.ts";
import { openRandom } from "#stats/numbers/random.ts";
import { contactRow, day, lostRow, wonRow, type Scene } from "./ledger.ts";

type Wish = {
  seed: number;
  endMs: number;
  weeks: number;
  perWeek?: number;
  /** Share won from week `from` on until week `back`; 60 % otherwise. */
  rate?: number;
  from?: number;
  back?: number;
  /** Only of this source. */
  only?: "newsletter" | "search";
};

/** What a shop writes of whose journeys the truth is known: so many a week, won or lost within a day and a bit, half from a newsletter, half tea. */
export function buildJourneys(
  scene: Scene,
  { seed, endMs, weeks, perWeek = 40, rate = 0.6, from = weeks, back = weeks, only }: Wish,
): NewLedgerRow[] {
  const random = openRandom(seed);
  const startMs = endMs - weeks * 7 * day;
  const rows: NewLedgerRow[] = [contactRow({ leadAt: startMs })];
  for (let week = 0; week < weeks; week += 1) {
    for (let n = drawPoisson(random, perWeek); n > 0; n -= 1) {
      const at = startMs + week * 7 * day + Math.floor(random.uniform() * 7 * day);
      const closedAt = Math.min(endMs, at + Math.floor((0.1 + random.uniform()) * day));
      const touchSource = random.uniform() < 0.5 ? "newsletter" : "search";
      const changed = week >= from && week < back && (only === undefined || only === touchSource);
      const words = { touchSource, category: random.uniform() < 0.5 ? "tea" : "pots" };
      const path = [["interest", at] as const, ["decision", Math.min(closedAt, at + 3_600_000)] as const];
      const valueMinor = 4_000 + Math.floor(random.uniform() * 6_000);
      if (random.uniform() < (changed ? rate : 0.6))
        rows.push(wonRow(scene, { ...words, path: [...path, ["purchase", closedAt]], valueMinor }));
      else rows.push(lostRow(scene, { ...words, path, closedAt }));
    }
  }
  return rows;
}

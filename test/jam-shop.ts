import { drawBinomial } from "#stats/numbers/draw.ts";
import { openRandom, type Random } from "#stats/numbers/random.ts";
import type { NewLedgerRow } from "#ledger/row.ts";
import { day, dealRow, lostRow, wonRow, type Scene } from "./ledger.ts";

export const windowDays = 91;
export const worth = 10_000;

/** A shop of four stages, by quarter (−1 its first, in which nothing was decided yet at first, 4 the one that is judged). */
export type JamShop = {
  deals(quarter: number): number;
  conversion(stage: number, quarter: number, source: string): number;
  /** Days in a stage. */ days?(stage: number, quarter: number): number;
  source?(random: Random, quarter: number): string;
};

const way = ["awareness", "interest", "evaluation", "decision", "purchase"];
export const usual = [0.4, 0.5, 0.6, 0.7];

/** The ledger of a shop as of an instant: six quarters of deals with known chances and times. */
export function jamRows(scene: Pick<Scene, "pipelineId">, shop: JamShop, seed: number, now: number): NewLedgerRow[] {
  const random = openRandom(seed);
  const rows: NewLedgerRow[] = [];
  for (let quarter = -1; quarter < 5; quarter += 1) {
    const end = now - (4 - quarter) * windowDays * day;
    for (let i = 0; i < shop.deals(quarter); i += 1) {
      const touchSource = shop.source?.(random, quarter) ?? "search";
      let at = end - random.uniform() * windowDays * day;
      const path: [string, number][] = [[way[0]!, at]];
      let [lostAt, stage] = [0, 0];
      for (; stage < 4; stage += 1) {
        at += Math.ceil(-Math.log(random.uniform()) * (shop.days?.(stage, quarter) ?? 3) * day);
        if (drawBinomial(random, 1, shop.conversion(stage, quarter, touchSource)) === 0) {
          lostAt = at;
          break;
        }
        path.push([way[stage + 1]!, at]);
      }
      const seen = path.filter(([, entered]) => entered <= now);
      const words = { path: seen, touchSource };
      if (lostAt > 0 && lostAt <= now) rows.push(lostRow(scene, { ...words, closedAt: lostAt }));
      else if (seen.at(-1)![0] === "purchase") rows.push(wonRow(scene, { ...words, valueMinor: worth }));
      else rows.push(dealRow(scene, words));
    }
  }
  return rows;
}

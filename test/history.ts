import { newId } from "#base/ids.ts";
import type { Random } from "#stats/numbers/random.ts";
import { day, dealRow, lostRow, wonRow, type Scene } from "./ledger.ts";

/** Deals that came one after the other over so many months until yesterday, went through the shop's stages and were won or lost, or still are open. */
export async function fillHistory(
  scene: Scene,
  { deals, months, random, allWon = false }: { deals: number; months: number; random: Random; allWon?: boolean },
): Promise<void> {
  const end = Date.now() - day;
  const rows = Array.from({ length: deals }, (_, i) => {
    const opened = Math.round(end - (months * 30.4 * day * (deals - i)) / deals);
    const walk = {
      id: newId(),
      ownerId: `u${i % 3}`,
      touchSource: i % 2 === 0 ? "google" : "letter",
      path: [["awareness", opened]] as [string, number][],
    };
    let at = opened + Math.ceil(random.uniform() * 12 * day);
    if (at > end) return dealRow(scene, walk);
    walk.path.push(["interest", at]);
    at += Math.ceil(random.uniform() * 25 * day);
    if (at > end) return dealRow(scene, walk);
    const value = Math.round(20_000 * Math.exp(random.uniform()));
    return random.uniform() < 0.55 || allWon
      ? wonRow(scene, { ...walk, path: [...walk.path, ["purchase", at]], valueMinor: value, closedAt: at })
      : lostRow(scene, { ...walk, closedAt: at });
  });
  for (let from = 0; from < rows.length; from += 500) await scene.write(rows.slice(from, from + 500));
}

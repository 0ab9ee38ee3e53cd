import { directVisit, pages } from "./catalog.ts";
import { fillBasket, wantedProduct } from "./basket.ts";
import { personOf } from "./people.ts";
import { randomFrom } from "./random.ts";
import type { Shop } from "./life.ts";
import { voiceOf, type Emit, type Scene } from "./voice.ts";

const day = 86_400_000;
const everyDays = 16;

/**
 * Two people who share one tablet: each logs in on it, looks around and orders, in turns. They must stay two.
 * Tells their visit in the hour from `hourMs` on, if there is one.
 */
export function tellHousehold(shop: Shop, seed: string, openedMs: number, hourMs: number, emit: Emit): void {
  const evening = hourMs - openedMs - 18 * 3_600_000;
  if (evening < 0 || evening % (everyDays * day) !== 0) return;
  const turn = evening / (everyDays * day);
  const who = turn % 2;
  const random = randomFrom(`${seed}/household/${turn}`);
  const scene: Scene = {
    id: `h${who}-${turn}`,
    atMs: hourMs + Math.floor(random() * 1_800_000),
    device: "d-household",
    userId: `k-h${who}`,
    person: { ...personOf(who, shop.language, "past"), email: `${who === 0 ? "kim" : "alex"}@familie.example` },
    language: shop.language,
    currency: shop.currency,
  };
  const voice = voiceOf(scene, emit);
  const wanted = wantedProduct(random, scene.atMs, false);
  const lines = fillBasket(random, wanted, scene.atMs, false);
  const acts = [
    () => voice.identify(),
    () => voice.page(pages.home, directVisit),
    () => voice.view({ product: wanted, quantity: 1 }),
    ...lines.map((line) => () => voice.add(line, `c-${scene.id}`)),
    () => voice.checkout(lines, `c-${scene.id}`),
    () => voice.order(lines, `c-${scene.id}`, `TH${who}-${turn}`),
  ];
  for (const act of acts) {
    act();
    scene.atMs += 60_000 + Math.floor(random() * 120_000);
  }
}

import { fillBasket, wantedProduct } from "./basket.ts";
import { directVisit, newsletter, pages, retailCampaigns, wholesaleCampaigns, type Campaign, type Language, type Page } from "./catalog.ts";
import type { Line } from "./messages.ts";
import { buyerOf, personOf } from "./people.ts";
import { between, chance, logNormal, pickWeighted, type Random } from "./random.ts";
import { wakefulness } from "./rhythm.ts";
import { longestDays, trueHazards, trueShares, type Gate, type PlantedChange } from "./truth.ts";
import { voiceOf, type Emit, type Scene } from "./voice.ts";

const minute = 60_000;
const day = 86_400_000;

/** No life is told for longer, so that the shop's present needs no more than this of its past. */
export const longestLifeMs = 730 * day;

export type Shop = { language: Language; currency: string; change?: PlantedChange };

/**
 * A visitor is a number that no other of the same era has, the moment of the first page, and a random stream.
 * `live`: somebody who comes while people watch; minutes pass in seconds, and there is one visit only.
 */
export type Birth = { number: number; bornMs: number; era: "past" | "live"; random: Random };

/** Tells a visitor's whole life, from the first page over orders and later visits to the last. */
export function tellLife(shop: Shop, birth: Birth, emit: Emit): void {
  const { random, era, number } = birth;
  const wholesale = chance(random, era === "live" ? 0.01 : trueShares.wholesale);
  const truth = wholesale ? trueHazards.wholesale : trueHazards.retail;
  const id = (era === "live" ? "l" : "p") + number.toString(36);
  const person = wholesale ? buyerOf(number, shop.language, era) : personOf(number, shop.language, era);
  const campaign = pickWeighted(random, wholesale ? wholesaleCampaigns : retailCampaigns);
  const scene: Scene = { id, atMs: birth.bornMs, device: `d-${id}`, person, language: shop.language, currency: shop.currency };
  const voice = voiceOf(scene, emit);
  const account = chance(random, trueShares.account);
  let devices = 1;
  let carts = 0;
  let reachable = false;
  let identified = false;

  const wait = (from: number, to: number) => {
    scene.atMs += Math.round(between(random, from, to) * (era === "live" ? 0.12 : 1) * minute);
  };
  const land = (how: Campaign, page: Page = how.landing) => voice.page(page, how);
  const landAgain = (page?: Page) =>
    land(reachable && chance(random, 0.35) ? newsletter : chance(random, 0.6) ? directVisit : campaign, page);
  const sleep = (medianDays: number, sigma: number, atMost: number) => {
    const beganMs = scene.atMs;
    for (let tries = 0; tries < 5; tries += 1) {
      scene.atMs = beganMs + Math.round(Math.min(atMost, Math.max(0.1, logNormal(random, medianDays, sigma))) * day);
      if (chance(random, wakefulness(scene.atMs))) break;
    }
  };
  /** Lets the gate's time pass; true when the visitor left in between and came back. */
  const pass = (gate: Gate) => {
    const sameVisit = chance(random, gate.sameVisit) || era === "live";
    if (sameVisit) wait(0.7, 6);
    else sleep(gate.medianDays, gate.sigma, longestDays);
    return !sameVisit;
  };
  const identify = () => {
    if (account) scene.userId = `k-${id}`;
    voice.identify();
    reachable = true;
    identified = true;
  };
  const subscribe = () => {
    wait(0.3, 2);
    voice.subscribe();
    reachable = true;
  };
  const useOtherDevice = () => {
    scene.device = `d-${id}-${devices}`;
    delete scene.userId;
    devices += 1;
  };

  /** From the cart to the order. True when it was ordered. */
  const shopFor = (lines: Line[], likely: { evaluation: number; decision: number }, first: boolean): boolean => {
    if (!chance(random, likely.evaluation)) {
      if (first && era === "past" && chance(random, 0.12)) {
        sleep(2, 0.6, longestDays);
        landAgain();
        wait(0.5, 2);
        voice.view({ product: wantedProduct(random, scene.atMs, wholesale), quantity: 1 });
      }
      return false;
    }
    const cartId = `c-${id}-${carts}`;
    const orderId = `T${id.toUpperCase()}-${carts + 1}`;
    carts += 1;
    if (first) {
      if (pass(truth.gates.evaluation)) landAgain();
    } else wait(1, 5);
    for (const line of lines) {
      wait(0.3, 2);
      voice.add(line, cartId);
    }
    if (lines.length > 2 && chance(random, 0.1)) {
      wait(0.2, 1);
      voice.remove(lines.pop()!, cartId);
    }
    if (wholesale) {
      if (!identified) identify();
    } else if (chance(random, 0.2)) {
      wait(0.2, 1);
      voice.viewCart(lines, cartId);
    }

    if (!chance(random, likely.decision)) return false;
    if (pass(truth.gates.decision)) {
      if (reachable && chance(random, trueShares.secondDevice)) useOtherDevice();
      landAgain(pages.cart);
      wait(0.5, 2);
    }
    if (wholesale && chance(random, 0.6)) {
      voice.requestQuote(lines);
      wait(10, 50);
    }
    voice.checkout(lines, cartId);
    const startedMs = scene.atMs;
    if (chance(random, trueShares.mailKnownAtCheckout) || reachable) {
      wait(0.3, 1.5);
      identify();
    }

    const change = shop.change && !wholesale && startedMs >= shop.change.atMs ? shop.change : undefined;
    if (!chance(random, change?.purchase ?? truth.gates.purchase.probability)) {
      if (chance(random, 0.3)) {
        wait(0.5, 2);
        voice.pay(cartId);
      }
      return false;
    }
    if (pass(truth.gates.purchase)) landAgain(pages.cart);
    if (!identified) identify();
    if (chance(random, 0.7)) {
      wait(0.3, 1);
      voice.pay(cartId);
    }
    wait(0.3, 2);
    voice.order(lines, cartId, orderId);
    const orderedMs = scene.atMs;
    if (chance(random, trueShares.cancelled)) {
      scene.atMs = orderedMs + Math.round(between(random, 0.05, 1) * day);
      voice.cancel(orderId);
    } else if (chance(random, trueShares.refunded)) {
      scene.atMs = orderedMs + Math.round(between(random, 4, 15) * day);
      voice.refund(chance(random, 0.5) ? lines : lines.slice(0, 1), orderId);
    }
    scene.atMs = orderedMs;
    return true;
  };

  land(campaign);
  if (chance(random, 0.2)) {
    wait(0.3, 2);
    voice.page(chance(random, 0.6) ? pages.shipping : pages.about);
  }
  if (!chance(random, truth.gates.interest.probability)) {
    if (era === "past" && chance(random, 0.1)) {
      sleep(3, 0.6, longestDays);
      landAgain();
    }
    return;
  }
  if (pass(truth.gates.interest)) landAgain();
  if (chance(random, trueShares.newsletterFirst)) subscribe();
  const wanted = wantedProduct(random, scene.atMs, wholesale);
  if (chance(random, 0.12)) {
    voice.search(wanted.name[shop.language]);
    wait(0.2, 1);
  }
  voice.view({ product: wanted, quantity: 1 });
  if (chance(random, 0.45)) {
    wait(0.4, 3);
    voice.view({ product: wantedProduct(random, scene.atMs, wholesale), quantity: 1 });
  }
  if (!reachable && chance(random, trueShares.newsletterAfterProduct)) subscribe();
  const gates = truth.gates;
  let ordered = shopFor(
    fillBasket(random, wanted, scene.atMs, wholesale),
    { evaluation: gates.evaluation.probability, decision: gates.decision.probability },
    true,
  );
  if (!ordered || era === "live") return;

  for (;;) {
    const { comesBack } = truth;
    if (!chance(random, ordered ? comesBack.afterOrder : comesBack.afterNothing)) return;
    sleep(ordered ? comesBack.medianDays : comesBack.afterNothingMedianDays, comesBack.sigma, 300);
    if (scene.atMs - birth.bornMs > longestLifeMs - 30 * day) return;
    const otherDevice = chance(random, trueShares.secondDevice);
    if (otherDevice) useOtherDevice();
    landAgain();
    if (otherDevice) {
      wait(0.2, 1);
      identify();
    }
    wait(0.5, 3);
    const again = wantedProduct(random, scene.atMs, wholesale);
    voice.view({ product: again, quantity: 1 });
    ordered = shopFor(fillBasket(random, again, scene.atMs, wholesale), truth.returning, false);
  }
}

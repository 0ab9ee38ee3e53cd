import { dayMs } from "#base/clock.ts";
import { fillBasket, wantedProduct } from "./basket.ts";
import { pages } from "./catalog.ts";
import {
  beginLife,
  comeBack,
  identify,
  land,
  pass,
  stayAway,
  subscribe,
  useOtherDevice,
  wait,
  type Birth,
  type Life,
  type Shop,
} from "./life.ts";
import type { Line } from "./messages.ts";
import { between, chance } from "./random.ts";
import { longestDays, trueShares } from "./truth.ts";
import type { Emit } from "./voice.ts";

/** No life is told for longer, so that the shop's present needs no more than this of its past. */
export const longestLifeMs = 730 * dayMs;

/** Tells a visitor's whole life, from the first page over orders and later visits to the last. */
export function tellLife(shop: Shop, birth: Birth, emit: Emit): void {
  const life = beginLife(shop, birth, emit);
  const { random, truth, scene, isLive } = life;
  let ordered: boolean | undefined = tellFirstJourney(life);
  while (ordered !== undefined && !isLive) {
    const { comesBack } = truth;
    if (!chance(random, ordered ? comesBack.afterOrder : comesBack.afterNothing)) return;
    stayAway(life, ordered ? comesBack.medianDays : comesBack.afterNothingMedianDays, comesBack.sigma, 300);
    if (scene.atMs - birth.bornMs > longestLifeMs - 30 * dayMs) return;
    ordered = tellLaterVisit(life);
  }
}

/** Whether it ended with an order; undefined for those who never came that far and are not seen again. */
function tellFirstJourney(life: Life): true | undefined {
  const { random, truth, scene, voice, isWholesale, shop } = life;
  land(life);
  if (chance(random, 0.2)) {
    wait(life, 0.3, 2);
    voice.page(chance(random, 0.6) ? pages.shipping : pages.about);
  }
  if (!chance(random, truth.gates.interest.probability)) {
    lookInAgain(life, 0.1);
    return undefined;
  }
  if (pass(life, truth.gates.interest)) comeBack(life);
  if (chance(random, trueShares.newsletterFirst)) subscribe(life);
  const wanted = wantedProduct(random, scene.atMs, isWholesale);
  if (chance(random, 0.12)) {
    voice.search(wanted.name[shop.language]);
    wait(life, 0.2, 1);
  }
  voice.view({ product: wanted, quantity: 1 });
  if (chance(random, 0.45)) viewAnother(life);
  if (!life.isReachable && chance(random, trueShares.newsletterAfterProduct)) subscribe(life);

  if (!chance(random, truth.gates.evaluation.probability)) {
    if (lookInAgain(life, 0.12)) viewAnother(life);
    return undefined;
  }
  if (pass(life, truth.gates.evaluation)) comeBack(life);
  const lines = fillCart(life, fillBasket(random, wanted, scene.atMs, isWholesale));
  return checkOut(life, lines, truth.gates.decision.probability) || undefined;
}

/** A buyer's visit after an order; true when it ends with another. */
function tellLaterVisit(life: Life): boolean {
  const { random, truth, scene, voice, isWholesale } = life;
  const otherDevice = chance(random, trueShares.secondDevice);
  if (otherDevice) useOtherDevice(life);
  comeBack(life);
  if (otherDevice) {
    wait(life, 0.2, 1);
    identify(life);
  }
  wait(life, 0.5, 3);
  const wanted = wantedProduct(random, scene.atMs, isWholesale);
  voice.view({ product: wanted, quantity: 1 });
  if (!chance(random, truth.returning.evaluation)) return false;
  wait(life, 1, 5);
  const lines = fillCart(life, fillBasket(random, wanted, scene.atMs, isWholesale));
  return checkOut(life, lines, truth.returning.decision);
}

function viewAnother(life: Life): void {
  wait(life, 0.4, 3);
  life.voice.view({ product: wantedProduct(life.random, life.scene.atMs, life.isWholesale), quantity: 1 });
}

/** One more visit that leads to nothing. */
function lookInAgain(life: Life, probability: number): boolean {
  if (life.isLive || !chance(life.random, probability)) return false;
  stayAway(life, 2.5, 0.6, longestDays);
  comeBack(life);
  return true;
}

/** Puts the basket into the cart line by line; returns what stays in it. */
function fillCart(life: Life, basket: readonly Line[]): Line[] {
  const { random, voice, isWholesale } = life;
  const lines = [...basket];
  for (const line of lines) {
    wait(life, 0.3, 2);
    voice.add(line, cartOf(life));
  }
  if (lines.length > 2 && chance(random, 0.1)) {
    wait(life, 0.2, 1);
    voice.remove(lines.pop()!, cartOf(life));
  }
  if (isWholesale && !life.isIdentified) identify(life);
  if (!isWholesale && chance(random, 0.2)) {
    wait(life, 0.2, 1);
    voice.viewCart(lines, cartOf(life));
  }
  return lines;
}

function cartOf({ id, carts }: Life): string {
  return `c-${id}-${carts}`;
}

/** From the full cart to the order; true when it was ordered. */
function checkOut(life: Life, lines: readonly Line[], probability: number): boolean {
  const { random, truth, scene, voice, shop, isWholesale } = life;
  if (!chance(random, probability)) return false;
  if (pass(life, truth.gates.decision)) {
    if (life.isReachable && chance(random, trueShares.secondDevice)) useOtherDevice(life);
    comeBack(life, pages.cart);
    wait(life, 0.5, 2);
  }
  if (isWholesale && chance(random, 0.6)) {
    voice.requestQuote(lines);
    wait(life, 10, 50);
  }
  voice.checkout(lines, cartOf(life));
  const change = shop.change && !isWholesale && scene.atMs >= shop.change.atMs ? shop.change : undefined;
  if (chance(random, trueShares.mailKnownAtCheckout) || life.isReachable) {
    wait(life, 0.3, 1.5);
    identify(life);
  }
  if (!chance(random, change?.purchase ?? truth.gates.purchase.probability)) {
    if (chance(random, 0.3)) enterPayment(life);
    return false;
  }
  if (pass(life, truth.gates.purchase)) comeBack(life, pages.cart);
  if (!life.isIdentified) identify(life);
  if (chance(random, 0.7)) enterPayment(life);
  order(life, lines);
  return true;
}

function enterPayment(life: Life): void {
  wait(life, 0.5, 2);
  life.voice.pay(cartOf(life));
}

/** The order, and what sometimes follows it; the visitor's own time goes on from the order. */
function order(life: Life, lines: readonly Line[]): void {
  const { random, scene, voice, id } = life;
  wait(life, 0.3, 2);
  const orderId = `T${id.toUpperCase()}-${life.carts + 1}`;
  voice.order(lines, cartOf(life), orderId);
  life.carts += 1;
  const orderedMs = scene.atMs;
  if (chance(random, trueShares.cancelled)) {
    scene.atMs = orderedMs + Math.round(between(random, 0.05, 1) * dayMs);
    voice.cancel(orderId);
  } else if (chance(random, trueShares.refunded)) {
    scene.atMs = orderedMs + Math.round(between(random, 4, 15) * dayMs);
    voice.refund(chance(random, 0.5) ? lines : lines.slice(0, 1), orderId);
  }
  scene.atMs = orderedMs;
}

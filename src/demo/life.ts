import { dayMs } from "#base/clock.ts";
import { directVisit, newsletter, retailCampaigns, wholesaleCampaigns, type Campaign, type Language, type Page } from "./catalog.ts";
import { buyerOf, personOf } from "./people.ts";
import { between, chance, logNormal, pickWeighted, type Random } from "./random.ts";
import { wakefulness } from "./rhythm.ts";
import { longestDays, trueHazards, trueShares, type Gate, type Hazards, type PlantedChange } from "./truth.ts";
import { voiceOf, type Emit, type Scene } from "./voice.ts";

const minuteMs = 60_000;

export type Shop = { language: Language; currency: string; change?: PlantedChange };

/**
 * A visitor is a number that no other of the same era has, the moment of the first page, and a random stream.
 * `live`: somebody who comes while people watch; minutes pass in seconds, and there is one visit only.
 */
export type Birth = { number: number; bornMs: number; era: "past" | "live"; random: Random };

/** A visitor under way. What happens next changes it. */
export type Life = {
  id: string;
  shop: Shop;
  random: Random;
  isLive: boolean;
  isWholesale: boolean;
  truth: Hazards;
  campaign: Campaign;
  hasAccount: boolean;
  scene: Scene;
  voice: ReturnType<typeof voiceOf>;
  devices: number;
  carts: number;
  /** The shop knows an address. */
  isReachable: boolean;
  /** The shop knows a name. */
  isIdentified: boolean;
};

export function beginLife(shop: Shop, { random, era, number, bornMs }: Birth, emit: Emit): Life {
  const isLive = era === "live";
  const isWholesale = chance(random, isLive ? 0.01 : trueShares.wholesale);
  const id = (isLive ? "l" : "p") + number.toString(36);
  const person = isWholesale ? buyerOf(number, shop.language, era) : personOf(number, shop.language, era);
  const campaign = pickWeighted(random, isWholesale ? wholesaleCampaigns : retailCampaigns);
  const scene: Scene = { id, atMs: bornMs, device: `d-${id}`, person, language: shop.language, currency: shop.currency };
  return {
    id,
    shop,
    random,
    isLive,
    isWholesale,
    truth: isWholesale ? trueHazards.wholesale : trueHazards.retail,
    campaign,
    hasAccount: chance(random, trueShares.account),
    scene,
    voice: voiceOf(scene, emit),
    devices: 1,
    carts: 0,
    isReachable: false,
    isIdentified: false,
  };
}

/** Minutes within a visit. */
export function wait({ scene, random, isLive }: Life, fromMinutes: number, toMinutes: number): void {
  scene.atMs += Math.round(between(random, fromMinutes, toMinutes) * (isLive ? 0.12 : 1) * minuteMs);
}

/** Days between visits; people rarely come back in the night. */
export function stayAway({ scene, random }: Life, medianDays: number, sigma: number, atMostDays: number): void {
  const beganMs = scene.atMs;
  for (let tries = 0; tries < 5; tries += 1) {
    scene.atMs = beganMs + Math.round(Math.min(atMostDays, Math.max(0.1, logNormal(random, medianDays, sigma))) * dayMs);
    if (chance(random, wakefulness(scene.atMs))) break;
  }
}

/** Lets the gate's time pass; true when the visitor left in between and is back now. */
export function pass(life: Life, gate: Gate): boolean {
  const sameVisit = chance(life.random, gate.sameVisit) || life.isLive;
  if (sameVisit) wait(life, 0.7, 6);
  else stayAway(life, gate.medianDays, gate.sigma, longestDays);
  return !sameVisit;
}

export function land({ voice, campaign }: Life): void {
  voice.page(campaign.landing, campaign);
}

export function comeBack({ voice, campaign, random, isReachable }: Life, page?: Page): void {
  const how = isReachable && chance(random, 0.35) ? newsletter : chance(random, 0.6) ? directVisit : campaign;
  voice.page(page ?? how.landing, how);
}

export function identify(life: Life): void {
  if (life.hasAccount) life.scene.userId = `k-${life.id}`;
  life.voice.identify();
  life.isReachable = true;
  life.isIdentified = true;
}

export function subscribe(life: Life): void {
  wait(life, 0.3, 2);
  life.voice.subscribe();
  life.isReachable = true;
}

/** From now on on another device, where nobody has logged in yet. */
export function useOtherDevice(life: Life): void {
  life.scene.device = `d-${life.id}-${life.devices}`;
  delete life.scene.userId;
  life.devices += 1;
}

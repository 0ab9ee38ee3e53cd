import type { Seal } from "#base/seal.ts";
import type { Secret } from "./signature.ts";

/**
 * What a Shopware shop and Sluice agreed on when the app was installed there, sealed with the source. The app's own secret, which is in its
 * manifest, only opens the door to that; `secret` is what the shop signs events with. `pending` waits for the shop's confirmation.
 */
export type App = {
  /** Null once the app's secret was replaced: then another shop may install the app. */
  shopId: string | null;
  secret?: string;
  previous?: Secret;
  pending?: { shopId: string; secret: string };
};

export function openApp(sealed: string | null, seal: Seal): App {
  return sealed === null ? { shopId: null } : (JSON.parse(seal.open(sealed)) as App);
}

export function sealApp(app: App, seal: Seal): string {
  return seal.seal(JSON.stringify(app));
}

/** The secrets that may sign the shop's events. */
export function secretsOf({ secret, previous }: App): Secret[] {
  return [...(secret === undefined ? [] : [{ secret, untilMs: Number.POSITIVE_INFINITY }]), ...(previous ? [previous] : [])];
}

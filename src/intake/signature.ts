import { createHmac, timingSafeEqual } from "node:crypto";
import { now } from "#base/clock.ts";
import { limits } from "#base/limits.ts";
import { refuse } from "#base/refusal.ts";

/** A secret and until when it may sign. */
export type Secret = { secret: string; untilMs: number };

/** How a sender writes 32 bytes: Shopify and WooCommerce in base64, Shopware and our own plugins in hex. */
export type Writing = "base64" | "hex";

/** The one of the secrets that signed these bytes by HMAC-SHA256; undefined when none did. */
export function signerOf(
  secrets: readonly Secret[],
  bytes: Buffer | string,
  signature: string | undefined,
  writing: Writing,
): string | undefined {
  const given = Buffer.from(signature ?? "", writing);
  if (given.length !== 32) return undefined;
  return secrets.find(
    ({ secret, untilMs }) => untilMs > now() && timingSafeEqual(createHmac("sha256", secret).update(bytes).digest(), given),
  )?.secret;
}

export function hexHmac(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}

/** Whoever caught a signed request could send it again; so an old one is refused. `sentAtMs` is what the sender signed along. */
export function refuseStale(sentAtMs: number): void {
  if (!(Math.abs(now() - sentAtMs) <= limits.signedMs))
    throw refuse("unauthenticated", "stale_timestamp", { maxSeconds: limits.signedMs / 1000 });
}

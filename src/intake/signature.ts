import { createHmac, timingSafeEqual } from "node:crypto";
import { now } from "#base/clock.ts";
import type { KnownSource } from "./source-cache.ts";

/** True when one of the source's secrets signed these bytes: HMAC-SHA256 in base64, as Shopify and WooCommerce write it. */
export function isSigned(source: KnownSource, bytes: Buffer, signature: string | undefined): boolean {
  const given = Buffer.from(signature ?? "", "base64");
  if (given.length !== 32) return false;
  return source.secrets.some(
    ({ secret, untilMs }) => untilMs > now() && timingSafeEqual(createHmac("sha256", secret).update(bytes).digest(), given),
  );
}

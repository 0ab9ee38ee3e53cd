import type { Belief } from "../contract.ts";
import type { BeliefContext } from "./context.ts";
import type { Known } from "./believe.ts";

const shops = new Set(["shopify", "woocommerce"]);

/**
 * Whose ids the file's are. A shop's own export has the ids that its webhooks have; another program's must not meet them by chance.
 * Sets `plan.scope`.
 */
export function scopeOf({ at, found, plan }: Known, { sources }: BeliefContext): Belief[] {
  if (found.kind === "none" || found.kind === "events") return [];
  const vendor = found.known?.vendor;
  const connected = sources.filter(({ kind }) => kind === vendor);
  if (vendor && connected.length > 0) {
    plan.scope = connected[0]!.scope;
    return [
      {
        about: `${at}.scope`,
        strength: connected.length === 1 ? "sure" : "likely",
        code: "scope_of_shop",
        details: { shop: vendor, count: connected.length },
      },
    ];
  }
  const hasShop = sources.some(({ kind }) => shops.has(kind));
  plan.scope = vendor && !shops.has(vendor) ? vendor : hasShop ? (vendor ?? "files") : "";
  if (plan.scope === "") return [];
  return [{ about: `${at}.scope`, strength: "likely", code: "scope_of_its_own", details: { scope: plan.scope } }];
}

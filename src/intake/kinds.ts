import type { SourceKind } from "./sources/translate.ts";

/** Sources that sign what they send, and the room under `/hooks/` by which it comes in. */
const rooms = {
  shopify: "shopify",
  woocommerce: "woocommerce",
  shopware: "shopware",
  vendure: "sluice",
  medusa: "sluice",
  sluice: "sluice",
} as const satisfies Partial<Record<SourceKind, string>>;

type SigningKind = keyof typeof rooms;

export const signingKinds = Object.keys(rooms) as SigningKind[];

/** True for sources that have a secret instead of a write key; their customer and order numbers are the shop's own. */
export function signs(kind: string): kind is SigningKind {
  return Object.hasOwn(rooms, kind);
}

export function roomOf(kind: SigningKind): (typeof rooms)[SigningKind] {
  return rooms[kind];
}

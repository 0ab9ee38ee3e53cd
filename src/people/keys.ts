import type { Who } from "#ledger/fact.ts";

/**
 * An identity key: a letter that tells its kind, a colon, the value. `a` anonymous device or cart (weak), `u` user id, `e` e-mail, `p` phone,
 * `c` the shop's customer id with its scope, `x` name and company from a file, likewise, `o` an order that names nobody, `m` a contact made by hand, `j` what a person chose
 * when joining two: it goes with the merge.
 */
export type Key = string;

export type Keys = { strong: Key[]; weak: Key[] };

/** The keys that a fact's `who` amounts to, the strongest first. `scope` keeps customer ids of two shops apart. */
export function keysOf(who: Who, scope: string): Keys {
  const strong: Key[] = [];
  const weak: Key[] = [];
  if (who.userId) strong.push(`u:${who.userId}`);
  if (who.customerId) strong.push(`c:${scope}:${who.customerId}`);
  if (who.email) strong.push(`e:${who.email}`);
  if (who.phone) strong.push(`p:${who.phone}`);
  if (who.named) strong.push(`x:${scope}:${who.named}`);
  if (who.anonymousId) weak.push(`a:${who.anonymousId}`);
  if (who.previousId) {
    if (who.previousId !== who.userId) strong.push(`u:${who.previousId}`);
    if (!who.anonymousId) weak.push(`a:${who.previousId}`);
  }
  return { strong, weak };
}

export type IdentityKind = "anonymous" | "user" | "email" | "phone" | "customer";

const kinds: Record<string, IdentityKind> = { a: "anonymous", u: "user", e: "email", p: "phone", c: "customer" };

/** How a key is shown; undefined for keys that are only bookkeeping. */
export function describeKey(key: Key): { kind: IdentityKind; value: string } | undefined {
  const kind = kinds[key[0]!];
  if (!kind) return undefined;
  const value = key.slice(2);
  return { kind, value: kind === "customer" ? value.slice(value.indexOf(":") + 1) : value };
}

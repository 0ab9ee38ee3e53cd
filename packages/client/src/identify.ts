import { createHash } from "node:crypto";
import type { Draft, Fact } from "./fact.ts";

/**
 * Gives a fact an id made of what it says, so that the same thing told twice has the same id and Sluice keeps it once, whichever process
 * told it and however often.
 */
export function identify(draft: Draft): Fact {
  const about = draft.order?.externalId ?? draft.who.anonymousId ?? draft.who.customerId ?? "x";
  const hash = createHash("sha256").update(JSON.stringify(draft)).digest("hex").slice(0, 24);
  return { id: `${draft.type}:${about.slice(0, 100)}:${hash}`, ...draft };
}

import { now } from "#base/clock.ts";
import { refuse } from "#base/refusal.ts";

const windowMs = 60_000;
const maxAddresses = 10_000;
/** A shop that mistyped its key sends far fewer; who guesses keys sends more. */
const allowed = 2_000;

/** Counts wrong keys of an address. Past 2,000 in a minute it is told 429 without a look at the database; right keys are never held up. */
export type WrongKeys = { check(address: string): void; count(address: string): void };

export function createWrongKeys(): WrongKeys {
  const seen = new Map<string, { count: number; sinceMs: number }>();

  function current(address: string) {
    const held = seen.get(address);
    return held && held.sinceMs > now() - windowMs ? held : undefined;
  }

  return {
    check(address) {
      const held = current(address);
      if (held && held.count >= allowed)
        throw refuse("too_many", "too_many_wrong_keys", { retryAfter: Math.ceil((held.sinceMs + windowMs - now()) / 1000) });
    },
    count(address) {
      const held = current(address);
      if (held) held.count += 1;
      else {
        if (seen.size >= maxAddresses) seen.delete(seen.keys().next().value!);
        seen.delete(address);
        seen.set(address, { count: 1, sinceMs: now() });
      }
    },
  };
}

import { now } from "#base/clock.ts";
import { refuse } from "#base/refusal.ts";

/**
 * Slows down guessing: so many failures for one key (an e-mail address, a network address) within a quarter of an hour, and further
 * tries are refused until the oldest is forgotten. Kept in memory, for a bounded number of keys.
 */
export function createAttempts(limit: number, windowMs = 15 * 60_000, keys = 10_000) {
  const failures = new Map<string, number[]>();

  const recent = (key: string) => (failures.get(key) ?? []).filter((at) => at > now() - windowMs);

  return {
    check(key: string): void {
      const times = recent(key);
      if (times.length >= limit)
        throw refuse("too_many", "too_many_attempts", { retryAfter: Math.ceil((times[0]! + windowMs - now()) / 1000) });
    },
    failed(key: string): void {
      const times = recent(key);
      failures.delete(key);
      failures.set(key, [...times.slice(-limit), now()]);
      if (failures.size > keys) failures.delete(failures.keys().next().value!);
    },
    succeeded(key: string): void {
      failures.delete(key);
    },
  };
}

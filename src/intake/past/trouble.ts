import { Refusal } from "#base/refusal.ts";

const firstWaitMs = 1_000;
const longestWaitMs = 5 * 60_000;

/** What went wrong with a question to a shop: its code, whether asking again is no use, and else how long to wait. */
export function troubleOf(error: unknown, tries: number): { trouble: string; hopeless: boolean; waitMs: number } {
  if (!(error instanceof Refusal)) throw error;
  const waitMs = error.kind === "too_many" ? Number(error.details["retryAfter"]) * 1000 : Math.min(longestWaitMs, firstWaitMs * 2 ** tries);
  return { trouble: error.code, hopeless: error.kind === "invalid", waitMs };
}

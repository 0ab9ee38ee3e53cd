import { sql } from "kysely";
import { addDays, now, startOfDay } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import { refuse } from "#base/refusal.ts";

/**
 * A past moment that a question is about. `asOfMs`: as things stood then, by what is known today; `knownSeq`: by what the ledger had told up
 * to that row, the last one at `knownMs`. `atMs` is what the question takes for now.
 */
export type Moment = { asOfMs?: number; knownSeq?: number; knownMs: number; atMs: number };

/** The moment of a question, undefined where it is about the present. A day means its end in the workspace's time zone. */
export async function pastOf(
  tx: Tx,
  { asOf, asKnownOn }: { asOf?: string | undefined; asKnownOn?: string | undefined },
  timeZone: string,
): Promise<Moment | undefined> {
  const nowMs = now();
  const asOfMs = asOf === undefined ? nowMs : instantOf(asOf, timeZone);
  const knownMs = asKnownOn === undefined ? nowMs : instantOf(asKnownOn, timeZone);
  if (asOfMs >= nowMs && knownMs >= nowMs) return undefined;
  return {
    atMs: Math.min(asOfMs, knownMs),
    knownMs: Math.min(knownMs, nowMs),
    ...(asOfMs < knownMs && { asOfMs }),
    ...(knownMs < nowMs && { knownSeq: await seqAt(tx, knownMs) }),
  };
}

function instantOf(text: string, timeZone: string): number {
  try {
    const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
    const ms = isDay ? startOfDay(addDays(text, 1), timeZone) - 1 : Temporal.Instant.from(text).epochMilliseconds;
    if (ms >= 0) return ms; // no time before 1970 is told apart
  } catch {
    // refused below
  }
  throw refuse("invalid", "not_an_instant", { asOf: text });
}

/** The last row that the ledger had at an instant, by halving: rows are recorded in the order of their numbers. */
async function seqAt(tx: Tx, atMs: number): Promise<number> {
  const [workspace] = await tx.query<{ seq: number }>(sql`select last_seq as seq from workspace where id = ${tx.workspaceId}`);
  let [low, high] = [0, workspace?.seq ?? 0];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const [row] = await tx.query<{ late: boolean }>(sql`
      select recorded_at > ${new Date(atMs).toISOString()} as late from ledger where workspace_id = ${tx.workspaceId} and seq >= ${middle} order by seq limit 1
    `);
    if (row?.late ?? false) high = middle - 1;
    else low = middle;
  }
  return low;
}

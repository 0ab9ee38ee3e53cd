import type { Kind } from "./contract.ts";
import type { Item } from "./items.ts";
import type { ItemRow } from "./apply/frame.ts";
import { steps, type Work } from "./work.ts";

/** How long a chunk may hold the workspace's ledger: people who move cards, and events that come in, wait for no longer. */
const holdMs = 150;
const most = 2_000;

/** How many items the next chunk takes, from how long the last one held the ledger. */
export function nextSize(size: number, tookMs: number): number {
  return Math.max(20, Math.min(most, Math.round(size * Math.min(2, holdMs / Math.max(1, tookMs)))));
}

export type Chunk = { kind: Kind; rows: ItemRow[]; last: number };

/** The next items of a step after number `after`; those of one person stay together where `whole`. Undefined when there are none. */
export async function nextChunk(work: Work, step: number, after: number, size: number, whole = false): Promise<Chunk | undefined> {
  const found = await work.connection.runAndReadAll(
    `select n, key, body, who from item where step = ${step} and n > ${after} order by n limit ${size}`,
  );
  const rows = found.getRows() as [bigint, string | null, string, string][];
  if (rows.length === 0) return undefined;
  const lastWho = rows.at(-1)![3];
  if (whole && lastWho !== "") {
    const rest = await work.connection.runAndReadAll(
      `select n, key, body, who from item where step = ${step} and n > ${rows.at(-1)![0]} and who = $who order by n limit ${most}`,
      { who: lastWho },
    );
    rows.push(...(rest.getRows() as typeof rows));
  }
  return {
    kind: steps[step]!,
    rows: rows.map(([n, key, body]) => ({ n: Number(n), key, item: JSON.parse(body) as Item })),
    last: Number(rows.at(-1)![0]),
  };
}

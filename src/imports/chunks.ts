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

/** The number before a step's first item. */
export async function beforeFirst(work: Work, step: number): Promise<number> {
  const [row] = await work.rows<{ n: number | null }>(`select min(n) as n from item where step = ${step}`);
  return (row?.n ?? 1) - 1;
}

/**
 * The next items of a step after number `after`; those of one person stay together where `whole`. Undefined when there are none. Items are
 * numbered without gaps, so a range of numbers finds them without a look at the others.
 */
export async function nextChunk(work: Work, step: number, after: number, size: number, whole = false): Promise<Chunk | undefined> {
  const rows = await itemsBetween(work, step, after, after + size, "true");
  if (rows.length === 0) return undefined;
  const last = rows.at(-1)!;
  if (whole && last.who !== "") rows.push(...(await itemsBetween(work, step, last.n, last.n + most, "who = $who", { who: last.who })));
  return { kind: steps[step]!, rows: rows.map(({ n, key, body }) => ({ n, key, item: JSON.parse(body) as Item })), last: rows.at(-1)!.n };
}

type Found = { n: number; key: string | null; body: string; who: string };

function itemsBetween(work: Work, step: number, after: number, to: number, where: string, values?: { who: string }): Promise<Found[]> {
  return work.rows<Found>(
    `select n, key, body, who from item where n > ${after} and n <= ${to} and step = ${step} and ${where} order by n`,
    values,
  );
}

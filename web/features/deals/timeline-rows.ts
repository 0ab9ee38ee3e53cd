import type { TimelineEntry } from "#deals/contract.ts";

/** One line of the timeline as it is shown: several pages in a row are one line, and a move stands with the fact that caused it. */
export type TimelineRow =
  | { kind: "entry"; entry: TimelineEntry; because: TimelineEntry | null }
  | { kind: "pages"; key: string; entries: TimelineEntry[] };

const visitMs = 30 * 60_000;
const lateMs = 3_600_000;
const moves = new Set(["deal.moved", "deal.won", "deal.opened", "deal.reopened"]);
/** Rows that only repeat what another row of the same instant says. */
const echoes = new Set(["contact.recorded", "order.recorded"]);

/** Entries come newest first and stay so. */
export function timelineRows(entries: readonly TimelineEntry[]): TimelineRow[] {
  const rows: TimelineRow[] = [];
  const told = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    if (told.has(entry.key) || echoes.has(entry.type)) continue;
    if (moves.has(entry.type)) {
      const because = entry.cause === "shop" || entry.cause === "rule" ? causeOf(entries, index, told) : null;
      if (because) told.add(because.key);
      rows.push({ kind: "entry", entry, because });
      continue;
    }
    const last = rows.at(-1);
    if (entry.type === "page.viewed") {
      if (last?.kind === "pages" && near(last.entries.at(-1)!, entry)) last.entries.push(entry);
      else rows.push({ kind: "pages", key: entry.key, entries: [entry] });
      continue;
    }
    rows.push({ kind: "entry", entry, because: null });
  }
  return rows;
}

/** The fact of the same instant beside a move; the pages someone looked at are told on their own. */
function causeOf(entries: readonly TimelineEntry[], index: number, told: ReadonlySet<string>): TimelineEntry | null {
  const move = entries[index]!;
  for (const neighbour of [...entries.slice(index + 1, index + 4), ...entries.slice(Math.max(0, index - 3), index)]) {
    const fact = !neighbour.type.startsWith("deal.") && !neighbour.type.startsWith("contact.") && !echoes.has(neighbour.type);
    if (fact && neighbour.at === move.at && neighbour.cause === "shop" && !told.has(neighbour.key) && neighbour.type !== "page.viewed")
      return neighbour;
  }
  return null;
}

function near(a: TimelineEntry, b: TimelineEntry): boolean {
  return Math.abs(Date.parse(a.at) - Date.parse(b.at)) <= visitMs;
}

/** How many pages a line stands for; visits of the same page come folded, with a count. */
export function pageCount(entries: readonly TimelineEntry[]): number {
  return entries.reduce((sum, entry) => sum + (typeof entry.data.count === "number" ? entry.data.count : 1), 0);
}

/** Entries that became known only after something later had been known for an hour: the ones that came late, not all of an imported past. */
export function lateKeys(entries: readonly TimelineEntry[]): ReadonlySet<string> {
  const late = new Set<string>();
  let knownSince = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    const recorded = Date.parse(entry.recordedAt);
    if (recorded - knownSince > lateMs) late.add(entry.key);
    knownSince = Math.min(knownSince, recorded);
  }
  return late;
}

/** The three-letter pieces of a text as pg_trgm cuts them: each word in lower case with two blanks before and one behind. */
function trigramsOf(text: string): Set<string> {
  const pieces = new Set<string>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const letters = [..."  ", ...word, " "];
    for (let at = 0; at + 3 <= letters.length; at += 1) pieces.add(letters.slice(at, at + 3).join(""));
  }
  return pieces;
}

/** Share of the trigrams of both texts that both have, 0 to 1: the same number as PostgreSQL's `similarity`. */
export function similarity(a: string, b: string): number {
  const [one, other] = [trigramsOf(a), trigramsOf(b)];
  const shared = [...one].filter((piece) => other.has(piece)).length;
  const all = one.size + other.size - shared;
  return all === 0 ? 0 : shared / all;
}

/** How alike two words are by typing mistakes, 0 to 1: letters added, left out, exchanged or swapped (Damerau-Levenshtein) by the longer's length. */
export function wordLikeness(a: string, b: string): number {
  if (a === b) return 1;
  const longest = Math.max(a.length, b.length);
  return longest === 0 ? 1 : 1 - typos(a, b) / longest;
}

/** The fewest single mistakes that turn one word into the other; swapped neighbours are one. */
export function typos(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, beforeLast[j - 2]! + 1);
      row.push(best);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}

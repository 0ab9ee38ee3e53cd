import { fold } from "./fold.ts";
import { wordLikeness } from "./trigram.ts";

/** What stands before or behind a name without being of it, folded. */
const titles = new Set(["dr", "prof", "dipl", "ing", "med", "herr", "frau", "mr", "mrs", "ms", "miss", "mag", "msc", "bsc", "phd", "mba"]);
const mostWords = 6;

/** The words of a person's name in alphabetical order, without titles: "Dr. König, Ada" and "ada koenig" have the same. */
export function nameWords(name: string): string[] {
  const words = fold(name);
  const own = words.filter((word) => !titles.has(word));
  return (own.length > 0 ? own : words).slice(0, mostWords).sort();
}

const initial = 0.8;
const ending = 0.5;
/** Of so few letters, another letter is another name: Nina and Tina, Tom and Tim. */
const shortName = 4;

/** How alike two names are, 0 to 1, whatever the order of their words: half the mean of the matched words, half the weakest. */
export function nameLikeness(a: string, b: string): number {
  const [one, other] = [nameWords(a), nameWords(b)];
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length === 0) return 0;
  const matched = matchWords(short, long);
  const mean = matched.reduce((sum, each) => sum + each, 0) / matched.length;
  const weakest = Math.min(...matched);
  const alike = (mean + weakest) / 2;
  if (short.length === long.length) return alike;
  if (short.length === 1) return alike * 0.6;
  return weakest === 1 ? 0.9 : alike * 0.8; // a second given name is left out often, but hardly together with a typing mistake
}

/** How alike each word of the shorter name is to its own word of the longer: the best pairs first. */
function matchWords(short: readonly string[], long: readonly string[]): number[] {
  const pairs = short.flatMap((a, i) => long.map((b, j) => ({ i, j, alike: wordsAlike(a, b), words: a < b ? `${a} ${b}` : `${b} ${a}` })));
  pairs.sort((one, other) => other.alike - one.alike || (one.words < other.words ? -1 : 1));
  const [takenShort, takenLong] = [new Set<number>(), new Set<number>()];
  return pairs.flatMap(({ i, j, alike }) => {
    if (takenShort.has(i) || takenLong.has(j)) return [];
    takenShort.add(i);
    takenLong.add(j);
    return [alike];
  });
}

function wordsAlike(a: string, b: string): number {
  if (a === b) return 1;
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? initial : 0;
  const isOther = differsByEnding(a, b) || Math.max(a.length, b.length) <= shortName;
  return isOther ? Math.min(ending, wordLikeness(a, b)) : wordLikeness(a, b);
}

/** Julia and Julian, Mario and Maria are two people, not one typing mistake; Hofman and Hofmann may be. */
function differsByEnding(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length === long.length) return short.slice(0, -1) === long.slice(0, -1) && /[aeio]$/.test(short) && /[aeio]$/.test(long);
  const added = long.slice(short.length);
  return long.startsWith(short) && /^(?:[aeion]|ne?|in[ae]?|[ij]e|ja)$/.test(added) && added !== short.at(-1);
}

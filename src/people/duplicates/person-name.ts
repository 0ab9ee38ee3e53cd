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

/** How alike two names are, 0 to 1, whatever the order of their words: half the mean of the matched words, half the weakest. */
export function nameLikeness(a: string, b: string): number {
  const [one, other] = [nameWords(a), nameWords(b)];
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short.length === 0) return 0;
  const left = [...long];
  const matched = short.map((word) => {
    const best = left.reduce((at, candidate, index) => (wordsAlike(word, candidate) > wordsAlike(word, left[at]!) ? index : at), 0);
    return wordsAlike(word, left.splice(best, 1)[0]!);
  });
  const mean = matched.reduce((sum, each) => sum + each, 0) / matched.length;
  const alike = (mean + Math.min(...matched)) / 2;
  if (short.length === long.length) return alike;
  return short.length === 1 ? alike * 0.6 : alike * 0.9; // a second given name is left out often, a family name is not
}

function wordsAlike(a: string, b: string): number {
  if (a === b) return 1;
  if (a.length === 1 || b.length === 1) return a[0] === b[0] ? initial : 0;
  return differsByEnding(a, b) ? Math.min(ending, wordLikeness(a, b)) : wordLikeness(a, b);
}

/** Julia and Julian, Mario and Maria are two people, not one typing mistake; Hofman and Hofmann may be. */
function differsByEnding(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length === long.length) return short.slice(0, -1) === long.slice(0, -1) && /[aeio]$/.test(short) && /[aeio]$/.test(long);
  const added = long.slice(short.length);
  return long.startsWith(short) && /^(?:[aeion]|ne?|in[ae]?|ie)$/.test(added) && added !== short.at(-1);
}

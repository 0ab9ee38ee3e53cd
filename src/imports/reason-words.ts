import { readFileSync } from "node:fs";
import type { Language } from "#pipelines/template.ts";

type Words = { reasons: Record<string, string>; fields?: Record<string, string> };

const known = new Map<Language, Words>();

/** The sentences stand once, with the app's other words. */
function wordsIn(language: Language): Words {
  let words = known.get(language);
  if (!words) {
    words = JSON.parse(readFileSync(new URL(`../../web/locales/${language}/imports.json`, import.meta.url), "utf8")) as Words;
    known.set(language, words);
  }
  return words;
}

/** Why a row was refused, in a sentence. */
export function reasonSentence(language: Language, code: string, value: string | null): string {
  const sentence = wordsIn(language).reasons[code] ?? code;
  return value === null || value === "" ? sentence : `${sentence} (${value})`;
}

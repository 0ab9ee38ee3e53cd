/** At most four words of a search, escaped for `like`; all of them must occur, in any order. */
export function wordsOf(text: string): string[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, 4)
    .map((word) => word.replaceAll(/[\\%_]/g, "\\$&"));
}

/** At most four words of a search as `ilike` patterns; all of them must occur, in any order. */
export function patternsOf(text: string): string[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== "")
    .slice(0, 4)
    .map((word) => `%${word.replaceAll(/[\\%_]/g, "\\$&")}%`);
}

/** Letters that no accent is taken off of. */
const letters: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ħ: "h" };

/**
 * The words of a text as they are compared: lower case, no accents, ä and ae and a alike, apostrophes gone. It only serves to find
 * pairs to look at: that it takes "Bauer" and "Baur" for one name does no harm there.
 */
export function fold(text: string): string[] {
  const plain = text
    .normalize("NFKD")
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/\p{M}|['’`´]/gu, "")
    .replaceAll(/[ßæœøłđðþıħ]/g, (letter) => letters[letter]!);
  return plain
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .map((word) => word.replaceAll(/([aou])e+/g, "$1"));
}

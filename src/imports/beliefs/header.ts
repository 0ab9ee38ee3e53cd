import { createHash } from "node:crypto";

/** A header as words in small letters: no umlauts, no punctuation, `InvoiceNo` and `invoice_no` alike. */
export function normalised(header: string): string {
  return header
    .slice(0, 200)
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .replaceAll("ä", "ae")
    .replaceAll("ö", "oe")
    .replaceAll("ü", "ue")
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Files with the same columns have the same fingerprint, whatever their order. */
export function headerFingerprint(header: readonly string[]): string {
  const names = header.map((name) => name.trim().toLowerCase()).sort();
  return createHash("sha256").update(JSON.stringify(names)).digest("hex").slice(0, 32);
}

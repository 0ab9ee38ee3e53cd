import { limits } from "#base/limits.ts";

const control = /\p{Cc}+/gu;

/** A line of text: no NUL or other control characters, no half characters, trimmed and cut. Undefined if nothing is left. */
export function textOf(value: unknown, max: number = limits.textLength): string | undefined {
  const raw = typeof value === "string" ? value : typeof value === "number" && Number.isFinite(value) ? String(value) : "";
  if (raw === "") return undefined;
  const clean = raw
    .slice(0, max * 4)
    .toWellFormed()
    .replace(control, " ")
    .trim();
  const cut = clean.length > max ? clean.slice(0, max).replace(/[\ud800-\udbff]$/, "") : clean;
  return cut === "" ? undefined : cut;
}

/** What broken code on a shop's page sends in the place of an id; as a key it would join strangers. */
const junkKeys = new Set([
  "0",
  "-1",
  "null",
  "undefined",
  "none",
  "nan",
  "true",
  "false",
  "anonymous",
  "guest",
  "id",
  "email",
  "distinct_id",
  "distinctid",
  "not_authenticated",
  "[object object]",
  "(not set)",
  "unknown",
]);

/** An id of a person, an order or a device; undefined when absent, over long or a placeholder. */
export function keyOf(value: unknown): string | undefined {
  const key = textOf(value, limits.keyLength + 1);
  return key === undefined || key.length > limits.keyLength || junkKeys.has(key.toLowerCase()) ? undefined : key;
}

const email = /^[^\s@<>"(),;:\\[\]]{1,64}@[^\s@<>"(),;:\\[\]]+\.[^\s@<>"(),;:\\[\].]{2,}$/;

/** An address in lower case; undefined when it is none. */
export function emailOf(value: unknown): string | undefined {
  const address = keyOf(value)?.toLowerCase();
  return address !== undefined && email.test(address) ? address : undefined;
}

/** Digits with a leading + where it is international; undefined under 7 or over 15 digits, and for a digit repeated. */
export function phoneOf(value: unknown): string | undefined {
  const text = textOf(value, 60);
  if (text === undefined || /[a-z]/i.test(text.replace(/^tel:/i, ""))) return undefined;
  const digits = text.replace(/\D/g, "");
  const international = text.includes("+") || digits.startsWith("00");
  const number = international && digits.startsWith("00") ? digits.slice(2) : digits;
  if (number.length < 7 || number.length > 15 || /^(\d)\1+$/.test(number)) return undefined;
  return international ? `+${number}` : number;
}

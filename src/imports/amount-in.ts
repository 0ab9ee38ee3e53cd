import { isCurrency, toMinor, type Money } from "#base/money.ts";
import type { RowReason } from "./reasons.ts";

export type Decimal = "." | ",";

const plain = /^-?\d+(?:\.\d{1,2})?$/;
const sign = String.raw`US\$|A\$|AU\$|C\$|CA\$|R\$|[€$£¥₹₺₽₴₩฿₫₪]|zł|Kč|kr\.?|SFr\.?|Fr\.|Ft|lei|euro?s?|\p{L}{3}`;
const before = new RegExp(`^(${sign})\\s*(?=[-−–(\\d.,])`, "iu");
const after = new RegExp(`(?<=[\\d)\\-.,])\\s*(${sign})$`, "iu");

const bySign: Record<string, string> = {
  "€": "EUR",
  euro: "EUR",
  euros: "EUR",
  eur: "EUR",
  us$: "USD",
  a$: "AUD",
  au$: "AUD",
  c$: "CAD",
  ca$: "CAD",
  r$: "BRL",
  "£": "GBP",
  "₹": "INR",
  "₺": "TRY",
  "₽": "RUB",
  "₴": "UAH",
  "₩": "KRW",
  "฿": "THB",
  "₫": "VND",
  "₪": "ILS",
  zł: "PLN",
  kč: "CZK",
  "fr.": "CHF",
  sfr: "CHF",
  "sfr.": "CHF",
  ft: "HUF",
  lei: "RON",
};
/** Signs that several currencies share: the workspace's if it is one of them. */
const shared: Record<string, string[]> = {
  $: ["USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN"],
  "¥": ["JPY", "CNY"],
  kr: ["SEK", "NOK", "DKK", "ISK"],
  "kr.": ["DKK", "SEK", "NOK", "ISK"],
};

/**
 * The amount that a text means, in the currency it names itself or else in `currency`; or why it means none. `decimal` decides what
 * could be read either way ("1.234"); null there is no answer.
 */
export function amountIn(text: string, decimal: Decimal | null, currency: string): Money | RowReason {
  if (plain.test(text)) return minor(text, currency);
  const parts = partsOf(text, currency);
  if (typeof parts === "string") return parts;
  const number = decimalText(parts.number, decimal);
  return number === "amount_unknown" || number === "amount_unclear"
    ? number
    : minor(parts.negative ? `-${number}` : number, parts.currency);
}

/** A number without a currency: pieces, employees, a score. */
export function numberIn(text: string, decimal: Decimal | null): number | RowReason {
  if (plain.test(text)) return Number(text);
  const { number, negative } = signOf(text.trim().replace(/^'/, ""));
  const found = decimalText(number, decimal);
  return found === "amount_unknown" || found === "amount_unclear" ? found : Number(negative ? `-${found}` : found);
}

/** The currency that a cell names beside its amount, or that it is. */
export function currencyIn(text: string, workspaceCurrency: string): string | undefined {
  const word = text.trim();
  const lower = word.toLowerCase();
  const known = bySign[lower] ?? shared[lower]?.find((each) => each === workspaceCurrency) ?? shared[lower]?.[0];
  if (known) return known;
  const code = word.toUpperCase();
  return code.length === 3 && isCurrency(code) ? code : undefined;
}

/** Which decimal sign an amount shows: `either` where both could be meant, `none` where it has no sign at all. */
export function decimalOf(text: string): Decimal | "either" | "none" | "unlike" {
  const parts = partsOf(text, "EUR");
  if (typeof parts === "string") return "unlike";
  const { number } = parts;
  const asDot = decimalText(number, ".");
  const asComma = decimalText(number, ",");
  if (asDot === "amount_unknown") return "unlike";
  if (asDot !== asComma) return "either";
  const last = Math.max(number.lastIndexOf("."), number.lastIndexOf(","));
  if (last === -1) return "none";
  const isGrouping = number.indexOf(number[last]!) !== last;
  const mark = number[last] as Decimal;
  return isGrouping ? (mark === "." ? "," : ".") : mark;
}

function minor(number: string, currency: string): Money | RowReason {
  const amountMinor = toMinor(number, currency);
  return amountMinor === undefined ? "amount_unknown" : { amountMinor, currency };
}

function partsOf(text: string, workspaceCurrency: string): { number: string; negative: boolean; currency: string } | RowReason {
  let rest = text.trim().replace(/^'/, "");
  const outer = signOf(rest);
  rest = outer.number;
  const word = before.exec(rest) ?? after.exec(rest);
  let currency = workspaceCurrency;
  if (word) {
    const found = currencyIn(word[1]!, workspaceCurrency);
    if (!found) return "currency_unknown";
    currency = found;
    rest = word.index === 0 ? rest.slice(word[0].length) : rest.slice(0, word.index);
  }
  const inner = signOf(rest.trim());
  return { number: inner.number, negative: outer.negative !== inner.negative, currency };
}

/** Minus before or behind, or brackets as accountants write it. */
function signOf(text: string): { number: string; negative: boolean } {
  if (text.startsWith("(") && text.endsWith(")")) return { number: text.slice(1, -1).trim(), negative: true };
  if (/^[-−–]/.test(text)) return { number: text.slice(1).trim(), negative: true };
  if (text.startsWith("+")) return { number: text.slice(1).trim(), negative: false };
  if (/\d\s?[-−–]$/.test(text) && !/[.,]\s?[-−–]+$/.test(text)) return { number: text.slice(0, -1).trim(), negative: true };
  return { number: text, negative: false };
}

const grouped = /^\d{1,3}(?:[\s'’_]\d{3})+(?=$|[.,])/;

/** `1.234,56` and its like as `1234.56`. */
function decimalText(written: string, decimal: Decimal | null): string | "amount_unknown" | "amount_unclear" {
  let text = written.replace(/[.,]\s?[-−–]{1,2}$/, "");
  if (/[\s'’_]/.test(text)) {
    if (!grouped.test(text)) return "amount_unknown";
    text = text.replace(/[\s'’_]/g, "");
    if (/[\s'’_]/.test(text)) return "amount_unknown";
    // the groups are parted already, so that what is left can only be the decimal sign
    return /^\d+(?:[.,]\d*)?$/.test(text) ? text.replace(",", ".").replace(/\.$/, "") : "amount_unknown";
  }
  if (!/^(?:\d+[.,]?|\d*(?:[.,]\d+)+)$/.test(text)) return "amount_unknown";
  const dots = text.split(".").length - 1;
  const commas = text.split(",").length - 1;
  if (dots + commas === 0) return text;
  if (dots > 0 && commas > 0) {
    const mark = text.lastIndexOf(".") > text.lastIndexOf(",") ? "." : ",";
    const other = mark === "." ? "," : ".";
    if (text.split(mark).length !== 2) return "amount_unknown";
    const [whole, places] = text.split(mark) as [string, string];
    return areGroups(whole.split(other)) ? `${whole.replaceAll(other, "")}.${places}` : "amount_unknown";
  }
  const mark = dots > 0 ? "." : ",";
  if (dots + commas > 1) return areGroups(text.split(mark)) ? text.replaceAll(mark, "") : "amount_unknown";
  const [whole, places] = text.split(mark) as [string, string];
  const couldGroup = places.length === 3 && /^[1-9]\d{0,2}$/.test(whole);
  if (couldGroup && decimal === null) return "amount_unclear";
  if (couldGroup && decimal !== mark) return whole + places;
  return places === "" ? whole : `${whole === "" ? "0" : whole}.${places}`;
}

/** Thousands, or as India groups: the last three, before them two each. */
function areGroups(groups: readonly string[]): boolean {
  const [first, ...rest] = groups;
  if (!/^\d{1,3}$/.test(first!) || rest.at(-1)?.length !== 3) return false;
  return rest.every(({ length }) => length === 3) || rest.slice(0, -1).every(({ length }) => length === 2);
}

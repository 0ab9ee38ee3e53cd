import { decimalOf } from "./amount-in.ts";
import { instantIn } from "./instant-in.ts";

export const emailShape = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]{2,}$/;
const phoneShape = /^'?\+?\(?\d[\d\s()/.-]{5,18}\d$/;

/** An e-mail address in a cell, in small letters; also out of `Ada <ada@example.com>`. */
export function emailIn(text: string): string | undefined {
  const inside = /<([^<>]+)>/.exec(text)?.[1] ?? text;
  const email = inside
    .trim()
    .replace(/^mailto:/i, "")
    .toLowerCase();
  return email.length <= 200 && emailShape.test(email) ? email : undefined;
}

export function looksLikePhone(text: string): boolean {
  const digits = text.replace(/\D/g, "");
  return phoneShape.test(text.trim()) && digits.length >= 7 && digits.length <= 15;
}

export function looksLikeDate(text: string): boolean {
  return ["dmy", "mdy", "ymd"].some((order) => typeof instantIn(text, order as "dmy", "UTC") === "number");
}

/** Whether a text is something a row holds rather than the name of a column. */
export function looksLikeValue(text: string): boolean {
  const trimmed = text.trim();
  if (!/\d|@/.test(trimmed)) return false;
  return emailShape.test(trimmed) || looksLikeDate(trimmed) || decimalOf(trimmed) !== "unlike" || looksLikePhone(trimmed);
}

/** Text that a spreadsheet was told to leave alone: Shopify writes ids and zips with an apostrophe before them. */
export function textIn(text: string): string {
  const trimmed = text.trim();
  return /^'[\d+]/.test(trimmed) ? trimmed.slice(1) : trimmed;
}

const won = new Set([
  "won",
  "closed won",
  "closedwon",
  "gewonnen",
  "abgeschlossen gewonnen",
  "geschlossen gewonnen",
  "abgeschlossen und gewonnen",
  "sold",
  "success",
  "successful",
  "verkauft",
  "erfolgreich",
  "auftrag",
  "auftrag erhalten",
  "auftrag gewonnen",
  "order won",
  "deal won",
  "converted",
  "konvertiert",
  "signed",
  "unterschrieben",
  "customer",
  "kunde",
]);
const lost = new Set([
  "lost",
  "closed lost",
  "closedlost",
  "verloren",
  "abgeschlossen verloren",
  "geschlossen verloren",
  "abgeschlossen und verloren",
  "deal lost",
  "auftrag verloren",
  "abgelehnt",
  "rejected",
  "declined",
  "unqualified",
  "disqualified",
  "nicht qualifiziert",
  "unqualifiziert",
  "abandoned",
  "abgebrochen",
  "dead",
  "storniert",
  "cancelled",
  "canceled",
  "abgesagt",
  "no sale",
  "kein interesse",
  "not interested",
]);
const open = new Set(["open", "offen", "in progress", "in bearbeitung", "pending", "active", "aktiv", "laufend", "ongoing"]);

/** What a word says about how a deal stands; undefined when it names something else, such as a stage. */
export function outcomeIn(text: string): "open" | "won" | "lost" | undefined {
  const word = text
    .trim()
    .toLowerCase()
    .replace(/^\d+\s*[.):-]\s*/, "")
    .replace(/[\s_/–-]+/g, " ")
    .replace(/[()[\],.]/g, "")
    .trim();
  return won.has(word) ? "won" : lost.has(word) ? "lost" : open.has(word) ? "open" : undefined;
}

/** Yes and no as exports write them. */
export function flagIn(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (["true", "yes", "ja", "wahr", "1", "y", "j", "x"].includes(word)) return true;
  return ["false", "no", "nein", "falsch", "0", "n"].includes(word) ? false : undefined;
}

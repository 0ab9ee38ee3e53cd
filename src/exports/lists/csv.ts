import { exponentOf } from "#base/money.ts";
import type { Column, List, Manner } from "./columns.ts";
import { wallClock } from "./local-time.ts";
import { wordOf } from "./words.ts";

/** Excel takes a file for UTF-8 by this mark only. */
const byteOrderMark = "\uFEFF";

/**
 * A list as CSV (RFC 4180) that opens right by a double click: semicolons and decimal commas in German, commas and points in English,
 * a byte order mark, clock times that every Excel reads. Yields a text for each page.
 */
export async function* csvOf<Row>(list: List<Row>, manner: Manner): AsyncGenerator<string> {
  const { language } = manner;
  const [separator, decimal] = language === "de" ? [";", ","] : [",", "."];
  const cells = list.columns.map((column) => cellsOf(column, manner, decimal!));
  const line = (values: readonly (string | null)[]) => `${values.map((value) => quoted(value, separator!)).join(separator)}\r\n`;
  yield byteOrderMark + line(list.columns.flatMap((column) => headsOf(column, language)));
  for await (const page of list.pages) yield page.map((row) => line(cells.flatMap((of) => of(row)))).join("");
}

export function headsOf<Row>({ head, kind }: Column<Row>, language: Manner["language"]): string[] {
  const word = wordOf(head, language);
  if (kind === "instant") return [word, `${word} (ISO 8601)`];
  return kind === "money" ? [word, wordOf("currency", language)] : [word];
}

function cellsOf<Row>(column: Column<Row>, { timeZone }: Manner, decimal: string): (row: Row) => (string | null)[] {
  const clock = wallClock(timeZone);
  switch (column.kind) {
    case "text":
      return (row) => [harmless(column.of(row))];
    case "day":
      return (row) => [column.of(row)];
    case "number":
      return (row) => [column.of(row)?.toString().replace(".", decimal) ?? null];
    case "instant":
      return (row) => {
        const at = column.of(row);
        return at === null ? [null, null] : [readable(clock(at)), new Date(at).toISOString()];
      };
    case "money":
      return (row) => {
        const { amountMinor, currency } = column.of(row);
        return [amountMinor === null || currency === null ? null : decimalOf(amountMinor, currency, decimal), currency];
      };
  }
}

function readable(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 19).replace("T", " ");
}

/** `18420, "EUR"` → `184.20`; exact, because no number is divided. */
export function decimalOf(amountMinor: number, currency: string, decimal = "."): string {
  const places = exponentOf(currency);
  const digits = String(Math.abs(Math.round(amountMinor))).padStart(places + 1, "0");
  const whole = places === 0 ? digits : `${digits.slice(0, -places)}${decimal}${digits.slice(-places)}`;
  return amountMinor < 0 ? `-${whole}` : whole;
}

const startsFormula = /^[=+\-@\t\r\n＝＋－＠]/;
const isNumber = /^[+-]?\d+([.,]\d+)?$/;

/** A text that a spreadsheet would take for a formula gets an apostrophe before it; it comes from strangers, and a formula may run programs. */
export function harmless(text: string | null): string | null {
  return text !== null && startsFormula.test(text) && !isNumber.test(text) ? `'${text}` : text;
}

function quoted(value: string | null, separator: string): string {
  if (value === null) return "";
  return value.includes(separator) || value.includes('"') || value.includes("\n") || value.includes("\r")
    ? `"${value.replaceAll('"', '""')}"`
    : value;
}

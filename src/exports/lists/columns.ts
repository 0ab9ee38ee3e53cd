import type { Language, Word } from "./words.ts";

/**
 * A column of a list. `of` gives what the record has: text, a number, an instant in epoch ms, a day (YYYY-MM-DD), an amount of money in
 * minor units with its currency. An instant becomes two columns (the workspace's clock, and ISO 8601), money an amount and a currency.
 */
export type Column<Row> = { head: Word } & (
  | { kind: "text"; of: (row: Row) => string | null }
  | { kind: "number"; of: (row: Row) => number | null }
  | { kind: "instant"; of: (row: Row) => number | null }
  | { kind: "day"; of: (row: Row) => string | null }
  | { kind: "money"; of: (row: Row) => { amountMinor: number | null; currency: string | null } }
);

/** Rows come in pages, so that no more than one is held. `name` names the file. */
export type List<Row> = { name: ListName; columns: readonly Column<Row>[]; pages: AsyncIterable<readonly Row[]> };

export type ListName = "deals" | "contacts" | "companies" | "orders" | "records" | "metrics" | "log";

/** How a list is written: in whose words, and by which clock. */
export type Manner = { language: Language; timeZone: string };

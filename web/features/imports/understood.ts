import type { ColumnPlan } from "#imports/contract.ts";

export type Understood = { day: string } | { amount: number };

/**
 * How a value of a column reads with the date order or decimal sign chosen, for the person to see whether that is right.
 * Only plain figures; the server reads the rest, and what it could not read stands among the refused rows.
 */
export function understood(value: string, { dateOrder, decimal }: ColumnPlan): Understood | undefined {
  if (dateOrder === "ymd" || dateOrder === "dmy" || dateOrder === "mdy") return dayOf(value, dateOrder);
  return decimal ? amountOf(value, decimal) : undefined;
}

function dayOf(value: string, order: "ymd" | "dmy" | "mdy"): Understood | undefined {
  const parts = /^\s*(\d{1,4})[-/. ]+(\d{1,2})[-/. ]+(\d{1,4})(?:\D|$)/.exec(value)?.slice(1).map(Number);
  if (!parts) return undefined;
  const [first, second, third] = parts as [number, number, number];
  // a year of four figures in front is one in every order
  const [year, month, day] =
    order === "ymd" || first > 99 ? [first, second, third] : order === "dmy" ? [third, second, first] : [third, first, second];
  const full = year > 99 ? year : year + (year < 70 ? 2000 : 1900);
  const date = new Date(Date.UTC(full, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? { day: date.toISOString().slice(0, 10) } : undefined;
}

function amountOf(value: string, decimal: "." | ","): Understood | undefined {
  const figures = /-?\d[\d.,'\u00a0\u202f ]*/.exec(value)?.[0].trim();
  if (!figures) return undefined;
  const plain = decimal === "," ? figures.replaceAll(/[.'\s]/g, "").replace(",", ".") : figures.replaceAll(/[,'\s]/g, "");
  const amount = Number(plain);
  return Number.isFinite(amount) ? { amount } : undefined;
}

import { limits } from "#base/limits.ts";
import { isCurrency, toMinor } from "#base/money.ts";
import { refuse } from "#base/refusal.ts";
import type { OrderItem } from "#ledger/fact.ts";
import { textOf } from "#people/reach.ts";

/** An ISO 4217 code in capitals; `fallback` when none is named. Refused when one is named that does not exist. */
export function currencyOf(value: unknown, fallback: string): string {
  const code = textOf(value, 20)?.toUpperCase();
  if (code === undefined) return fallback;
  if (!isCurrency(code)) throw refuse("invalid", "unknown_currency");
  return code;
}

/** Minor units of an amount that matters; undefined when absent, refused when it is no amount, negative or beyond reason. */
export function amountOf(value: unknown, currency: string): number | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const minor = toMinor(value, currency);
  if (minor === undefined) throw refuse("invalid", "bad_amount");
  if (minor < 0) throw refuse("invalid", "negative_amount");
  if (minor > limits.amountMinor) throw refuse("invalid", "amount_too_large");
  return minor;
}

/** Minor units of a price that is only told along: undefined instead of refused. */
export function priceOf(value: unknown, currency: string): number | undefined {
  const minor = toMinor(value, currency);
  return minor !== undefined && minor >= 0 && minor <= limits.amountMinor ? minor : undefined;
}

/** Pieces: a whole number from 0, else 1. */
export function quantityOf(value: unknown): number {
  const count = Number(value ?? 1);
  return Number.isFinite(count) && count >= 0 && count <= 1_000_000 ? Math.round(count) : 1;
}

/** Adds amounts that may be absent; undefined when all are, or when the sum is beyond reason. */
export function sumOf(...amounts: (number | undefined)[]): number | undefined {
  const known = amounts.filter((amount) => amount !== undefined);
  const sum = known.reduce((total, amount) => total + amount, 0);
  return known.length === 0 || sum > limits.amountMinor ? undefined : sum;
}

/** What so many pieces cost; undefined when the price is not known, or the product beyond reason. */
export function timesOf(priceMinor: number | undefined, quantity: number): number | undefined {
  return priceMinor === undefined || priceMinor * quantity > limits.amountMinor ? undefined : priceMinor * quantity;
}

/** What goods are worth together. */
export function goodsOf(items: readonly OrderItem[]): number | undefined {
  return sumOf(...items.map((item) => timesOf(item.priceMinor, item.quantity)));
}

export function piecesOf(items: readonly OrderItem[]): number {
  return items.reduce((sum, item) => sum + item.quantity, 0);
}

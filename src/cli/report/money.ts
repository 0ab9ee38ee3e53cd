import { exponentOf } from "#base/money.ts";

/** An amount in minor units as it is read; whole units are enough for what is not certain. */
export function moneyWord(minor: number, currency: string): string {
  return new Intl.NumberFormat("en", { style: "currency", currency, maximumFractionDigits: 0 }).format(minor / 10 ** exponentOf(currency));
}

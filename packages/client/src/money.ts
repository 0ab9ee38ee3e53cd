/** How many decimals a currency has by ISO 4217: 2 for most, 0 for yen, 3 for dinars. */
export function decimalsOf(currency: string): number {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** A decimal amount in the currency's smallest unit; floats that are nearly an amount are that amount. */
export function minorOf(amount: number, currency: string): number {
  return Math.round(Number(`${Number(amount.toFixed(8))}e${decimalsOf(currency)}`));
}

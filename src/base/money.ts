/** An amount in minor units (cents) of an ISO 4217 currency. */
export type Money = { amountMinor: number; currency: string };

const exponents: Record<string, number> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};

const known = new Set(Intl.supportedValuesOf("currency"));

export function isCurrency(code: string): boolean {
  return known.has(code);
}

/** How many decimals the currency has: 2 for most, 0 for yen, 3 for dinars. */
export function exponentOf(currency: string): number {
  return exponents[currency] ?? 2;
}

/**
 * Minor units of a decimal amount as shops write it ("12.5", 12.5, "1299"); halves round away from zero.
 * Undefined when it is no finite decimal number or beyond what an integer holds exactly.
 */
export function toMinor(amount: unknown, currency: string): number | undefined {
  const text = typeof amount === "number" ? decimalText(amount) : typeof amount === "string" ? amount.trim() : "";
  const match = /^([+-]?)(\d{1,15})(?:\.(\d{1,20}))?$/.exec(text);
  if (!match) return undefined;
  const places = exponentOf(currency);
  const decimals = (match[3] ?? "").padEnd(places + 1, "0");
  let minor = Number(match[2]! + decimals.slice(0, places));
  if (decimals.charCodeAt(places) >= 53) minor += 1;
  if (!Number.isSafeInteger(minor)) return undefined;
  return match[1] === "-" && minor !== 0 ? -minor : minor;
}

function decimalText(amount: number): string {
  if (!Number.isFinite(amount)) return "";
  const text = String(amount);
  return text.includes("e") ? amount.toFixed(10) : text;
}

/** Minor units of one currency in another; `rate` says how many units of `to` one unit of `from` is worth. */
export function convertMinor(amountMinor: number, from: string, to: string, rate: number): number {
  return Math.round(amountMinor * rate * 10 ** (exponentOf(to) - exponentOf(from)));
}

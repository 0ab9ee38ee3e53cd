/** Country, calling code, and what is dialled before a national number ("" where nothing is, or where it stays: Italy). */
const lines =
  "DE 49 0|AT 43 0|CH 41 0|LI 423 |LU 352 |NL 31 0|BE 32 0|FR 33 0|IT 39 |ES 34 |PT 351 |GB 44 0|IE 353 0|DK 45 |SE 46 0|NO 47 |FI 358 0|IS 354 |PL 48 |CZ 420 |" +
  "SK 421 0|HU 36 06|SI 386 0|HR 385 0|RS 381 0|BA 387 0|RO 40 0|BG 359 0|GR 30 |CY 357 |MT 356 |EE 372 |LV 371 |LT 370 0|UA 380 0|TR 90 0|US 1 1|CA 1 1|MX 52 |" +
  "BR 55 0|AR 54 0|CL 56 |AU 61 0|NZ 64 0|JP 81 0|KR 82 0|CN 86 0|HK 852 |SG 65 |IN 91 0|IL 972 0|AE 971 0|SA 966 0|ZA 27 0|EG 20 0|MA 212 0";

export type Dialling = { country: string; code: string; trunk: string };

const countries = new Map<string, Dialling>(
  lines.split("|").map((line) => {
    const [country = "", code = "", trunk = ""] = line.split(" ");
    return [country, { country, code, trunk }];
  }),
);

export function diallingOf(country: string | undefined): Dialling | undefined {
  return country === undefined ? undefined : countries.get(country);
}

/** Every calling code with the country it is shown for, the longest first, for reading an international number. */
export const diallings: readonly Dialling[] = [...countries.values()].sort((a, b) => b.code.length - a.code.length);

let names: Map<string, string> | undefined;

/** The ISO code of a country as shops write it: "DE", "de", "Germany", "Deutschland". */
export function countryCode(text: string | null | undefined): string | undefined {
  const plain = text?.trim();
  if (!plain) return undefined;
  if (/^[a-z]{2}$/i.test(plain)) return plain.toUpperCase() === "UK" ? "GB" : plain.toUpperCase();
  if (!names) {
    names = new Map();
    for (const language of ["en", "de"]) {
      const words = new Intl.DisplayNames(language, { type: "region" });
      for (const code of countries.keys()) names.set(words.of(code)!.toLowerCase(), code);
    }
  }
  return names.get(plain.toLowerCase());
}

let zones: Map<string, string> | undefined;

/** Where a shop is at home: where at least half of its people are, else its time zone's country, else its currency's. */
export function homeCountry(shop: { timeZone: string; currency: string }, seen: readonly (string | null)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of seen) {
    const code = countryCode(text);
    if (code) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  const known = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  if (most && known >= 5 && most[1] * 2 >= known) return most[0];
  return (
    countryOfZone(shop.timeZone) ??
    ({ CHF: "CH", GBP: "GB", USD: "US", PLN: "PL", SEK: "SE", DKK: "DK", NOK: "NO" } as Record<string, string>)[shop.currency]
  );
}

function countryOfZone(timeZone: string): string | undefined {
  if (!zones) {
    zones = new Map();
    for (const code of countries.keys()) for (const zone of zonesOf(code)) zones.set(zone, code);
  }
  return zones.get(timeZone);
}

function zonesOf(country: string): readonly string[] {
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & { getTimeZones?(): string[] };
  return locale.getTimeZones?.() ?? [];
}

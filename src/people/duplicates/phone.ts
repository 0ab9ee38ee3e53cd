import { diallingOf, diallings, type Dialling } from "./country.ts";

/**
 * A phone number in one way, "+491711234567", however it was written ("0171 1234567", "0049 171 …", "+49 (0)171 …"). `country` is
 * where a national number is dialled; without it, a national number stays its digits without a +.
 */
export function phoneKey(written: string, country: string | undefined): string {
  const digits = written.replaceAll(/\D/g, "");
  if (written.trim().startsWith("+")) return international(digits);
  if (digits.startsWith("00")) return international(digits.slice(2));
  const home = diallingOf(country);
  if (!home) return digits;
  if (home.trunk !== "" && digits.startsWith(home.trunk)) return `+${home.code}${digits.slice(home.trunk.length)}`;
  const full = digits.startsWith(home.code) && digits.length >= home.code.length + 9; // the country's code without its +
  return full ? international(digits) : `+${home.code}${digits}`;
}

/** The 0 in "+49 (0)171" is only dialled at home. */
function international(digits: string): string {
  const abroad: Dialling | undefined = diallings.find(({ code }) => digits.startsWith(code));
  if (abroad?.trunk !== "0") return `+${digits}`;
  return `+${abroad.code}${digits.slice(abroad.code.length).replace(/^0/, "")}`;
}

const endDigits = 8;

/** The last eight digits: what two ways of writing a number have in common whatever stands before. */
export function phoneEnd(key: string): string {
  return key.replace("+", "").slice(-endDigits);
}

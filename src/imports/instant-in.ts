import type { DateOrder } from "./contract.ts";
import type { RowReason } from "./reasons.ts";

const head = /^(\d{1,4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,4})(?!\d)\.?/;
const compact = /^(\d{4})(\d{2})(\d{2})(?=$|[T ])/;
const named = /^(?:\p{L}{2,10}\.?,?\s+)?(\d{1,2})(?:\.|st|nd|rd|th)?[\s/-]*(\p{L}{3,9})\.?,?[\s/-]*(\d{4}|\d{2})(?!\d)/u;
const nameFirst = /^(?:\p{L}{2,10}\.?,?\s+)?(\p{L}{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)/u;
const yearFirst = /^(\d{4})[\s/-](\p{L}{3,9})\.?[\s/-](\d{1,2})(?!\d)/u;
const time =
  /^[T\s,]*(?:um |at )?(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*(?:Uhr)?\s*([AaPp])?(?:\.?[Mm]\.?)?\s*(Z|(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})?|UTC|GMT|CES?T|MES?Z)?(?:\s*\(.*\))?$/;
const numeral = /^\d+(?:[.,]\d+)?$/;

const months: Record<string, number> = {
  jan: 1,
  jän: 1,
  feb: 2,
  mar: 3,
  mär: 3,
  mrz: 3,
  mae: 3,
  apr: 4,
  may: 5,
  mai: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  sep: 9,
  oct: 10,
  okt: 10,
  nov: 11,
  dec: 12,
  dez: 12,
};
const monthName = /^(jan|jän|feb|mar|mär|mrz|mae|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)/;
const wholeNames =
  /^(january|januar|jänner|february|februar|feber|march|märz|maerz|april|may|mai|june|juni|july|juli|august|september|sept|october|oktober|november|december|dezember|\p{L}{3})$/u;

/**
 * The instant that a text means, epoch ms, or why it means none. Years written in four digits first, and months written as words, are
 * understood in every order; the others by `order` alone: a text is never read in another order than its column. Without an order
 * (null) only what has one reading is taken. A day without a time is its first instant in the time zone.
 */
export function instantIn(text: string, order: DateOrder | null, timeZone: string): number | RowReason {
  const trimmed = text.trim();
  if ((order === "serial" || order === "epoch") && numeral.test(trimmed)) {
    const number = Number(trimmed.replace(",", "."));
    return order === "serial" ? ofSerial(number, timeZone) : ofEpoch(number);
  }
  const digits = head.exec(trimmed) ?? compactIn(trimmed, order);
  if (digits) {
    const [whole, a, b, c] = digits as unknown as [string, string, string, string];
    const day = dayFrom(a, b, c, order);
    return typeof day === "string" ? day : withTime(day, trimmed.slice(whole.length), timeZone);
  }
  const words = named.exec(trimmed);
  if (words) return worded(trimmed, words[0], words[3]!, words[2]!, words[1]!, timeZone);
  const american = nameFirst.exec(trimmed);
  if (american) return worded(trimmed, american[0], american[3]!, american[1]!, american[2]!, timeZone);
  const backwards = yearFirst.exec(trimmed);
  if (backwards) return worded(trimmed, backwards[0], backwards[1]!, backwards[2]!, backwards[3]!, timeZone);
  return javaScriptDate(trimmed, timeZone) ?? "date_unknown";
}

type Day = { year: number; month: number; day: number };

/** `20240301`, and `01032024` where the column says that days come first. */
function compactIn(text: string, order: DateOrder | null): string[] | null {
  if (order === "dmy" || order === "mdy") {
    const found = /^(\d{2})(\d{2})(\d{4})(?=$|[T ])/.exec(text);
    if (found && /^(19|20)/.test(found[3]!)) return found;
  }
  const found = compact.exec(text);
  return found && /^(19|20)/.test(found[1]!) ? found : null;
}

function dayFrom(a: string, b: string, c: string, order: DateOrder | null): Day | RowReason {
  if (a.length === 3 || c.length === 3) return "date_unknown";
  if (a.length === 4) return c.length > 2 ? "date_unknown" : checked(Number(a), Number(b), Number(c));
  const [first, second] = [Number(a), Number(b)];
  if (order === null || order === "serial" || order === "epoch") {
    if (c.length !== 4) return "date_order_unlike";
    if (first > 12 && second <= 12) return checked(Number(c), second, first);
    if (second > 12 && first <= 12) return checked(Number(c), first, second);
    return first === second ? checked(Number(c), first, second) : "date_order_unlike";
  }
  if (order === "ymd") return c.length === 4 ? "date_order_unlike" : checked(century(first), second, Number(c));
  const year = c.length === 4 ? Number(c) : century(Number(c));
  const [day, month] = order === "dmy" ? [first, second] : [second, first];
  if (month > 12 && day <= 12) return "date_order_unlike";
  return checked(year, month, day);
}

/** Two digits: up to 68 are of this century, as most programs have it. */
function century(year: number): number {
  return year + (year < 69 ? 2000 : 1900);
}

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function checked(year: number, month: number, day: number): Day | RowReason {
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1) return "date_impossible";
  const isLeap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day > lengths[month - 1]! + (isLeap ? 1 : 0) ? "date_impossible" : { year, month, day };
}

function worded(text: string, whole: string, year: string, name: string, day: string, timeZone: string): number | RowReason {
  const lower = name.toLowerCase();
  const month = wholeNames.test(lower) ? months[monthName.exec(lower)?.[1] ?? ""] : undefined;
  if (!month) return "date_unknown";
  const found = checked(year.length === 4 ? Number(year) : century(Number(year)), month, Number(day));
  return typeof found === "string" ? found : withTime(found, text.slice(whole.length), timeZone);
}

/** `Tue Mar 01 2022 12:00:00 GMT+0100 (CET)`, as programs write it that did not mean to. */
function javaScriptDate(text: string, timeZone: string): number | RowReason | undefined {
  const found = /^\p{L}{3} (\p{L}{3}) (\d{2}) (\d{4})(?= )/u.exec(text);
  return found ? worded(text, found[0], found[3]!, found[1]!, found[2]!, timeZone) : undefined;
}

const zones: Record<string, number> = { Z: 0, UTC: 0, GMT: 0, CET: 60, MEZ: 60, CEST: 120, MESZ: 120 };

function withTime(day: Day, rest: string, timeZone: string): number | RowReason {
  if (rest === "" || rest.trim() === "") return localInstant(day, 0, timeZone);
  const found = time.exec(rest);
  if (!found) return "date_unknown";
  const [, hourText, minute, second, fraction, half, zone, sign, zoneHours, zoneMinutes] = found;
  let hour = Number(hourText);
  if (half) hour = (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  if (hour > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return "date_impossible";
  const ms = ((hour * 60 + Number(minute)) * 60 + Number(second ?? 0)) * 1000 + Math.floor(Number(`0.${fraction ?? 0}`) * 1000);
  if (!zone) return localInstant(day, ms, timeZone);
  const minutes = sign ? (Number(zoneHours) * 60 + Number(zoneMinutes ?? 0)) * (sign === "-" ? -1 : 1) : zones[zone]!;
  return Date.UTC(day.year, day.month - 1, day.day) + ms - minutes * 60_000;
}

/** Days since the last day of 1899 (Excel counts a 29 February 1900 that never was), with the time as a fraction. */
function ofSerial(serial: number, timeZone: string): number | RowReason {
  if (serial < 61 || serial > 110_000) return "date_impossible";
  const date = new Date(Date.UTC(1899, 11, 30) + Math.floor(serial) * 86_400_000);
  const ms = Math.round((serial % 1) * 86_400) * 1000;
  return localInstant({ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }, ms, timeZone);
}

/** Seconds, milliseconds, microseconds or nanoseconds since 1970: each has its own number of digits. */
function ofEpoch(number: number): number | RowReason {
  const ms = number < 1e11 ? number * 1000 : number < 1e14 ? number : number < 1e17 ? number / 1e3 : number / 1e6;
  return ms < 0 || ms > Date.UTC(2200, 0, 1) ? "date_impossible" : Math.floor(ms);
}

/** By time zone and day: when it begins, and whether it is 24 hours long. */
const days = new Map<string, Map<number, { startMs: number; isEven: boolean }>>();
const keptDays = 100_000;

function localInstant({ year, month, day }: Day, ms: number, timeZone: string): number {
  let known = days.get(timeZone);
  if (!known) days.set(timeZone, (known = new Map()));
  const key = (year * 13 + month) * 32 + day;
  let found = known.get(key);
  if (!found) {
    const date = new Temporal.PlainDate(year, month, day);
    const startMs = date.toZonedDateTime({ timeZone }).epochMilliseconds;
    const isEven = date.add({ days: 1 }).toZonedDateTime({ timeZone }).epochMilliseconds - startMs === 86_400_000;
    if (known.size >= keptDays) known.clear();
    known.set(key, (found = { startMs, isEven }));
  }
  if (ms === 0 || found.isEven) return found.startMs + ms;
  const at = new Temporal.PlainDateTime(year, month, day).add({ milliseconds: ms });
  return at.toZonedDateTime(timeZone).epochMilliseconds;
}

/** The one clock: tests and the demo shop may set it, everything else only reads it. Epoch milliseconds. */
let source: () => number = () => Date.now();

export function now(): number {
  return source();
}

export function setClock(clock: () => number): void {
  source = clock;
}

export const dayMs = 86_400_000;

/** The calendar day (`YYYY-MM-DD`) of an instant in a time zone. */
export function dayOf(atMs: number, timeZone: string): string {
  return formatterOf(timeZone).format(atMs);
}

/** The first instant of a calendar day in a time zone, epoch ms; days that begin late (daylight saving) begin when they begin. */
export function startOfDay(day: string, timeZone: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime({ timeZone }).startOfDay().epochMilliseconds;
}

export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

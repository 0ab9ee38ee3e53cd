/** The length of a day in milliseconds. */
export const dayMs = 86_400_000;

/** Today as YYYY-MM-DD where the shop is, whoever looks from wherever. */
export function today(timeZone: string, nowMs = Date.now()): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(nowMs);
}

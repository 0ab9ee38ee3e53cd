import { offsetSql } from "../offsets.ts";

/** Work is done Monday to Friday from 9 to 17 on the workspace's clock; holidays are not known. */
const [startHour, hoursADay] = [9, 8];
const hourMs = 3_600_000;
export const workingDayMs = hoursADay * hourMs;

/**
 * The working time between two columns of instants as a SQL expression (ms), by the time zone's offsets over [fromMs, toMs]: how much work lies before an instant is a
 * formula of its local time, so no calendar has to be joined.
 */
export function workingMs(from: string, to: string, timeZone: string, fromMs: number, toMs: number): string {
  const offset = offsetSql(timeZone, fromMs, toMs);
  const done = (at: string) => {
    const local = `((${at}) + ${offset(at)} - ${4 * 24 * hourMs})`; // 5 January 1970 was a Monday
    const day = `floor(${local}::double / ${24 * hourMs})::bigint`;
    const weekday = `((${day}) - floor((${day})::double / 7)::bigint * 7)`;
    const today = `case when ${weekday} < 5 then least(greatest(${local} - (${day}) * ${24 * hourMs} - ${startHour * hourMs}, 0), ${workingDayMs}) else 0 end`;
    return `(floor((${day})::double / 7)::bigint * ${5 * workingDayMs} + least(${weekday}, 5) * ${workingDayMs} + ${today})`;
  };
  return `(${done(to)} - ${done(from)})`;
}

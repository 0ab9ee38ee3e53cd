import type { Sql } from "../deal-conditions.ts";
import { wallMs } from "../metrics.ts";
import type { PipelineScope } from "./asked.ts";
import { seenSince } from "./cohort-sql.ts";
import type { DurationsQuestion } from "./contract.ts";
import { minutesPerDay } from "./estimates.ts";
import { workingDayMs, workingMs } from "./working-time.ts";

/** How durations are counted. */
export type Clock = {
  /** A duration between two instants as SQL, in ms. */ lasted(from: string, to: string): string;
  /** How long something has been open. */ open(from: string): string;
  /** Minutes that make a day. */ perDay: number;
};

export function clockOf(clock: DurationsQuestion["clock"], scope: PipelineScope): Clock {
  if (clock === "calendar")
    return { lasted: (from, to) => wallMs(`greatest((${to}) - (${from}), 0)`), open: seenSince, perDay: minutesPerDay };
  // Beginnings before the period are not asked for; ends lie before what counts as now.
  const lasted = (from: string, to: string) =>
    `greatest(${workingMs(from, to, scope.timeZone, scope.fromMs, Math.max(scope.atMs, scope.toMs))}, 0)`;
  return { lasted, open: (from) => lasted(from, `greatest($seen, ${from})`), perDay: workingDayMs / 60_000 };
}

/** Deals that began in [$from, $to): id, happened, state (passed, lost, open), entry (ms until an import found them) and age (ms until they closed or were last seen). */
export function agedSql(sql: Sql, { lasted, open }: Clock): string {
  return `
    select
      id, begun_at as happened, case outcome when 'won' then 'passed' when 'lost' then 'lost' else 'open' end as state,
      case when seen_from > begun_at then ${lasted("begun_at", "seen_from")} else 0 end as entry,
      case when closed_at is not null then ${lasted("begun_at", "closed_at")} else ${open("begun_at")} end as age
    from deal
    where ${sql.chosen} and begun_at >= $from and begun_at < $to`;
}

import { createHash } from "node:crypto";
import { addDays, startOfDay } from "#base/clock.ts";
import type { Duck } from "#base/duck.ts";
import { openSql } from "../deal-conditions.ts";
import type { Scope } from "../scope.ts";
import { dayName, monthStart, monthOf } from "./calendar.ts";

/**
 * A hash of all that forecasts from the ends of past months are made from: what the ledger told of the time before this month, and what closed
 * deals are worth today. Equal hashes give equal backtests, whenever and of whichever snapshot they are asked.
 */
export async function basisOf(duck: Duck, scope: Scope, today: number, left: number): Promise<string> {
  const end = left > 0 ? today : today + 1;
  const endMs = startOfDay(addDays(dayName(monthStart(monthOf(end)) - 1), 1), scope.timeZone);
  const { chosen, values } = openSql(scope);
  const [row] = await duck.rows<{ told: number; last: number | null; closed: number; worth: number; opened: number }>(
    `
    select
      (select count(*) from deal_record where workspace_id = $workspace::uuid and happened_at < $endMs) as told,
      (select max(seq) from deal_record where workspace_id = $workspace::uuid and happened_at < $endMs) as last,
      count(*) filter (where closed_at < $endMs) as closed,
      coalesce(sum(value_minor) filter (where closed_at < $endMs and outcome = 'won'), 0)::double as worth,
      count(*) filter (where opened_at < $endMs) as opened
    from deal
    where ${chosen}
  `,
    { ...values, endMs },
  );
  return createHash("sha256")
    .update(JSON.stringify([endMs, row, scope.pipelineId, scope.where, scope.factors, scope.timeZone]))
    .digest("hex")
    .slice(0, 32);
}

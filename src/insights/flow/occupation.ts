import { dayMs } from "#base/clock.ts";
import type { Duck } from "#base/duck.ts";
import type { Stage } from "#pipelines/pipeline.ts";
import { occupation } from "#stats/survival/occupation.ts";
import type { Cohort } from "./contract.ts";
import { wallDays } from "../metrics.ts";
import type { PipelineScope } from "./asked.ts";
import { openSql } from "../deal-conditions.ts";
import { ask, type Ranks } from "./cohort-sql.ts";

const days = [30, 60, 90];
const longest = days.at(-1)!;
/** Fewer deals in view than that on a day, and where they are then is not told. */
const leastInView = 10;

/** How a deal ended, where stages are numbered by their place among the ranks. */
const [won, lost] = [-1, -2];

/**
 * Where the deals of a cohort are 30, 60 and 90 days after they began, by the moves that were seen (Aalen–Johansen over all stages, moves back and over a stage
 * included). In whole days: stays that began and ended on one day of a deal's life are left out, their moves joined into one.
 */
export async function readOccupation(
  duck: Duck,
  scope: PipelineScope,
  stages: readonly Stage[],
  ranks: Ranks,
): Promise<Cohort["occupation"]> {
  const sql = openSql(scope);
  Object.assign(sql.values, { from: scope.fromMs, to: scope.toMs, seen: scope.seenMs });
  const begun = `${sql.chosen} and begun_at >= $from and begun_at < $to and coalesce(seen_from <= begun_at, true)`;
  const moves = await duck.columns<"stage" | "next" | "entry" | "exit" | "n">(
    `
    select
      stage, entry, exit, count(*) as n,
      case when exit > ${longest} then null when lasting_next is not null then lasting_next when open then null when lost then ${lost} else ${won} end as next
    from (
      select
        ${ranks.placeOf("stage_id")}::tinyint as stage, ${ranks.placeOf("lasting_next")}::tinyint as lasting_next, left_at is null as open, lost_at is not null as lost,
        ${wallDays("entered_at - begun_at")} as entry, least(${wallDays("greatest(coalesce(left_at, $seen), entered_at) - begun_at")}, ${longest + 1}) as exit
      from visit
      where ${begun} and entered_at >= begun_at and entered_at >= $from
    )
    where (exit > entry or open) and entry <= ${longest}
    group by all
    order by all -- shares are added in this order, to the last digit
  `,
    sql.values,
  );
  const deals = await ask<{ ended: number | null; n: number } & Record<`watched_${number}`, number>>(
    duck,
    `
    select
      case when ${wallDays("greatest(closed_at - begun_at, 0)")} > 0 then null when outcome = 'won' then ${won} when outcome = 'lost' then ${lost} end as ended, count(*) as n,
      ${days.map((day) => `count(*) filter (where $seen - begun_at >= ${day * dayMs}) as watched_${day}`).join(", ")}
    from deal
    where ${begun}
    group by ended
  `,
    sql.values,
  );
  const open = stages.filter(({ kind }) => kind !== "won").map(({ id }) => id);
  const nameOf = (place: number) => (place === won ? "won" : place === lost ? "lost" : (ranks.stages[place - 1] ?? ""));
  const others = ranks.stages.filter((id, at) => !open.includes(id) && (moves.stage.includes(at + 1) || moves.next.includes(at + 1)));
  const states = [...open, ...others, "won", "lost"];
  const placeOf = (place: number) => states.indexOf(nameOf(place));
  const counted = states.map(() => 0);
  for (const [row, stage] of moves.stage.entries()) if (moves.entry[row] === 0) counted[placeOf(stage)]! += moves.n[row]!;
  for (const { ended, n } of deals) if (ended !== null) counted[placeOf(ended)]! += n;
  const n = counted.reduce((sum, count) => sum + count, 0);
  if (n < leastInView) return [];
  const shares = occupation(
    { from: moves.stage.map(placeOf), to: moves.next.map(placeOf), entry: moves.entry, exit: moves.exit, count: moves.n },
    counted.map((count) => count / n),
    days,
  );
  const watched = (day: number) => deals.reduce((sum, row) => sum + row[`watched_${day}`]!, 0);
  return days.flatMap((at, index) => {
    if (watched(at) < leastInView) return [];
    const share = shares[index]!;
    return [
      {
        days: at,
        stages: [...open, ...others].map((stage) => ({ stage, share: share[states.indexOf(stage)]! })),
        won: share[placeOf(won)]!,
        lost: share[placeOf(lost)]!,
      },
    ];
  });
}

import type { Duck } from "#base/duck.ts";
import type { Stage } from "#pipelines/pipeline.ts";
import { occupation } from "#stats/survival/occupation.ts";
import type { Cohort } from "./contract.ts";
import { wallMs } from "../metrics.ts";
import type { PipelineScope } from "./asked.ts";
import { openSql } from "../deal-conditions.ts";
import { ask, type Ranks } from "./cohort-sql.ts";

const days = [30, 60, 90];
const longest = days.at(-1)!;
/** Fewer deals in view than that on a day, and where they are then is not told. */
const leastInView = 10;

/** Stages by their place among the ranks, ends by the numbers below. */
type Row = { part: "moves" | "start" | "watched"; stage: number; next: number | null; entry: number; exit: number; n: number };
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
  Object.assign(sql.values, { from: scope.fromMs, to: scope.toMs, seen: scope.seenMs, longest });
  const day = (ms: string) => `floor(${wallMs(ms)}::double / 86400000)::integer`;
  const begun = `${sql.chosen} and begun_at >= $from and begun_at < $to and coalesce(seen_from <= begun_at, true)`;
  const rows = await ask<Row>(
    duck,
    `
    with begun as (select begun_at, closed_at, outcome from deal where ${begun}),
    kept as materialized (
      select deal_id, n, stage, open, lost, entry, exit
      from (
        select *, ${day("age_in")} as entry, ${day("age_out")} as exit
        from (
          select
            deal_id, n, coalesce(${ranks.placeOf("stage_id")}, 0)::tinyint as stage, left_at is null as open, lost_at is not null as lost,
            entered_at - begun_at as age_in, greatest(coalesce(left_at, $seen), entered_at) - begun_at as age_out
          from visit
          where ${begun} and entered_at >= begun_at and entered_at >= $from
        )
      )
      where (exit > entry or open) and entry <= $longest
    ),
    -- Stays follow each other without a gap, so a deal's next one begins on the day on which this one ends.
    moves as (
      select
        stay.stage, stay.entry, least(stay.exit, $longest + 1) as exit,
        case when stay.exit > $longest then null when later.stage is not null then later.stage when stay.open then null when stay.lost then ${lost} else ${won} end as next
      from kept stay
      left join kept later on later.deal_id = stay.deal_id and later.entry = stay.exit and later.n > stay.n
    )
    select 'moves' as part, stage, next, entry, exit, count(*) as n from moves group by all
    union all
    select 'start', stage, null, 0, 0, count(*) from kept where entry = 0 group by stage
    union all
    select 'start', case outcome when 'won' then ${won} else ${lost} end, null, 0, 0, count(*) from begun where outcome <> 'open' and ${day("greatest(closed_at - begun_at, 0)")} = 0 group by outcome
    union all
    select 'watched', null, null, day, 0, count(*) from begun, unnest([${days.join(", ")}]) as told(day) where $seen - begun_at >= day * 86400000::bigint group by day
  `,
    sql.values,
  );
  const open = stages.filter(({ kind }) => kind !== "won").map(({ id }) => id);
  const nameOf = (place: number) => (place === won ? "won" : place === lost ? "lost" : (ranks.stages[place - 1] ?? ""));
  const moves = rows.filter(({ part }) => part === "moves");
  const others = [...new Set(moves.flatMap(({ stage, next }) => [nameOf(stage), nameOf(next ?? 0)]))].filter(
    (id) => !["", "won", "lost"].includes(id) && !open.includes(id),
  );
  const states = [...open, ...others, "won", "lost"];
  const placeOf = new Map(states.map((id, index) => [id, index]));
  const starts = rows.filter(({ part }) => part === "start");
  const n = starts.reduce((sum, row) => sum + row.n, 0);
  if (n < leastInView) return [];
  const start = states.map((id) => starts.reduce((sum, row) => (nameOf(row.stage) === id ? sum + row.n : sum), 0) / n);
  const shares = occupation(
    {
      from: moves.map(({ stage }) => placeOf.get(nameOf(stage))!),
      to: moves.map(({ next }) => (next === null ? -1 : (placeOf.get(nameOf(next)) ?? -1))),
      entry: moves.map(({ entry }) => entry),
      exit: moves.map(({ exit }) => exit),
      count: moves.map((row) => row.n),
    },
    start,
    days,
  );
  const watched = new Map(rows.filter(({ part }) => part === "watched").map((row) => [row.entry, row.n]));
  return days.flatMap((at, index) => {
    if ((watched.get(at) ?? 0) < leastInView) return [];
    const share = shares[index]!;
    return [
      {
        days: at,
        stages: [...open, ...others].map((stage) => ({ stage, share: share[placeOf.get(stage)!]! })),
        won: share[placeOf.get("won")!]!,
        lost: share[placeOf.get("lost")!]!,
      },
    ];
  });
}

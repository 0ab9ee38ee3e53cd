import type { Duck } from "#base/duck.ts";
import type { Stage } from "#pipelines/pipeline.ts";
import { occupation } from "#stats/survival/occupation.ts";
import type { Cohort } from "./contract.ts";
import { wallMs } from "../metrics.ts";
import type { PipelineScope } from "./asked.ts";
import { ask, openSql } from "./cohort-sql.ts";

const days = [30, 60, 90];
const longest = days.at(-1)!;
/** Fewer deals in view than that on a day, and where they are then is not told. */
const leastInView = 10;

type Row = { stage: string; next: string | null; entry: number; exit: number; n: number };

/**
 * Where the deals of a cohort are 30, 60 and 90 days after they began, by the moves that were seen (Aalen–Johansen over all stages, moves back and over a stage
 * included). In whole days: stays that began and ended on one day of a deal's life are left out, their moves joined into one.
 */
export async function readOccupation(duck: Duck, scope: PipelineScope, stages: readonly Stage[]): Promise<Cohort["occupation"]> {
  const sql = openSql(scope);
  Object.assign(sql.values, { from: scope.fromMs, to: scope.toMs, seen: scope.seenMs, longest });
  const day = (ms: string) => `floor(${wallMs(ms)}::double / 86400000)::integer`;
  const rows = await ask<Row>(
    duck,
    `
    with begun as (
      select id, begun_at, closed_at, outcome from deal
      where ${sql.deals} and begun_at >= $from and begun_at < $to and coalesce(seen_from <= begun_at, true)
    ),
    stays as (
      select
        v.deal_id, v.n, v.stage_id as stage, d.outcome,
        ${day("greatest(v.entered_at - d.begun_at, 0)")} as entry,
        ${day("greatest(coalesce(v.left_at, greatest($seen, v.entered_at)) - d.begun_at, 0)")} as exit,
        v.left_at is null as open
      from visit v
      join begun d on d.id = v.deal_id
      where v.workspace_id = $workspace::uuid and coalesce(v.left_at >= d.begun_at, true) and v.entered_at >= d.begun_at
    ),
    kept as (
      select *, lead(stage) over (partition by deal_id order by n) as later, row_number() over (partition by deal_id order by n) = 1 as is_first
      from stays
      where exit > entry or open
    ),
    moves as (
      select stage, case when exit > $longest then null when later is not null then later when open then null else outcome end as next, entry, least(exit, $longest + 1) as exit
      from kept
      where entry <= $longest
    )
    select stage, next, entry, exit, count(*) as n from moves group by all
    union all
    select stage, 'start', 0, 0, count(*) from kept where is_first group by stage
    union all
    select outcome, 'start', 0, 0, count(*) from begun where outcome <> 'open' and id not in (select deal_id from kept) group by outcome
    union all
    select 'watched', 'watched', day, 0, count(*) from begun, unnest([${days.join(", ")}]) as told(day) where $seen - begun_at >= day * 86400000::bigint group by day
  `,
    sql.values,
  );
  const open = stages.filter(({ kind }) => kind !== "won").map(({ id }) => id);
  const marks = ["", "start", "watched", "won", "lost"];
  const others = [...new Set(rows.flatMap(({ stage, next }) => [stage, next ?? ""]))].filter(
    (id) => !marks.includes(id) && !open.includes(id),
  );
  const states = [...open, ...others, "won", "lost"];
  const place = new Map(states.map((id, index) => [id, index]));
  const begun = rows.filter(({ next }) => next === "start");
  const n = begun.reduce((sum, row) => sum + row.n, 0);
  if (n < leastInView) return [];
  const start = states.map((id) => begun.reduce((sum, row) => (row.stage === id ? sum + row.n : sum), 0) / n);
  const moves = rows.filter(({ next }) => next !== "start" && next !== "watched");
  const shares = occupation(
    {
      from: moves.map(({ stage }) => place.get(stage)!),
      to: moves.map(({ next }) => (next === null ? -1 : (place.get(next) ?? -1))),
      entry: moves.map(({ entry }) => entry),
      exit: moves.map(({ exit }) => exit),
      count: moves.map((row) => row.n),
    },
    start,
    days,
  );
  const watched = new Map(rows.filter(({ next }) => next === "watched").map((row) => [row.entry, row.n]));
  return days.flatMap((at, index) => {
    if ((watched.get(at) ?? 0) < leastInView) return [];
    const share = shares[index]!;
    return [
      {
        days: at,
        stages: [...open, ...others].map((stage) => ({ stage, share: share[place.get(stage)!]! })),
        won: share[place.get("won")!]!,
        lost: share[place.get("lost")!]!,
      },
    ];
  });
}

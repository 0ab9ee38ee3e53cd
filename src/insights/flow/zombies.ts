import { dayMs } from "#base/clock.ts";
import type { Duck } from "#base/duck.ts";
import type { Stage } from "#pipelines/pipeline.ts";
import { wallMs } from "../metrics.ts";
import { openSql, valueToday, type Sql } from "../deal-conditions.ts";
import type { PipelineScope } from "./asked.ts";
import { ask, seenSince } from "./cohort-sql.ts";
import type { Zombies } from "./contract.ts";
import { exitsForMedian } from "./estimates.ts";

/**
 * Open deals with their age since they began (never since somebody typed them in), in whole days: id, happened, days, value, older (than any deal that ever closed,
 * whenever that was). The period plays no part: they stand there now.
 */
export function zombiesSql(sql: Sql, factors: PipelineScope["factors"]): string {
  return `
    with oldest as (
      select case when count(*) >= ${exitsForMedian} then ${wholeDays("max(closed_at - begun_at)")} end as days, count(*) as n
      from deal
      where ${sql.chosen} and begun_at is not null and outcome <> 'open'
    ),
    aged as (
      select id, begun_at as happened, outcome, ${valueToday(factors)} as value, floor(${seenSince("begun_at")}::double / ${dayMs}) as days
      from deal
      where ${sql.chosen} and begun_at is not null and outcome = 'open'
    )
    select aged.*, coalesce(aged.days > oldest.days, false) as older, oldest.days as oldest_days, oldest.n as closed
    from oldest
    left join aged on true`;
}

/** Open stays with their length since the stage was entered: id, stage, happened, days, older (than any stay there that ever ended). */
export function stalledSql(sql: Sql): string {
  return `
    with longest as (
      select stage_id as stage, case when count(left_at) >= ${exitsForMedian} then ${wholeDays("max(left_at - entered_at)")} end as days, count(left_at) as n
      from visit
      where ${sql.chosen} and not found
      group by stage_id
    ),
    aged as (
      select deal_id as id, stage_id as stage, entered_at as happened, floor(${seenSince("entered_at")}::double / ${dayMs}) as days
      from visit
      where ${sql.chosen} and not found and left_at is null
    )
    select aged.id, longest.stage, aged.happened, aged.days, coalesce(aged.days > longest.days, false) as older, longest.days as longest_days, longest.n as gone
    from longest
    left join aged using (stage)`;
}

/** The longest of lengths in ms, in whole days. */
function wholeDays(longest: string): string {
  return `floor(${wallMs(longest)}::double / ${dayMs})`;
}

/** Deals that are open for longer than any deal ever took to close, and stays longer than any that ever ended. */
export async function readZombies(duck: Duck, scope: PipelineScope, stages: readonly Stage[]): Promise<Zombies> {
  const sql = openSql(scope);
  sql.values["seen"] = scope.seenMs;
  const [whole] = await ask<{
    open: number;
    older: number;
    oldest: number | null;
    closed: number;
    value_open: number | null;
    value_older: number | null;
    without_value: number;
  }>(
    duck,
    `
    select
      count(id) as open, count(id) filter (where older) as older, any_value(oldest_days) as oldest, any_value(closed) as closed,
      sum(value)::double as value_open, sum(value) filter (where older)::double as value_older, count(id) filter (where value is null) as without_value
    from (${zombiesSql(sql, scope.factors)})
  `,
    sql.values,
  );
  const [unknown] = await ask<{ n: number }>(
    duck,
    `select count(*) as n from deal where ${sql.chosen} and begun_at is null and seen_from is not null and outcome = 'open'`,
    sql.values,
  );
  const stays = await ask<{ stage: string; open: number; older: number; longest: number | null; gone: number }>(
    duck,
    `select stage, count(id) as open, count(id) filter (where older) as older, any_value(longest_days) as longest, any_value(gone) as gone
     from (${stalledSql(sql)}) group by stage`,
    sql.values,
  );
  const byStage = new Map(stays.map((row) => [row.stage, row]));
  return {
    open: whole?.open ?? 0,
    older: whole?.older ?? 0,
    oldestClosedDays: whole?.oldest ?? null,
    closed: whole?.closed ?? 0,
    unknownBeginning: unknown?.n ?? 0,
    valueOpen: Math.round(whole?.value_open ?? 0),
    valueOlder: Math.round(whole?.value_older ?? 0),
    withoutValue: whole?.without_value ?? 0,
    currency: scope.currency,
    stages: stages
      .filter(({ kind }) => kind !== "won")
      .map(({ id, name, kind }) => {
        const row = byStage.get(id);
        return {
          stage: id,
          name,
          kind,
          open: row?.open ?? 0,
          older: row?.older ?? 0,
          longestDays: row?.longest ?? null,
          left: row?.gone ?? 0,
        };
      }),
  };
}

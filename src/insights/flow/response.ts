import type { Duck } from "#base/duck.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import { horizonOf, shareBy } from "#stats/survival/horizon.ts";
import { incidence } from "#stats/survival/incidence.ts";
import { openSql, type Sql } from "../deal-conditions.ts";
import type { PipelineScope } from "./asked.ts";
import { clockOf, type Clock } from "./clock-sql.ts";
import { ask } from "./cohort-sql.ts";
import type { Response } from "./contract.ts";
import { estimateOf, level, outcomesToSpeak } from "./estimates.ts";
import { tableOf, type StateRow } from "./shares.ts";
import { stayOf } from "./stay-figures.ts";
import { lastSeenSql } from "./waits.ts";

/** Deals that an answer is owed in: where people sell all, of a shop's own journeys those that somebody has, made by hand or brought along. */
export function owedSql({ template }: Pick<Pipeline, "template">, sql: Sql): string {
  if (template !== "online-shop") return "true";
  const made = `select deal_id from visit where ${sql.chosen} and n = 0 and cause = 'person' and entered_at >= $from and entered_at < $to`;
  return `(not coalesce(driven, true) or owner_id is not null or id in (${made}))`;
}

/**
 * Deals that began in [$from, $to) until the first activity about them, from when they began or the person became reachable, whichever is later: id,
 * happened, state (passed: answered, lost: closed unanswered, open), entry and age (working ms). `owed`: which deals. What the shop's facts began of people
 * who are not reachable is left out, and so is what we had been in touch about before.
 */
export function answersSql(sql: Sql, owed: string, { lasted }: Clock): string {
  return `
    select
      id, started as happened,
      case when answered <= closed_at or closed_at is null and answered is not null then 'passed' when closed_at is not null then 'lost' else 'open' end as state,
      case when seen_from > started then ${lasted("started", "seen_from")} else 0 end as entry,
      ${lasted("started", `coalesce(least(answered, closed_at), greatest(${lastSeenSql}, started))`)} as age
    from (
      with d as materialized (select * from deal where ${sql.chosen} and begun_at >= $from and begun_at < $to and ${owed})
      select d.id, d.closed_at, d.seen_from, greatest(d.begun_at, coalesce(c.lead_at, d.begun_at)) as started, a.answered
      from d
      left join (
        select id, lead_at from contact where workspace_id = $workspace::uuid and id in (select contact_id from d)
      ) c on c.id = d.contact_id
      left join (
        select deal_id, min(happened_at) as answered
        from activity
        where workspace_id = $workspace::uuid and happened_at <= $now and deal_id in (select id from d)
        group by deal_id
      ) a on a.deal_id = d.id
      where not coalesce(d.driven, true) or c.lead_at is not null
    )
    where coalesce(answered >= started, true) and coalesce(closed_at >= started, true)`;
}

/** How long people wait for a first answer, in working time. Null where nobody logs activities about this pipeline's deals, or no answer is owed. */
export async function readResponse(duck: Duck, scope: PipelineScope, pipeline: Pipeline): Promise<Response | null> {
  const sql = openSql(scope);
  Object.assign(sql.values, { from: scope.fromMs, to: scope.toMs, seen: scope.seenMs, now: scope.atMs });
  const clock = clockOf("working", scope);
  // To the minute begun: of an answer after an hour and a second more than an hour is said.
  const minutes = (ms: string) => `ceil((${ms})::double / 60000)::integer`;
  const rows = await ask<StateRow & { lasted: number }>(
    duck,
    `
    select state, ${minutes("entry")} as entry, ${minutes("age")} as age, count(*) as n, sum(age)::double as lasted
    from (${answersSql(sql, owedSql(pipeline, sql), clock)})
    group by all
    order by all
  `,
    sql.values,
  );
  const told = rows.some(({ state }) => state === "passed") || (rows.length > 0 && (await isLogged(duck, sql)));
  return told ? responseOf(rows, clock.perDay, scope) : null;
}

/** Whether anybody ever logged an activity about a deal of the pipeline. */
async function isLogged(duck: Duck, { values }: Sql): Promise<boolean> {
  const rows = await ask(
    duck,
    "select 1 from activity join deal on deal.id = activity.deal_id where deal.workspace_id = $workspace::uuid and pipeline_id = $pipeline::uuid limit 1",
    values,
  );
  return rows.length > 0;
}

function responseOf(rows: readonly (StateRow & { lasted: number })[], perDay: number, scope: PipelineScope): Response {
  const count = (state: string) => rows.reduce((sum, row) => (row.state === state ? sum + row.n : sum), 0);
  const { n, median, moreThanDays } = stayOf(
    rows.map(({ state, ...row }) => ({ ...row, ended: state === "passed" })),
    perDay,
    scope,
  );
  const table = tableOf(rows.map((row) => (row.state === "lost" ? { ...row, state: "open" } : row)));
  const curves = incidence(table);
  const answeredBy = (minutes: number) => {
    const told = count("passed") >= outcomesToSpeak && !horizonOf(table, minutes).lowered;
    const { share, low, high } = shareBy(curves, 1, minutes, level);
    const method = "share answered by then, those not answered yet counted while they were seen (1 − Kaplan–Meier); 80 % range";
    const undecided = count("open");
    return estimateOf("share", told ? { value: share, low, high, n, undecided, method } : { value: null, n, undecided, method }, scope);
  };
  return {
    deals: n,
    answered: count("passed"),
    waiting: count("open"),
    unanswered: count("lost"),
    median,
    moreThanDays,
    withinHour: answeredBy(60),
    withinDay: answeredBy(perDay),
  };
}

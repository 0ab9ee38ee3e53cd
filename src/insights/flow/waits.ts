import type { Duck } from "#base/duck.ts";
import { shareOfSums, type PartSums } from "#stats/shares/ratio.ts";
import { openSql, type Sql } from "../deal-conditions.ts";
import type { PipelineScope } from "./asked.ts";
import type { Clock } from "./clock-sql.ts";
import { ask, steppedMinutes } from "./cohort-sql.ts";
import type { Waits } from "./contract.ts";
import { estimateOf, exitsForMedian, level } from "./estimates.ts";
import { stayOf } from "./stay-figures.ts";

const sides = ["us", "customer"] as const;

/**
 * `stay`: the stays of deals about which somebody has logged an activity that are not over or began in [$from, $to) (`asked`). `wait`: who is waited for in
 * them: id, deal (its number), stage, happened (when the stage was entered), side, begins, ends, running (it is so now), asked. After an activity it is the
 * customer, after what the customer did it is us; who moved the deal into the stage counts as well, where that was a person or the customer. What lies before
 * anything is known is no wait.
 *
 * A sign is one number, so that those of a deal are sorted as a list: four times its instant and what it weighs among the signs of that instant, of which the
 * last counts; after an odd one it is the customer. Deals have numbers, which join and group faster than ids.
 */
function waitTables(sql: Sql): string {
  return `
    entered as materialized (
      select row, deal_id, contact_id, stage_id, entered_at, left_at, cause, asked
      from (
        select *, rowid as row, true as asked from visit where ${begunSql}
        union all
        select *, rowid, false from visit where left_at is null and not (${begunSql})
      )
      where ${sql.chosen}
    ),
    logged as materialized (
      select deal_id, contact_id, deal, happened_at
      from activity
      join (select deal_id, any_value(contact_id) as contact_id, min(row) as deal from entered group by deal_id) using (deal_id)
      where workspace_id = $workspace::uuid
    ),
    known as materialized (select deal_id, any_value(contact_id) as contact_id, deal from logged group by deal_id, deal),
    stay as materialized (
      select
        deal_id, deal, stage_id, entered_at, cause, asked, left_at is null as open, coalesce(left_at, greatest(${lastSeenSql}, entered_at)) as until
      from entered
      join known using (deal_id)
    ),
    person as (
      select deal, contact_id from known where contact_id is not null
      union all
      select known.deal, contact.id from contact join known on known.contact_id = contact.merged_into where contact.workspace_id = $workspace::uuid
    ),
    sign as (
      select deal, happened_at * 4 + 3 as code from logged where happened_at <= $now -- above all: a rule that an activity met moves at its instant
      union all
      select deal, happened_at * 4 + 2
      from customer_act
      join person using (contact_id)
      where workspace_id = $workspace::uuid and happened_at <= $now
      union all
      select deal, entered_at * 4 + case cause when 'person' then 1 else 0 end from stay where cause in ('person', 'shop', 'rule')
    ),
    instant as (
      select deal, list_filter(codes, lambda code, i: coalesce(codes[i + 1] >> 2 > code >> 2, true)) as codes
      from (select deal, list_sort(list(code)) as codes from sign group by deal)
    ),
    turn as (
      select deal, code & 1 as odd, code >> 2 as since, changed >> 2 as changed
      from (
        select deal, unnest(codes) as code, unnest(codes[2:]) as changed
        from (select deal, list_filter(codes, lambda code, i: coalesce(codes[i - 1] & 1 <> code & 1, true)) as codes from instant)
      )
    ),
    wait as (
      select
        deal_id as id, deal, stage_id as stage, entered_at as happened, case odd when 1 then 'customer' else 'us' end as side, asked,
        greatest(since, entered_at) as begins, greatest(since, entered_at, least(coalesce(changed, until), until)) as ends,
        open and changed is null as running
      from stay
      join turn using (deal)
      where (since < until or open) and coalesce(changed > entered_at, true)
    )`;
}

/** The waits of stays, a row each. */
export function waitsSql(sql: Sql): string {
  return `with ${waitTables(sql)} select * exclude (deal) from wait`;
}

/** Until when open deals were seen, where activities count too. */
export const lastSeenSql =
  "greatest($seen, (select max(happened_at) from activity where workspace_id = $workspace::uuid and happened_at <= $now))";

/** Stays that are known to have begun in [$from, $to). */
const begunSql = "not found and entered_at >= $from and entered_at < $to";

/** Deals about which somebody has logged an activity. */
const workedSql = "deal_id in (select deal_id from activity where workspace_id = $workspace::uuid)";

/** The stays that began in [$from, $to) of deals about which nobody has logged anything. */
export function unloggedSql(sql: Sql): string {
  return `
    select deal_id as id, stage_id as stage, entered_at as happened
    from visit
    where ${sql.chosen} and ${begunSql} and not (${workedSql})`;
}

/** What `waitsSql` and `unloggedSql` bind. */
export function waitValues({ fromMs, toMs, seenMs, atMs }: PipelineScope): Record<string, number> {
  return { from: fromMs, to: toMs, seen: seenMs, now: atMs };
}

type WaitRow = { stage: string; side: (typeof sides)[number]; running: boolean; age: number; n: number; lasted: number };
type StayRow = PartSums & { stage: string };
/** Stays of deals with an activity, also those of which no side is known. */
type WorkedRow = { stage: string; n: number };
type NowRow = { stage: string; side: (typeof sides)[number]; n: number };

/** A stage and how many stays in it began in the period. */
type StageStays = Pick<Waits["stages"][number], "stage" | "name" | "kind"> & { n: number };

/** For how long stays wait for us and for the customer, and for whom open deals wait now. Null where nobody logs activities about these deals. */
export async function readWaits(
  duck: Duck,
  scope: PipelineScope,
  stages: readonly StageStays[],
  { lasted, perDay }: Clock,
): Promise<Waits | null> {
  const sql = openSql(scope);
  Object.assign(sql.values, waitValues(scope));
  const [logged] = await ask(duck, "select 1 from activity where workspace_id = $workspace::uuid limit 1", sql.values);
  if (!logged) return null;
  const rows = await ask<Partial<WaitRow & StayRow & NowRow> & { kind: "wait" | "stay" | "now" | "worked" }>(
    duck,
    `
    with ${waitTables(sql)},
    timed as materialized (select *, ${lasted("begins", "ends")} as ms from wait)
    select 'wait' as kind, stage, side, running, ${steppedMinutes("ms", perDay)} as age, count(*) as n, sum(ms)::double as lasted
    from timed
    where asked
    group by all
    union all by name
    select
      'stay' as kind, stage, count(*) as n, sum(us) as part, sum(whole) as whole, sum(us * us) as "partSquares", sum(us * whole) as products,
      sum(whole * whole) as "wholeSquares"
    from (
      select stage, coalesce(sum(ms) filter (where side = 'us'), 0)::double / 86400000 as us,
        sum(ms)::double / 86400000 as whole
      from timed
      where asked
      group by stage, deal, happened
    )
    group by stage
    union all by name
    select 'now' as kind, stage, side, count(*) as n from timed where running group by all
    union all by name
    select 'worked' as kind, stage_id as stage, count(*) as n from stay where asked group by all
    order by all
  `,
    sql.values,
  );
  const of = <Row>(kind: string, stage: string) => rows.filter((row) => row.kind === kind && row.stage === stage) as Row[];
  const told = stages
    .filter(({ kind }) => kind === "open")
    .map(({ stage: id, name, kind, n }) => ({
      stage: id,
      name,
      kind,
      leftOut: n - (of<WorkedRow>("worked", id)[0]?.n ?? 0),
      ...stageWaits(of<WaitRow>("wait", id), of<StayRow>("stay", id)[0], of<NowRow>("now", id), perDay, scope),
    }));
  if (told.every(({ stays, us, customer }) => stays + us.now + customer.now === 0)) return null;
  return { stages: told };
}

function stageWaits(waits: readonly WaitRow[], sums: StayRow | undefined, now: readonly NowRow[], perDay: number, scope: PipelineScope) {
  const stays = sums?.n ?? 0;
  const known = stays >= exitsForMedian ? shareOfSums(sums!, level) : null;
  const sideOf = (side: (typeof sides)[number]) => {
    const own = waits.filter((row) => row.side === side);
    const running = own.reduce((sum, row) => sum + (row.running ? row.n : 0), 0);
    const { n, open, median, moreThanDays } = stayOf(
      own.map((row) => ({ ...row, entry: 0, ended: !row.running })),
      perDay,
      scope,
    );
    const share = known && (side === "us" ? known : { share: 1 - known.share, low: 1 - known.high, high: 1 - known.low });
    return {
      share: estimateOf(
        "share",
        {
          value: share?.share ?? null,
          low: share?.low ?? null,
          high: share?.high ?? null,
          n: stays,
          undecided: running,
          method: "time of the stays that waited on this side ÷ all of it of which the side is known; range of a ratio of sums (80 %)",
        },
        scope,
      ),
      waits: n,
      running: open,
      median,
      moreThanDays,
      now: now.find((row) => row.side === side)?.n ?? 0,
    };
  };
  return { stays, us: sideOf("us"), customer: sideOf("customer") };
}

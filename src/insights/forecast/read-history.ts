import { dayOf, startOfDay, addDays } from "#base/clock.ts";
import type { Duck } from "#base/duck.ts";
import { dealConditions, valueToday, type Bind } from "../deal-conditions.ts";
import { wonRank, returningRank } from "../schema.ts";
import type { Scope } from "../scope.ts";
import { dayNumber, monthEnd, monthOf } from "./calendar.ts";
import { arrivalDays, historyDays, originMonths, type History } from "./history.ts";

export type ByName = "owner" | "source" | "pipeline";
export const others = "others";
const mostKeys = 30;
const mostCategories = 7;
/** How many values stand for all of a segment. */
const tiles = 256;

const keyColumns: Record<ByName, string> = { owner: "owner_id", source: "touch_source", pipeline: "pipeline_id::varchar" };

/** Reads what a forecast is made from. `fromDay`: since when what was won is told by key. */
export async function readHistory(
  duck: Duck,
  scope: Scope,
  { by, fromDay, left, origins }: { by: ByName | undefined; fromDay: number; left: number; origins: boolean },
): Promise<History> {
  const { workspaceId, timeZone, atMs, seenMs } = scope;
  const { conditions, ask } = chosenDeals(scope);
  const today = dayNumber(dayOf(atMs, timeZone));
  const [span] = await duck.rows<{ first: number | null }>(
    `select min(least(opened_at, coalesce(begun_at, opened_at))) as first from deal where ${conditions} and coalesce(seen_from > opened_at, true)`,
    ask,
  );
  const firstMs = span?.first ?? atMs;
  const day = localDays(timeZone, firstMs, atMs);
  await prepareTables(duck, scope, by, day);

  const states = await readStates(duck);
  const oldest = today - historyDays;
  const seen = { workspace: workspaceId, seen: Math.max(seenMs, firstMs), oldest };
  const stays = await duck.columns<keyof History["stays"]>(
    `
    select * from (
      select
        st.state, ${day("v.entered_at")} as began, ${day("greatest(v.entered_at, coalesce(d.seen_from, v.entered_at))")} as "from", ${day("coalesce(v.left_at, $seen)")} as until,
        case
          when v.left_at is null then -1
          when nx.state = -2 then case d.outcome when 'won' then 0 when 'lost' then 1 else -1 end
          when v.next_stage is not null then coalesce(nx.state + 2, -1)
          when v.outcome = 'won' then 0
          when v.outcome = 'lost' then 1
          else -1
        end as way,
        count(*)::integer as times
      from visit v
      join forecast_deal d on d.id = v.deal_id
      join forecast_state st on st.pipeline_id = v.pipeline_id and st.stage_id = v.stage_id and st.repeat = d.is_repeat and st.state >= 0
      left join forecast_state nx on nx.pipeline_id = v.pipeline_id and nx.stage_id = v.next_stage and nx.repeat = d.is_repeat
      where v.workspace_id = $workspace::uuid and not v.found
      group by all
    )
    where until >= "from" and until >= $oldest
  `,
    seen,
  );
  const won = await duck.columns<keyof History["won"]>(
    "select day, segment, count(part) as n, coalesce(sum(part), 0) as sum, coalesce(sum(part::bigint::hugeint * part::bigint), 0)::double as squares from forecast_won where day >= $oldest group by all order by all",
    { oldest },
  );
  const ratios = await duck.columns<keyof History["ratios"]>(
    "select day, segment, count(*) as n, sum(ratio)::double / 1e6 as sum from forecast_won where ratio is not null and day >= $oldest group by all order by all",
    { oldest },
  );
  const tiled = (column: string, per = 1) =>
    duck.columns<"segment" | "value">(`
      select segment, sum(value) / count(*) / ${per} as value
      from (select segment, ${column}::double as value, ntile(${tiles}) over (partition by segment order by ${column}, id) as tile from forecast_won where ${column} is not null)
      group by segment, tile
      order by segment, value
    `);
  const born = await duck.columns<keyof History["born"]>(
    "select day, state, segment, count(*) as n from forecast_born where day >= $oldest group by all order by all",
    { oldest },
  );
  const bornBy = await duck.columns<keyof History["bornBy"]>(
    "select state, segment, key, count(*) as n from forecast_born where day > $since and day <= $today group by all order by all",
    { since: today - arrivalDays, today },
  );
  const open = await duck.columns<keyof History["open"]>(
    `
    select st.state, ${day("v.entered_at")} as entered, d.worth as value, d.segment, d.key
    from forecast_deal d
    join visit v on v.workspace_id = $workspace::uuid and v.deal_id = d.id and v.left_at is null
    join forecast_state st on st.pipeline_id = v.pipeline_id and st.stage_id = v.stage_id and st.repeat = d.is_repeat and st.state >= 0
    where d.outcome = 'open'
    order by 1, 2, 3, 4, 5
  `,
    { workspace: workspaceId },
  );
  const wonBy = await duck.columns<keyof History["wonBy"]>(
    "select day, key, is_repeat::integer as repeat, count(part) as n, coalesce(sum(part), 0) as sum from forecast_won where day >= $fromDay group by all order by all",
    { fromDay },
  );
  const openThen = await readOpenThen(duck, scope, origins ? today : null, day);
  const [counted] = await duck.rows<{ segments: number }>("select coalesce(max(segment), -1) + 1 as segments from forecast_deal");
  const keys = await duck.rows<{ key: string }>("select key from forecast_key order by idx");
  return {
    today,
    left,
    first: span?.first === null || span?.first === undefined ? null : dayNumber(dayOf(span.first, timeZone)),
    states,
    segments: counted?.segments ?? 0,
    keys: keys.map(({ key }) => key),
    stays,
    won,
    ratios,
    values: await tiled("part"),
    ratioValues: await tiled("ratio", 1e6),
    born,
    bornBy,
    open,
    openThen,
    wonBy,
  };
}

function chosenDeals(scope: Scope): { conditions: string; ask: Record<string, string | number> } {
  const ask: Record<string, string | number> = { workspace: scope.workspaceId };
  const bind: Bind = (name, value) => {
    ask[name] = value;
    return `$${name}`;
  };
  return { conditions: ["workspace_id = $workspace::uuid", ...dealConditions(scope, bind)].join(" and "), ask };
}

/** Tables of this snapshot's connection that the questions share: deals in scope with segment, key and worth, states, what was won, who came. */
export async function prepareTables(duck: Duck, scope: Scope, by: ByName | undefined, day: (column: string) => string): Promise<void> {
  const { conditions, ask } = chosenDeals(scope);
  const key = by === undefined ? "''" : `coalesce(${keyColumns[by]}, 'none')`;
  await duck.run(
    `
    create or replace temp table forecast_state as
    with stages as (
      select pipeline_id, stage_id, arg_max(rank, version) as rank from stage where workspace_id = $workspace::uuid group by all
    )
    select pipeline_id, stage_id, repeat, rank = ${returningRank} as waiting, (row_number() over (order by pipeline_id, repeat, rank, stage_id) - 1)::integer as state
    from stages, (values (false), (true)) as r (repeat)
    where coalesce(rank, 0) < ${wonRank}
    union all
    select pipeline_id, stage_id, repeat, false, -2 from stages, (values (false), (true)) as r (repeat) where rank = ${wonRank}
  `,
    { workspace: scope.workspaceId },
  );
  await duck.run(
    `
    create or replace temp table forecast_deal as
    with chosen as (
      select id, pipeline_id, outcome, is_repeat, seen_from, opened_at, closed_at, value_minor, currency, coalesce(category, '') as category, ${key} as key,
        round(${valueToday(scope.factors)})::double as worth
      from deal
      where ${conditions}
    ),
    categories as (
      select category, row_number() over (order by count(*) desc, category) - 1 as idx from chosen group by category
    ),
    keys as (
      select key, row_number() over (order by sum(worth) filter (where outcome = 'won') desc nulls last, count(*) desc, key) - 1 as idx from chosen group by key
    )
    select chosen.* exclude (category, key), (least(c.idx, ${mostCategories}) * 2 + is_repeat::integer)::integer as segment, least(k.idx, ${mostKeys})::integer as key, chosen.key as key_name
    from chosen
    join categories c using (category)
    join keys k on k.key = chosen.key
  `,
    ask,
  );
  await duck.run(
    `create or replace temp table forecast_key as select key as idx, case when key = ${mostKeys} and count(distinct key_name) > 1 then '${others}' else any_value(key_name) end as key from forecast_deal group by key`,
  );
  await duck.run(
    `
    create or replace temp table forecast_won as
    select d.id, ${day("d.closed_at")} as day, d.segment, d.key, d.is_repeat, round(d.value_minor * rate.factor)::double as part,
      case when before.currency = d.currency and before.minor > 0 then round(least(5, d.value_minor / before.minor) * 1e6)::bigint end as ratio
    from forecast_deal d
    asof left join (select unnest(from_json($factors, '[{"currency":"VARCHAR","fromMs":"BIGINT","factor":"DOUBLE"}]'), recursive := true)) rate
      on rate.currency = d.currency and rate.fromMs <= d.closed_at
    left join (
      select deal_id, arg_max(value_minor, seq) as minor, arg_max(currency, seq) as currency
      from deal_record
      where workspace_id = $workspace::uuid and outcome = 'open' and value_minor is not null
      group by deal_id
    ) before on before.deal_id = d.id
    where d.outcome = 'won' and d.closed_at is not null
  `,
    { workspace: scope.workspaceId, factors: JSON.stringify(scope.factors) },
  );
  await duck.run(
    `
    create or replace temp table forecast_born as
    select ${day("v.entered_at")} as day, st.state, d.segment, d.key
    from forecast_deal d
    join visit v on v.workspace_id = $workspace::uuid and v.deal_id = d.id and v.n = 0 and not v.found
    join forecast_state st on st.pipeline_id = v.pipeline_id and st.stage_id = v.stage_id and st.repeat = d.is_repeat and st.state >= 0
    where coalesce(d.seen_from > d.opened_at, true)
  `,
    { workspace: scope.workspaceId },
  );
}

async function readStates(duck: Duck): Promise<History["states"]> {
  return duck.rows<{ pipelineId: string; stageId: string; repeat: boolean; waiting: boolean }>(
    `select pipeline_id::varchar as "pipelineId", stage_id as "stageId", repeat, waiting from forecast_state where state >= 0 order by state`,
  );
}

/** Deals open at the ends of past months with what was known of their values then: the same as a question about that day would find. */
async function readOpenThen(duck: Duck, scope: Scope, today: number | null, day: (column: string) => string): Promise<History["openThen"]> {
  const month = today === null ? 0 : monthOf(today + 1);
  const ends = Array.from({ length: today === null ? 0 : originMonths }, (_, i) => monthEnd(month - originMonths + i)).map((end) => ({
    day: end,
    endMs: startOfDay(addDays(new Date(end * 86_400_000).toISOString().slice(0, 10), 1), scope.timeZone) - 1,
  }));
  return duck.columns(
    `
    with origin as (select unnest(from_json($ends, '[{"day":"INTEGER","endMs":"BIGINT"}]'), recursive := true)),
    then_open as (
      select o.day, o.endMs, d.id, st.state, ${day("v.entered_at")} as entered, d.segment
      from origin o
      join visit v on v.workspace_id = $workspace::uuid and v.entered_at <= o.endMs and coalesce(v.left_at, ${Number.MAX_SAFE_INTEGER}) > o.endMs
      join forecast_deal d on d.id = v.deal_id and coalesce(d.closed_at, ${Number.MAX_SAFE_INTEGER}) > o.endMs
      join forecast_state st on st.pipeline_id = v.pipeline_id and st.stage_id = v.stage_id and st.repeat = d.is_repeat and st.state >= 0
    ),
    told as (
      select t.day, t.id, arg_max({ value_minor: r.value_minor, currency: r.currency }, r.seq) as told
      from then_open t
      join deal_record r on r.workspace_id = $workspace::uuid and r.deal_id = t.id and r.happened_at <= t.endMs and coalesce(r.closed_at <= t.endMs, true)
      group by t.day, t.id
    ),
    worth as (select day, id, round(${valueToday(scope.factors)})::double as worth from (select day, id, told.value_minor as value_minor, told.currency as currency from told))
    select t.day, t.state, t.entered, t.segment, count(*) as n, count(w.worth) as known, coalesce(sum(w.worth), 0) as value
    from then_open t
    left join worth w on w.day = t.day and w.id = t.id
    group by t.day, t.state, t.entered, t.segment
    order by 1, 2, 3, 4
  `,
    { workspace: scope.workspaceId, ends: JSON.stringify(ends) },
  );
}

/** The day number that an instant has in a time zone, as SQL: by the offsets that the zone had meanwhile. */
export function localDays(timeZone: string, fromMs: number, toMs: number): (column: string) => string {
  const offsets: { untilMs: number; offset: number }[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(Math.min(fromMs, toMs) - 86_400_000).toZonedDateTimeISO(
    timeZone,
  );
  while (at) {
    const next: Temporal.ZonedDateTime | null = at.getTimeZoneTransition("next");
    const untilMs: number = next?.epochMilliseconds ?? Infinity;
    offsets.push({ untilMs, offset: at.offsetNanoseconds / 1e6 });
    at = untilMs > toMs + 86_400_000 ? null : next;
  }
  const last = offsets.at(-1)!.offset;
  const offsetOf = (column: string) =>
    offsets.length === 1
      ? String(last)
      : `case ${offsets
          .slice(0, -1)
          .map(({ untilMs, offset }) => `when ${column} < ${untilMs} then ${offset}`)
          .join(" ")} else ${last} end`;
  return (column) => `floor((${column} + ${offsetOf(`(${column})`)})::double / 86400000)::integer`;
}

import { dayOf, startOfDay, addDays } from "#base/clock.ts";
import type { Duck } from "#base/duck.ts";
import { openSql, valueToday } from "../deal-conditions.ts";
import type { Scope } from "../scope.ts";
import { dayName, dayNumber, monthEnd, monthOf } from "./calendar.ts";
import { arrivalDays, historyDays, originMonths, type History } from "./history.ts";
import { readKinds, type ByName, type Kinds } from "./kinds.ts";

/** How many values stand for all of a segment. */
const tiles = 256;

/** Reads what a forecast is made from. `fromDay`: since when what was won is told by key. */
export async function readHistory(
  duck: Duck,
  scope: Scope,
  { by, fromDay, left, origins }: { by: ByName | undefined; fromDay: number; left: number; origins: boolean },
): Promise<History> {
  const { timeZone, atMs, seenMs } = scope;
  const { chosen, values } = openSql(scope);
  const today = dayNumber(dayOf(atMs, timeZone));
  const [span] = await duck.rows<{ first: number | null }>(
    `select min(least(opened_at, coalesce(begun_at, opened_at))) as first from deal where ${chosen} and coalesce(seen_from > opened_at, true)`,
    values,
  );
  const firstMs = span?.first ?? atMs;
  const day = localDays(timeZone, firstMs, atMs);
  const kinds = await readKinds(duck, scope, by);
  const { stateOf, isWon, segment, key } = kinds;
  const oldest = today - historyDays;
  await prepareWon(duck, scope, kinds, day);
  await prepareBorn(duck, scope, kinds, day);

  const stays = await duck.columns<keyof History["stays"]>(
    `
    select state, began, coalesce("from", began) as "from", until, way, count(*)::integer as times
    from (
      select
        ${stateOf("stage_id")} as state, ${day("entered_at")} as began, case when seen_from > entered_at then ${day("seen_from")} end as "from",
        ${day("coalesce(left_at, $seen)")} as until,
        case
          when left_at is null then -1
          when ${isWon("next_stage")} then case deal_outcome when 'won' then 0 when 'lost' then 1 else -1 end
          when next_stage is not null then coalesce(${stateOf("next_stage")} + 2, -1)
          when outcome = 'won' then 0
          when outcome = 'lost' then 1
          else -1
        end as way
      from visit
      where ${chosen} and not found
    )
    where state is not null and until >= coalesce("from", began) and until >= $oldest
    group by all
  `,
    { ...values, seen: Math.max(seenMs, firstMs), oldest },
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
    "select day, state, segment, sum(n) as n from forecast_born where day >= $oldest group by all order by all",
    { oldest },
  );
  const bornBy = await duck.columns<keyof History["bornBy"]>(
    "select state, segment, key, sum(n) as n from forecast_born where day > $since and day <= $today group by all order by all",
    { since: today - arrivalDays, today },
  );
  const open = await duck.columns<keyof History["open"]>(
    `
    select state, entered, value, segment, key
    from (
      select
        ${stateOf("stage_id")} as state, ${day("entered_at")} as entered, round(${valueToday(scope.factors)})::double as value, ${segment} as segment, ${key} as key
      from visit
      where ${chosen} and left_at is null and deal_outcome = 'open'
    )
    where state is not null
    order by all
  `,
    values,
  );
  const wonBy = await duck.columns<keyof History["wonBy"]>(
    "select day, key, is_repeat::integer as repeat, count(part) as n, coalesce(sum(part), 0) as sum from forecast_won where day >= $fromDay group by all order by all",
    { fromDay },
  );
  const history: History = {
    today,
    left,
    first: span?.first === null || span?.first === undefined ? null : dayNumber(dayOf(span.first, timeZone)),
    states: kinds.states,
    segments: kinds.segments,
    keys: kinds.keys,
    stays,
    won,
    ratios,
    values: await tiled("part"),
    ratioValues: await tiled("ratio", 1e6),
    born,
    bornBy,
    open,
    openThen: origins ? await readOpenThen(duck, scope, kinds, today, day) : noneOpen,
    wonBy,
  };
  // The connection is used on; where something fails, they go with the transaction.
  for (const table of ["forecast_won", "forecast_born"]) await duck.run(`drop table ${table}`);
  return history;
}

/** A table of this snapshot's connection: the won deals with what they brought, and as a multiple of what they were valued at while they were open. */
async function prepareWon(duck: Duck, scope: Scope, { segment, key }: Kinds, day: (column: string) => string): Promise<void> {
  const { chosen, values } = openSql(scope);
  await duck.run(
    `
    create or replace temp table forecast_won as
    with won as (
      select id, closed_at, value_minor, currency, is_repeat, ${segment} as segment, ${key} as key
      from deal
      where ${chosen} and outcome = 'won' and closed_at is not null
    ),
    before as (
      select deal_id as id, arg_max(case when r.currency = won.currency then r.value_minor else 0 end, seq) as minor
      from deal_record r
      join won on won.id = r.deal_id
      where r.workspace_id = $workspace::uuid and r.outcome = 'open' and r.value_minor is not null
      group by deal_id
    )
    select
      won.id, ${day("won.closed_at")} as day, won.segment, won.key, won.is_repeat, round(won.value_minor * rate.factor)::double as part,
      case when before.minor > 0 then round(least(5, won.value_minor / before.minor) * 1e6)::bigint end as ratio
    from won
    asof left join (select unnest(from_json($factors, '[{"currency":"VARCHAR","fromMs":"BIGINT","factor":"DOUBLE"}]'), recursive := true)) rate
      on rate.currency = won.currency and rate.fromMs <= won.closed_at
    left join before using (id)
  `,
    { ...values, factors: JSON.stringify(scope.factors) },
  );
}

/** A table of this snapshot's connection: how many deals were opened by day, state, segment and key. */
async function prepareBorn(duck: Duck, scope: Scope, { stateOf, segment, key }: Kinds, day: (column: string) => string): Promise<void> {
  const { chosen, values } = openSql(scope);
  await duck.run(
    `
    create or replace temp table forecast_born as
    select * from (
      select ${day("entered_at")} as day, ${stateOf("stage_id")} as state, ${segment} as segment, ${key} as key, count(*) as n
      from visit
      where ${chosen} and n = 0 and not found and coalesce(seen_from > entered_at, true)
      group by all
    )
    where state is not null
  `,
    values,
  );
}

/** Deals open at the ends of the months before `today` with what was known of their values then: the same as a question about that day would find. */
async function readOpenThen(
  duck: Duck,
  scope: Scope,
  { stateOf, segment }: Kinds,
  today: number,
  day: (column: string) => string,
): Promise<History["openThen"]> {
  const { chosen, values } = openSql(scope);
  const end = monthOf(today + 1);
  const first = end - originMonths;
  const ends = Array.from({ length: originMonths }, (_, i) => startOfDay(addDays(dayName(monthEnd(first + i)), 1), scope.timeZone) - 1);
  const month = (days: string) => `datediff('month', date '1970-01-01', date '1970-01-01' + ${days})`;
  const { month: months, ...cells } = await duck.columns<"month" | Exclude<keyof History["openThen"], "day">>(
    `
    with stay as (
      select deal_id, ${stateOf("stage_id")} as state, ${segment} as segment, ${day("entered_at")} as entered, ${day("left_at")} as gone
      from visit
      where ${chosen}
    ),
    over_month as (
      select *, greatest(${month("entered")}, ${first}) as "from", least(coalesce(${month("gone")}, ${end}), ${end}) as until
      from stay
      where state is not null
    ),
    then_open as (
      select *, list_extract([${ends.join(", ")}]::bigint[], month - ${first - 1}) as end_ms
      from (select deal_id as id, state, entered, segment, unnest(range("from", until)) as month from over_month where "from" < until)
    ),
    worth as (
      select t.month, t.id, arg_max_null(round(r.worth)::double, r.seq) as worth
      from then_open t
      join (
        select deal_id, seq, happened_at, closed_at, ${valueToday(scope.factors)} as worth from deal_record where workspace_id = $workspace::uuid
      ) r on r.deal_id = t.id and r.happened_at <= t.end_ms and coalesce(r.closed_at <= t.end_ms, true)
      group by t.month, t.id
    )
    select t.month, t.state, t.entered, t.segment, count(*) as n, count(w.worth) as known, coalesce(sum(w.worth), 0) as value
    from then_open t
    left join worth w on w.month = t.month and w.id = t.id
    group by t.month, t.state, t.entered, t.segment
    order by 1, 2, 3, 4
  `,
    values,
  );
  return { day: months.map(monthEnd), ...cells };
}

const noneOpen: History["openThen"] = Object.fromEntries(
  ["day", "state", "entered", "segment", "n", "known", "value"].map((name) => [name, new Float64Array()]),
) as History["openThen"];

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

import type { Duck } from "#base/duck.ts";
import { openSql, valueToday } from "../deal-conditions.ts";
import type { Scope } from "../scope.ts";

/** What a pipeline's score is about, all told by the log up to `cutMs`. */
export type Ground = {
  pipelineId: string;
  cutMs: number;
  stepMs: number;
  /** Names of the levels of each word, the commonest first; others are one level. */
  stages: string[];
  sources: string[];
  categories: string[];
  owners: string[];
  deals: number;
  won: number;
  lost: number;
  open: number;
  firstMs: number;
  /** The longest that a won deal took. */
  longestMs: number;
  /** Of decided deals: how many have the word at all, and how many of these only since the decision. */
  filled: { field: "source" | "category" | "value" | "owner"; filled: number; after: number }[];
};

const hour = 3_600_000;
const week = 168 * hour;
/** A deal is looked at when it enters a stage, and after so many steps. */
const grid = [0, 1, 2, 4, 8, 16, 32, 48];
/** About so many deals train a score; of more, a part chosen by their ids. */
const mostDeals = 6_000;

/** The pipeline of a question, or the one with most deals decided; and what is known of it. Null without any deal. */
export async function groundOf(duck: Duck, scope: Scope, cutMs: number): Promise<Ground | null> {
  const values = { workspace: scope.workspaceId, cut: cutMs };
  const [found] = await duck.rows<{ pipeline: string }>(
    `select pipeline_id::varchar as pipeline from deal where workspace_id = $workspace::uuid and begun_at < $cut ${scope.pipelineId ? "and pipeline_id = $pipeline::uuid" : ""}
     group by pipeline_id order by count(closed_at) desc, count(*) desc, pipeline_id limit 1`,
    { ...values, ...(scope.pipelineId && { pipeline: scope.pipelineId }) },
  );
  if (!found) return null;
  const own = { ...values, pipeline: found.pipeline };
  const [size] = await duck.rows<Record<"deals" | "won" | "lost" | "first" | "longest" | "middle", number>>(
    `select count(*) as deals, count(*) filter (outcome = 'won' and closed_at < $cut) as won, count(*) filter (outcome = 'lost' and closed_at < $cut) as lost, min(begun_at) as first,
       coalesce(max(closed_at - begun_at) filter (outcome = 'won' and closed_at < $cut), 0) as longest, coalesce(median(closed_at - begun_at) filter (closed_at < $cut), 0)::double as middle
     from deal where ${mine}`,
    own,
  );
  const { deals, won, lost, first, longest, middle } = size!;
  return {
    pipelineId: found.pipeline,
    cutMs,
    stepMs: Math.min(week, Math.max(hour, Math.round(middle / 8 / hour) * hour)),
    stages: await levels(
      duck,
      own,
      "stage_id",
      20,
      "visit where workspace_id = $workspace::uuid and pipeline_id = $pipeline::uuid and entered_at < $cut",
    ),
    sources: await levels(duck, own, "touch_source", 8),
    categories: await levels(duck, own, "category", 8),
    owners: await levels(duck, own, "owner_id", 30),
    deals,
    won,
    lost,
    open: deals - won - lost,
    firstMs: first,
    longestMs: longest,
    filled: await filledOf(duck, own),
  };
}

const mine = "workspace_id = $workspace::uuid and pipeline_id = $pipeline::uuid and begun_at <= $cut";

type Own = { workspace: string; pipeline: string; cut: number };

async function levels(duck: Duck, own: Own, column: string, most: number, from = `deal where ${mine}`): Promise<string[]> {
  const rows = await duck.rows<{ level: string }>(
    `select ${column} as level from ${from} and ${column} is not null group by 1 order by count(*) desc, 1 limit ${most}`,
    own,
  );
  return rows.map(({ level }) => level);
}

/** The first thing the log told of each deal; what came in at once with its end (an import) was perhaps written after it. */
const firstTold = `
  first_told as (
    select deal_id as id, arg_min(closed_at is not null, seq) as at_once, arg_min({ source: touch_source, category: category, owner: owner_id }, seq) as words
    from deal_record where workspace_id = $workspace::uuid group by deal_id
  )`;

async function filledOf(duck: Duck, own: Own): Promise<Ground["filled"]> {
  const columns = { source: "touch_source", category: "category", value: "value_minor", owner: "owner_id" } as const;
  const fields = Object.keys(columns) as (keyof typeof columns)[];
  const counts = fields.map(
    (field) => `
      count(*) filter (closed and d.${columns[field]} is not null) as ${field}_filled,
      count(*) filter (closed and d.${columns[field]} is not null and not at_once and not ${field}_before) as ${field}_after,
      count(*) filter (closed and d.${columns[field]} is not null and at_once) as ${field}_once,
      (count(*) filter (not closed and d.${columns[field]} is not null) / nullif(count(*) filter (not closed), 0))::double as ${field}_open,
      (count(*) filter (d.${columns[field]} is not null and closed and at_once and outcome = 'won') / nullif(count(*) filter (closed and at_once and outcome = 'won'), 0))::double as ${field}_won,
      (count(*) filter (d.${columns[field]} is not null and closed and at_once and outcome = 'lost') / nullif(count(*) filter (closed and at_once and outcome = 'lost'), 0))::double as ${field}_lost`,
  );
  const [row] = await duck.rows<Record<string, number | null>>(
    `
    with ${firstTold},
    before as (
      select deal_id as id, ${fields.map((field) => `bool_or(closed_at is null and ${columns[field]} is not null) as ${field}_before`).join(", ")}
      from deal_record where workspace_id = $workspace::uuid group by deal_id
    )
    select ${counts.join(", ")}
    from (select *, coalesce(closed_at < $cut, false) as closed from deal where ${mine}) d join first_told using (id) join before using (id)`,
    own,
  );
  return fields.map((field) => {
    const of = (name: string) => row?.[`${field}_${name}`] ?? 0;
    // Of deals told at once, a word that goes with the outcome, or that open ones do not have, was written for it; a value then is what it was sold for.
    const isTold =
      field === "value" || Math.abs(of("won") - of("lost")) > 0.3 || Math.min(of("won"), of("lost")) - (row?.[`${field}_open`] ?? 1) > 0.5;
    return { field, filled: of("filled"), after: of("after") + (isTold ? of("once") : 0) };
  });
}

/**
 * Moments in deals' lives with what was known of them then, a line each, as text, so that a thread and not this process takes it apart. `open`:
 * all open deals as they stand at the cut; otherwise the moments that train a score, with what became of them.
 */
export async function pointsOf(duck: Duck, scope: Scope, ground: Ground, which: { open: boolean; dealId?: string }): Promise<string> {
  const isFiltered = which.open && which.dealId === undefined;
  const { values, bind, chosen } = openSql({ ...scope, pipelineId: ground.pipelineId, where: isFiltered ? scope.where : {} });
  const list = (name: string, words: readonly string[]) => `from_json(${bind(name, JSON.stringify(words))}, '["VARCHAR"]')`;
  const level = (name: string, words: readonly string[], column: string) =>
    `case when ${column} is null then 0 else coalesce(list_position(${list(name, words)}, ${column}), ${words.length + 1}) end`;
  const narrower = which.open
    ? ["closed_at is null", ...(which.dealId === undefined ? [] : [`id = ${bind("deal", which.dealId)}::uuid`])]
    : ground.deals > mostDeals
      ? [`hash(id) % 100000 < ${bind("share", Math.floor((100_000 * mostDeals) / ground.deals))}`]
      : [];
  const moments = which.open
    ? "select id, $cut::bigint as at_ms from d"
    : `select id, begun_at + $step * k as at_ms from d, (select unnest([${grid.join(", ")}]) as k)
       union
       select d.id, entered_at from d join (select * from visit where workspace_id = $workspace::uuid and not found) stay on stay.deal_id = d.id and stay.entered_at > d.begun_at`;
  const [row] = await duck.rows<{ lines: string | null }>(
    `
    with ${firstTold},
    d as (
      select id, begun_at, coalesce(seen_from, 0) as seen_from, case when closed_at < $cut then closed_at end as closed, case when closed_at < $cut then outcome else 'open' end as ending,
        is_repeat, touch_source, category, owner_id
      from deal where ${[chosen, "begun_at <= $cut", ...narrower].join(" and ")}
    ),
    p as (
      select m.id, m.at_ms, d.* exclude (id) from (${moments}) m join d using (id)
      where at_ms >= seen_from ${which.open ? "" : "and at_ms < coalesce(closed, $cut)"}
    ),
    stay as (
      select p.id, at_ms, arg_max({ stage: stage_id, entered: entered_at }, n) as stay
      from p join visit v on v.deal_id = p.id and v.entered_at <= p.at_ms where v.workspace_id = $workspace::uuid group by all
    ),
    told as (
      select p.id, at_ms, arg_max({ source: r.touch_source, category: r.category, owner: r.owner_id, value: ${valueToday(scope.factors)} }, r.seq) as words
      from p join deal_record r on r.deal_id = p.id and r.happened_at <= p.at_ms where r.workspace_id = $workspace::uuid and r.closed_at is null group by all
    ),
    done as (
      select p.id, at_ms, count(*) as times, max(a.happened_at) as last
      from p join activity a on a.deal_id = p.id and a.happened_at <= p.at_ms where a.workspace_id = $workspace::uuid group by all
    ),
    known as (
      select id, at_ms, begun_at, closed, ending, is_repeat, coalesce(stay.stay.stage, '') as stage, coalesce(stay.stay.entered, begun_at) as entered,
        case when coalesce(f.at_once, true) then coalesce(f.words.source, p.touch_source) else told.words.source end as source,
        case when coalesce(f.at_once, true) then coalesce(f.words.category, p.category) else told.words.category end as category,
        case when coalesce(f.at_once, true) then coalesce(f.words.owner, p.owner_id) else told.words.owner end as owner,
        case when coalesce(f.at_once, true) then null else told.words.value end as value, times, last
      from p left join first_told f using (id) left join stay using (id, at_ms) left join told using (id, at_ms) left join done using (id, at_ms)
    )
    select string_agg(concat_ws(' ', id::varchar, at_ms, begun_at, at_ms - entered, coalesce(closed, $cut) - at_ms, case ending when 'won' then 1 when 'lost' then 2 else 0 end,
      ${level("stages", ground.stages, "stage")}, ${level("sources", ground.sources, "source")}, ${level("categories", ground.categories, "category")}, ${level("owners", ground.owners, "owner")},
      case when is_repeat then 1 else 0 end, coalesce(round(value)::bigint::varchar, '-'), coalesce(times, 0), coalesce((at_ms - last)::varchar, '-')), chr(10) order by id, at_ms) as lines
    from known`,
    { ...values, cut: ground.cutMs, ...(!which.open && { step: ground.stepMs }) },
  );
  return row?.lines ?? "";
}

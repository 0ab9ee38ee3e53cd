import type { Duck } from "#base/duck.ts";
import { openSql, valueToday } from "../deal-conditions.ts";
import { freshAges } from "./features.ts";
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
  /** When the first deal closed: what is seen before tells nothing of how deals end. */
  firstCloseMs: number;
  /** A quarter, or a third of a short history: that long the score is judged, and before that set right. */
  stretchMs: number;
  /** The longest that a won deal took. */
  longestMs: number;
  /** Of decided deals: how many have the word at all, and how many of these only since the decision. */
  filled: { field: "source" | "category" | "value" | "owner"; filled: number; after: number }[];
};

const hour = 3_600_000;
const week = 168 * hour;
const quarter = 91 * 24 * hour;
/** To learn from it, a deal is looked at so many steps after it began, and for its first step in a stage at the ages that are told apart there. */
const grid = [0, 1, 2, 4, 8, 16, 32, 48];
/** To be judged, a deal is asked about once, up to so many steps after it began, more often early than late. */
const latestAsked = 32;
/** About so many deals train a score, and so many judge it; of more, a part chosen by their ids. */
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
  const [size] = await duck.rows<Record<"deals" | "won" | "lost" | "first" | "longest" | "middle" | "close", number>>(
    `select count(*) as deals, count(*) filter (outcome = 'won' and closed_at < $cut) as won, count(*) filter (outcome = 'lost' and closed_at < $cut) as lost, min(begun_at) as first, coalesce(min(closed_at), min(begun_at)) as close,
       coalesce(max(closed_at - begun_at) filter (outcome = 'won' and closed_at < $cut), 0) as longest, coalesce(median(closed_at - begun_at) filter (closed_at < $cut), 0)::double as middle
     from deal where ${mine}`,
    own,
  );
  const { deals, won, lost, first, longest, middle, close } = size!;
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
    firstCloseMs: Math.min(close, cutMs),
    stretchMs: Math.min(quarter, Math.floor((cutMs - first) / 3)),
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
 * all open deals, or one, as they stand at the cut; `training`: the moments that a score learns from, with what became of them; `asked`: one instant
 * of each deal, so long after its beginning as its id alone says, where it was still open then: what depended on how long it was to last (one of the
 * moments of its life, say) would favour those that end soon.
 */
export async function pointsOf(
  duck: Duck,
  scope: Scope,
  ground: Ground,
  which: { of: "open"; dealId?: string } | { of: "training" | "asked" },
): Promise<string> {
  const dealId = which.of === "open" ? which.dealId : undefined;
  const isFiltered = which.of === "open" && dealId === undefined;
  const { values, bind, chosen } = openSql({ ...scope, pipelineId: ground.pipelineId, where: isFiltered ? scope.where : {} });
  const list = (name: string, words: readonly string[]) => `from_json(${bind(name, JSON.stringify(words))}, '["VARCHAR"]')`;
  const level = (name: string, words: readonly string[], column: string) =>
    `case when ${column} is null then 0 else coalesce(list_position(${list(name, words)}, ${column}), ${words.length + 1}) end`;
  const judgedFrom = ground.cutMs - 2 * ground.stretchMs;
  const ofDeals = which.of === "training" ? 1 : Math.min(1, (2 * ground.stretchMs) / Math.max(1, ground.cutMs - ground.firstMs));
  const narrower = [
    ...(which.of === "open" ? ["closed_at is null"] : []),
    ...(dealId === undefined ? [] : [`id = ${bind("deal", dealId)}::uuid`]),
    ...(which.of === "asked" ? [`coalesce(closed_at >= ${bind("judgedFrom", judgedFrom)}, true)`] : []),
    ...(which.of !== "open" && ground.deals * ofDeals > mostDeals
      ? [`hash(id) % 100000 < ${bind("share", Math.ceil((100_000 * mostDeals) / (ground.deals * ofDeals)))}`]
      : []),
  ];
  const moments = {
    open: "select id, $cut::bigint as at_ms from d",
    training: `
      select id, begun_at + $step * k as at_ms from d, (select unnest([${grid.join(", ")}]) as k)
      union
      select d.id, entered_at + ($step * lag)::bigint
      from d join (select * from visit where workspace_id = $workspace::uuid and not found) stay on stay.deal_id = d.id and stay.entered_at >= d.begun_at,
        (select unnest([${freshAges.slice(0, -1).join(", ")}]) as lag)
      where lag = 0 or coalesce(entered_at + ($step * lag)::bigint < left_at, true)`,
    asked: `select id, begun_at + (${latestAsked} * $step * pow(hash(id, 1) % 1000000 / 1000000.0, 3))::bigint as at_ms from d`,
  }[which.of];
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
      where at_ms >= greatest(begun_at, seen_from) ${which.of === "open" ? "" : "and at_ms < coalesce(closed, $cut)"} ${which.of === "asked" ? "and at_ms >= $judgedFrom" : which.of === "training" ? "and at_ms >= $firstClose" : ""}
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
    {
      ...values,
      cut: ground.cutMs,
      ...(which.of !== "open" && { step: ground.stepMs }),
      ...(which.of === "training" && { firstClose: ground.firstCloseMs }),
    },
  );
  return row?.lines ?? "";
}

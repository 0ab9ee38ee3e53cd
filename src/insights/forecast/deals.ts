import { startOfDay } from "#base/clock.ts";
import type { Duck } from "#base/duck.ts";
import { onThread } from "#base/thread.ts";
import { listNames } from "../queries.ts";
import { openSql, valueToday, type Values } from "../deal-conditions.ts";
import { withFactor } from "../records-sql.ts";
import { withScope, type Asker, type Scope } from "../scope.ts";
import { readPast, rememberTried, whatIfOf, type Kept } from "./ask.ts";
import { cut, dayName, type Days } from "./calendar.ts";
import type { Chances } from "./chances.ts";
import type { DealsQuestion, ForecastDeals } from "./contract.ts";
import { leastChance, type Plan } from "./judge.ts";
import { readKinds, type Kinds } from "./kinds.ts";
import { localDays } from "./read-history.ts";
import { readStageChances } from "./weighted.ts";

type Page = Pick<DealsQuestion, "by" | "group" | "offset" | "limit">;
type Row = { id: string; stage: string; since: number; chance: number; value: number; total: number; sum: number };
/** Deals as a query with the columns id, stage, since, chance, value and key, the place of its group. */
type Deals = { text: string; values: Values };

/** A page of the deals behind a part of a forecast, those with the highest value first. Expected values add to the mean of what is to come. */
export async function askForecastDeals(
  asker: Asker,
  kept: Kept,
  { part, group, offset, limit, ...asked }: DealsQuestion,
): Promise<ForecastDeals> {
  const page = { by: asked.by, group, offset, limit };
  const { question, history, tried, days, scope, basis } = await readPast(asker, kept, asked);
  const read = (dealsOf: (duck: Duck, now: Scope, kinds: Kinds) => Deals | Promise<Deals>) =>
    withScope(asker, question, (duck, now) => readPage(duck, now, page, dealsOf));
  let rows: Row[];
  if (part === "won") rows = await read((_, now, kinds) => wonSql(now, kinds, days));
  else if (part === "weighted") rows = await read(weightedSql);
  else {
    const plan: Plan = { history, periods: cut(days), whatIf: whatIfOf(question), tried };
    const chances = await onThread<Plan, Chances>("#insights/forecast/chances.ts", "chances", plan);
    if (!tried) await rememberTried(asker, kept, question, basis, chances.tried, scope.atMs);
    rows = await read((duck, now, kinds) => expectedSql(duck, now, kinds, chances, part));
  }
  const names = await asker.db.inWorkspace(asker.workspaceId, (tx) =>
    listNames(
      tx,
      "deal",
      rows.map(({ id }) => id),
    ),
  );
  return {
    total: rows[0]?.total ?? 0,
    sum: rows[0]?.sum ?? 0,
    records: rows.map(({ id, stage, since, chance, value }) => ({
      kind: "deal" as const,
      id,
      name: names.get(id) ?? null,
      at: new Date(since).toISOString(),
      stageId: stage,
      chance,
      value,
      currency: scope.currency,
    })),
  };
}

async function readPage(
  duck: Duck,
  scope: Scope,
  { by, group, offset, limit }: Page,
  dealsOf: (duck: Duck, scope: Scope, kinds: Kinds) => Deals | Promise<Deals>,
): Promise<Row[]> {
  const kinds = await readKinds(duck, scope, by);
  const { text, values } = await dealsOf(duck, scope, kinds);
  return duck.rows<Row>(
    `
    with part as (
      select id, stage, since, chance, value from (${text}) ${group === undefined ? "" : "where key = $key::integer"}
    )
    select *, (select count(*) from part) as total, (select coalesce(sum(value), 0)::double from part) as sum
    from part
    order by value desc, id
    limit $limit offset $offset
  `,
    { ...values, ...(group !== undefined && { key: kinds.keys.indexOf(group) }), offset, limit },
  );
}

/** Won in the stretch so far. */
function wonSql(scope: Scope, { key }: Kinds, { from, to }: Days): Deals {
  const { chosen, values, bind } = openSql(scope);
  Object.assign(values, { from: startOfDay(dayName(from), scope.timeZone), to: startOfDay(dayName(to + 1), scope.timeZone) });
  const won = `(select *, ${key} as key from deal where ${chosen} and outcome = 'won' and closed_at >= $from and closed_at < $to)`;
  return {
    text: `
      select id::varchar as id, stage_id as stage, closed_at as since, 1::double as chance, round(value_minor * factor)::double as value, key
      from ${withFactor(won, scope.factors, bind)}
      where value_minor * factor is not null`,
    values,
  };
}

/** Open deals with a value, by the chance of their stage. */
async function weightedSql(duck: Duck, scope: Scope, { states, key }: Kinds): Promise<Deals> {
  const { chosen, values } = openSql(scope);
  const stages = (await readStageChances(duck, scope, states)).flatMap(({ pipelineId, stageId, chance: { value } }) =>
    value === null ? [] : [{ pipeline: pipelineId, stage: stageId, chance: value }],
  );
  return {
    text: `
      select id, stage, since, chance, own * chance as value, key
      from (
        select
          deal_id::varchar as id, pipeline_id::varchar as pipeline, stage_id as stage, entered_at as since,
          round(${valueToday(scope.factors)})::double as own, ${key} as key
        from visit
        where ${chosen} and left_at is null and deal_outcome = 'open'
      )
      join (select unnest(from_json($stages, '[{"pipeline":"VARCHAR","stage":"VARCHAR","chance":"DOUBLE"}]'), recursive := true)) using (pipeline, stage)
      where own is not null`,
    values: { ...values, stages: JSON.stringify(stages) },
  };
}

/** Open deals, or customers that wait to come back, by what they are expected to bring; or those that may be decided by what is expected to be. */
async function expectedSql(
  duck: Duck,
  scope: Scope,
  { states, stateOf, segment, key }: Kinds,
  { cells, segments, scale }: Chances,
  part: "open" | "returning" | "covering",
): Promise<Deals> {
  const [first] = await duck.rows<{ first: number | null }>(
    "select min(entered_at) as first from visit where workspace_id = $workspace::uuid",
    {
      workspace: scope.workspaceId,
    },
  );
  const day = localDays(scope.timeZone, first?.first ?? scope.atMs, scope.atMs);
  const { chosen, values } = openSql(scope);
  const covering = part === "covering";
  const value = covering
    ? "(cell.chance + cell.lost) * coalesce(own, worth.mean)"
    : "cell.chance * coalesce(own * worth.ratio, worth.mean) * $scale::double";
  const waiting = states.flatMap((state, index) => (state.waiting === (part === "returning") ? [index] : []));
  const only = covering ? "cell.chance >= $least::double" : `list_contains([${waiting.join(", ")}]::integer[], open.state)`;
  return {
    text: `
      select id, stage, since, cell.chance, ${value} as value, key
      from (
        select
          deal_id::varchar as id, stage_id as stage, entered_at as since, ${day("entered_at")} as day, ${stateOf("stage_id")} as state,
          round(${valueToday(scope.factors)})::double as own, ${segment} as segment, ${key} as key
        from visit
        where ${chosen} and left_at is null and deal_outcome = 'open'
      ) open
      join (select unnest(from_json($cells, '[{"state":"INTEGER","entered":"INTEGER","chance":"DOUBLE","lost":"DOUBLE"}]'), recursive := true)) cell
        on cell.state = open.state and cell.entered = open.day
      join (select unnest(from_json($segments, '[{"segment":"INTEGER","mean":"DOUBLE","ratio":"DOUBLE"}]'), recursive := true)) worth using (segment)
      where ${only}`,
    values: {
      ...values,
      cells: JSON.stringify(cells),
      segments: JSON.stringify(segments),
      ...(covering ? { least: String(leastChance) } : { scale: String(scale) }),
    },
  };
}

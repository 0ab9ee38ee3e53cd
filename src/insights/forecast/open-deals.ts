import type { Duck } from "#base/duck.ts";
import { onThread } from "#base/thread.ts";
import { listNames } from "../queries.ts";
import { openSql, valueToday } from "../deal-conditions.ts";
import { withScope, type Asker, type Scope } from "../scope.ts";
import { readPast, rememberTried, whatIfOf, type Kept } from "./ask.ts";
import { cut } from "./calendar.ts";
import type { Chances } from "./chances.ts";
import type { ForecastQuestion, OpenDealsAnswer } from "./contract.ts";
import { leastChance, type Plan } from "./judge.ts";
import { readKinds } from "./kinds.ts";
import { localDays } from "./read-history.ts";

type Page = { part: "open" | "returning" | "covering"; offset: number; limit: number };
type Row = { id: string; stage: string; entered: number; chance: number; value: number; total: number; sum: number };

/** A page of the open deals behind a forecast, those with the highest expected value first. Expected values add to the mean of what is to come. */
export async function askOpenDeals(
  asker: Asker,
  kept: Kept,
  { part, offset, limit, ...asked }: ForecastQuestion & Page,
): Promise<OpenDealsAnswer> {
  const { question, history, tried, days, scope, basis } = await readPast(asker, kept, asked);
  const plan: Plan = { history, periods: cut(days), whatIf: whatIfOf(question), tried };
  const chances = await onThread<Plan, Chances>("#insights/forecast/chances.ts", "chances", plan);
  if (!tried) await rememberTried(asker, kept, question, basis, chances.tried, scope.atMs);
  const rows = await withScope(asker, question, (duck, now) => readPage(duck, now, chances, { part, offset, limit }));
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
    records: rows.map(({ id, stage, entered, chance, value }) => ({
      kind: "deal" as const,
      id,
      name: names.get(id) ?? null,
      at: new Date(entered).toISOString(),
      stageId: stage,
      chance,
      value,
      currency: scope.currency,
    })),
  };
}

async function readPage(duck: Duck, scope: Scope, { cells, segments, scale }: Chances, { part, offset, limit }: Page): Promise<Row[]> {
  const first = await duck.rows<{ first: number | null }>(
    "select min(entered_at) as first from visit where workspace_id = $workspace::uuid",
    {
      workspace: scope.workspaceId,
    },
  );
  const day = localDays(scope.timeZone, first[0]?.first ?? scope.atMs, scope.atMs);
  const { states, stateOf, segment } = await readKinds(duck, scope, undefined);
  const { chosen, values } = openSql(scope);
  const covering = part === "covering";
  const value = covering
    ? "(cell.chance + cell.lost) * coalesce(own, worth.mean)"
    : "cell.chance * coalesce(own * worth.ratio, worth.mean) * $scale::double";
  const waiting = states.flatMap((state, index) => (state.waiting === (part === "returning") ? [index] : []));
  const only = covering ? "cell.chance >= $least::double" : `list_contains([${waiting.join(", ")}]::integer[], open.state)`;
  return duck.rows<Row>(
    `
    with cell as (select unnest(from_json($cells, '[{"state":"INTEGER","entered":"INTEGER","chance":"DOUBLE","lost":"DOUBLE"}]'), recursive := true)),
    worth as (select unnest(from_json($segments, '[{"segment":"INTEGER","mean":"DOUBLE","ratio":"DOUBLE"}]'), recursive := true)),
    part as (
      select id, stage, open.entered, cell.chance, ${value} as value
      from (
        select
          deal_id::varchar as id, stage_id as stage, entered_at as entered, ${day("entered_at")} as day, ${stateOf("stage_id")} as state,
          round(${valueToday(scope.factors)})::double as own, ${segment} as segment
        from visit
        where ${chosen} and left_at is null and deal_outcome = 'open'
      ) open
      join cell on cell.state = open.state and cell.entered = open.day
      join worth using (segment)
      where ${only}
    )
    select *, (select count(*) from part) as total, (select coalesce(sum(value), 0) from part) as sum
    from part
    order by value desc, id
    limit $limit offset $offset
  `,
    {
      ...values,
      cells: JSON.stringify(cells),
      segments: JSON.stringify(segments),
      ...(covering ? { least: String(leastChance) } : { scale: String(scale) }),
      offset,
      limit,
    },
  );
}

import { addDays, dayOf, startOfDay } from "#base/clock.ts";
import type { Duck } from "#base/duck.ts";
import type { Estimate } from "../contract.ts";
import { openSql, valueToday } from "../deal-conditions.ts";
import { ask, seenSince, steppedMinutes } from "../flow/cohort-sql.ts";
import { sharesBy, usualHorizon, type StateRow } from "../flow/shares.ts";
import { wallMs } from "../metrics.ts";
import type { Scope } from "../scope.ts";
import type { ForecastAnswer } from "./contract.ts";
import { historyDays, type History } from "./history.ts";

type Weighted = ForecastAnswer["weighted"];
type States = History["states"];
type Place = { pipelineId: string; stageId: string };
type StageChance = Place & { chance: Estimate; horizonDays: number };
type Standing = Place & { n: number; valued: number; value: number };

/** Open deals by what their stage says alone: Σ value × the chance of whoever entered the stage to be won. It knows no time, so it forecasts nothing. */
export async function readWeighted(duck: Duck, scope: Scope, states: States): Promise<Weighted> {
  const standing = await readStanding(duck, scope, states);
  const chances = await readStageChances(duck, scope, states);
  const stages = chances.flatMap(({ pipelineId, stageId, chance, horizonDays }) => {
    const own = standing.find((one) => one.pipelineId === pipelineId && one.stageId === stageId);
    return own === undefined || own.valued === 0 ? [] : [{ pipelineId, stageId, n: own.valued, openMinor: own.value, chance, horizonDays }];
  });
  const told = stages.filter(({ chance }) => chance.value !== null);
  const count = (all: readonly { n: number }[]) => all.reduce((sum, { n }) => sum + n, 0);
  const n = count(told);
  const open = count(standing);
  const day = dayOf(scope.atMs, scope.timeZone);
  return {
    value: open > 0 && n === 0 ? null : Math.round(told.reduce((sum, { openMinor, chance }) => sum + openMinor * chance.value!, 0)),
    low: null,
    high: null,
    level: null,
    n,
    undecided: n,
    unit: "money",
    currency: scope.currency,
    method: "sum of value × chance of the stage to be won, whenever; no range, for it forecasts nothing",
    from: day,
    to: day,
    leftOut: { withoutValue: open - count(stages), tooEarly: count(stages) - n },
    stages,
  };
}

/** Of the deals that first entered a stage, the share that was won by the age at which 95 % of them had ended, open ones treated as open; stages in their order. */
export async function readStageChances(duck: Duck, scope: Scope, states: States): Promise<StageChance[]> {
  const { chosen, values } = openSql(scope);
  const from = dayOf(
    Math.max(scope.firstMs, startOfDay(addDays(dayOf(scope.atMs, scope.timeZone), -historyDays), scope.timeZone)),
    scope.timeZone,
  );
  Object.assign(values, { from: startOfDay(from, scope.timeZone), seen: scope.seenMs });
  const rows = await ask<StateRow & Place>(
    duck,
    `
    select
      pipeline as "pipelineId", stage as "stageId", state, ${steppedMinutes(wallMs("entry"))} as entry, ${steppedMinutes(wallMs("age"))} as age, count(*) as n
    from (
      select
        pipeline_id::varchar as pipeline, stage_id as stage, case deal_outcome when 'won' then 'passed' else deal_outcome end as state,
        case when seen_from > entered_at then seen_from - entered_at else 0 end as entry,
        greatest(coalesce(closed_at - entered_at, ${seenSince("entered_at")}), 0) as age
      from visit
      join (select id as deal_id, closed_at from deal where workspace_id = $workspace::uuid) using (deal_id)
      where ${chosen} and first_time and not found and entered_at >= $from
    )
    group by all
    order by age, entry, state
  `,
    values,
  );
  const own = Map.groupBy(rows, ({ pipelineId, stageId }) => `${pipelineId} ${stageId}`);
  const period = { from, to: dayOf(scope.atMs, scope.timeZone) };
  return placesOf(states).map(({ pipelineId, stageId }) => {
    const stays = own.get(`${pipelineId} ${stageId}`) ?? [];
    const { next, horizonDays } = sharesBy(stays, usualHorizon(stays), { period });
    return { pipelineId, stageId, chance: next, horizonDays };
  });
}

/** The stages that a deal may stand in while it is open; customers that wait to come back are none yet. */
function placesOf(states: States): Place[] {
  return states.filter(({ repeat, waiting }) => !repeat && !waiting);
}

/** Open deals by stage, of which `valued` have a value, `value` together. */
async function readStanding(duck: Duck, scope: Scope, states: States): Promise<Standing[]> {
  const { chosen, values } = openSql(scope);
  const rows = await duck.rows<Standing>(
    `
    select pipeline as "pipelineId", stage as "stageId", count(*) as n, count(own) as valued, coalesce(sum(own), 0)::double as value
    from (
      select pipeline_id::varchar as pipeline, stage_id as stage, round(${valueToday(scope.factors)})::double as own
      from visit
      where ${chosen} and left_at is null and deal_outcome = 'open'
    )
    group by all
  `,
    values,
  );
  const places = placesOf(states);
  return rows.filter((row) => places.some(({ pipelineId, stageId }) => pipelineId === row.pipelineId && stageId === row.stageId));
}

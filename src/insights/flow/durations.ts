import type { Duck } from "#base/duck.ts";
import type { AgeTable } from "#stats/survival/ages.ts";
import { chanceFrom } from "#stats/survival/decay.ts";
import { ageOfEnds, ageOfEvents, incidence } from "#stats/survival/incidence.ts";
import { horizonOf, outcomesBy, shareBy } from "#stats/survival/horizon.ts";
import { shownAt, type Asker } from "../scope.ts";
import { withPipeline, type PipelineScope } from "./asked.ts";
import { agedSql, clockOf, type Clock } from "./clock-sql.ts";
import { openSql } from "../deal-conditions.ts";
import { ask, steppedMinutes } from "./cohort-sql.ts";
import type { DurationsAnswer, DurationsQuestion } from "./contract.ts";
import { estimateOf, exitsForMedian, level, outcomesToSpeak } from "./estimates.ts";
import { readResponse } from "./response.ts";
import { tableOf, usualHorizon, type StateRow } from "./shares.ts";
import { stayOf } from "./stay-figures.ts";
import { readWaits } from "./waits.ts";
import { readZombies } from "./zombies.ts";

const ages = [30, 60, 90, 120];
const parts = [0.25, 0.5, 0.75, 0.9];
const tenths = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** Fewer deals still open say nothing of what becomes of such. */
const dealsAtRisk = 10;

/** How long deals and stays take, open ones included, of those that began in the period. */
export async function askDurations(asker: Asker, { clock, ...question }: DurationsQuestion): Promise<DurationsAnswer> {
  return withPipeline(asker, question, async (duck, scope, pipeline) => {
    const counted = clockOf(clock, scope);
    const { perDay } = counted;
    const whole = await readWhole(duck, scope, counted);
    const stays = await readStays(duck, scope, counted);
    const stages = pipeline.stages
      .filter(({ kind }) => kind !== "won")
      .map(({ id, name, kind }) => ({
        stage: id,
        name,
        kind,
        ...stayOf(
          stays.filter(({ stage }) => stage === id).map(({ state, ...row }) => ({ ...row, ended: state !== "open" })),
          perDay,
          scope,
        ),
      }));
    return {
      pipelineId: pipeline.id,
      clock,
      from: scope.period.from,
      to: scope.period.to,
      whole: wholeOf(whole, perDay, scope),
      stages,
      waits: await readWaits(duck, scope, stages, counted),
      response: await readResponse(duck, scope, pipeline),
      zombies: await readZombies(duck, scope, pipeline.stages),
      ...shownAt(scope, scope.atMs),
      seq: scope.seq,
    };
  });
}

type LastedRow = StateRow & { /** Milliseconds of all of them together. */ lasted: number };

/** Deals that began in the period by the age at which they closed or were last seen. */
async function readWhole(duck: Duck, scope: PipelineScope, clock: Clock): Promise<LastedRow[]> {
  const sql = openSql(scope);
  Object.assign(sql.values, { from: scope.fromMs, to: scope.toMs, seen: scope.seenMs });
  return ask<LastedRow>(duck, countedSql(`select state, entry, age from (${agedSql(sql, clock)})`, clock.perDay), sql.values);
}

/** All stays that began in the period, whichever time it was, by the age at which they ended. */
async function readStays(duck: Duck, scope: PipelineScope, { lasted, open, perDay }: Clock): Promise<(LastedRow & { stage: string })[]> {
  const sql = openSql(scope);
  Object.assign(sql.values, { from: scope.fromMs, to: scope.toMs, seen: scope.seenMs });
  const stays = `
    select
      stage_id as stage, case when left_at is null then 'open' else 'passed' end as state,
      case when seen_from > entered_at then ${lasted("entered_at", "seen_from")} else 0 end as entry,
      case when left_at is not null then ${lasted("entered_at", "left_at")} else ${open("entered_at")} end as age
    from visit
    where ${sql.chosen} and not found and entered_at >= $from and entered_at < $to`;
  return ask<LastedRow & { stage: string }>(duck, countedSql(stays, perDay), sql.values);
}

/** Rows with an entry and an age in ms, counted by all else that they have and by both in the steps that ages are followed in. */
function countedSql(rows: string, perDay: number): string {
  return `
    select * exclude (entry, age), ${steppedMinutes("entry", perDay)} as entry, ${steppedMinutes("age", perDay)} as age, count(*) as n, sum(age)::double as lasted
    from (${rows})
    group by all
    order by all`;
}

function wholeOf(rows: readonly LastedRow[], perDay: number, scope: PipelineScope): DurationsAnswer["whole"] {
  const stay = stayOf(
    rows.map(({ state, ...row }) => ({ ...row, ended: state !== "open" })),
    perDay,
    scope,
  );
  const table = tableOf(rows);
  const curves = incidence(table);
  const { horizon } = horizonOf(table, usualHorizon(rows));
  const undecided = stay.open;
  const won = rows.reduce((sum, row) => sum + (row.state === "passed" ? row.n : 0), 0);
  const asked = [...ages.map((days) => ({ minutes: days * perDay, own: false })), { minutes: horizon, own: true }];
  const last = horizonOf(table, table.ages.at(-1) ?? 0).horizon;
  return {
    ...stay,
    won: asked.map(({ minutes, own }) => {
      const { share, low, high } = shareBy(curves, 1, minutes, level);
      const told = minutes <= last && outcomesBy(table, minutes).ends >= outcomesToSpeak;
      const method = "Aalen–Johansen cumulative incidence of winning; 80 % range";
      return {
        days: minutes / perDay,
        horizon: own,
        share: estimateOf(
          "share",
          told ? { value: share, low, high, n: stay.n, undecided, method } : { value: null, n: stay.n, undecided, method },
          scope,
        ),
      };
    }),
    ofWon: parts.map((share) => {
      const age = won >= exitsForMedian ? ageOfEvents(curves, 1, share, last) : null;
      return { share, days: age === null ? null : age / perDay };
    }),
    wonN: won,
    decay: decayOf(rows, table, last, perDay, scope),
  };
}

/** The chance of a deal that is still open at an age, at the beginning and by when each tenth of those that ended had ended. */
function decayOf(
  rows: readonly StateRow[],
  table: AgeTable,
  horizon: number,
  perDay: number,
  scope: PipelineScope,
): DurationsAnswer["whole"]["decay"] {
  const asked = new Set([0, ...tenths.map((share) => ageOfEnds(table, share))]);
  const all = outcomesBy(table, horizon).ends;
  return {
    horizonDays: horizon / perDay,
    points: [...asked]
      .filter((minutes) => minutes < horizon)
      .map((minutes) => {
        const open = rows.filter(({ entry, age }) => age > minutes && entry <= minutes);
        const n = open.reduce((sum, row) => sum + row.n, 0);
        const speaks = n >= dealsAtRisk && all - outcomesBy(table, minutes).ends >= outcomesToSpeak;
        const chance = speaks ? chanceFrom(table, minutes, horizon, level, dealsAtRisk) : null;
        return {
          days: minutes / perDay,
          minutes,
          chance: estimateOf(
            "share",
            {
              value: chance?.share ?? null,
              low: chance?.low ?? null,
              high: chance?.high ?? null,
              n,
              undecided: open.reduce((sum, row) => sum + (row.state === "open" ? row.n : 0), 0),
              method: "(F won(H) − F won(a)) ÷ S(a): Aalen–Johansen begun anew at the age, of deals still open then; 80 % range",
            },
            scope,
          ),
        };
      }),
  };
}

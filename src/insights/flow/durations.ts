import type { Duck } from "#base/duck.ts";
import { ageOfEvents, incidence } from "#stats/survival/incidence.ts";
import { horizonOf, outcomesBy, shareBy } from "#stats/survival/horizon.ts";
import type { Asker } from "../scope.ts";
import { wallMs } from "../metrics.ts";
import { withPipeline, type PipelineScope } from "./asked.ts";
import { openSql } from "../deal-conditions.ts";
import { ask, seenSince, steppedMinutes } from "./cohort-sql.ts";
import type { DurationsAnswer, DurationsQuestion } from "./contract.ts";
import { estimateOf, exitsForMedian, level, minutesPerDay, outcomesToSpeak } from "./estimates.ts";
import { tableOf, usualHorizon, type StateRow } from "./shares.ts";
import { stayOf, type Naive } from "./stay-figures.ts";
import { workingDayMs, workingMs } from "./working-time.ts";
import { readZombies } from "./zombies.ts";

const ages = [30, 60, 90, 120];
const parts = [0.25, 0.5, 0.75, 0.9];

/** How long deals and stays take, open ones included, of those that began in the period. */
export async function askDurations(asker: Asker, { clock, ...question }: DurationsQuestion): Promise<DurationsAnswer> {
  return withPipeline(asker, question, async (duck, scope, pipeline) => {
    const clocked = clockSql(clock, scope);
    const perDay = clock === "working" ? workingDayMs / 60_000 : minutesPerDay;
    const whole = await readWhole(duck, scope, clocked, perDay);
    const stays = await readStays(duck, scope, clocked, perDay);
    const stages = pipeline.stages
      .filter(({ kind }) => kind !== "won")
      .map(({ id, name, kind }) => ({
        stage: id,
        name,
        kind,
        ...stayOf(
          stays.rows.filter(({ stage }) => stage === id).map(({ state, ...row }) => ({ ...row, ended: state !== "open" })),
          inDays(stays.naive.get(id) ?? nothing, perDay),
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
      zombies: await readZombies(duck, scope, pipeline.stages),
      asOf: new Date(scope.atMs).toISOString(),
      seq: scope.seq,
    };
  });
}

const nothing: Naive = { mean: null, median: null };
type Clocked = {
  /** A duration between two instants, in ms. */ lasted(from: string, to: string): string;
  /** How long something has been open. */ open(from: string): string;
};

/** How durations are counted. */
function clockSql(clock: "calendar" | "working", scope: PipelineScope): Clocked {
  if (clock === "calendar") return { lasted: (from, to) => wallMs(`greatest((${to}) - (${from}), 0)`), open: seenSince };
  // Beginnings before the period are not asked for; ends lie before what counts as now.
  const lasted = (from: string, to: string) =>
    `greatest(${workingMs(from, to, scope.timeZone, scope.fromMs, Math.max(scope.atMs, scope.toMs))}, 0)`;
  return { lasted, open: (from) => lasted(from, `greatest($seen, ${from})`) };
}

type Whole = { rows: StateRow[]; naive: Naive };

/** Deals that began in the period by the age at which they closed or were last seen. */
async function readWhole(duck: Duck, scope: PipelineScope, { lasted, open }: Clocked, perDay: number): Promise<Whole> {
  const sql = openSql(scope);
  Object.assign(sql.values, { from: scope.fromMs, to: scope.toMs, seen: scope.seenMs });
  const deals = `
    select
      case outcome when 'won' then 'passed' when 'lost' then 'lost' else 'open' end as state,
      case when seen_from > begun_at then ${lasted("begun_at", "seen_from")} else 0 end as entry,
      case when closed_at is not null then ${lasted("begun_at", "closed_at")} else ${open("begun_at")} end as age
    from deal
    where ${sql.chosen} and begun_at >= $from and begun_at < $to`;
  const rows = await ask<StateRow>(
    duck,
    `select state, ${steppedMinutes("entry", perDay)} as entry, ${steppedMinutes("age", perDay)} as age, count(*) as n from (${deals}) group by all order by age, entry, state`,
    sql.values,
  );
  const [naive] = await ask<Naive>(
    duck,
    `select avg(age)::double as mean, median(age)::double as median from (${deals}) where state <> 'open'`,
    sql.values,
  );
  return { rows, naive: naive ?? nothing };
}

/** All stays that began in the period, whichever time it was, by the age at which they ended. */
async function readStays(
  duck: Duck,
  scope: PipelineScope,
  { lasted, open }: Clocked,
  perDay: number,
): Promise<{ rows: (StateRow & { stage: string })[]; naive: Map<string, Naive> }> {
  const sql = openSql(scope);
  Object.assign(sql.values, { from: scope.fromMs, to: scope.toMs, seen: scope.seenMs });
  const stays = `
    select
      stage_id as stage, case when left_at is null then 'open' else 'passed' end as state,
      case when seen_from > entered_at then ${lasted("entered_at", "seen_from")} else 0 end as entry,
      case when left_at is not null then ${lasted("entered_at", "left_at")} else ${open("entered_at")} end as age
    from visit
    where ${sql.chosen} and not found and entered_at >= $from and entered_at < $to`;
  const rows = await ask<StateRow & { stage: string }>(
    duck,
    `select stage, state, ${steppedMinutes("entry", perDay)} as entry, ${steppedMinutes("age", perDay)} as age, count(*) as n from (${stays}) group by all order by stage, age, entry, state`,
    sql.values,
  );
  const naive = await ask<{ stage: string; mean: number | null; median: number | null }>(
    duck,
    `select stage, avg(age)::double as mean, median(age)::double as median from (${stays}) where state <> 'open' group by stage`,
    sql.values,
  );
  return { rows, naive: new Map(naive.map((row) => [row.stage, row])) };
}

function wholeOf({ rows, naive }: Whole, perDay: number, scope: PipelineScope): DurationsAnswer["whole"] {
  const stay = stayOf(
    rows.map(({ state, ...row }) => ({ ...row, ended: state !== "open" })),
    inDays(naive, perDay),
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
  };
}

/** Milliseconds as days of `perDay` minutes. */
function inDays({ mean, median }: Naive, perDay: number): Naive {
  const days = (ms: number | null) => (ms === null ? null : ms / 60_000 / perDay);
  return { mean: days(mean), median: days(median) };
}

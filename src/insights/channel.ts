import { dayMs } from "#base/clock.ts";
import { wilson } from "#stats/shares/wilson.ts";
import { besideEarlier, conversion } from "#stats/survival/conversion.ts";
import { ageOfEvents } from "#stats/survival/incidence.ts";
import type { ChannelAnswer } from "./contract.ts";
import type { Duck } from "#base/duck.ts";
import { openSql } from "./deal-conditions.ts";
import { tableOf, type AgeRow } from "./figures.ts";
import { ageSteps, minutesBetween } from "./records-sql.ts";
import type { Scope } from "./scope.ts";

type Gate = ChannelAnswer["gates"][number];

const outcomesToSpeak = 5;
const passesForMedian = 10;

/** A gate by stage ids, and the stage whose arrivals it counts. */
export type GateEnds = { from: string; to: string; entered: string };

/** Which gates a channel has: between neighbours on the way to the sale, and behind the sale for customers who come back. */
export function gatesOf(stages: readonly { id: string; kind: "open" | "won" | "returning" }[]): GateEnds[] {
  const way = stages.filter((stage) => stage.kind !== "returning");
  const gates = way.slice(0, -1).map((stage, index) => ({ from: stage.id, to: way[index + 1]!.id, entered: stage.id }));
  const returning = stages.find((stage) => stage.kind === "returning");
  const won = stages.find((stage) => stage.kind === "won");
  return returning && won ? [...gates, { from: won.id, to: returning.id, entered: returning.id }] : gates;
}

/**
 * The gates of a pipeline: of deals that entered a stage in the period, the share that went on to any later one. A deal that jumped over a
 * stage did not enter it; one that entered again counts once; one that an import found there was not seen to enter. Behind the sale it is the share of customers who came back.
 */
export async function readGates(
  duck: Duck,
  { workspaceId, where, factors, seenMs }: Scope,
  {
    pipelineId,
    gates,
    fromMs,
    splitMs,
    toMs,
  }: { pipelineId: string; gates: readonly GateEnds[]; fromMs: number; splitMs: number; toMs: number },
): Promise<Gate[]> {
  const { values, chosen } = openSql({ workspaceId, pipelineId, where, factors });
  const rows = await duck.rows<AgeRow & { stage: string; current: boolean; exact: number }>(
    `
      select stage, current, ${ageSteps("minutes")} as age, outcome, count(*) as n, avg(seen_for) as exact
      from (select *, ${minutesBetween("0", "seen_for")} as minutes from (
        select
          stage_id as stage,
          entered_at >= $split as current,
          coalesce(passed_at, lost_at, greatest($seen, entered_at)) - entered_at as seen_for,
          case when passed_at is not null then 'won' when lost_at is not null then 'lost' else 'open' end as outcome
        from visit
        where ${chosen} and first_time and not found and entered_at >= $from and entered_at < $to
      ))
      group by all
      order by stage, current, age
    `,
    { ...values, from: fromMs, split: splitMs, to: toMs, seen: seenMs },
  );
  const of = (stage: string, current: boolean) => rows.filter((row) => row.stage === stage && row.current === current);
  return gates.map((ends) => gateOf(ends, of(ends.entered, true), of(ends.entered, false)));
}

function gateOf({ from, to }: GateEnds, rows: readonly (AgeRow & { exact: number })[], before: readonly AgeRow[]): Gate {
  const count = (outcome?: string) => rows.reduce((sum, row) => (outcome === undefined || row.outcome === outcome ? sum + row.n : sum), 0);
  const result = conversion(tableOf(rows));
  const speaks = result.outcomes >= outcomesToSpeak;
  const range = speaks ? wilson(result.share, result.effective, 0.8) : { low: null, high: null };
  const passed = count("won");
  const step = passed >= passesForMedian ? ageOfEvents(result.curves, 1, 0.5, result.horizon) : null;
  const median = rows.find((row) => row.age === step && row.outcome === "won")?.exact;
  const earlier = conversion(tableOf(before));
  const { earlier: before90 } = besideEarlier(result, earlier); // they were followed for longer
  return {
    from,
    to,
    entered: count(),
    passed,
    undecided: count("open"),
    conversion: speaks ? result.share : null,
    ...range,
    medianDays: median === undefined ? null : median / dayMs,
    previous: earlier.outcomes >= outcomesToSpeak ? before90.share : null,
  };
}

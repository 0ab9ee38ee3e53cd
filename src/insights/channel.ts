import { incidence, medianAge, type AgeClass } from "#stats/incidence.ts";
import { wilson } from "#stats/wilson.ts";
import type { ChannelAnswer } from "./contract.ts";
import type { Duck } from "./duck.ts";
import { stepOfAge } from "./records-sql.ts";

type Gate = ChannelAnswer["gates"][number];

const outcomesToSpeak = 5;
const passesForMedian = 10;
const dayMs = 86_400_000;

/** Which gates a channel has, by stage id: between neighbours on the way to the sale, and behind the sale for customers who come back. */
export type GateEnds = { from: string; to: string; entered: string };

export function gatesOf(stages: readonly { id: string; kind: "open" | "won" | "returning" }[]): GateEnds[] {
  const way = stages.filter((stage) => stage.kind !== "returning");
  const gates = way.slice(0, -1).map((stage, index) => ({ from: stage.id, to: way[index + 1]!.id, entered: stage.id }));
  const returning = stages.find((stage) => stage.kind === "returning");
  const won = stages.find((stage) => stage.kind === "won");
  return returning && won ? [...gates, { from: won.id, to: returning.id, entered: returning.id }] : gates;
}

/**
 * The gates of a pipeline: of deals that entered a stage in the period, the share that went on to any later one. A deal that jumped over a
 * stage did not enter it; one that entered again counts once. Behind the sale it is the share of customers who came back.
 */
export async function readGates(
  duck: Duck,
  { workspaceId, pipelineId, gates, fromMs, splitMs, toMs, seenMs }: { workspaceId: string; pipelineId: string; gates: readonly GateEnds[]; fromMs: number; splitMs: number; toMs: number; seenMs: number },
): Promise<Gate[]> {
  const rows = await duck.rows<{ stage: string; current: boolean; age: number; exact: number | null; events: number; competing: number; open: number }>(
    `
      select
        stage, current,
        ${stepOfAge} as age,
        avg(seen_for) filter (where outcome = 1) as exact,
        count(*) filter (where outcome = 1) as events,
        count(*) filter (where outcome = 2) as competing,
        count(*) filter (where outcome = 0) as open
      from (
        select
          stage_id as stage,
          entered_at >= $split as current,
          coalesce(passed_at, lost_at, greatest($seen, entered_at)) - entered_at as seen_for,
          case when passed_at is not null then 1 when lost_at is not null then 2 else 0 end as outcome
        from visit
        where workspace_id = $workspace::uuid and pipeline_id = $pipeline::uuid and first_time and entered_at >= $from and entered_at < $to
      )
      group by all
      order by stage, current, age
    `,
    { workspace: workspaceId, pipeline: pipelineId, from: fromMs, split: splitMs, to: toMs, seen: seenMs },
  );
  const classesOf = (stage: string, current: boolean) => rows.filter((row) => row.stage === stage && row.current === current);
  return gates.map((ends) => gateOf(ends, classesOf(ends.entered, true), classesOf(ends.entered, false)));
}

function gateOf({ from, to }: GateEnds, classes: readonly (AgeClass & { exact: number | null })[], before: readonly AgeClass[]): Gate {
  const [passed, lost, undecided] = (["events", "competing", "open"] as const).map((key) => classes.reduce((sum, row) => sum + row[key], 0)) as [number, number, number];
  const result = incidence(classes);
  const speaks = result.outcomes >= outcomesToSpeak;
  const range = speaks ? wilson(result.share, result.effective, 0.8) : { low: null, high: null };
  const step = passed >= passesForMedian ? medianAge(classes, result) : null;
  const median = classes.find((row) => row.age === step)?.exact;
  const earlier = incidence(before);
  return {
    from,
    to,
    entered: passed + lost + undecided,
    passed,
    undecided,
    conversion: speaks ? result.share : null,
    ...range,
    medianDays: median === undefined || median === null ? null : median / dayMs,
    previous: earlier.outcomes >= outcomesToSpeak ? earlier.share : null,
  };
}

import type { Pipeline, Stage } from "#pipelines/pipeline.ts";
import { templateOf } from "#pipelines/templates.ts";
import type { TemplateName } from "#pipelines/template.ts";
import type { StageTarget } from "#stats/flow/jams.ts";
import { effectiveCounts, ownPast } from "#stats/flow/stage-counts.ts";
import { monthDays } from "#stats/flow/timing.ts";
import { tableOfStays } from "#stats/survival/ages.ts";
import type { Jam } from "./contract.ts";
import type { DrawInput, Worth } from "./draw.ts";
import type { JamRow, MixRow, Move, Passage } from "./jam-counts.ts";
import { mixOf, type Mix } from "./jam-mix.ts";

/** What a stage needs to be judged: visits in the window, exits of each kind. */
export const visitsToJudge = 30;
export const exitsToJudge = 10;
const draws = 2000;

/** What was counted of a pipeline's stages. */
export type Counted = { rows: readonly JamRow[]; mix: readonly MixRow[]; moves: readonly Move[]; passages: readonly Passage[] };

export type Found = ReturnType<typeof stageFound>;

/** What is known of every stage before anything is priced, those that the pipeline no longer has behind the others. */
export function findJams(counted: Counted, pipeline: Pipeline): Found[] {
  const stages = [...pipeline.stages, ...goneStages(counted, pipeline)];
  const place = new Map(stages.map(({ id }, index) => [id, index]));
  return stages.map((stage) => {
    const own = <T extends { stage: string }>(rows: readonly T[]) => rows.filter((row) => row.stage === stage.id);
    return stageFound(stage, own(counted.rows), own(counted.moves), mixOf(own(counted.mix)), pipeline, place, own(counted.passages)[0]);
  });
}

/** What the draws are made from. `begun`: deals that began in each stage within `days`. */
export function drawInputOf(
  found: readonly Found[],
  { begun, worth }: { begun: ReadonlyMap<string, number>; worth: { fresh: Worth; returning: Worth } },
  days: number,
): DrawInput {
  return {
    counts: found.map(({ counts }) => counts),
    targets: found.map(({ target }) => target),
    arrivals: found.map(({ stage }) => ((begun.get(stage.id) ?? 0) / days) * monthDays),
    worth,
    isReturning: found.map(({ stage }) => stage.kind === "returning"),
    mix: found.map(({ mix }) => mix?.effect ?? 0),
    draws,
    seed: 1,
  };
}

function stageFound(
  stage: Stage,
  rows: readonly JamRow[],
  moves: readonly Move[],
  mix: Mix | null,
  pipeline: Pipeline,
  place: ReadonlyMap<string, number>,
  passage: Passage | undefined,
) {
  const now = rows.filter(({ w }) => w === 0);
  const past = [
    ...Map.groupBy(
      rows.filter(({ w }) => w > 0),
      ({ w }) => w,
    ).values(),
  ];
  const count = (state: string) => now.reduce((sum, row) => (row.state === state ? sum + row.n : sum), 0);
  const [onward, lost, open] = [count("on"), count("lost"), count("open")];
  const [onEffective, lostEffective] = effectiveCounts(tableOf(now)) as [number, number];
  const moved = [...place.keys()].map((id) => moves.reduce((sum, { next, n }) => (next === id ? sum + n : sum), 0));
  const won = onward - moved.reduce((sum, n) => sum + n, 0);
  const scale = onward > 0 ? onEffective / onward : 0;
  const counts = { moved: moved.map((n) => n * scale), won: won * scale, lost: lostEffective };
  const goal = ownGoal(stage, pipeline);
  const tallies = past.map((own) => {
    const [on, off] = effectiveCounts(tableOf(own)) as [number, number];
    return { events: on, n: on + off };
  });
  const pastN = tallies.reduce((sum, { n }) => sum + n, 0);
  const judged = judge();
  return {
    stage,
    now,
    past: past.flat(),
    onward,
    lost,
    open,
    counts,
    goal,
    pastN,
    mix: judged.targetOf === "past" ? mix : null,
    passage,
    ...judged,
  };

  function judge(): { target: StageTarget | null; targetOf: Jam["targetOf"]; targetShare: number | null; notJudged: Jam["notJudged"] } {
    const none = (notJudged: NonNullable<Jam["notJudged"]>) => ({ target: null, targetOf: null, targetShare: null, notJudged });
    if (onward + lost + open < visitsToJudge) return none("few_visits");
    if (onward < exitsToJudge || lost < exitsToJudge) return none("few_exits");
    if (goal?.metric === "conversion") {
      const share = Math.min(0.999, goal.target > 1 ? goal.target / 100 : goal.target);
      return { target: { share }, targetOf: "goal", targetShare: share, notJudged: null };
    }
    if (pastN < visitsToJudge) return none("no_target");
    const { a, b } = ownPast(tallies.filter(({ n }) => n > 0));
    // At today's mix: what comes from who comes in is not the stage's.
    const mean = Math.min(0.999, Math.max(0.001, a / (a + b) + (mix?.effect ?? 0)));
    return { target: { a: mean * (a + b), b: (1 - mean) * (a + b) }, targetOf: "past", targetShare: mean, notJudged: null };
  }
}

/** The goal that somebody set: one that stands as the template has it is a suggestion, not this shop's. */
function ownGoal(stage: Stage, pipeline: Pipeline): Stage["goal"] {
  const { goal } = stage;
  if (!goal) return undefined;
  const isTemplate = ["online-shop", "sales-team", "wholesale"].includes(pipeline.template);
  const suggested = isTemplate
    ? templateOf(pipeline.template as TemplateName, "en").stages.find(({ id }) => id === stage.id)?.goal
    : undefined;
  return suggested && suggested.metric === goal.metric && suggested.target === goal.target ? undefined : goal;
}

/** Stays of a stage by age: cause 1 moved on, 2 lost. */
export function tableOf(rows: readonly JamRow[]) {
  const causes: Record<string, number> = { on: 1, lost: 2 };
  return tableOfStays(
    { exit: rows.map(({ age }) => age), cause: rows.map(({ state }) => causes[state] ?? 0), count: rows.map(({ n }) => n) },
    2,
  );
}

/** Stages that deals stood in and that the pipeline no longer has. */
function goneStages({ rows, moves }: Counted, { stages }: Pipeline): Stage[] {
  const gone = new Set([...rows.map(({ stage }) => stage), ...moves.map(({ next }) => next)]);
  for (const { id } of stages) gone.delete(id);
  return [...gone].map((id) => ({ id, name: id, meaning: "", kind: "open" as const, checklist: [] }));
}

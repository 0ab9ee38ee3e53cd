import { dayOf } from "#base/clock.ts";
import { onThread } from "#base/thread.ts";
import type { Pipeline, Stage } from "#pipelines/pipeline.ts";
import { templateOf } from "#pipelines/templates.ts";
import type { TemplateName } from "#pipelines/template.ts";
import { headline, type StageTarget } from "#stats/flow/jams.ts";
import { fillingUp, littleGap } from "#stats/flow/queue.ts";
import { effectiveCounts, ownPast } from "#stats/flow/stage-counts.ts";
import { timingOf } from "#stats/flow/timing.ts";
import { normalLower } from "#stats/numbers/distributions.ts";
import { adjustForMany } from "#stats/shares/discoveries.ts";
import { wilson } from "#stats/shares/wilson.ts";
import { tableOfStays } from "#stats/survival/ages.ts";
import { ageOfEnds } from "#stats/survival/incidence.ts";
import { horizonOf } from "#stats/survival/horizon.ts";
import { restrictedMean, survival } from "#stats/survival/survival.ts";
import type { Question } from "../contract.ts";
import type { Asker } from "../scope.ts";
import { withPipeline, type PipelineScope } from "./asked.ts";
import type { Jam, JamsAnswer, MeasureCause } from "./contract.ts";
import type { DrawInput, Drawn } from "./draw.ts";
import { estimateOf, level, minutesPerDay, outcomesToSpeak } from "./estimates.ts";
import {
  readIntake,
  readMoves,
  readStays,
  readPassages,
  readWindows,
  type JamRow,
  type Move,
  type Passage,
  type Windows,
} from "./jam-counts.ts";
import { mixOf, type Mix } from "./jam-mix.ts";
import { targetSaid, worded, type Capacity, type Timing } from "./jam-words.ts";
import { measuresFor } from "./measures.ts";
import { readZombies } from "./zombies.ts";

const dayMs = 86_400_000;
const monthDays = 365.25 / 12;
/** What a stage needs to be judged (insight.md, gates): visits in the window, exits of each kind. */
const [visitsToJudge, exitsToJudge] = [30, 10];
const draws = 2000;

const method =
  "Stages as an absorbing chain; each stage alone brought to its goal or to its own past year (pooled, shrunk, at today's mix); rows, targets and values drawn 2,000 times; 80 % range; one in ten of what is named may be chance (Benjamini–Hochberg).";

/** Where the pipeline loses revenue against its goals or its own past, in money a month. */
export async function askJams(asker: Asker, question: Question): Promise<JamsAnswer> {
  const { known, scope, pipeline, windows, zombies } = await withPipeline(asker, question, async (duck, scope, pipeline) => {
    const windows = await readWindows(duck, scope);
    const [stays, moves, passages, intake, zombies] = [
      await readStays(duck, scope, windows),
      await readMoves(duck, scope, windows),
      await readPassages(duck, scope, windows),
      await readIntake(duck, scope, windows),
      await readZombies(duck, scope, pipeline.stages),
    ];
    return { known: { ...stays, moves, passages, intake }, scope, pipeline, windows, zombies };
  });
  const days = windows.lengthMs / dayMs;
  const stages = [...pipeline.stages, ...goneStages(known, pipeline)];
  const place = new Map(stages.map(({ id }, index) => [id, index]));
  const found = stages.map((stage) => {
    const rows = known.rows.filter((row) => row.stage === stage.id);
    const mix = mixOf(known.mix.filter((row) => row.stage === stage.id));
    return stageFound(
      stage,
      rows,
      known.moves.filter((row) => row.stage === stage.id),
      mix,
      pipeline,
      place,
      known.passages.find((row) => row.stage === stage.id),
    );
  });
  const input: DrawInput = {
    counts: found.map(({ counts }) => counts),
    targets: found.map(({ target }) => target),
    arrivals: stages.map(({ id }) => ((known.intake.begun.get(id) ?? 0) / days) * monthDays),
    worth: known.intake.worth,
    isReturning: stages.map(({ kind }) => kind === "returning"),
    mix: found.map(({ mix }) => mix?.effect ?? 0),
    draws,
    seed: 1,
  };
  const drawn = await onThread<DrawInput, Drawn>("#insights/flow/draw.ts", "drawJams", input);
  return answerOf({ found, drawn, scope, pipeline, windows, zombies, wins: known.intake.wins, days });
}

type Found = ReturnType<typeof stageFound>;

/** What is known of one stage before anything is priced. */
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

function tableOf(rows: readonly JamRow[]) {
  const causes: Record<string, number> = { on: 1, lost: 2 };
  return tableOfStays(
    { exit: rows.map(({ age }) => age), cause: rows.map(({ state }) => causes[state] ?? 0), count: rows.map(({ n }) => n) },
    2,
  );
}

function timingFound({ now, past, goal, stage }: Found, passing: number): (Timing & { p: number }) | null {
  const leave = (rows: readonly JamRow[]) => rows.reduce((sum, row) => (row.state === "open" ? sum : sum + row.n), 0);
  if (stage.kind !== "open" || leave(now) < 25) return null; // nobody asks customers to come back faster than they use things up
  const [own, before] = [tableOf(now), tableOf(past)];
  const horizon = (table: typeof own) => horizonOf(table, ageOfEnds(table, 0.95)).horizon;
  const byGoal = goal?.metric === "days";
  if (!byGoal && leave(past) < 25) return null;
  const until = byGoal ? horizon(own) : Math.min(horizon(own), Math.max(horizon(before), horizonOf(before, horizon(own)).horizon));
  if (!(until > 0)) return null;
  const inDays = (table: typeof own) => {
    const { mean, error } = restrictedMean(survival(table), until);
    return { mean: mean / minutesPerDay, error: error / minutesPerDay };
  };
  const wait = inDays(own);
  const target = byGoal ? { mean: goal.target, error: 0 } : inDays(before);
  const { days, held, low, high } = timingOf(passing, wait, target, level);
  const error = Math.hypot(wait.error, target.error);
  const half = passing > 0 ? (((high - low) / 2) * 30) / passing : 0;
  const p = error > 0 ? normalLower(-days / error) : days > 0 ? 0 : 1;
  return { days, lowDays: days - half, highDays: days + half, held, low, high, stands: false, targetOf: byGoal ? "goal" : "past", p };
}

function capacityFound({ passage, now }: Found, weeks: number): (Capacity & { p: number }) | null {
  if (!passage || passage.entered + passage.gone < visitsToJudge) return null;
  const table = tableOf(now);
  const mean = restrictedMean(survival(table), table.ages.at(-1) ?? 0).mean / minutesPerDay / 7;
  const little = littleGap(passage.stock, passage.entered / weeks, mean);
  const { z } = fillingUp(passage.entered, passage.gone);
  return {
    arrivals: passage.entered / weeks,
    departures: passage.gone / weeks,
    load: passage.gone > 0 ? passage.entered / passage.gone : null,
    fills: false,
    stock: passage.stock,
    expected: little?.expected ?? null,
    alarm: (little?.alarm ?? false) && Math.max(passage.stock, little?.expected ?? 0) >= 10,
    p: normalLower(-z),
  };
}

type Known = {
  found: Found[];
  drawn: Drawn;
  scope: PipelineScope;
  pipeline: Pipeline;
  windows: Windows;
  zombies: Awaited<ReturnType<typeof readZombies>>;
  wins: number;
  days: number;
};

function answerOf({ found, drawn, scope, pipeline, windows, zombies, wins, days }: Known): JamsAnswer {
  const priced = wins > 0;
  const timings = found.map((one, index) => timingFound(one, drawn.passing[index]!));
  const capacities = found.map((one) => (one.stage.kind === "open" ? capacityFound(one, days / 7) : null));
  // All comparisons made here are taken together: conversion, waiting and filling up of every stage.
  const tests = [
    ...found.flatMap(({ target }, index) => (target ? [{ p: 1 - drawn.jams[index]!.real, tell: () => stands.add(index) }] : [])),
    ...timings.flatMap((timing) => (timing ? [{ p: timing.p, tell: () => (timing.stands = true) }] : [])),
    ...capacities.flatMap((capacity) => (capacity ? [{ p: capacity.p, tell: () => (capacity.fills = true) }] : [])),
  ];
  const stands = new Set<number>();
  const adjusted = adjustForMany(tests.map(({ p }) => p));
  for (const [index, { tell }] of tests.entries()) if (adjusted[index]! <= 0.1) tell();
  const judged = drawn.jams.map((jam, index) => ({ ...jam, stands: stands.has(index) && priced }));
  const named = headline(judged);
  const jams = found.map((one, index): Jam => {
    const { stage, onward, lost, open, counts, mix, targetOf, targetShare, notJudged, goal } = one;
    const decided = counts.lost + counts.won + counts.moved.reduce((sum, n) => sum + n, 0);
    const share = decided > 0 ? 1 - counts.lost / decided : 0;
    const speaks = onward + lost >= outcomesToSpeak && decided > 0;
    const isPriced = targetShare !== null && priced;
    const { gain, real, top } = drawn.jams[index]!;
    const { p: _p, ...timing } = timings[index] ?? { p: 1 };
    const { p: _q, ...capacity } = capacities[index] ?? { p: 1 };
    const timed = timings[index] ? (timing as Timing) : null;
    const filled = capacities[index] ? (capacity as Capacity) : null;
    const say = worded({ n: onward + lost + open, undecided: open, currency: scope.currency, period: periodOf(windows, scope) });
    const parked = (zombies.stages.find((row) => row.stage === stage.id)?.older ?? 0) > 0 && filled?.alarm === true;
    const causes = causesOf({ stage, stands: judged[index]!.stands, timed, filled, parked, mix: mix !== null && mix.effect < 0 });
    return {
      stage: stage.id,
      name: stage.name,
      kind: stage.kind,
      entered: onward + lost + open,
      onward,
      lost,
      open,
      conversion: estimateOf(
        "share",
        {
          value: speaks ? share : null,
          ...(speaks && wilson(share, decided, level)),
          n: onward + lost + open,
          undecided: open,
          method: "Aalen–Johansen, of what is decided by the horizon",
        },
        { period: periodOf(windows, scope) },
      ),
      target: targetShare === null ? null : targetSaid(one, targetShare, windows, scope),
      targetOf,
      goalMet: goal?.metric === "conversion" && speaks ? share >= (targetShare ?? 1) : null,
      notJudged,
      loss: isPriced ? say.loss(gain) : null,
      real: isPriced ? real : null,
      top: isPriced ? top : null,
      stands: judged[index]!.stands,
      timing: timed && say.timing(timed),
      capacity: filled && say.capacity(filled, one.passage!),
      mix: mix && say.mix(mix, priced ? drawn.mixLoss[index]! : null),
      causes,
      measures: measuresFor(causes),
    };
  });
  const all = jams.reduce((sum, { entered, open }) => ({ n: sum.n + entered, undecided: sum.undecided + open }), { n: 0, undecided: 0 });
  const say = worded({ ...all, currency: scope.currency, period: periodOf(windows, scope) });
  const some = jams.some(({ loss }) => loss !== null);
  const { from, to } = periodOf(windows, scope);
  return {
    pipelineId: pipeline.id,
    from,
    to,
    pastFrom: dayOf(windows.pastFromMs, scope.timeZone),
    currency: scope.currency,
    revenue: priced ? say.revenue(drawn.revenue, wins) : null,
    verdict: !some ? "too_early" : named.length === 0 ? "none" : named.length === 1 ? "one" : "either",
    headline: some ? named.map((index) => found[index]!.stage.id) : [],
    together: some ? say.loss(drawn.together) : null,
    jams: jams.sort((a, b) => (b.loss?.value ?? Number.NEGATIVE_INFINITY) - (a.loss?.value ?? Number.NEGATIVE_INFINITY)),
    zombies: { open: zombies.open, older: zombies.older, oldestClosedDays: zombies.oldestClosedDays },
    comparisons: tests.length,
    method,
    asOf: new Date(scope.atMs).toISOString(),
    seq: scope.seq,
  };
}

function causesOf({
  stage,
  stands,
  timed,
  filled,
  parked,
  mix,
}: {
  stage: Stage;
  stands: boolean;
  timed: Timing | null;
  filled: Capacity | null;
  parked: boolean;
  mix: boolean;
}): MeasureCause[] {
  return [
    ...(stands ? [stage.kind === "won" ? ("cancelled" as const) : ("conversion" as const)] : []),
    ...(timed?.stands ? ["cycle" as const] : []),
    ...(filled?.fills ? ["capacity" as const] : []),
    ...(parked ? ["zombies" as const] : []),
    ...(mix ? ["mix" as const] : []),
  ];
}

function periodOf({ fromMs, toMs }: Windows, scope: PipelineScope) {
  return { from: dayOf(fromMs, scope.timeZone), to: dayOf(toMs - 1, scope.timeZone), fromMs, toMs };
}

/** Stages that deals stood in and that the pipeline no longer has. */
function goneStages({ rows, moves }: { rows: readonly JamRow[]; moves: readonly Move[] }, { stages }: Pipeline): Stage[] {
  const gone = new Set([...rows.map(({ stage }) => stage), ...moves.map(({ next }) => next)]);
  for (const { id } of stages) gone.delete(id);
  return [...gone].map((id) => ({ id, name: id, meaning: "", kind: "open" as const, checklist: [] }));
}

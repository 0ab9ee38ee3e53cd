import { dayOf } from "#base/clock.ts";
import { onThread } from "#base/thread.ts";
import type { Pipeline, Stage } from "#pipelines/pipeline.ts";
import { wilson } from "#stats/shares/wilson.ts";
import type { Question } from "../contract.ts";
import { shownAt, type Asker } from "../scope.ts";
import { withPipeline, type PipelineScope } from "./asked.ts";
import type { Jam, JamsAnswer, MeasureCause } from "./contract.ts";
import type { DrawInput, Drawn } from "./draw.ts";
import { estimateOf, level, outcomesToSpeak } from "./estimates.ts";
import { drawInputOf, findJams, type Found } from "./find-jams.ts";
import { readIntake, readMoves, readPassages, readStays, readWindows, type Team, type Windows } from "./jam-counts.ts";
import { targetSaid, worded, type Capacity, type Timing } from "./jam-words.ts";
import { measuresFor } from "./measures.ts";
import { tellJams, type Told } from "./tell-jams.ts";
import { readZombies } from "./zombies.ts";

const dayMs = 86_400_000;

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
  const found = findJams(known, pipeline);
  const drawn = await onThread<DrawInput, Drawn>("#insights/flow/draw.ts", "drawJams", drawInputOf(found, known.intake, days));
  const { wins } = known.intake;
  const told = tellJams(found, drawn, { days, priced: wins > 0 });
  return answerOf({
    found,
    drawn,
    told,
    teams: new Map(known.passages.map((row) => [row.stage, row])),
    wins,
    scope,
    pipeline,
    windows,
    zombies,
  });
}

type Known = {
  found: Found[];
  drawn: Drawn;
  told: Told;
  /** By stage. */ teams: ReadonlyMap<string, Team>;
  /** Deals won, which gaps are priced by. */ wins: number;
  scope: PipelineScope;
  pipeline: Pipeline;
  windows: Windows;
  zombies: Awaited<ReturnType<typeof readZombies>>;
};

function answerOf(known: Known): JamsAnswer {
  const { found, drawn, told, wins, scope, pipeline, windows, zombies } = known;
  const { named } = told;
  const jams = found.map((_, index) => jamOf(known, index));
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
    revenue: wins > 0 ? say.revenue(drawn.revenue, wins) : null,
    verdict: !some ? "too_early" : named.length === 0 ? "none" : named.length === 1 ? "one" : "either",
    headline: some ? named.map((index) => found[index]!.stage.id) : [],
    together: some ? say.loss(drawn.together) : null,
    jams: jams.sort((a, b) => (b.loss?.value ?? Number.NEGATIVE_INFINITY) - (a.loss?.value ?? Number.NEGATIVE_INFINITY)),
    zombies: { open: zombies.open, older: zombies.older, oldestClosedDays: zombies.oldestClosedDays },
    comparisons: told.comparisons,
    method,
    ...shownAt(scope, scope.atMs),
    seq: scope.seq,
  };
}

/** What is said of one stage. */
function jamOf({ found, drawn, told, teams, wins, scope, windows, zombies }: Known, index: number): Jam {
  const { stage, onward, lost, open, counts, mix, targetOf, targetShare, notJudged, goal } = found[index]!;
  const { priced: jam, stands, timing, capacity } = told.stages[index]!;
  const decided = counts.lost + counts.won + counts.moved.reduce((sum, n) => sum + n, 0);
  const share = decided > 0 ? 1 - counts.lost / decided : 0;
  const speaks = onward + lost >= outcomesToSpeak && decided > 0;
  const isPriced = targetShare !== null && wins > 0;
  const say = worded({ n: onward + lost + open, undecided: open, currency: scope.currency, period: periodOf(windows, scope) });
  const parked = (zombies.stages.find((row) => row.stage === stage.id)?.older ?? 0) > 0 && capacity?.alarm === true;
  const causes = causesOf({ stage, stands, timing, capacity, parked, mix: mix !== null && mix.effect < 0 });
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
    target: targetShare === null ? null : targetSaid(found[index]!, targetShare, windows, scope),
    targetOf,
    goalMet: goal?.metric === "conversion" && speaks ? share >= (targetShare ?? 1) : null,
    notJudged,
    loss: isPriced ? say.loss(jam.gain) : null,
    real: isPriced ? jam.real : null,
    top: isPriced ? jam.top : null,
    stands,
    timing: timing && say.timing(timing),
    capacity: capacity && say.capacity(capacity, found[index]!.passage!),
    team: stage.kind === "open" ? say.team(teams.get(stage.id), windows.lengthMs / (7 * dayMs)) : null,
    mix: mix && say.mix(mix, wins > 0 ? drawn.mixLoss[index]! : null),
    causes,
    measures: measuresFor(causes),
  };
}

function causesOf({
  stage,
  stands,
  timing,
  capacity,
  parked,
  mix,
}: {
  stage: Stage;
  stands: boolean;
  timing: Timing | null;
  capacity: Capacity | null;
  parked: boolean;
  mix: boolean;
}): MeasureCause[] {
  return [
    ...(stands ? [stage.kind === "won" ? ("cancelled" as const) : ("conversion" as const)] : []),
    ...(timing?.stands ? ["cycle" as const] : []),
    ...(capacity?.fills ? ["capacity" as const] : []),
    ...(parked ? ["zombies" as const] : []),
    ...(mix ? ["mix" as const] : []),
  ];
}

function periodOf({ fromMs, toMs }: Windows, scope: PipelineScope) {
  return { from: dayOf(fromMs, scope.timeZone), to: dayOf(toMs - 1, scope.timeZone), fromMs, toMs };
}

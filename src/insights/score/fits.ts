import { dayOf, startOfDay } from "#base/clock.ts";
import type { Duck } from "#base/duck.ts";
import { limits } from "#base/limits.ts";
import { onThread } from "#base/thread.ts";
import { leakingFields } from "#stats/score/leaks.ts";
import type { Question } from "../contract.ts";
import type { Insights } from "../insights.ts";
import type { Scope } from "../scope.ts";
import { scoreFactors, type ScoreFactor } from "./contract.ts";
import type { Sizes } from "./features.ts";
import type { FitInput, ScoreFit } from "./fit.ts";
import { groundOf, pointsOf, type Ground } from "./points.ts";

/** A score in use: what it was learnt from, and the fit. */
export type Score = { ground: Ground; sizes: Sizes; refused: Ground["filled"]; fit: ScoreFit };

type Kept = { seq: number; ground: Ground; score: Promise<Score> };

const kept = new WeakMap<Insights, Map<string, Kept>>();
/** A score is learnt anew once the ledger has grown by this part since. */
const grown = 1.02;

/**
 * The score that a question asks with: learnt from all that happened before the day of the question, so that all scores of a day come from one,
 * and the same comes out when the day is asked about later. Read within the question's snapshot; `score` is awaited after it. Null without deals.
 */
export async function scoreIn(
  insights: Insights,
  question: Question,
  duck: Duck,
  scope: Scope,
): Promise<{ ground: Ground; score: Promise<Score> } | null> {
  const cutMs = startOfDay(dayOf(scope.seenMs, scope.timeZone), scope.timeZone);
  const key = [scope.workspaceId, scope.pipelineId, cutMs, question.asOf, question.asKnownOn, scope.currency].join(" ");
  const own = kept.get(insights) ?? new Map<string, Kept>();
  kept.set(insights, own);
  const known = own.get(key);
  if (known && scope.seq <= known.seq * grown) return known;
  const ground = await groundOf(duck, scope, cutMs);
  if (!ground) return null;
  const sizes = { sources: ground.sources.length, categories: ground.categories.length, owners: ground.owners.length };
  const leaking = new Set(leakingFields(ground.filled));
  const input: FitInput = {
    lines: await pointsOf(duck, scope, ground, { of: "training" }),
    asked: await pointsOf(duck, scope, ground, { of: "asked" }),
    cutMs,
    stretchMs: ground.stretchMs,
    stepMs: ground.stepMs,
    stages: ground.stages.length + 2,
    sizes,
    allowed: scoreFactors.filter((factor: ScoreFactor) => !leaking.has(factor)),
    won: ground.won,
    lost: ground.lost,
  };
  const score = onThread<FitInput, ScoreFit>("#insights/score/fit.ts", "fitScore", input).then((fit) => ({
    ground,
    sizes,
    refused: ground.filled.filter(({ field }) => leaking.has(field)),
    fit,
  }));
  const entry = { seq: scope.seq, ground, score };
  own.delete(key);
  own.set(key, entry);
  score.catch(() => own.delete(key));
  for (const old of [...own.keys()].slice(0, -limits.scoresKept)) own.delete(old);
  return entry;
}

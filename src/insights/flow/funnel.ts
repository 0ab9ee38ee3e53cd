import { z } from "@hono/zod-openapi";
import { refuse } from "#base/refusal.ts";
import { adjustForMany } from "#stats/shares/discoveries.ts";
import { chanceOfDifference, shareAmong } from "#stats/shares/difference.ts";
import { filters } from "../contract.ts";
import { periodOf, previousPeriod } from "../period.ts";
import type { Asker } from "../scope.ts";
import { withPipeline, type PipelineScope } from "./asked.ts";
import { readCohort, readCohorts, type Weighed } from "./cohort.ts";
import type { FunnelAnswer, FunnelQuestion } from "./contract.ts";
import { outcomesToCompare } from "./estimates.ts";
import type { Decided } from "./shares.ts";

const jumpedStages =
  "A deal that goes past a stage did not enter it, and is in no count of that stage; on the whole way it counts as having come as far. A deal that comes back into a stage is still the one deal that entered it first.";

/** The funnel of a pipeline: one cohort, and another one beside it where asked. */
export async function askFunnel(asker: Asker, { compare, ...question }: FunnelQuestion): Promise<FunnelAnswer> {
  return withPipeline(asker, question, async (duck, scope, pipeline) => {
    const [first, second] =
      compare === undefined
        ? [await readCohort(duck, scope, pipeline.stages), null]
        : await readCohorts(duck, [scope, comparedScope(scope, compare)], pipeline.stages);
    return {
      pipelineId: pipeline.id,
      cohort: first.cohort,
      compared: second?.cohort ?? null,
      differences: second ? differencesOf(first, second) : [],
      jumpedStages,
      asOf: new Date(scope.atMs).toISOString(),
      seq: scope.seq,
    };
  });
}

const comparison = filters.extend({ from: z.string().max(40).optional(), to: z.string().max(40).optional() }).strict();

/** The scope to compare with, from the same snapshot: what the text says differently. */
function comparedScope(scope: PipelineScope, text: string): PipelineScope {
  if (text === "previous") {
    const period = previousPeriod(scope.period, scope.timeZone);
    return { ...scope, period, fromMs: period.fromMs, toMs: period.toMs };
  }
  const read = comparison.safeParse(Object.fromEntries(new URLSearchParams(text)));
  if (!read.success || Object.keys(read.data).length === 0) throw refuse("invalid", "not_comparable", { compare: text.slice(0, 100) });
  const { from, to, ...where } = read.data;
  const asked = { from: from ?? (to === undefined ? scope.period.from : undefined), to: to ?? scope.period.to };
  const period = periodOf(asked, scope.timeZone, scope.atMs, scope.firstMs);
  return { ...scope, period, fromMs: period.fromMs, toMs: period.toMs, where: { ...scope.where, ...where } };
}

/** Which shares of two cohorts differ by more than chance, all that are compared taken together. */
function differencesOf(first: Weighed, second: Weighed): FunnelAnswer["differences"] {
  const pairs = [
    ...first.way.map((own, place) => ({ part: "way" as const, stage: first.cohort.way[place]!.stage, own, other: second.way[place] })),
    ...first.stages.map((own, place) => ({
      part: "stage" as const,
      stage: first.cohort.stages[place]!.stage,
      own,
      other: second.stages[place],
    })),
  ].filter(({ own, other }) => own && other) as { part: "way" | "stage"; stage: string; own: Decided; other: Decided }[];
  const compared = pairs.map(({ own, other }) => {
    if (own.outcomes < outcomesToCompare || other.outcomes < outcomesToCompare) return null;
    const [a, b] = [own.next.value!, other.next.value!];
    return {
      difference: a - b,
      chance: chanceOfDifference(shareAmong(a, own.effective), shareAmong(b, other.effective)),
    };
  });
  const adjusted = adjustForMany(compared.flatMap((one) => (one ? [one.chance] : [])));
  let next = 0;
  return pairs.map(({ part, stage }, index) => {
    const one = compared[index];
    if (!one) return { part, stage, difference: null, chance: null, differs: null };
    const chance = adjusted[next++]!;
    return { part, stage, difference: one.difference, chance, differs: chance <= 0.1 };
  });
}

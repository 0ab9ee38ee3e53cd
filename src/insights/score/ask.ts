import { dayOf } from "#base/clock.ts";
import { onThread } from "#base/thread.ts";
import { refuse } from "#base/refusal.ts";
import { zOf } from "#stats/numbers/distributions.ts";
import { reliability } from "#stats/score/calibration.ts";
import type { z } from "@hono/zod-openapi";
import { dealConditions, type Bind } from "../deal-conditions.ts";
import type { Estimate, Question } from "../contract.ts";
import { refusePeriod } from "../period.ts";
import { listNames } from "../queries.ts";
import { shownAt, withScope, type Asker, type Scope } from "../scope.ts";
import { chanceOfPoint, level, type Scored } from "./chance.ts";
import type { BinAnswer, binQuery, ChanceAnswer, OpenAnswer, openQuery, ScoreAnswer } from "./contract.ts";
import { readPoints } from "./features.ts";
import { neededOutcomes, type JudgedDeal } from "./fit.ts";
import { scoreIn, type Score } from "./fits.ts";
import { pointsOf, type Ground } from "./points.ts";
import { reasonsOf } from "./reasons.ts";
import type { Duck } from "#base/duck.ts";

const dayMs = 86_400_000;
const outcomesToSpeak = 5;
const emptyLearnt = { deals: 0, won: 0, lost: 0, open: 0, needed: neededOutcomes };

/** The score of a pipeline: what it was learnt from, how right it was, what it expects of the deals now open. */
export async function askScore(asker: Asker, question: Question): Promise<ScoreAnswer> {
  refusePeriod(question);
  const { scope, found, lines, chosen } = await ask(asker, question, async (duck, own, ground) => ({
    lines: await pointsOf(duck, own, { ...ground, cutMs: own.seenMs }, { of: "open" }),
    chosen: await idsOf(duck, own, ground),
  }));
  const at = shownAt(scope, scope.seenMs);
  if (!found)
    return {
      pipelineId: scope.pipelineId ?? null,
      state: "tooEarly",
      ...at,
      learnt: { ...emptyLearnt, from: at.day, to: at.day },
      stepDays: 7,
      uses: [],
      refused: [],
      check: null,
      open: { deals: 0, expectedWon: nothing(scope, "count"), olderThanAnyWon: 0 },
    };
  const { ground, fit, refused } = found;
  const { deals, won, lost, open, stepMs } = ground;
  const scored = await scoredOf(found, lines!);
  const { fromMs, toMs, horizonMs } = fit.check ?? { fromMs: 0, toMs: 0, horizonMs: 0 };
  const judged = fit.check?.deals.filter(({ id }) => chosen!.has(id)) ?? [];
  const came = judged.filter(({ inTime }) => inTime).length;
  return {
    pipelineId: ground.pipelineId,
    state: fit.state,
    ...at,
    learnt: {
      deals,
      won,
      lost,
      open,
      needed: neededOutcomes,
      from: dayOf(ground.firstMs, scope.timeZone),
      to: dayOf(ground.cutMs - 1, scope.timeZone),
    },
    stepDays: stepMs / dayMs,
    uses: fit.used,
    refused: refused.map(({ field, filled, after }) => ({ factor: field, filled, after })),
    check: fit.check && {
      from: dayOf(fromMs, scope.timeZone),
      to: dayOf(toMs - 1, scope.timeZone),
      horizonDays: horizonMs / dayMs,
      n: judged.length,
      won: came,
      ofAll: fit.check.deals.length,
      given: judged.length > 0 ? judged.reduce((sum, { given }) => sum + given, 0) / judged.length : 0,
      came: judged.length > 0 ? came / judged.length : 0,
      shown: fit.check.shown,
      plain: fit.check.plain,
      full: fit.check.full,
      bins: binsOf(judged).map(({ from, to, n: size, given, came: share, range }) => ({
        from,
        to,
        given,
        came: {
          ...nothing(scope, "share"),
          ...(size >= outcomesToSpeak && { value: share, ...range, level }),
          n: size,
          method: "share won in time of the deals given such a chance; range by Wilson",
          from: dayOf(fromMs, scope.timeZone),
          to: dayOf(toMs - 1, scope.timeZone),
        },
      })),
    },
    open: {
      deals: scored.ids.length,
      expectedWon: expectedOf(scored, scope),
      olderThanAnyWon: scored.ages.filter((age) => isOlder(age * stepMs, ground.longestMs)).length,
    },
  };
}

/** The chance of one deal, when, and why. */
export async function askChance(asker: Asker, question: Question, dealId: string): Promise<ChanceAnswer> {
  const deal = await dealIn(asker, question, dealId);
  if (!deal) throw refuse("missing", "deal_missing", { dealId });
  const { pipelineId } = deal;
  const whole = { asOf: question.asOf, asKnownOn: question.asKnownOn, pipelineId };
  const { scope, found, lines } = await ask(asker, whole, async (duck, own, ground) => ({
    lines: await pointsOf(duck, own, { ...ground, cutMs: own.seenMs }, { of: "open", dealId }),
  }));
  const [point] = found ? readPoints(lines!, found.ground.stepMs) : [];
  const known = found && point && found.fit.plain && deal.outcome === "open" ? chanceOfPoint(found.fit, found.sizes, point) : null;
  const estimate: Estimate = {
    ...nothing(scope, "share"),
    n: found ? found.ground.won + found.ground.lost : 0,
    undecided: found?.ground.open ?? 0,
    method: found?.fit.full
      ? "discrete-time hazards of winning and losing, by stage, age and features"
      : "discrete-time hazards by stage and age",
    from: dayOf(found?.ground.firstMs ?? scope.seenMs, scope.timeZone),
    to: dayOf(scope.seenMs, scope.timeZone),
  };
  const at = (steps: number) => dayOf(scope.seenMs + steps * found!.ground.stepMs, scope.timeZone);
  const reasons = known ? reasonsOf(known.reasons, found!, estimate) : { up: [], down: [] };
  return {
    dealId,
    pipelineId,
    state: found?.fit.state ?? "tooEarly",
    outcome: deal.outcome === "open" && deal.waits ? "waiting" : (deal.outcome as "open"),
    asOf: iso(scope.seenMs),
    chance: known ? { ...estimate, value: known.chance, low: known.low, high: known.high, level } : estimate,
    typical: known ? { ...estimate, value: known.typical } : estimate,
    when:
      known && known.chance > 0.005
        ? { low: at(known.steps.low), middle: at(known.steps.middle), high: at(known.steps.high), level }
        : null,
    olderThanAnyWon: point !== undefined && found !== null && isOlder(point.age * found.ground.stepMs, found.ground.longestMs),
    ...reasons,
  };
}

/** The open deals by their chance. */
export async function askOpen(asker: Asker, question: z.infer<typeof openQuery>): Promise<OpenAnswer> {
  const { offset, limit, order, old, ...rest } = question;
  const { scope, found, lines } = await ask(asker, rest, async (duck, own, ground) => ({
    lines: await pointsOf(duck, own, { ...ground, cutMs: own.seenMs }, { of: "open" }),
  }));
  const scored = found && (await scoredOf(found, lines!));
  const head = {
    pipelineId: found?.ground.pipelineId ?? scope.pipelineId ?? null,
    state: found?.fit.state ?? ("tooEarly" as const),
    asOf: iso(scope.seenMs),
  };
  if (!found || !scored?.chances) return { ...head, total: 0, sum: 0, deals: [] };
  const { ids, chances, values, stages, ages } = scored;
  const worth = (i: number) => (order === "worth" ? chances[i]! * (Number.isNaN(values[i]!) ? 0 : values[i]!) : chances[i]!);
  const sorted = ids
    .flatMap((_, i) => (old === "false" || isOlder(ages[i]! * found.ground.stepMs, found.ground.longestMs) ? [i] : []))
    .sort((i, j) => (order === "least" ? worth(i) - worth(j) : worth(j) - worth(i)) || (ids[i]! < ids[j]! ? -1 : 1));
  const page = sorted.slice(offset, offset + limit);
  const names = await asker.db.inWorkspace(asker.workspaceId, (tx) =>
    listNames(
      tx,
      "deal",
      page.map((i) => ids[i]!),
    ),
  );
  return {
    ...head,
    total: sorted.length,
    sum: sorted.reduce((sum, i) => sum + chances[i]!, 0),
    deals: page.map((i) => ({
      dealId: ids[i]!,
      name: names.get(ids[i]!) ?? null,
      chance: chances[i]!,
      stageId: found.ground.stages[stages[i]! - 1] ?? "",
      ageDays: (ages[i]! * found.ground.stepMs) / dayMs,
      valueMinor: Number.isNaN(values[i]!) ? null : values[i]!,
      currency: Number.isNaN(values[i]!) ? null : scope.currency,
    })),
  };
}

/** The deals behind a bar of the check: what each was given then, and what came. */
export async function askBin(asker: Asker, question: z.infer<typeof binQuery>): Promise<BinAnswer> {
  const { bin, offset, limit, ...rest } = question;
  const { found, chosen } = await ask(asker, rest, async (duck, own, ground) => ({ chosen: await idsOf(duck, own, ground) }));
  const judged = (found?.fit.check?.deals ?? []).filter(
    ({ id, given }) => chosen!.has(id) && (bin === undefined || Math.min(9, Math.floor(given * 10)) === bin),
  );
  const page = judged.sort((a, b) => b.given - a.given || (a.id < b.id ? -1 : 1)).slice(offset, offset + limit);
  const names = await asker.db.inWorkspace(asker.workspaceId, (tx) =>
    listNames(
      tx,
      "deal",
      page.map(({ id }) => id),
    ),
  );
  return {
    total: judged.length,
    sum: judged.filter(({ inTime }) => inTime).length,
    given: judged.reduce((sum, { given }) => sum + given, 0),
    records: page.map(({ id, atMs, given, outcome, inTime }) => ({
      id,
      name: names.get(id) ?? null,
      at: iso(atMs),
      given,
      outcome,
      inTime,
    })),
  };
}

async function ask<Read extends object>(
  asker: Asker,
  question: Question,
  read: (duck: Duck, scope: Scope, ground: Ground) => Promise<Read>,
): Promise<{ scope: Scope; found: Score | null } & Partial<Read>> {
  const { scope, score, own } = await withScope(asker, question, async (duck, inner) => {
    const known = await scoreIn(asker.insights, question, duck, inner);
    return { scope: inner, score: known?.score ?? null, own: known && (await read(duck, inner, known.ground)) };
  });
  return { ...(own as Partial<Read>), scope, found: score && (await score) };
}

function scoredOf({ ground, fit, sizes }: Score, lines: string): Promise<Scored> {
  return onThread("#insights/score/chance.ts", "scoreLines", { fit, sizes, lines, stepMs: ground.stepMs });
}

/** The deals of the pipeline that the question's filters leave. */
async function idsOf(duck: Duck, scope: Scope, { pipelineId }: Ground): Promise<{ has(id: string): boolean }> {
  const values: Record<string, string | number> = { workspace: scope.workspaceId };
  const bind: Bind = (name, value) => {
    values[name] = value;
    return `$${name}`;
  };
  if (Object.values(scope.where).every((value) => value === undefined)) return { has: () => true };
  const conditions = dealConditions({ ...scope, pipelineId }, bind);
  const rows = await duck.rows<{ id: string }>(
    `select id::varchar as id from deal where workspace_id = $workspace::uuid and ${conditions.join(" and ")} and (closed_at is null or closed_at >= ${bind("since", scope.seenMs - 2 * 366 * dayMs)})`,
    values,
  );
  return new Set(rows.map(({ id }) => id));
}

async function dealIn(
  asker: Asker,
  question: Question,
  dealId: string,
): Promise<{ pipelineId: string; outcome: string; waits: boolean } | undefined> {
  return withScope(asker, { asOf: question.asOf, asKnownOn: question.asKnownOn }, async (duck, { workspaceId }) => {
    const [row] = await duck.rows<{ pipelineId: string; outcome: string; waits: boolean }>(
      `select pipeline_id::varchar as "pipelineId", outcome, begun_at is null and is_repeat as waits from deal where workspace_id = $workspace::uuid and id = $deal::uuid`,
      { workspace: workspaceId, deal: dealId },
    );
    return row;
  });
}

function binsOf(judged: readonly JudgedDeal[]): ReturnType<typeof reliability> {
  return reliability({ given: judged.map(({ given }) => given), came: judged.map(({ inTime }) => (inTime ? 1 : 0)) }, level);
}

/** Deals that will be won of those open: what single deals do by chance, and what the fit does not know. */
function expectedOf({ ids, chances, spread }: Scored, scope: Scope): Estimate {
  const n = ids.length;
  const none = { ...nothing(scope, "count"), n, undecided: n, method: "sum of the chances of the open deals" };
  if (!chances || n === 0) return none;
  const sum = chances.reduce((total, chance) => total + chance, 0);
  const chance = chances.reduce((total, p) => total + p * (1 - p), 0);
  const half = zOf(level) * Math.sqrt(chance + (sum * spread) ** 2);
  return { ...none, value: sum, low: Math.max(0, sum - half), high: Math.min(n, sum + half), level };
}

function nothing({ seenMs, timeZone }: Scope, unit: Estimate["unit"]): Estimate {
  const today = dayOf(seenMs, timeZone);
  return { value: null, low: null, high: null, level: null, n: 0, undecided: 0, unit, method: "", from: today, to: today };
}

/** By more than the rounding to whole days that imported dates bring; a day has up to 25 hours. */
function isOlder(ageMs: number, longestMs: number): boolean {
  return ageMs > longestMs + Math.min((25 / 24) * dayMs, 0.05 * longestMs);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

import { addDays, dayOf, startOfDay } from "#base/clock.ts";
import type { Duck } from "#base/duck.ts";
import { refuse } from "#base/refusal.ts";
import { onThread } from "#base/thread.ts";
import { refusePeriod } from "../period.ts";
import { withView } from "../views/queries.ts";
import { shownAt, withScope, type Asker, type Scope } from "../scope.ts";
import { basisOf } from "./basis.ts";
import { cut, dayName, dayNumber, daysOf, type Days } from "./calendar.ts";
import { compose } from "./compose.ts";
import { whatIf as whatIfShape, type ForecastAnswer, type ForecastQuestion } from "./contract.ts";
import { drawParts, drawsInAll, type Drawn, type DrawJob } from "./draw.ts";
import type { History } from "./history.ts";
import type { Judged, Plan } from "./judge.ts";
import type { Tried } from "./origins.ts";
import { readHistory } from "./read-history.ts";
import { recordOf } from "./records.ts";
import { join } from "./spread.ts";
import { findBacktest, listTargets, saveBacktest, targetOf } from "./tables.ts";
import { readWeighted } from "./weighted.ts";
import type { WhatIf } from "./what-if.ts";

/** Answers and backtests kept while nothing that they are made from has changed. */
export type Kept = {
  answers: Map<string, Promise<ForecastAnswer>>;
  tried: Map<string, Tried[]>;
  readings: Map<string, Promise<Reading>>;
};

const keptAnswers = 100;
const keptTried = 30;
const keptReadings = 4;

export function keep(): Kept {
  return { answers: new Map(), tried: new Map(), readings: new Map() };
}

/** What one snapshot tells of the past, and of the deals that are open. */
type Reading = { history: History; weighted: ForecastAnswer["weighted"] };

type Asked = Reading & {
  /** With the filters of its saved view. */ question: ForecastQuestion;
  basis: string;
  tried: Tried[] | undefined;
  days: Days;
  scope: Scope;
};

/** The forecast that a question asks for. Equal data, day and question give equal bytes. */
export async function askForecast(asker: Asker, kept: Kept, question: ForecastQuestion): Promise<ForecastAnswer> {
  refusePeriod(question);
  const past = await readPast(asker, kept, question);
  const { question: asked, history, basis, scope, days } = past;
  const targets = await asker.db.inWorkspace(asker.workspaceId, (tx) => listTargets(tx, scope.currency, scope.knownMs));
  const key = JSON.stringify([asker.workspaceId, basis, scope.seq, scope.seenMs, history.today, history.left, asked, targets]);
  const known = kept.answers.get(key);
  if (known) return known;
  const answer = work(asker, kept, past).then((found) => {
    const wanted = targetIn(targets, asked, days);
    return {
      ...found,
      target: wanted && { ...wanted, reached: found.dots.length > 0 ? found.dots.filter((dot) => dot >= wanted.amountMinor).length : null },
      coverage: { ...found.coverage, ratio: wanted && wanted.amountMinor > 0 ? found.coverage.openMinor / wanted.amountMinor : null },
    };
  });
  remember(kept.answers, key, answer, keptAnswers);
  answer.catch(() => kept.answers.delete(key));
  return answer;
}

async function work(asker: Asker, kept: Kept, { question, history, weighted, basis, tried, days, scope }: Asked): Promise<ForecastAnswer> {
  const periods = cut(days);
  const plan: Plan = { history, periods, whatIf: whatIfOf(question), tried };
  const judged = await onThread<Plan, Judged>("#insights/forecast/judge.ts", "judge", plan);
  if (!tried) await rememberTried(asker, kept, question, basis, judged.tried, scope.atMs);
  const drawn = judged.middle !== null && judged.ranged ? await draw(asker.workspaceId, history, judged, periods) : undefined;
  const { level, horizon, until } = question;
  const composed = compose(
    { history, judged, drawn, draws: drawsInAll },
    { days, periods, level, currency: scope.currency, grouped: question.by !== undefined },
  );
  return {
    horizon: until === undefined ? horizon : "until",
    from: dayName(days.from),
    to: dayName(days.to),
    ...shownAt(scope, scope.atMs),
    seq: scope.seq,
    currency: scope.currency,
    ...composed,
    record: recordOf(judged.tried, judged.kind, history.today),
    target: null,
    weighted,
  };
}

/** Draws on two threads, in parts that are the same however many threads there are. */
async function draw(workspaceId: string, history: History, judged: Judged, periods: readonly Days[]): Promise<Drawn> {
  const { world, open, streams, size, tau2 } = judged;
  const leaves = Math.max(1, history.keys.length) * 2;
  const job = {
    world,
    open,
    streams,
    size,
    tau2,
    seed: seedOf(workspaceId, history.today),
    leaves,
    skipped: world.calendar.periods - periods.length,
  };
  return join(
    await Promise.all(
      Array.from({ length: drawParts }, (_, part) => onThread<DrawJob, Drawn>("#insights/forecast/draw.ts", "drawPart", { ...job, part })),
    ),
  );
}

/** Reads the past of a question in one snapshot; what was tried before is not read again. */
export async function readPast(asker: Asker, kept: Kept, asked: ForecastQuestion): Promise<Asked> {
  const { question, stored } = await asker.db.inWorkspace(asker.workspaceId, async (tx) => {
    const question = await withView(tx, asked, asker.userId);
    const scopeKey = scopeKeyOf(question);
    return { question, stored: scopeKey !== undefined ? await findBacktest(tx, scopeKey) : undefined };
  });
  // A forecast has a stretch of its own: the question's from and to are those of what was, and mean nothing here.
  const { from: _, to: __, ...rest } = question;
  return withScope(asker, rest, async (duck, scope) => {
    const today = dayNumber(dayOf(scope.atMs, scope.timeZone));
    const left = hoursLeft(scope);
    const basis = await basisOf(duck, scope, today, left);
    const tried = kept.tried.get(triedKey(asker.workspaceId, basis)) ?? (stored?.basis === basis ? stored.tried : undefined);
    const days = daysAsked(question, today, left > 0 ? today : today + 1);
    // All horizons of a moment are made from one reading, so what was won is told from the beginning of the quarter.
    const { by } = question;
    const origins = tried === undefined;
    const key = JSON.stringify([
      asker.workspaceId,
      basis,
      scope.seq,
      scope.seenMs,
      today,
      left,
      scope.pipelineId,
      scope.where,
      by,
      origins,
    ]);
    const fromDay = daysOf("quarter", today, today).from;
    const reading = kept.readings.get(key) ?? read(duck, scope, { by, fromDay, left, origins });
    remember(kept.readings, key, reading, keptReadings);
    reading.catch(() => kept.readings.delete(key));
    return { ...(await reading), question, basis, tried, days, scope };
  });
}

async function read(duck: Duck, scope: Scope, of: Parameters<typeof readHistory>[2]): Promise<Reading> {
  const history = await readHistory(duck, scope, of);
  return { history, weighted: await readWeighted(duck, scope, history.states) };
}

export async function rememberTried(
  asker: Asker,
  kept: Kept,
  question: ForecastQuestion,
  basis: string,
  tried: Tried[],
  at: number,
): Promise<void> {
  remember(kept.tried, triedKey(asker.workspaceId, basis), tried, keptTried);
  const scope = scopeKeyOf(question);
  if (scope !== undefined && question.asOf === undefined && question.asKnownOn === undefined)
    await asker.db.inWorkspace(asker.workspaceId, (tx) => saveBacktest(tx, scope, basis, tried, at));
}

/** Whom a stored row is about: everything, or one pipeline; undefined where filters narrow it further. */
export function scopeKeyOf({
  pipelineId,
  owner,
  source,
  category,
  country,
  minValue,
  maxValue,
  customers,
}: ForecastQuestion): string | undefined {
  const narrowed = [owner, source, category, country, minValue, maxValue, customers].some((value) => value !== undefined);
  return narrowed ? undefined : (pipelineId ?? "all");
}

function targetIn(targets: Parameters<typeof targetOf>[0], question: ForecastQuestion, days: Days) {
  const scope = scopeKeyOf(question);
  const stretch =
    question.until !== undefined
      ? undefined
      : /month$/i.test(question.horizon)
        ? "month"
        : /quarter$/i.test(question.horizon)
          ? "quarter"
          : undefined;
  if (scope === undefined || stretch === undefined) return null;
  const from = dayName(days.from);
  const amountMinor = targetOf(targets, scope, stretch, from);
  return amountMinor === null ? null : { amountMinor, stretch: stretch as "month" | "quarter", from };
}

export function whatIfOf({ whatIf }: ForecastQuestion): WhatIf {
  if (whatIf === undefined) return {};
  try {
    const parsed = whatIfShape.safeParse(JSON.parse(whatIf));
    if (parsed.success) return parsed.data;
  } catch {
    // refused below
  }
  throw refuse("invalid", "invalid_what_if");
}

function daysAsked({ horizon, until }: ForecastQuestion, today: number, first: number): Days {
  if (until === undefined) return daysOf(horizon, today, first);
  const to = /^\d{4}-\d{2}-\d{2}$/.test(until) ? dayNumber(until) : Number.NaN;
  if (!(to >= first && to < first + 400)) throw refuse("invalid", "invalid_until", { until });
  return { from: first, to };
}

/** How much of today is still to come, in whole hours, so that what is asked twice within an hour is answered alike. */
function hoursLeft({ atMs, timeZone }: Scope): number {
  return Math.max(0, Math.floor((startOfDay(addDays(dayOf(atMs, timeZone), 1), timeZone) - atMs) / 3_600_000)) / 24;
}

/** A seed by workspace and day (FNV-1a). */
function seedOf(workspaceId: string, day: number): number {
  let hash = 0x811c9dc5;
  for (const char of `${workspaceId} ${day}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
  return hash;
}

function triedKey(workspaceId: string, basis: string): string {
  return `${workspaceId} ${basis}`;
}

function remember<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const old of [...map.keys()].slice(0, -most)) map.delete(old);
}

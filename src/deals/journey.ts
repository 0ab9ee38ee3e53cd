import type { Money } from "#base/money.ts";
import type { Cause, VisitTuple } from "#ledger/row.ts";
import type { Touch } from "#ledger/fact.ts";
import { idleDaysAt, rankOf, returningStage, wonStage, type Pipeline } from "#pipelines/pipeline.ts";

/** A place in the order of events: when (epoch ms), and the sender's id where two happened in the same millisecond. */
export type Point = [at: number, id: string];

/** The first time a stage was proved: when, by which event, by what kind of cause, and the stage's rank then (used if the stage is removed later). */
type Proof = [at: number, id: string, by: Cause, rank: number];

/** What the journey's stages rest on since a person last moved it (or since its beginning). */
type Segment = { at: Point | null; stageId: string | null; by: Cause; proofs: Record<string, Proof>; reopened?: true; found?: true };

type Stamped<T> = T & { point: Point };

/** What a journey is worth: of several statements the newest counts, and a stronger kind before a weaker one. */
type Value = {
  /** A cart, checkout or quote as a whole, or an amount that a person typed. */
  stated?: Stamped<Money>;
  /** Sum of single products put in and taken out, by currency. */
  added?: Record<string, number>;
  /** The last product looked at. */
  viewed?: Stamped<Money>;
  /** What this customer's orders were worth on average; set by who saves the deal. */
  expected?: Money;
};

/** How it ended. A sale whose order was cancelled later keeps its end and gets `cancelledAt`: it counts as lost from then on. */
export type JourneyEnd = {
  outcome: "won" | "lost";
  point: Point;
  by: Cause;
  reason?: string;
  orderId?: string;
  category?: string;
  cancelledAt?: number;
};

/**
 * All that a deal remembers of how it came to be. Facts fall into it in any order with the same result: every part is a
 * first, a last or a sum. Only what happens before its beginning or after its end needs the contact's history again.
 */
export type Journey = {
  /** 0 for the contact's first journey in this pipeline. */
  n: number;
  /** Began after an earlier sale. */
  returning: boolean;
  subject: string | null;
  start: Point;
  last: Point;
  segments: Segment[];
  value: Value;
  touch?: Stamped<{ touch: Touch }>;
  hint?: Stamped<{ text: string }>;
  /** Of the last product looked at or put into the cart; what the order is of stands at the end. */
  category?: Stamped<{ text: string }>;
  end?: JourneyEnd;
  /** An import found it open then, epoch ms; what became of others that began before is not known. */
  seenFrom?: number;
};

/** What one event says to a journey; `proves` is the highest stage its pipeline's entry rules grant it. */
export type Evidence = {
  point: Point;
  by: Cause;
  subject: string | null;
  proves: string | null;
  stated?: Money;
  added?: Money;
  viewed?: Money;
  touch?: Touch;
  hint?: string;
  category?: string;
};

export function compare(a: Point, b: Point): number {
  return a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0);
}

/** A journey that an event begins; its stages follow from what is then absorbed. */
export function beginJourney(n: number, returning: boolean, point: Point, subject: string | null): Journey {
  return { n, returning, subject, start: point, last: point, segments: [{ at: null, stageId: null, by: "rule", proofs: {} }], value: {} };
}

/** A journey that begins in a given stage: by a person, or by a sale in the returning stage. */
export function beginJourneyAt(n: number, returning: boolean, point: Point, subject: string | null, stageId: string, by: Cause): Journey {
  return { n, returning, subject, start: point, last: point, segments: [{ at: point, stageId, by, proofs: {} }], value: {} };
}

/** Takes an event into the journey, wherever in its span it falls. Returns a new value. */
export function absorb(pipeline: Pipeline, journey: Journey, evidence: Evidence): Journey {
  const { point } = evidence;
  const next: Journey = { ...journey, value: worth(journey.value, evidence) };
  if (compare(point, journey.start) < 0) {
    next.start = point;
    next.subject = evidence.subject;
  }
  if (compare(point, journey.last) > 0) next.last = point;
  if (evidence.touch && (!journey.touch || compare(point, journey.touch.point) < 0)) next.touch = { touch: evidence.touch, point };
  if (evidence.hint && (!journey.hint || compare(point, journey.hint.point) > 0)) next.hint = { text: evidence.hint, point };
  if (evidence.category && (!journey.category || compare(point, journey.category.point) > 0))
    next.category = { text: evidence.category, point };
  if (evidence.proves) next.segments = withProof(pipeline, journey.segments, evidence.proves, point, evidence.by);
  return next;
}

function withProof(pipeline: Pipeline, segments: Segment[], stageId: string, point: Point, by: Cause): Segment[] {
  const index = Math.max(
    0,
    segments.findLastIndex((segment) => segment.at === null || compare(segment.at, point) <= 0),
  );
  const segment = segments[index]!;
  const before = segment.proofs[stageId];
  if (before && compare([before[0], before[1]], point) <= 0) return segments;
  const proofs = { ...segment.proofs, [stageId]: [point[0], point[1], by, rankOf(pipeline, stageId)] satisfies Proof };
  return segments.with(index, { ...segment, proofs });
}

function worth(value: Value, { point, stated, added, viewed }: Evidence): Value {
  if (!stated && !added && !viewed) return value;
  const next = { ...value };
  if (stated && newer(value.stated, point)) next.stated = { ...stated, point };
  if (viewed && newer(value.viewed, point)) next.viewed = { ...viewed, point };
  if (added) next.added = { ...value.added, [added.currency]: (value.added?.[added.currency] ?? 0) + added.amountMinor };
  return next;
}

function newer(before: Stamped<Money> | undefined, point: Point): boolean {
  return !before || compare(point, before.point) > 0;
}

/** A person puts the journey into a stage, a closed one too; it stands until later events prove more. */
export function moveByHand(journey: Journey, stageId: string, point: Point, by: Cause): Journey {
  return {
    ...reopened(journey),
    last: later(journey.last, point),
    segments: [...journey.segments, { at: point, stageId, by, proofs: {}, ...(journey.end && { reopened: true }) }],
  };
}

/** Whether the journey was closed for a while and opened again after the point. */
export function wasReopenedAfter(journey: Journey, point: Point): boolean {
  return journey.segments.some((segment) => segment.reopened && compare(point, segment.at!) < 0);
}

function reopened(journey: Journey): Journey {
  const { end: _, ...open } = journey;
  return open;
}

export function endJourney(journey: Journey, end: JourneyEnd): Journey {
  return { ...journey, last: later(journey.last, end.by === "clock" ? journey.last : end.point), end };
}

function later(a: Point, b: Point): Point {
  return compare(a, b) >= 0 ? a : b;
}

/** The journey that stands in the returning stage after a sale; undefined where the pipeline has none. */
export function nextJourney(pipeline: Pipeline, sold: Journey): Journey | undefined {
  const stage = returningStage(pipeline);
  if (!stage || !sold.end) return undefined;
  return beginJourneyAt(sold.n + 1, true, sold.end.point, sold.subject, stage.id, sold.end.by);
}

/** The stays in stages in order of time; consecutive ones differ. A sale is its own last visit. */
export function visitsOf(pipeline: Pipeline, journey: Journey): VisitTuple[] {
  const visits: VisitTuple[] = [];
  let rank = Number.NEGATIVE_INFINITY;
  const enter = (stageId: string, at: number, by: Cause, stageRank: number, found?: true) => {
    rank = stageRank;
    if (visits.at(-1)?.[0] !== stageId) visits.push(found ? [stageId, at, by, "found"] : [stageId, at, by]);
  };
  for (const segment of journey.segments) {
    if (segment.stageId && segment.at) enter(segment.stageId, segment.at[0], segment.by, rankOf(pipeline, segment.stageId), segment.found);
    const proofs = Object.entries(segment.proofs).map(([stageId, [at, id, by, then]]) => ({
      stageId,
      point: [at, id] as Point,
      by,
      rank: currentRank(pipeline, stageId, then),
    }));
    proofs.sort((a, b) => compare(a.point, b.point) || b.rank - a.rank);
    for (const proof of proofs) if (proof.rank > rank) enter(proof.stageId, proof.point[0], proof.by, proof.rank);
  }
  const won = wonStage(pipeline);
  if (won && journey.end?.outcome === "won") enter(won.id, journey.end.point[0], journey.end.by, Number.POSITIVE_INFINITY);
  return visits;
}

function currentRank(pipeline: Pipeline, stageId: string, then: number): number {
  return pipeline.stages.some((stage) => stage.id === stageId) ? rankOf(pipeline, stageId) : then;
}

/** What it is about: the category that most of the order's value is of, before that of the last product looked at. */
export function categoryOf({ end, category }: Journey): string | null {
  return end?.category ?? category?.text ?? null;
}

/** What the journey is worth; `estimated` while it is open when it is only what such a customer usually spends. */
export function valueOf(journey: Journey): (Money & { estimated: boolean }) | undefined {
  const { stated, added, viewed, expected } = journey.value;
  if (stated) return { amountMinor: stated.amountMinor, currency: stated.currency, estimated: false };
  const sum =
    added &&
    Object.entries(added)
      .filter(([, amountMinor]) => amountMinor > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))[0];
  if (sum) return { amountMinor: sum[1], currency: sum[0], estimated: false };
  if (viewed) return { amountMinor: viewed.amountMinor, currency: viewed.currency, estimated: false };
  return expected && !journey.end ? { ...expected, estimated: true } : undefined;
}

/** When the journey is lost unless something happens before, epoch ms. */
export function idleAt(pipeline: Pipeline, journey: Journey): number {
  return journey.last[0] + idleDaysAt(pipeline.idle, journey.last[0], isWaiting(journey)) * 86_400_000;
}

/** A customer who has shown no new intention since the last sale; such journeys may rest for longer. */
export function isWaiting(journey: Journey): boolean {
  return journey.returning && journey.segments.length === 1 && Object.keys(journey.segments[0]!.proofs).length === 0;
}

/** Whether it was still waiting at a moment within its span; an earlier end of the wait shortens how long it may rest. */
export function wasWaiting(journey: Journey, point: Point): boolean {
  return (
    journey.returning &&
    journey.segments[0]!.stageId !== null &&
    Object.values(journey.segments[0]!.proofs).every(([at, id]) => compare([at, id], point) > 0)
  );
}

export function outcomeOf(journey: Journey): { outcome: "open" | "won" | "lost"; closedAt: number | null; reason: string | null } {
  const { end } = journey;
  if (!end) return { outcome: "open", closedAt: null, reason: null };
  if (end.cancelledAt !== undefined) return { outcome: "lost", closedAt: end.cancelledAt, reason: "order_cancelled" };
  return { outcome: end.outcome, closedAt: end.point[0], reason: end.reason ?? null };
}

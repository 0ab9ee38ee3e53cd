import type { Money } from "#base/money.ts";
import type { Cause } from "#ledger/row.ts";
import type { Fact } from "#ledger/fact.ts";
import {
  absorb,
  beginJourney,
  beginJourneyAt,
  compare,
  endJourney,
  idleAt,
  isWaiting,
  moveByHand,
  nextJourney,
  wasReopenedAfter,
  wasWaiting,
  type Evidence,
  type Journey,
  type Point,
} from "#deals/journey.ts";
import { wonStage, type Pipeline } from "#pipelines/pipeline.ts";
import { provenStage, provesSale } from "./rule.ts";

/** A placed order as the journey sees it. */
export type Sale = { orderId: string; category?: string; cancelledAt?: number };

/** What a person does to a journey. */
export type Act =
  | { kind: "create"; stageId: string; value?: Money }
  | { kind: "move"; stageId: string }
  | { kind: "win" }
  | { kind: "lose"; reason: string }
  | { kind: "reopen"; stageId: string }
  | { kind: "value"; value: Money };

export type JourneyEvent = { point: Point; subject: string | null } & (
  | { kind: "fact"; fact: Fact }
  | { kind: "sale"; sale: Sale }
  | { kind: "act"; act: Act }
);

/**
 * What is known of one contact in one pipeline before new events: its open journey, the last closed one, between which instants
 * (epoch ms) anything at all was heard of the contact, undefined if nothing was, and the last that people did about it if that may be
 * after all the journeys tell: what they did comes to nothing where there is no journey for it, until an earlier event begins one.
 */
export type Known = {
  open: Journey | undefined;
  closed: Journey | undefined;
  seen: { from: number; to: number } | undefined;
  acted?: Point | undefined;
};

/**
 * The journeys that changed or are new, by number; `dropped` are numbers that no longer are. Or that an event falls before what
 * `Known` tells, so that the contact must be replayed from its history.
 */
export type Decision = { replay: false; journeys: Journey[]; dropped: number[] } | { replay: true };

/** Sorts after every event of its instant: what happens at the very moment at which a journey's time is up goes on with it. */
const afterAll = "\uffff";

type State = Known & { changed: Map<number, Journey | undefined> };

/**
 * What new events change, given what is known. Pure: no clock, no database; live intake, import, and replay of the past are this
 * one function, and the order in which facts arrive makes no difference to where a contact ends up.
 */
export function decide(pipeline: Pipeline, known: Known, events: readonly JourneyEvent[]): Decision {
  const state: State = { ...known, changed: new Map() };
  for (const event of [...events].sort((a, b) => compare(a.point, b.point))) {
    if (needsHistory(pipeline, state, event)) return { replay: true };
    expire(pipeline, state, event.point[0]);
    if (event.kind === "fact") takeFact(pipeline, state, event.fact, event.point, event.subject);
    else if (event.kind === "sale") takeSale(pipeline, state, event.sale, event.point, event.subject);
    else takeAct(pipeline, state, event.act, event.point, event.subject);
  }
  return result(state);
}

/** All journeys of a contact in one pipeline, from all its events, as they stand at `nowMs`. */
export function replay(pipeline: Pipeline, events: readonly JourneyEvent[], nowMs: number): Journey[] {
  const decision = decide(pipeline, { open: undefined, closed: undefined, seen: undefined }, events);
  if (decision.replay) throw new Error("events in order never need history");
  const open = decision.journeys.findLast((journey) => !journey.end);
  const closed = open && decideIdle(pipeline, open, nowMs);
  return decision.journeys.map((journey) => (closed && journey.n === closed.n ? closed : journey));
}

/** The journey as lost when nothing has happened in it for too long; undefined when it still runs. */
export function decideIdle(pipeline: Pipeline, open: Journey, nowMs: number): Journey | undefined {
  const at = idleAt(pipeline, open);
  return nowMs > at ? endJourney(open, { outcome: "lost", point: [at, afterAll], by: "clock", reason: "no_activity" }) : undefined;
}

function needsHistory(pipeline: Pipeline, { open, closed, seen, acted }: State, event: JourneyEvent): boolean {
  const { point } = event;
  if (event.kind === "fact" && !isAlive(event.fact)) return false;
  if (acted && event.kind !== "act" && compare(point, acted) < 0 && (!open || compare(point, open.last) >= 0)) return true;
  if (!open) return (closed?.end !== undefined && compare(point, closed.end.point) <= 0) || (seen !== undefined && point[0] <= seen.to);
  if (compare(point, open.last) >= 0) return false;
  if (event.kind !== "fact" || provesSale(pipeline, event.fact) || wasReopenedAfter(open, point)) return true;
  const proves = provenStage(pipeline, event.fact, open.returning);
  if (compare(point, open.start) >= 0) return proves !== null && wasWaiting(open, point);
  const firstOfAll =
    open.n === 0 &&
    open.segments[0]!.stageId === null &&
    point[0] > open.start[0] - 86_400_000 &&
    (seen === undefined || open.start[0] <= seen.from);
  return !firstOfAll;
}

function expire(pipeline: Pipeline, state: State, nowMs: number): void {
  const lost = state.open && decideIdle(pipeline, state.open, nowMs);
  if (lost) close(state, lost);
}

function takeFact(pipeline: Pipeline, state: State, fact: Fact, point: Point, subject: string | null): void {
  if (!isAlive(fact)) return;
  const returning = state.open?.returning ?? hasSold(state);
  const proves = provenStage(pipeline, fact, returning);
  const sells = provesSale(pipeline, fact);
  if (proves === null && !sells && (!state.open || compare(point, state.open.start) < 0)) return;
  const open = state.open ?? beginJourney(nextNumber(state), returning, point, subject);
  put(state, absorb(pipeline, open, evidenceOf(fact, point, subject, proves)));
  if (sells) win(pipeline, state, point, "rule", undefined);
}

function takeSale(pipeline: Pipeline, state: State, sale: Sale, point: Point, subject: string | null): void {
  if (!state.open) put(state, beginJourney(nextNumber(state), hasSold(state), point, subject));
  win(pipeline, state, point, "shop", sale);
}

function takeAct(pipeline: Pipeline, state: State, act: Act, point: Point, subject: string | null): void {
  const { open, closed } = state;
  if (act.kind === "create") {
    if (open) return;
    const journey = beginJourneyAt(nextNumber(state), hasSold(state), point, subject, act.stageId, "person");
    put(state, act.value ? { ...journey, value: { stated: { ...act.value, point } } } : journey);
    if (act.stageId === wonStage(pipeline)?.id) win(pipeline, state, point, "person", undefined);
  } else if (act.kind === "reopen") {
    if (!closed || (open && !(isWaiting(open) && open.n === closed.n + 1))) return;
    if (open) state.changed.set(open.n, undefined);
    state.closed = undefined;
    put(state, moveByHand(closed, act.stageId, point, "person"));
  } else if (act.kind === "move")
    put(state, open ? moveByHand(open, act.stageId, point, "person") : takenUp(state, point, subject, act.stageId));
  else if (act.kind === "win") {
    if (!open) put(state, takenUp(state, point, subject, null));
    win(pipeline, state, point, "person", undefined);
  } else if (!open) return;
  else if (act.kind === "lose") close(state, endJourney(open, { outcome: "lost", point, by: "person", reason: act.reason }));
  else put(state, { ...open, last: point, value: { ...open.value, stated: { ...act.value, point } } });
}

/** A person acted on a deal that by today's rules would not be open: it was, so it goes on if it had only run out of time, else it begins here. */
function takenUp(state: State, point: Point, subject: string | null, stageId: string | null): Journey {
  const { closed } = state;
  if (closed?.end?.reason === "no_activity") {
    state.closed = undefined;
    const { end: _, ...open } = closed;
    return stageId === null ? open : moveByHand(closed, stageId, point, "person");
  }
  return stageId === null
    ? beginJourney(nextNumber(state), hasSold(state), point, subject)
    : beginJourneyAt(nextNumber(state), hasSold(state), point, subject, stageId, "person");
}

function win(pipeline: Pipeline, state: State, point: Point, by: Cause, sale: Sale | undefined): void {
  const sold = endJourney(state.open!, {
    outcome: "won",
    point,
    by,
    ...(sale && { orderId: sale.orderId }),
    ...(sale?.category !== undefined && { category: sale.category }),
    ...(sale?.cancelledAt !== undefined && { cancelledAt: sale.cancelledAt }),
  });
  close(state, sold);
  const next = nextJourney(pipeline, sold);
  if (next) put(state, next);
}

function put(state: State, journey: Journey): void {
  state.open = journey;
  state.changed.set(journey.n, journey);
}

function close(state: State, journey: Journey): void {
  state.open = undefined;
  state.closed = journey;
  state.changed.set(journey.n, journey);
}

function result({ changed }: State): Decision {
  const numbers = [...changed.keys()].sort((a, b) => a - b);
  return {
    replay: false,
    journeys: numbers.flatMap((n) => changed.get(n) ?? []),
    dropped: numbers.filter((n) => changed.get(n) === undefined),
  };
}

function nextNumber({ closed }: State): number {
  return closed ? closed.n + 1 : 0;
}

function hasSold({ closed }: State): boolean {
  return closed !== undefined && (closed.returning || closed.end?.outcome === "won");
}

/** What keeps a journey going. What happens to an order after it was placed is not an intention to buy. */
function isAlive(fact: Fact): boolean {
  return !fact.type.startsWith("order.");
}

function evidenceOf(fact: Fact, point: Point, subject: string | null, proves: string | null): Evidence {
  const evidence: Evidence = { point, by: "rule", subject, proves };
  const { value } = fact;
  if (value && (fact.type === "product.added" || fact.type === "product.removed")) {
    evidence.added = fact.type === "product.added" ? value : { ...value, amountMinor: -value.amountMinor };
  } else if (value && fact.type === "product.viewed") evidence.viewed = value;
  else if (value) evidence.stated = value;
  if (fact.touch) evidence.touch = fact.touch;
  const hint = fact.product?.name ?? fact.page?.title;
  if (hint) evidence.hint = hint;
  if (fact.product?.category) evidence.category = fact.product.category;
  return evidence;
}

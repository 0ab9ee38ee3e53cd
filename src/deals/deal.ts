import { dayOf } from "#base/clock.ts";
import type { Money } from "#base/money.ts";
import type { Touch } from "#ledger/fact.ts";
import type { Cause, DealRowType, DealSnapshot, NewLedgerRow, VisitTuple } from "#ledger/row.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import { categoryOf, idleAt, outcomeOf, valueOf, visitsOf, type Journey } from "./journey.ts";

/** A deal as it is stored. Instants are epoch ms. */
export type Deal = {
  id: string;
  pipelineId: string;
  contactId: string | null;
  companyId: string | null;
  name: string | null;
  subject: string | null;
  driven: boolean;
  n: number;
  stageId: string;
  outcome: "open" | "won" | "lost";
  lostReason: string | null;
  valueMinor: number | null;
  currency: string | null;
  valueEstimated: boolean;
  ownerId: string | null;
  orderId: string | null;
  touch: Touch | null;
  hint: string | null;
  openedAt: number;
  stageEnteredAt: number;
  closedAt: number | null;
  closedDay: string | null;
  lastFactAt: number;
  /** When to look whether it is idle: at or before the moment it becomes so, and not moved by every fact (an index stands on it). */
  idleAt: number | null;
  journey: Journey;
  checked: string[];
  pipelineVersion: number;
  visits: VisitTuple[];
  /** Whose id it is, and the id: what an import knows it by. */
  externalKey: string | null;
  productId: string | null;
  /** What else an import said of it, by the name of the column. */
  details: Record<string, string> | null;
};

/** What a deal takes from people and not from its journey. */
export type Attributes = Pick<Deal, "id" | "contactId" | "companyId" | "name" | "driven" | "ownerId" | "checked"> &
  Partial<Pick<Deal, "externalKey" | "productId" | "details">>;

/** The deal that a journey amounts to. `sold` is what its order is worth today, refunds taken off. */
export function dealOf(
  pipeline: Pipeline,
  journey: Journey,
  attributes: Attributes,
  sold: Money | undefined,
  timeZone: string,
  before?: Deal,
): Deal {
  const visits = withPast(pipeline, before?.visits ?? [], visitsOf(pipeline, journey));
  const { outcome, closedAt, reason } = outcomeOf(journey);
  const [stageId, stageEnteredAt] = visits.at(-1) ?? [pipeline.stages[0]!.id, journey.start[0]];
  const value = sold ? { ...sold, estimated: false } : valueOf(journey);
  return {
    ...attributes,
    pipelineId: pipeline.id,
    subject: journey.subject,
    n: journey.n,
    stageId,
    outcome,
    lostReason: reason,
    valueMinor: value?.amountMinor ?? null,
    currency: value?.currency ?? null,
    valueEstimated: value?.estimated ?? false,
    orderId: journey.end?.orderId ?? null,
    touch: journey.touch?.touch ?? null,
    hint: journey.hint?.text ?? null,
    openedAt: journey.start[0],
    stageEnteredAt,
    closedAt,
    closedDay: closedAt === null ? null : dayOf(closedAt, timeZone),
    lastFactAt: journey.last[0],
    idleAt:
      outcome === "open" && attributes.driven ? Math.min(idleAt(pipeline, journey), before?.idleAt ?? Number.POSITIVE_INFINITY) : null,
    journey,
    pipelineVersion: pipeline.version,
    visits,
    externalKey: attributes.externalKey ?? before?.externalKey ?? null,
    productId: attributes.productId ?? before?.productId ?? null,
    details: attributes.details ?? before?.details ?? null,
  };
}

/** Stays in stages that the pipeline no longer has are kept as they were. */
function withPast(pipeline: Pipeline, past: readonly VisitTuple[], visits: VisitTuple[]): VisitTuple[] {
  const gone = past.filter(
    ([stageId]) => !pipeline.stages.some((stage) => stage.id === stageId) && !visits.some((visit) => visit[0] === stageId),
  );
  return gone.length === 0 ? visits : [...gone, ...visits].sort((a, b) => a[1] - b[1]);
}

export function snapshotOf(deal: Deal): DealSnapshot {
  const category = categoryOf(deal.journey);
  return {
    pipelineId: deal.pipelineId,
    contactId: deal.contactId,
    stageId: deal.stageId,
    outcome: deal.outcome,
    lostReason: deal.lostReason,
    valueMinor: deal.valueMinor,
    currency: deal.currency,
    estimated: deal.valueEstimated,
    ownerId: deal.ownerId,
    touchSource: deal.touch?.source ?? null,
    openedAt: deal.openedAt,
    closedAt: deal.closedAt,
    driven: deal.driven,
    n: deal.n,
    orderId: deal.orderId,
    ...(deal.productId && { productId: deal.productId }),
    ...(category !== null && { category }),
    ...(deal.journey.seenFrom !== undefined && { seenFrom: deal.journey.seenFrom }),
    version: deal.pipelineVersion,
    visits: deal.visits,
  };
}

/**
 * Who caused a change, for the ledger; `at` overrides when it happened (otherwise the visit or the closing tells). `told` is what else
 * the first row says, and makes a row even where the deal looks the same; `act` in it is a person's act, which replays repeat.
 */
export type By = {
  cause: Cause;
  actorId?: string | null;
  sourceId?: string | null;
  externalId?: string | null;
  at?: number;
  told?: { act?: object } & Record<string, unknown>;
};

/** The ledger rows that tell how a deal came from `before` to `after`; none when nothing a reader could see has changed. */
export function dealRows(before: Deal | undefined, after: Deal, by: By): NewLedgerRow[] {
  const common = {
    subject: by.told?.act && after.driven ? after.subject : null,
    contactId: after.contactId,
    dealId: after.id,
    sourceId: by.sourceId ?? null,
    externalId: by.externalId ?? null,
    actorId: by.actorId ?? null,
  };
  const deal = snapshotOf(after);
  const row = (type: DealRowType, at: number, cause: Cause, data: object = {}): NewLedgerRow => ({
    ...common,
    type,
    at: by.at ?? at,
    cause: by.cause === "person" || by.cause === "import" ? by.cause : cause,
    data: { ...data, deal },
  });
  const rows: NewLedgerRow[] = [];
  const known = before?.visits ?? [];
  const grown = known.every((visit, index) => sameVisit(visit, after.visits[index]));
  if (!before) {
    const [first] = after.visits;
    rows.push(row("deal.opened", after.openedAt, first?.[2] ?? by.cause, { to: first?.[0] ?? after.stageId }));
  } else if (before.outcome !== "open" && after.outcome === "open") {
    rows.push(row("deal.reopened", after.stageEnteredAt, by.cause, { from: before.stageId, to: after.stageId }));
  } else if (!grown || before.openedAt !== after.openedAt || before.contactId !== after.contactId) {
    rows.push(row("deal.rewritten", after.stageEnteredAt, by.cause, { from: before.stageId, to: after.stageId }));
  }
  if (grown && !(before && before.outcome !== "open" && after.outcome === "open")) {
    const fresh = Math.max(known.length, 1);
    const moves = after.outcome === "won" ? after.visits.slice(fresh, -1) : after.visits.slice(fresh);
    moves.forEach(([stageId, at, cause], index) =>
      rows.push(row("deal.moved", at, cause, { from: after.visits[fresh + index - 1]?.[0] ?? null, to: stageId })),
    );
  }
  if (after.outcome !== "open" && before?.outcome !== after.outcome) {
    const cause =
      after.outcome === "won" ? (after.visits.at(-1)?.[2] ?? by.cause) : after.lostReason === "no_activity" ? "clock" : by.cause;
    rows.push(
      row(after.outcome === "won" ? "deal.won" : "deal.lost", after.closedAt!, cause, {
        from: after.visits.at(after.outcome === "won" ? -2 : -1)?.[0] ?? null,
        reason: after.lostReason,
      }),
    );
  }
  if (before && rows.length === 0) {
    if (before.valueMinor !== after.valueMinor || before.currency !== after.currency)
      rows.push(row("deal.valued", after.lastFactAt, by.cause, { beforeMinor: before.valueMinor }));
    else if (
      before.ownerId !== after.ownerId ||
      before.name !== after.name ||
      before.driven !== after.driven ||
      before.n !== after.n ||
      before.closedAt !== after.closedAt ||
      before.lostReason !== after.lostReason ||
      categoryOf(before.journey) !== categoryOf(after.journey) ||
      before.touch?.source !== after.touch?.source
    ) {
      rows.push(row("deal.changed", after.lastFactAt, by.cause));
    }
  }
  if (by.told) {
    const first = rows[0] ?? row("deal.changed", after.lastFactAt, by.cause);
    rows[0] = { ...first, data: { ...first.data, ...by.told } };
  }
  return rows;
}

function sameVisit(a: VisitTuple, b: VisitTuple | undefined): boolean {
  return b !== undefined && a[0] === b[0] && a[1] === b[1];
}

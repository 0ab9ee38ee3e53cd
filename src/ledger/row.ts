import type { FactType } from "./fact.ts";

/** Who or what made a row: the shop's event, an import (history that was brought in: nothing reacts to it), a person, a rule of the pipeline, the clock (idle journeys), or Sluice itself (merges, removals). */
export type Cause = "shop" | "import" | "person" | "rule" | "clock" | "system";

export type DealRowType =
  | "deal.opened"
  | "deal.moved"
  | "deal.won"
  | "deal.lost"
  | "deal.reopened"
  | "deal.valued"
  | "deal.changed"
  | "deal.rewritten"
  | "deal.removed";
export type ContactRowType = "contact.recorded" | "contact.merged" | "contact.unmerged" | "contact.removed" | "contact.identity_moved";
export type CompanyRowType = "company.merged" | "company.unmerged";
/** Two contacts or companies that a person holds for two, or wants to look at again. */
export type PairRowType = "pair.set_aside" | "pair.taken_back";
export type OtherRowType = CompanyRowType | PairRowType | "pipeline.saved" | "workspace.changed" | "order.recorded";
export type LedgerRowType = FactType | DealRowType | ContactRowType | OtherRowType;

/** A row as it is written; `seq` and `recordedAt` are given by `append`. `at` is epoch ms. */
export type NewLedgerRow = {
  type: LedgerRowType;
  at: number;
  /** The identity key a fact (or a person's act on a journey) belongs to; who owns the key owns the row. */
  subject?: string | null;
  contactId?: string | null;
  dealId?: string | null;
  sourceId?: string | null;
  externalId?: string | null;
  cause: Cause;
  actorId?: string | null;
  data: object;
};

export type LedgerRow = Required<NewLedgerRow> & { seq: number; recordedAt: number; data: Record<string, unknown> };

/**
 * A stay in a stage: stage id, when it began (epoch ms), and what caused it. `found`: an import found the deal standing there at that
 * moment; when it had come is not known.
 */
export type VisitTuple = [stageId: string, enteredMs: number, by: Cause, found?: "found"];

/**
 * The whole deal after the change; every `deal.*` row carries it as `data.deal`, so a reader needs only a deal's newest row, and
 * a history that late facts rewrote needs no special case. Instants are epoch ms.
 */
export type DealSnapshot = {
  pipelineId: string;
  contactId: string | null;
  stageId: string;
  outcome: "open" | "won" | "lost";
  lostReason: string | null;
  valueMinor: number | null;
  currency: string | null;
  estimated: boolean;
  ownerId: string | null;
  touchSource: string | null;
  openedAt: number;
  closedAt: number | null;
  driven: boolean;
  /** What became of it is known only from then on: an import found it open. Absent where it was known all along. */
  seenFrom?: number;
  /** 0 for a contact's first journey. */
  n: number;
  orderId: string | null;
  productId?: string;
  /** Of the order, or of the product last looked at. */
  category?: string;
  version: number;
  /** In order; the last one is where it stands, or stood when it closed. */
  visits: VisitTuple[];
};

/** `contact.recorded`, `contact.merged` and `contact.unmerged` carry it as `data.contact`: the contact after the change. */
export type ContactSnapshot = {
  leadAt: number | null;
  firstOrderAt: number | null;
  firstSeenAt: number;
  touchSource: string | null;
  country: string | null;
  mergedInto: string | null;
};

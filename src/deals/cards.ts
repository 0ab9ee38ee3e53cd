import { sql, type RawBuilder } from "kysely";
import { dayMs } from "#base/clock.ts";
import { stageOf, type Pipeline } from "#pipelines/pipeline.ts";
import type { Card } from "./contract.ts";

export type CardRow = {
  id: string;
  name: string | null;
  valueMinor: number | null;
  currency: string | null;
  valueEstimated: boolean;
  stageId: string;
  outcome: "open" | "won" | "lost";
  hint: string | null;
  touchSource: string | null;
  enteredAt: number;
  lastFactAt: number;
  contactId: string | null;
  contactName: string | null;
  email: string | null;
  city: string | null;
  leadAt: number | null;
  ownerId: string | null;
  ownerName: string | null;
};

/** What a card shows, from `deal d left join contact c left join member m`. */
export const cardColumns: RawBuilder<CardRow> = sql`
  d.id, coalesce(d.name, c.name, c.email) as name, d.value_minor as "valueMinor", d.currency, d.value_estimated as "valueEstimated", d.stage_id as "stageId",
  d.outcome, d.hint, d.touch->>'source' as "touchSource", d.stage_entered_at as "enteredAt", d.last_fact_at as "lastFactAt",
  d.contact_id as "contactId", c.name as "contactName", c.email, c.city, c.lead_at as "leadAt", d.owner_id as "ownerId", m.name as "ownerName"`;

/** Who a deal `d` is with and whose it is. Join it to few deals: after the limit. */
export const cardJoins = sql`
  left join contact c on c.workspace_id = d.workspace_id and c.id = d.contact_id
  left join member m on m.workspace_id = d.workspace_id and m.user_id = d.owner_id`;

export function cardOf(row: CardRow, pipeline: Pipeline | undefined, atMs: number): Card {
  return {
    id: row.id,
    name: row.name,
    valueMinor: row.valueMinor,
    currency: row.currency,
    valueEstimated: row.valueEstimated,
    stageId: row.stageId,
    outcome: row.outcome,
    contact: row.contactId
      ? {
          id: row.contactId,
          name: row.contactName,
          email: row.email,
          city: row.city,
          known: row.leadAt !== null || row.contactName !== null,
        }
      : null,
    owner: row.ownerId ? { id: row.ownerId, name: row.ownerName ?? row.ownerId } : null,
    hint: row.hint,
    touchSource: row.touchSource,
    enteredAt: new Date(row.enteredAt).toISOString(),
    lastFactAt: new Date(row.lastFactAt).toISOString(),
    stalled: row.outcome === "open" && isStalled(row, pipeline, atMs),
  };
}

function isStalled(row: CardRow, pipeline: Pipeline | undefined, atMs: number): boolean {
  const expectedDays = pipeline && stageOf(pipeline, row.stageId)?.expectedDays;
  return expectedDays !== undefined && row.enteredAt < atMs - expectedDays * dayMs;
}

import { sql } from "kysely";
import { newId } from "#base/ids.ts";
import type { Tx } from "#base/postgres/database.ts";
import { append } from "#ledger/append.ts";
import type { Fact } from "#ledger/fact.ts";
import { loadPeopleById } from "#people/save-people.ts";
import type { PersonCause } from "#workspaces/http.ts";
import { pointAfter, takeEvent } from "./act-on-deals.ts";
import { requireDeal } from "./change-deal.ts";
import type { FactData } from "./history.ts";
import { settle, type Changes } from "./settle.ts";
import { openWorld } from "./world.ts";

export type NewActivity = { type: string; text?: string; outcome?: string };

/** Records what a person did about a deal (a note, a call, a demo); entry rules may move the deal for it. Returns the activity's id. */
export async function recordActivity(tx: Tx, dealId: string, { type, text, outcome }: NewActivity, by: PersonCause): Promise<string> {
  const deal = await requireDeal(tx, dealId);
  const world = await openWorld(tx, () => loadPeopleById(tx, deal.contactId ? [deal.contactId] : []));
  const id = newId();
  const point = deal.journey.end ? ([by.at, id] as [number, string]) : pointAfter(deal.journey, by.at);
  const fact: Fact = { type: "activity.done", at: point[0], id, who: {}, name: type, ...(outcome && { outcome }) };
  await tx.query(sql`
    insert into activity (workspace_id, id, type, deal_id, contact_id, author_id, at, text, outcome)
    values (${tx.workspaceId}, ${id}, ${type}, ${dealId}, ${deal.contactId}, ${by.actorId}, ${new Date(by.at).toISOString()}, ${text ?? null}, ${outcome ?? null})
  `);
  const data: FactData & { text?: string } = {
    p: deal.pipelineId,
    who: {},
    name: type,
    ...(outcome && { outcome }),
    ...(text && { text }),
  };
  const subject = deal.driven ? deal.subject : null;
  await append(tx, [
    {
      type: "activity.done",
      at: fact.at,
      subject,
      contactId: deal.contactId,
      dealId,
      externalId: id,
      cause: "person",
      actorId: by.actorId,
      data,
    },
  ]);
  const changes: Changes = new Map();
  if (deal.outcome === "open") takeEvent(world, changes, deal, { kind: "fact", point: [fact.at, id], subject: deal.subject, fact }, by);
  await settle(world, { cause: "rule", actorId: by.actorId }, changes);
  return id;
}

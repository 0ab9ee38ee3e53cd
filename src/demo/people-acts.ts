import { sql } from "kysely";
import { dayMs } from "#base/clock.ts";
import type { Tx } from "#base/postgres/database.ts";
import { Refusal } from "#base/refusal.ts";
import { createDeal } from "#journey/create-deal.ts";
import { loseDeal, moveDeals, winDeal } from "#journey/move-deals.ts";
import { recordActivity } from "#journey/record-activity.ts";
import type { PersonCause } from "#workspaces/http.ts";
import type { DemoEvent } from "./messages.ts";
import { insertEvents } from "./queries.ts";
import type { DemoWorkspace } from "./state.ts";
import { handDeals, remarks, type Deed, type HandDeal } from "./wholesale-deals.ts";

/** What people did in the shop's past: wholesale deals opened and moved by hand, calls and notes, deals lost for a reason. */
export async function act(tx: Tx, workspace: DemoWorkspace): Promise<void> {
  const { language, currency, demo } = workspace;
  const [pipeline] = await tx.query<{ id: string }>(
    sql`select pipeline_id as id from source where workspace_id = ${tx.workspaceId} and id = ${demo.sourceId}`,
  );
  const cards: DemoEvent[] = [];
  for (const [index, wish] of handDeals.entries()) {
    const openedMs = demo.filledToMs - wish.openedDaysAgo * dayMs - index * 3_600_000;
    if (openedMs < demo.openedMs) continue;
    const email = `${wish.lastName.toLowerCase().replaceAll(/[^a-z]/g, "")}${index}@grosskunden.example`;
    const deal = await createDeal(
      tx,
      {
        pipelineId: pipeline!.id,
        stageId: wish.stageId,
        name: `${wish.company[language]}: ${wish.what[language]}`,
        valueMinor: wish.valueMinor,
        currency,
        email,
      },
      person(openedMs),
    );
    for (const deed of wish.deeds) await carryOut(tx, deal.id, deed, openedMs, language);
    cards.push(visitingCard(wish, index, email, language, openedMs + 60_000));
  }
  await insertEvents(tx, demo.sourceId, cards);

  const candidates = await listWaitingBuyers(tx, demo.filledToMs - dayMs, remarks.length);
  for (const [index, { id, lastFactAt }] of candidates.entries()) {
    const { type, text, outcome, lose } = remarks[index]!;
    const by = person(lastFactAt + (6 + index) * 3_600_000);
    await recordActivity(tx, id, { type, text: text[language], ...(outcome && { outcome }) }, by);
    if (lose) await loseDeal(tx, id, { reason: lose }, person(by.at + 60_000));
  }
}

async function carryOut(tx: Tx, dealId: string, deed: Deed, openedMs: number, language: DemoWorkspace["language"]): Promise<void> {
  const by = person(openedMs + deed.day * dayMs + 2 * 3_600_000);
  if ("moveTo" in deed) {
    const [moved] = await moveDeals(tx, [{ dealId, stageId: deed.moveTo }], by);
    if (moved instanceof Refusal) throw moved;
  } else if ("lose" in deed) await loseDeal(tx, dealId, { reason: deed.lose, ...(deed.text && { note: deed.text[language] }) }, by);
  else if ("win" in deed) await winDeal(tx, dealId, by);
  else await recordActivity(tx, dealId, { type: deed.type, text: deed.text[language], ...(deed.outcome && { outcome: deed.outcome }) }, by);
}

/** The name and company behind a wholesale deal's address. */
function visitingCard(wish: HandDeal, index: number, email: string, language: DemoWorkspace["language"], atMs: number): DemoEvent {
  return {
    messageId: `demo-card-${index}`,
    type: "identify",
    timestamp: new Date(atMs).toISOString(),
    anonymousId: `d-card-${index}`,
    traits: { email, firstName: wish.firstName, lastName: wish.lastName, company: { name: wish.company[language] } },
  };
}

/** Open deals of reachable people at the checkout or with a cart, in which nothing has happened since `beforeMs`; the newest first. */
function listWaitingBuyers(tx: Tx, beforeMs: number, limit: number): Promise<{ id: string; lastFactAt: number }[]> {
  return tx.query(sql`
    select d.id, d.last_fact_at as "lastFactAt"
    from deal d
    join contact c on c.workspace_id = d.workspace_id and c.id = d.contact_id and c.lead_at is not null
    where d.workspace_id = ${tx.workspaceId} and d.outcome = 'open' and d.driven and d.stage_id in ('evaluation', 'decision')
      and d.last_fact_at < ${new Date(beforeMs).toISOString()}
    order by d.last_fact_at desc, d.id
    limit ${limit}
  `);
}

function person(at: number): PersonCause {
  return { cause: "person", actorId: null, at };
}

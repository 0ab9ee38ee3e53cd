import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { now } from "#base/clock.ts";
import { newId } from "#base/ids.ts";
import { randomFrom } from "#demo/random.ts";
import { applyFacts } from "#journey/apply-facts.ts";
import { expireIdle } from "#journey/expire-idle.ts";
import { createPipeline } from "#pipelines/create-pipeline.ts";
import type { Pipeline } from "#pipelines/pipeline.ts";
import { useDatabase } from "#test/database.ts";
import { loadData } from "../../bench/data/load-data.ts";
import { factsOf } from "../../bench/data/visitor-facts.ts";

const store = useDatabase();
const visitors = 100;
const days = 120;

async function buildShop(): Promise<{ workspaceId: string; pipeline: Pipeline; sourceId: string }> {
  const workspaceId = newId();
  const sourceId = newId();
  await store.db.inSystem((tx) =>
    tx.query(
      sql`insert into workspace (id, name, kind, currency, time_zone, language) values (${workspaceId}, 'Bench', 'own', 'EUR', 'Europe/Berlin', 'en')`,
    ),
  );
  const pipeline = await store.db.inWorkspace(workspaceId, async (tx) => {
    const made = await createPipeline(tx, { template: "online-shop", language: "en" });
    await tx.query(
      sql`insert into source (workspace_id, id, kind, name, pipeline_id) values (${workspaceId}, ${sourceId}, 'segment', 'Shop', ${made.id})`,
    );
    return made;
  });
  return { workspaceId, pipeline, sourceId };
}

test("the benchmark's data is what the intake would have made of the same facts", async () => {
  const nowMs = now();
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-bench-"));
  const loaded = await buildShop();
  const counts = await loadData(store.db, {
    workspaceId: loaded.workspaceId,
    setting: { pipeline: loaded.pipeline, sourceId: loaded.sourceId, timeZone: "Europe/Berlin", nowMs },
    visitors,
    days,
    folder,
  });
  rmSync(folder, { recursive: true, force: true });

  const taken = await buildShop();
  const beginMs = nowMs - days * 86_400_000;
  const facts = Array.from({ length: visitors }, (_, number) =>
    factsOf(number, beginMs + Math.floor((days * 86_400_000 * number) / visitors), nowMs, randomFrom(`bench/${number}`)),
  ).flat();
  facts.sort((a, b) => a.at - b.at);
  expect(facts.length).toBe(counts.facts);
  expect(facts.length / counts.journeys).toBeGreaterThan(4);
  await store.db.inWorkspace(taken.workspaceId, async (tx) => {
    for (const fact of facts)
      await applyFacts(tx, [{ fact, sourceId: taken.sourceId, pipelineId: taken.pipeline.id, scope: "", cause: "shop" }]);
  });
  while ((await store.db.inWorkspace(taken.workspaceId, (tx) => expireIdle(tx, nowMs))) > 0);

  const views = {
    deals: sql`
      select d.n, i.key, d.stage_id, d.outcome, d.lost_reason, d.value_minor, d.currency, d.value_estimated, d.touch, d.hint, d.opened_at, d.stage_entered_at, d.closed_at, d.closed_day,
        d.last_fact_at, d.idle_at, d.subject, d.driven, (d.journey #- '{j,end,orderId}') as journey
      from deal d join identity i on i.workspace_id = d.workspace_id and i.contact_id = d.contact_id and i.key like 'a:%'
      order by i.key, d.n`,
    contacts: sql`
      select i.key, c.name, c.email, c.city, c.country, c.profile, c.touch, c.first_seen_at, c.last_seen_at, c.lead_at, c.first_order_at, c.last_order_at, c.order_count, c.fact_count
      from contact c join identity i on i.workspace_id = c.workspace_id and i.contact_id = c.id and i.key like 'a:%'
      order by i.key`,
    identities: sql`select key, linked_at, linked_by, pinned from identity order by key`,
    orders: sql`
      select o.external_id, o.subject, o.number, o.placed_at, o.cancelled_at, o.currency, o.value_minor, o.refunded_minor, o.record, o.scope, d.n
      from shop_order o join deal d on d.workspace_id = o.workspace_id and d.id = o.deal_id
      order by o.external_id`,
    totals: sql`select stage_id, day, currency, deals, sum_minor from stage_total where deals <> 0 order by stage_id, day, currency`,
    ledger: sql`
      select l.type, l.at, l.subject, i.key, l.external_id, l.cause, l.actor_id, l.data #- '{deal,orderId}' #- '{deal,contactId}' #- '{deal,pipelineId}' #- '{p}' as data
      from ledger l join identity i on i.workspace_id = l.workspace_id and i.contact_id = l.contact_id and i.key like 'a:%'
      order by i.key, l.at, l.type, l.external_id, l.data->>'to', l.seq`,
    sequence: sql`select count(*) = max(seq) and max(seq) = (select last_seq from workspace) as gapless from ledger`,
  };
  for (const [name, view] of Object.entries(views)) {
    const [bulk, truth] = await Promise.all(
      [loaded, taken].map(({ workspaceId }) => store.db.inWorkspace(workspaceId, (tx) => tx.query(view))),
    );
    expect({ name, rows: bulk }).toEqual({ name, rows: truth });
    expect(bulk).not.toEqual([]);
  }
  expect(await store.db.inWorkspace(loaded.workspaceId, (tx) => tx.query(views.sequence))).toEqual([{ gapless: true }]);
  const [inbound] = await store.db.inWorkspace(loaded.workspaceId, (tx) =>
    tx.query<{ n: number }>(sql`select count(*) as n from inbound where status = 'accepted'`),
  );
  expect(inbound!.n).toBe(facts.length);
}, 120_000);

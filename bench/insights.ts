import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { createLog } from "#base/log.ts";
import { openDatabase, type Database } from "#base/postgres/database.ts";
import { startEmbedded } from "#base/postgres/embedded.ts";
import { migrate } from "#base/postgres/migrate.ts";
import { newId } from "#base/ids.ts";
import { askChannel, askMetrics, askRecords, type Asker } from "#insights/ask.ts";
import { createInsights } from "#insights/insights.ts";
import { lastSeq } from "#ledger/read.ts";
import { createPipeline } from "#pipelines/create-pipeline.ts";
import { figure, percentile, say, tableOf, type Figure } from "./figure.ts";

/** How large the shop is; the ledger holds about nine rows a deal: five facts, and four changes with the whole deal in each. */
const deals = Number(process.argv[2] ?? 100_000);
const asked = { deals: 1_000_000, rebuildS: 90, answerMs: 300, rowsPerS: 8_000, memoryMb: 700 };

const dataDir = mkdtempSync(path.join(tmpdir(), "sluice-bench-insights-"));
const log = createLog("warn");
const server = await startEmbedded(dataDir, log);
const db = openDatabase(server.connection);
await migrate(db.pool);

const workspaceId = newId();
await db.inSystem((tx) => tx.query(sql`insert into workspace (id, name, kind, currency, time_zone, language) values (${workspaceId}, 'Bench', 'own', 'EUR', 'Europe/Berlin', 'en')`));
const pipeline = await db.inWorkspace(workspaceId, (tx) => createPipeline(tx, { template: "online-shop", language: "en" }));
const rows = await fill(db);
const insights = createInsights({ db, dataDir, log });
const figures: Figure[] = [];

let memory = 0;
let stalled = 0;
let beat = performance.now();
const pulse = setInterval(() => {
  stalled = Math.max(stalled, performance.now() - beat - 10);
  beat = performance.now();
  memory = Math.max(memory, process.memoryUsage.rss() / 1e6);
}, 10);

let began = performance.now();
insights.worker.start();
await insights.worker.settle();
const followS = (performance.now() - began) / 1000;
figures.push(figure(`ledger rows followed a second, ${rows} rows from nothing`, rows / followS, { atLeast: asked.rowsPerS }, "rows/s"));

began = performance.now();
insights.rebuild(workspaceId);
while (insights.rebuildOf(workspaceId).running) await new Promise((resolve) => setTimeout(resolve, 50));
const { error } = insights.rebuildOf(workspaceId);
if (error) throw new Error(error);
figures.push(figure(`rebuild of ${deals} deals`, (performance.now() - began) / 1000, { under: asked.rebuildS * Math.min(1, deals / asked.deals) }, "s"));
figures.push(figure("memory of Node with DuckDB, most", memory, { under: asked.memoryMb }, "MB"));
figures.push(figure("longest stall of the event loop", stalled, null, "ms"));
figures.push(figure("file", statSync(path.join(dataDir, "insights.duckdb")).size / 1e6, null, "MB"));

const asker: Asker = { db, insights, workspaceId };
const year = { from: "2025-11-01", to: "2026-10-31" };
const month = { from: "2026-10-01", to: "2026-10-31", pipelineId: pipeline.id };
await time("metrics, a month", () => askMetrics(asker, month), rawMetrics);
await time("metrics, a year", () => askMetrics(asker, year), rawMetrics);
await time("metrics, a year by source", () => askMetrics(asker, { ...year, by: "source" }));
await time("metrics, a year by week", () => askMetrics(asker, { ...year, by: "week" }));
await time("channel, 90 days", () => askChannel(asker, pipeline.id), rawChannel);
await time("records of the conversion rate, a year", () => askRecords(asker, { ...year, metric: "conversionRate", offset: 0, limit: 50 }));

clearInterval(pulse);
await insights.worker.stop();
await db.close();
await server.stop();
rmSync(dataDir, { recursive: true, force: true });
console.log(tableOf(figures));

async function time(what: string, ask: () => Promise<unknown>, raw?: () => Promise<unknown>): Promise<void> {
  const limit = raw && say(await p95(raw), "ms");
  figures.push(figure(`${what}, p95`, await p95(ask), { under: asked.answerMs }, "ms", limit));
}

async function p95(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 25; round += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return percentile(times, 0.95);
}

/** The least that DuckDB must do for the figures: one pass over the year's deals and contacts. */
function rawMetrics(): Promise<unknown> {
  return insights.read(async (duck) => {
    await duck.rows("select outcome, count(*), sum(value_minor), sum(closed_at - begun_at) from deal where begun_at >= 1761955200000 group by outcome");
    await duck.rows("select count(*) from contact where lead_at >= 1761955200000 and merged_into is null");
  });
}

function rawChannel(): Promise<unknown> {
  return insights.read((duck) => duck.rows("select stage_id, count(*), count(passed_at), median(passed_at - entered_at) from visit where first_time and entered_at >= 1785000000000 group by stage_id"));
}

/** A year of a shop, written by PostgreSQL itself: every deal with its facts, opened, moved up to three times, won or lost. */
async function fill(database: Database): Promise<number> {
  const step = 20_000;
  const start = Date.UTC(2025, 10, 1);
  const span = 365 * 86_400_000;
  let seq = await database.inWorkspace(workspaceId, lastSeq);
  for (let first = 0; first < deals; first += step) {
    const count = Math.min(step, deals - first);
    const [row] = await database.inSystem((tx) =>
      tx.query<{ rows: number }>(sql`
        with journey as (
          select g, gen_random_uuid() as id, gen_random_uuid() as contact_id,
            (${start}::float8 + ${span}::float8 * (${first}::int + g) / ${deals}::int)::bigint as opened, 1 + (random() * 2.99)::int as visits, random() < 0.12 as won,
            (array['google', 'instagram', 'newsletter', 'direct', null])[1 + (random() * 4)::int] as source, (1000 + random() * 20000)::int as value
          from generate_series(1, ${count}::int) g
        ), change as (
          select j.*, k, opened + k * (20 + hashint8(opened + k) % 19) * 3600000::bigint as happened from journey j, generate_series(0, 8) k
        ), row as (
          select *, row_number() over (order by happened, g) as n from change
        ), inserted as (
          insert into ledger (workspace_id, seq, at, recorded_at, type, subject, contact_id, deal_id, cause, data)
          select ${workspaceId}, ${seq} + n, to_timestamp(happened / 1000.0), now(),
            case when k % 2 = 0 then 'page.viewed' when k = 1 then 'contact.recorded' when k = 3 then 'deal.opened' when k = 7 and won then 'deal.won' else 'deal.moved' end,
            'a:' || id, contact_id, case when k % 2 = 0 then null else id end, 'shop',
            case
              when k % 2 = 0 then jsonb_build_object('page', jsonb_build_object('path', '/tee/' || g, 'title', 'Darjeeling First Flush'), 'p', ${pipeline.id}::text, 'touch', jsonb_build_object('source', source))
              when k = 1 then jsonb_build_object('contact', jsonb_build_object('leadAt', case when g % 4 = 0 then opened + 3600000 end, 'firstOrderAt', case when won then opened + 432000000 end, 'firstSeenAt', opened, 'touchSource', source, 'mergedInto', null))
              else jsonb_build_object('from', 'awareness', 'to', 'interest', 'deal', jsonb_build_object(
                'pipelineId', ${pipeline.id}::text, 'contactId', contact_id, 'stageId', 'evaluation', 'outcome', case when k = 7 and won then 'won' when k = 7 and g % 5 > 0 then 'lost' else 'open' end, 'lostReason', null,
                'valueMinor', value, 'currency', 'EUR', 'estimated', false, 'ownerId', null, 'touchSource', source, 'openedAt', opened,
                'closedAt', case when k = 7 and (won or g % 5 > 0) then opened + (case when won then 5 else 15 end) * 86400000::bigint end, 'driven', true, 'n', 0, 'orderId', null, 'version', 1,
                'visits', (select jsonb_agg(jsonb_build_array(stage, opened + (i - 1) * 5400000 + g % 97 * 60000, 'rule')) from unnest(array['awareness', 'interest', 'evaluation', 'decision']) with ordinality as s (stage, i) where i <= least(k, visits + 1))
                  || case when k = 7 and won then jsonb_build_array(jsonb_build_array('purchase', opened + 432000000, 'shop')) else '[]' end))
            end
          from row
          returning 1
        ) select count(*) as rows from inserted
      `),
    );
    seq += row!.rows;
    await database.inSystem((tx) => tx.query(sql`update workspace set last_seq = ${seq} where id = ${workspaceId}`));
  }
  return seq;
}

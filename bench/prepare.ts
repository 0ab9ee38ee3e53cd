import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import path from "node:path";
import { now } from "#base/clock.ts";
import { createLog } from "#base/log.ts";
import { openDatabase } from "#base/postgres/database.ts";
import { startEmbedded } from "#base/postgres/embedded.ts";
import { migrate, readMigrations } from "#base/postgres/migrate.ts";
import { getPipeline } from "#pipelines/queries.ts";
import { loadData, type DataCounts } from "./data/load-data.ts";
import { startSluice } from "./sluice.ts";

export type Size = { name: string; visitors: number; days: number };

/** The house as asked for: 1,000,000 journeys, 100,000 of them open, 5,000,000 facts. */
export const fullSize: Size = { name: "full", visitors: 946_000, days: 385 };
export const quickSize: Size = { name: "quick", visitors: 30_000, days: 385 };
/** What "flat" is held against. */
export const smallSize: Size = { name: "small", visitors: 1_900, days: 90 };

/** A data folder with a shop in it, filled and projected. */
export type Prepared = {
  dataDir: string;
  workspaceId: string;
  pipelineId: string;
  sourceId: string;
  writeKey: string;
  counts: DataCounts;
  stamp: string;
};

const cache = path.resolve(import.meta.dirname, "../.cache/bench");
/** Raised when what the data looks like changes. */
const dataVersion = 3;

/** Takes the folder of an earlier run if there is one of this schema, else makes it: minutes for the full size. */
export async function prepare(size: Size): Promise<Prepared> {
  const dataDir = path.join(cache, size.name);
  const marker = path.join(dataDir, "bench.json");
  const stamp = [dataVersion, size.visitors, size.days, ...readMigrations().map(({ name, text }) => `${name} ${text.length}`)].join(" ");
  if (existsSync(marker)) {
    const known = JSON.parse(readFileSync(marker, "utf8")) as Prepared;
    if (known.stamp === stamp) return { ...known, dataDir };
  }
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true });

  const say = (line: string) => process.stderr.write(`${line}\n`);
  say(`Filling ${size.name}: ${size.visitors.toLocaleString("en-US")} visitors`);
  const shop = await openShop(dataDir);
  const embedded = await startEmbedded(dataDir, createLog("warn"));
  const db = openDatabase(embedded.connection);
  await migrate(db.pool);
  const pipeline = await db.inWorkspace(shop.workspaceId, (tx) => getPipeline(tx, shop.pipelineId));
  const setting = { pipeline, sourceId: shop.sourceId, timeZone: "Europe/Berlin", nowMs: now() };
  const counts = await loadData(
    db,
    { workspaceId: shop.workspaceId, setting, visitors: size.visitors, days: size.days, folder: path.join(dataDir, "load") },
    say,
  );
  await db.close();
  await embedded.stop();

  say("  projection");
  const sluice = await startSluice(dataDir);
  await sluice.settle();
  await sluice.stop();
  const prepared: Prepared = { dataDir, ...shop, counts, stamp };
  writeFileSync(marker, JSON.stringify(prepared));
  return prepared;
}

/** An empty shop with a source, made as any owner makes one. */
export async function openShop(dataDir: string): Promise<{ workspaceId: string; pipelineId: string; sourceId: string; writeKey: string }> {
  const sluice = await startSluice(dataDir);
  const shop = { name: "Bench", currency: "EUR", timeZone: "Europe/Berlin", language: "en", template: "online-shop" };
  const { workspace, pipelineId } = await sluice.api<{ workspace: { id: string }; pipelineId: string }>("POST", "/api/setup", {
    email: "bench@shop.example",
    password: "correct horse battery",
    shop,
  });
  const source = await sluice.api<{ id: string; writeKey: string }>("POST", "/api/sources", { kind: "segment", name: "Shop" });
  await sluice.stop();
  return { workspaceId: workspace.id, pipelineId, sourceId: source.id, writeKey: source.writeKey };
}

export function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model.trim() ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
}

import type { Config } from "#base/config.ts";
import type { Log } from "#base/log.ts";
import type { Database } from "#base/postgres/database.ts";
import { routes as activityRoutes } from "#activities/routes.ts";
import { routes as dealRoutes } from "#deals/routes.ts";
import { createDemoRunner, type DemoRunner } from "#demo/demo-runner.ts";
import { backupRoutes } from "#exports/backup-routes.ts";
import { createBackups, type Backups } from "#exports/backups/backups.ts";
import { listRoutes } from "#exports/list-routes.ts";
import { workspaceRoutes as wholeRoutes } from "#exports/workspace-routes.ts";
import { createImports, type Imports } from "#imports/imports.ts";
import { importRoutes } from "#imports/routes.ts";
import { createForecasts, type Forecasts } from "#insights/forecast/forecasts.ts";
import { forecastRoutes } from "#insights/forecast/routes.ts";
import { createInsights, type Insights } from "#insights/insights.ts";
import { insightsRoutes } from "#insights/routes.ts";
import { repeatRoutes } from "#insights/repeat/routes.ts";
import { scoreRoutes } from "#insights/score/routes.ts";
import { trendsWorker } from "#insights/trends/worker.ts";
import { pastWorker } from "#intake/past/past-worker.ts";
import { pastRoutes } from "#intake/past/routes.ts";
import { inboundWorker } from "#intake/worker.ts";
import { routes as sourceRoutes } from "#intake/source-routes.ts";
import { idleWorker } from "#journey/expire-idle.ts";
import { replayWorker } from "#journey/replay-worker.ts";
import { routes as journeyRoutes } from "#journey/routes.ts";
import { duplicatesWorker } from "#people/duplicates/worker.ts";
import { routes as peopleRoutes } from "#people/routes.ts";
import { routes as pipelineRoutes } from "#pipelines/routes.ts";
import { rateRoutes } from "#workspaces/rate-routes.ts";
import { routes as workspaceRoutes } from "#workspaces/routes.ts";
import type { App } from "./app.ts";
import type { Keys } from "./keys.ts";
import { createLive, type Live } from "./live.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import type { Worker } from "./workers.ts";

/** What the rooms keep running in this process. */
export type Rooms = {
  live: Live;
  demo: DemoRunner;
  insights: Insights;
  forecasts: Forecasts;
  imports: Imports;
  backups: Backups;
  workers: Worker[];
  metrics: Metrics;
};

/**
 * Opens the rooms that keep something. Where the work is split, a `worker` works the inbox off and moves what the clock moves; a `web` answers,
 * and follows the ledger with a projection of its own.
 */
export function openRooms({
  db,
  config,
  log,
  keys,
}: {
  db: Database;
  config: Config;
  log: Log;
  keys: Pick<Keys, "fingerprint" | "seal">;
}): Rooms {
  const live = createLive(db, log);
  const insights = createInsights({ db, dataDir: config.dataDir, log });
  const forecasts = createForecasts({ db, insights, log });
  const isSettled = async () => config.role === "worker" || (await insights.worker.lag()) === 0;
  const demo = createDemoRunner({ db, log, isWatched: live.isWatched, isSettled });
  const imports = createImports({ db, dataDir: config.dataDir, log, openPreview: insights.preview });
  const backups = createBackups({ db, config, log, key: { fingerprint: keys.fingerprint } });
  const past = pastWorker({ db, log, seal: keys.seal, config });
  const working = [
    inboundWorker(db, log),
    idleWorker(db, log),
    replayWorker(db, log),
    duplicatesWorker(db, log),
    past,
    demo,
    backups.worker,
  ];
  const answering = [insights.worker, forecasts.worker, trendsWorker({ db, insights, log }), imports.worker, live];
  const workers = [...(config.role === "web" ? [] : working), ...(config.role === "worker" ? [] : answering)];
  return { live, demo, insights, forecasts, imports, backups, workers, metrics: createMetrics(workers) };
}

/** Every room's routes, in one list. */
export function mountRooms(app: App, rooms: Rooms): void {
  app.route("/", workspaceRoutes);
  app.route("/", rateRoutes);
  app.route("/", peopleRoutes);
  app.route("/", pipelineRoutes);
  app.route("/", dealRoutes);
  app.route("/", activityRoutes);
  app.route("/", sourceRoutes);
  app.route("/", pastRoutes);
  app.route("/", journeyRoutes);
  app.route("/", insightsRoutes(rooms.insights));
  app.route("/", forecastRoutes(rooms.forecasts));
  app.route("/", scoreRoutes(rooms.insights));
  app.route("/", repeatRoutes(rooms.insights));
  app.route("/", listRoutes(rooms.insights));
  app.route("/", wholeRoutes(rooms.insights));
  app.route("/", backupRoutes(rooms.backups));
  app.route("/", importRoutes(rooms.imports));
}

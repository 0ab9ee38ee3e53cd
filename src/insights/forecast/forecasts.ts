import type { Log } from "#base/log.ts";
import type { Database } from "#base/postgres/database.ts";
import type { Insights } from "../insights.ts";
import { keep, type Kept } from "./ask.ts";
import { forecastWorker, type ForecastWorker } from "./worker.ts";

/** The forecasts of all workspaces, with what is kept of them, and who stores them daily. */
export type Forecasts = { insights: Insights; kept: Kept; worker: ForecastWorker };

export function createForecasts({ db, insights, log }: { db: Database; insights: Insights; log: Log }): Forecasts {
  const kept = keep();
  return { insights, kept, worker: forecastWorker({ db, insights, log, kept }) };
}

import type { Insights } from "../insights.ts";
import { keep, type Kept } from "./ask.ts";

/** The forecasts of all workspaces, with what is kept of them. */
export type Forecasts = { insights: Insights; kept: Kept };

export function createForecasts(insights: Insights): Forecasts {
  return { insights, kept: keep() };
}

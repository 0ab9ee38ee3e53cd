import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type {
  BacktestAnswer,
  DealsQuestion,
  ForecastAnswer,
  ForecastDeals,
  ForecastGroup,
  HorizonName,
  SetTarget,
  Targets,
  WhatIfWire,
} from "#insights/forecast/contract.ts";
import { api } from "#web/lib/api.ts";
import type { ScopeParams } from "#web/lib/scope.ts";

export const shownHorizons = ["month", "quarter", "90d", "12m"] as const satisfies readonly HorizonName[];
export type ShownHorizon = (typeof shownHorizons)[number];
const recordsPage = 100;

/** What comes has days of its own; those of the filter bar are about what was. */
function narrowed({ from: _, to: __, ...scope }: ScopeParams) {
  return scope;
}

export function forecastQuery(scope: ScopeParams, horizon: HorizonName, more: { by?: ForecastGroup; whatIf?: WhatIfWire } = {}) {
  const params = { ...narrowed(scope), horizon, by: more.by, ...(more.whatIf && { whatIf: JSON.stringify(more.whatIf) }) };
  return queryOptions({
    queryKey: ["insights", "forecast", params],
    queryFn: ({ signal }) => api.get<ForecastAnswer>("/api/insights/forecast", params, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export function backtestQuery(scope: ScopeParams) {
  const params = narrowed(scope);
  return queryOptions({
    queryKey: ["insights", "backtest", params],
    queryFn: ({ signal }) => api.get<BacktestAnswer>("/api/insights/backtest", params, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** A part of a forecast, or that of one of its groups. */
export type DealsOf = { part: DealsQuestion["part"]; by?: ForecastGroup; group?: string };

export function askForecastDeals(scope: ScopeParams, horizon: HorizonName, of: DealsOf, offset: number, options: { signal: AbortSignal }) {
  return api.get<ForecastDeals>(
    "/api/insights/forecast/deals",
    { ...narrowed(scope), horizon, ...of, offset, limit: recordsPage },
    options,
  );
}

export function saveTarget(target: SetTarget): Promise<Targets> {
  return api.put<Targets>("/api/insights/targets", target);
}

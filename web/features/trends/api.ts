import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { HeatAnswer, SaleGroup, SalesAnswer } from "#insights/sales/contract.ts";
import type { AlertsAnswer, BenchmarksAnswer, TrendsAnswer } from "#insights/trends/contract.ts";
import type { OrderRecords } from "#insights/contract.ts";
import { api } from "#web/lib/api.ts";
import type { ScopeParams } from "#web/lib/scope.ts";

const recordsPage = 100;

/** Weeks up to now, or up to the past day asked about: the page's period has no say in them. */
export function trendsQuery({ from: _, to: __, ...scope }: ScopeParams) {
  return queryOptions({
    queryKey: ["insights", "trends", scope],
    queryFn: ({ signal }) => api.get<TrendsAnswer>("/api/insights/trends", scope, { signal }),
    placeholderData: keepPreviousData,
  });
}

export function alertsQuery({ asOf, asKnownOn }: ScopeParams, all: boolean) {
  const params = { asOf, asKnownOn, all: String(all) };
  return queryOptions({ queryKey: ["alerts", params], queryFn: () => api.get<AlertsAnswer>("/api/insights/alerts", params) });
}

export function salesQuery(scope: ScopeParams, by: SaleGroup) {
  return queryOptions({
    queryKey: ["insights", "sales", scope, by],
    queryFn: ({ signal }) => api.get<SalesAnswer>("/api/insights/sales", { ...scope, by }, { signal }),
    placeholderData: keepPreviousData,
  });
}

export function heatQuery(scope: ScopeParams) {
  return queryOptions({
    queryKey: ["insights", "sales-hours", scope],
    queryFn: ({ signal }) => api.get<HeatAnswer>("/api/insights/sales/hours", scope, { signal }),
    placeholderData: keepPreviousData,
  });
}

export function benchmarksQuery(scope: ScopeParams, language: string) {
  return queryOptions({
    queryKey: ["insights", "benchmarks", scope, language],
    queryFn: ({ signal }) =>
      api.get<BenchmarksAnswer>("/api/insights/benchmarks", { ...scope, language: language === "de" ? "de" : "en" }, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** Which records are open in the drawer: what to ask, what to call them, and how they add up. */
export type Opened = {
  title: string;
  from: string;
  to: string;
  path: "trends/records" | "sales/records" | "benchmarks/carts";
  params: Record<string, string | number | undefined>;
  /** Whether the figure is the sum, or the sum by their number. */ adds: "count" | "money" | "meanMoney" | "share" | "days";
  currency: string;
};

export function askRecords({ path, params }: Opened, offset: number, options: { signal: AbortSignal }): Promise<OrderRecords> {
  return api.get<OrderRecords>(`/api/insights/${path}`, { ...params, offset, limit: recordsPage }, options);
}

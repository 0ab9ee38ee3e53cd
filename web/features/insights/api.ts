import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Catalogue, ChannelAnswer, MetricName, MetricsAnswer, RecordsAnswer } from "#insights/contract.ts";
import { api } from "#web/lib/api.ts";
import { trendOf, type Stretch } from "#web/lib/period.ts";
import type { ScopeParams } from "#web/lib/scope.ts";

const recordsPage = 100;

export function metricsQuery(scope: ScopeParams) {
  return queryOptions({
    queryKey: ["insights", "metrics", scope],
    queryFn: ({ signal }) => api.get<MetricsAnswer>("/api/insights/metrics", scope, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** The same figures by day, week, month or quarter, for the small charts. */
export function trendQuery(scope: ScopeParams, chosen: Stretch | undefined) {
  const trend = { ...scope, ...trendOf(scope, chosen) };
  return queryOptions({
    queryKey: ["insights", "trend", trend],
    queryFn: ({ signal }) => api.get<MetricsAnswer>("/api/insights/metrics", trend, { signal }),
    placeholderData: keepPreviousData,
  });
}

export type MetricWords = Catalogue["metrics"][number];

/** What the metrics are called and mean, in the person's language. */
export function catalogueQuery(language: string) {
  return queryOptions({
    queryKey: ["insights-catalogue", language],
    queryFn: async () => {
      const { metrics } = await api.get<Catalogue>("/api/insights/catalogue", { language });
      return new Map(metrics.map((metric) => [metric.name, metric]));
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function askRecords(scope: ScopeParams, metric: MetricName, offset: number, options: { signal: AbortSignal }) {
  return api.get<RecordsAnswer>("/api/insights/records", { ...scope, metric, offset, limit: recordsPage }, options);
}

export function channelQuery(pipelineId: string, { from: _, to: __, ...scope }: ScopeParams) {
  return queryOptions({
    queryKey: ["channel", pipelineId, scope],
    queryFn: () => api.get<ChannelAnswer>("/api/insights/channel", { ...scope, pipelineId }),
    placeholderData: keepPreviousData,
  });
}

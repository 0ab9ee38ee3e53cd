import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { ChannelAnswer, MetricName, MetricsAnswer, RecordsAnswer } from "#insights/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { api } from "#web/lib/api.ts";
import { trendOf, type Period } from "./period.ts";

export type Scope = Period & { pipelineId?: string | undefined };
const recordsPage = 100;

export function metricsQuery(scope: Scope) {
  return queryOptions({
    queryKey: ["insights", "metrics", scope],
    queryFn: ({ signal }) => api.get<MetricsAnswer>("/api/insights/metrics", scope, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** The same figures by week or month, for the small charts. */
export function trendQuery(scope: Scope) {
  const trend = { ...scope, ...trendOf(scope) };
  return queryOptions({
    queryKey: ["insights", "trend", trend],
    queryFn: ({ signal }) => api.get<MetricsAnswer>("/api/insights/metrics", trend, { signal }),
    placeholderData: keepPreviousData,
  });
}

export function recordsQuery(scope: Scope, metric: MetricName) {
  return infiniteQueryOptions({
    queryKey: ["insights", "records", metric, scope],
    queryFn: ({ pageParam, signal }) =>
      api.get<RecordsAnswer>("/api/insights/records", { ...scope, metric, offset: pageParam, limit: recordsPage }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const seen = pages.reduce((sum, page) => sum + page.records.length, 0);
      return last.records.length > 0 && seen < last.total ? seen : undefined;
    },
  });
}

export function channelQuery(pipelineId: string | undefined) {
  return queryOptions({
    queryKey: ["channel", pipelineId],
    queryFn: () => api.get<ChannelAnswer>("/api/insights/channel", { pipelineId }),
    enabled: pipelineId !== undefined,
  });
}

export const pipelinesQuery = queryOptions({
  queryKey: ["pipelines"],
  queryFn: () => api.get<{ pipelines: PipelineWire[] }>("/api/pipelines"),
  staleTime: 60_000,
});

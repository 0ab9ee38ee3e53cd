import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { DurationsAnswer, FlowRecords, FunnelAnswer } from "#insights/flow/contract.ts";
import { api } from "#web/lib/api.ts";
import type { ScopeParams } from "#web/lib/scope.ts";

export function funnelQuery(scope: ScopeParams, compare: string | undefined) {
  return queryOptions({
    queryKey: ["insights", "funnel", scope, compare],
    queryFn: ({ signal }) => api.get<FunnelAnswer>("/api/insights/funnel", { ...scope, compare }, { signal }),
    placeholderData: keepPreviousData,
  });
}

export type Clock = "calendar" | "working";

export function durationsQuery(scope: ScopeParams, clock: Clock) {
  return queryOptions({
    queryKey: ["insights", "durations", scope, clock],
    queryFn: ({ signal }) => api.get<DurationsAnswer>("/api/insights/durations", { ...scope, clock }, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** A count whose deals are shown, as the address says it: `way.decision.lost`, `zombies`. */
export type Count = { of: "way" | "stage" | "zombies" | "stalled"; stage?: string; state?: "passed" | "lost" | "open" };

export function parseCount(text: unknown): Count | undefined {
  if (typeof text !== "string") return undefined;
  const [of, stage, state] = text.split(".");
  if (of !== "way" && of !== "stage" && of !== "zombies" && of !== "stalled") return undefined;
  return {
    of,
    ...(stage ? { stage } : {}),
    ...(state === "passed" || state === "lost" || state === "open" ? { state } : {}),
  };
}

export function askCount(scope: ScopeParams, count: Count, offset: number, options: { signal: AbortSignal }) {
  return api.get<FlowRecords>("/api/insights/funnel/records", { ...scope, ...count, offset, limit: 100 }, options);
}

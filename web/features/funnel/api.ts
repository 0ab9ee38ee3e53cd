import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Cohort, DurationsAnswer, FunnelAnswer } from "#insights/flow/contract.ts";
import { api } from "#web/lib/api.ts";
import type { ScopeParams } from "#web/lib/scope.ts";
import type { DealCount } from "#web/ui/insights/DealsDrawer.tsx";

export function funnelQuery(scope: ScopeParams, compare: string | undefined) {
  return queryOptions({
    queryKey: ["insights", "funnel", scope, compare],
    queryFn: ({ signal }) => api.get<FunnelAnswer>("/api/insights/funnel", { ...scope, compare }, { signal }),
    placeholderData: keepPreviousData,
  });
}

/** The scope of the cohort beside the first: its own days, and all its filters. */
export function comparedScope(scope: ScopeParams, { from, to, filters }: Cohort): ScopeParams {
  return { ...scope, ...filters, from, to };
}

export type Clock = "calendar" | "working";

export function durationsQuery(scope: ScopeParams, clock: Clock) {
  return queryOptions({
    queryKey: ["insights", "durations", scope, clock],
    queryFn: ({ signal }) => api.get<DurationsAnswer>("/api/insights/durations", { ...scope, clock }, { signal }),
    placeholderData: keepPreviousData,
  });
}

const counts = [
  "way",
  "stage",
  "stays",
  "back",
  "again",
  "found",
  "unknown",
  "zombies",
  "stalled",
  "waits",
  "waiting",
  "unlogged",
  "answers",
] as const satisfies DealCount["of"][];
const states = ["passed", "lost", "open", "jumped", "late", "us", "customer"] as const satisfies DealCount["state"][];

/** A count whose deals are shown, as the address says it: `way.decision.lost`, `zombies`; of deals at an age its minutes and clock, `aged.1440.calendar`. */
export function parseCount(text: unknown): DealCount | undefined {
  if (typeof text !== "string") return undefined;
  const [first, stage, last] = text.split(".");
  if (first === "aged")
    return { of: first, age: Math.max(0, Number.parseInt(stage ?? "", 10) || 0), clock: last === "working" ? last : "calendar" };
  const of = counts.find((name) => name === first);
  const state = states.find((name) => name === last);
  return of && { of, ...(stage && { stage }), ...(state && { state }) };
}

import { queryOptions, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Dimensions, Filters } from "#insights/contract.ts";
import type { SavedView } from "#insights/views/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import { api } from "./api.ts";
import { day, parsePeriod, periodOf, type Period, type PeriodSearch } from "./period.ts";
import { today } from "./today.ts";
import { useWorkspace } from "./workspace.ts";

/** What all pages of Insights are narrowed to, as the address says it. */
export type ScopeSearch = PeriodSearch & Filters & { pipelineId?: string; asOf?: string; asKnownOn?: string };
/** The same as parameters of the API. */
export type ScopeParams = Period & Filters & { pipelineId?: string; asOf?: string; asKnownOn?: string };

export const filterNames = [
  "owner",
  "source",
  "category",
  "country",
  "minValue",
  "maxValue",
  "customers",
] as const satisfies readonly (keyof Filters)[];

export function isFilter(name: string): name is (typeof filterNames)[number] {
  return filterNames.some((own) => own === name);
}

/** Whether a scope is of a part of the shop only, whatever its period. */
export function isNarrowed(scope: ScopeParams): boolean {
  return scope.pipelineId !== undefined || filterNames.some((name) => scope[name] !== undefined);
}

/** The scope of the page: for the API (`params`), and how to change it. Every page of Insights obeys all of it. */
export function useScope() {
  const workspace = useWorkspace();
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const search = useMemo(() => parseScope(raw), [raw]);
  const now = today(workspace.timeZone);
  const lastDay = search.asOf ?? search.asKnownOn ?? now;
  const period = periodOf(search, lastDay);
  const { period: _, from: __, to: ___, ...rest } = search;
  return {
    search,
    period,
    /** Today, or the past day that is asked about. */ lastDay,
    params: { ...rest, ...period } satisfies ScopeParams as ScopeParams,
    set: (part: Partial<ScopeSearch>) => void navigate({ to: ".", search: (old: object) => ({ ...old, ...part }) as never }),
  };
}

export function parseScope(raw: Record<string, unknown>): ScopeSearch {
  const text = (name: string) => (typeof raw[name] === "string" && raw[name] !== "" ? { [name]: raw[name] } : {});
  const amount = (name: string) => (/^\d{1,15}$/.test(String(raw[name] ?? "")) ? { [name]: Number(raw[name]) } : {});
  const date = (name: string) => (day(raw[name]) ? { [name]: day(raw[name]) } : {});
  return {
    ...parsePeriod(raw),
    ...text("pipelineId"),
    ...text("owner"),
    ...text("source"),
    ...text("category"),
    ...text("country"),
    ...amount("minValue"),
    ...amount("maxValue"),
    ...(raw["customers"] === "new" || raw["customers"] === "returning" ? { customers: raw["customers"] } : {}),
    ...date("asOf"),
    ...date("asKnownOn"),
  } as ScopeSearch;
}

export const pipelinesQuery = queryOptions({
  queryKey: ["pipelines"],
  queryFn: () => api.get<{ pipelines: PipelineWire[] }>("/api/pipelines"),
  staleTime: 60_000,
});

export function dimensionsQuery(pipelineId: string | undefined) {
  return queryOptions({
    queryKey: ["insights", "dimensions", pipelineId],
    queryFn: () => api.get<Dimensions>("/api/insights/dimensions", { pipelineId }),
    staleTime: 60_000,
  });
}

export const viewsQuery = queryOptions({
  queryKey: ["views"],
  queryFn: () => api.get<{ views: SavedView[] }>("/api/views"),
  staleTime: 60_000,
});

/** Names of owners by id; ids where one may not see the team. */
export function useOwnerNames(): (id: string) => string {
  const workspace = useWorkspace();
  const { data } = useQuery({
    queryKey: ["owners"],
    queryFn: async () =>
      (await api.get<{ members: { userId: string; name: string }[] }>("/api/members")).members.map(({ userId, name }) => ({
        id: userId,
        name,
      })),
    enabled: workspace.can("team.view"),
    staleTime: 60_000,
  });
  return (id) => data?.find((owner) => owner.id === id)?.name ?? id;
}

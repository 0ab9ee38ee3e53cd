import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { DayDetail, Past, SourceDay } from "#intake/past/contract.ts";
import { api } from "#web/lib/api.ts";

const busyMs = 1_000;

const pastKey = (sourceId: string) => ["sources", sourceId, "past"] as const;
const daysKey = (sourceId: string) => ["sources", sourceId, "days"] as const;

/** How the shop's past stands; asked every second while it is being brought. */
export function usePast(sourceId: string) {
  return useQuery({
    queryKey: pastKey(sourceId),
    queryFn: () => api.get<Past>(`/api/sources/${sourceId}/past`),
    refetchInterval: ({ state }) => (state.data?.run?.state === "running" || state.data?.run?.waiting ? busyMs : false),
  });
}

/** A verb on the past; its answer is how the past stands then. */
function usePastVerb<Body>(sourceId: string, send: (body: Body) => Promise<Past | void>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: async (past) => {
      if (past) client.setQueryData(pastKey(sourceId), past);
      else await client.invalidateQueries({ queryKey: pastKey(sourceId) });
      await client.invalidateQueries({ queryKey: daysKey(sourceId) });
    },
    onError: () => client.invalidateQueries({ queryKey: pastKey(sourceId) }),
  });
}

export type KeyBody = { url: string; key: string; secret?: string };

export function useSaveKey(sourceId: string) {
  return usePastVerb(sourceId, (body: KeyBody) => api.put<Past>(`/api/sources/${sourceId}/past/key`, body));
}

export function useForgetKey(sourceId: string) {
  return usePastVerb(sourceId, (_: void) => api.delete(`/api/sources/${sourceId}/past/key`));
}

export function useStart(sourceId: string) {
  return usePastVerb(sourceId, (months: number | null) => api.post<Past>(`/api/sources/${sourceId}/past`, { months }));
}

export function useSteer(sourceId: string) {
  return usePastVerb(sourceId, (verb: "pause" | "resume" | "cancel") => api.post<Past>(`/api/sources/${sourceId}/past/${verb}`));
}

type Days = { days: SourceDay[] };

/** The compared days of a span, newest first; asked every second while something is under way, and anew when a past ends, which is then compared. */
export function useDays(sourceId: string, from: string, to: string, run: Past["run"]) {
  return useQuery({
    queryKey: [...daysKey(sourceId), from, to, run?.endedAt],
    queryFn: () => api.get<Days>(`/api/sources/${sourceId}/days`, { from, to }),
    refetchInterval: ({ state }) => (run?.state === "running" || state.data?.days.some(({ todo }) => todo !== null) ? busyMs : false),
  });
}

export function useDay(sourceId: string, day: string | undefined) {
  return useQuery({
    queryKey: [...daysKey(sourceId), "day", day],
    queryFn: () => api.get<DayDetail>(`/api/sources/${sourceId}/days/${day}`),
    enabled: day !== undefined,
    refetchInterval: ({ state }) => (state.data?.todo ? busyMs : false),
  });
}

export function useCompare(sourceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (range: { from: string; to: string }) => api.post<Days>(`/api/sources/${sourceId}/days/compare`, range),
    onSettled: () => client.invalidateQueries({ queryKey: daysKey(sourceId) }),
  });
}

export function useHeal(sourceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (day: string) => api.post<DayDetail>(`/api/sources/${sourceId}/days/${day}/heal`),
    onSettled: () => client.invalidateQueries({ queryKey: daysKey(sourceId) }),
  });
}

import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { LogPage, SourceWire, sourceKinds } from "#intake/contract.ts";
import { api } from "#web/lib/api.ts";
import { useLiveChange } from "#web/lib/live.ts";

export type ShopKind = (typeof sourceKinds)[number];
export type LogFilter = { status?: string | undefined; q?: string | undefined };
type Created = { id: string; kind: string; url: string; writeKey?: string; secret?: string };

export const sourcesQuery = queryOptions({ queryKey: ["sources"], queryFn: () => api.get<{ sources: SourceWire[] }>("/api/sources") });

/** All sources, kept fresh while events arrive. */
export function useSources() {
  const client = useQueryClient();
  useLiveChange((change) => {
    if (!change || change.sources.length > 0 || change.more) void client.invalidateQueries({ queryKey: ["sources"] });
  });
  return useQuery(sourcesQuery);
}

export function fetchLog(sourceId: string, filter: LogFilter, before: string | undefined, limit = 50): Promise<LogPage> {
  return api.get<LogPage>(`/api/sources/${sourceId}/log`, { ...filter, before, limit });
}

/** The newest event of a source with what Sluice made of it. */
export function useNewestEvent(sourceId: string) {
  const client = useQueryClient();
  const queryKey = ["sources", sourceId, "newest"];
  useLiveChange((change) => {
    if (!change || change.more || change.sources.includes(sourceId)) void client.invalidateQueries({ queryKey });
  });
  return useQuery({
    queryKey,
    queryFn: async () => (await api.get<LogPage>(`/api/sources/${sourceId}/log`, { limit: 1, effects: 1, live: 1 })).rows[0] ?? null,
    // the live line tells at once; where it is broken, asking now and then still gets there
    refetchInterval: (query) => (query.state.data && query.state.data.status !== "waiting" ? 10_000 : 3_000),
  });
}

export function useCreateSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { kind: ShopKind; name: string }) => api.post<Created>("/api/sources", body),
    onSuccess: (created) => {
      if (created.secret) keepSecret(created.id, created.secret);
      return client.invalidateQueries({ queryKey: ["sources"] });
    },
  });
}

export function useChangeSource(sourceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (patch: { name?: string; pipelineId?: string; secret?: string }) => api.patch(`/api/sources/${sourceId}`, patch),
    onSuccess: (_, { secret }) => {
      if (secret) keepSecret(sourceId, secret);
      return client.invalidateQueries({ queryKey: ["sources"] });
    },
  });
}

export function useRemoveSource(sourceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete(`/api/sources/${sourceId}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sources"] }),
  });
}

export function useRetry(sourceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (externalId: string) => api.post(`/api/sources/${sourceId}/log/${encodeURIComponent(externalId)}/retry`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sources", sourceId] }),
  });
}

const secrets = new Map<string, string>();

/** A secret is told once; it stays readable in this tab, in memory only, until the page is left for good. */
function keepSecret(sourceId: string, secret: string): void {
  secrets.set(sourceId, secret);
}

export function keptSecret(sourceId: string): string | undefined {
  return secrets.get(sourceId);
}

/** 256 bits as text, for a secret that the shop will sign with. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

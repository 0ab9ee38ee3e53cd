import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { PipelineDraft, PipelineWire, Preview, StageWire } from "#pipelines/contract.ts";
import { api } from "#web/lib/api.ts";

export const pipelinesQuery = queryOptions({
  queryKey: ["pipelines"],
  queryFn: () => api.get<{ pipelines: PipelineWire[] }>("/api/pipelines"),
});

export type Version = { version: number; name: string; savedAt: string; savedBy: string | null; stages: StageWire[] };

export function versionsQuery(pipelineId: string) {
  return queryOptions({
    queryKey: ["pipelines", pipelineId, "versions"],
    queryFn: () => api.get<{ versions: Version[] }>(`/api/pipelines/${pipelineId}/versions`),
  });
}

/** What would be different, computed by running the changed rules on the stored facts. */
export function previewQuery(pipelineId: string, body: PipelineDraft) {
  return queryOptions({
    queryKey: ["pipelines", pipelineId, "preview", body],
    queryFn: () => api.post<Preview>(`/api/pipelines/${pipelineId}/preview`, body),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

export function useSavePipeline(pipelineId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PipelineDraft) => api.put<PipelineWire>(`/api/pipelines/${pipelineId}`, body),
    // a changed pipeline changes what every page shows
    onSuccess: () => client.invalidateQueries(),
  });
}

export function useCreatePipeline() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { template: string; name?: string; language: string }) => api.post<PipelineWire>("/api/pipelines", body),
    onSuccess: () => client.invalidateQueries({ queryKey: ["pipelines"] }),
  });
}

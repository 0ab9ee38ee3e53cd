import { queryOptions, useMutation, useMutationState, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ImportDetail, ImportLine, ImportRow, Plan, rowStatuses } from "#imports/contract.ts";
import type { PipelineWire } from "#pipelines/contract.ts";
import type { MemberList } from "#workspaces/contract.ts";
import { api } from "#web/lib/api.ts";
import { underWay } from "./states.ts";

export type RowStatus = (typeof rowStatuses)[number];
export type RowsPage = { rows: ImportRow[]; total: number };

const busyPollMs = 700;
const quietPollMs = 60_000;
const runningPollMs = 3_000;
export const rowsPage = 50;

export const importsQuery = queryOptions({
  queryKey: ["imports"],
  queryFn: () => api.get<{ imports: ImportLine[] }>("/api/imports"),
  // An import goes on by itself: whoever comes to the list wants it as it is, not as it was some seconds ago.
  staleTime: 0,
  refetchInterval: ({ state }) => (state.data?.imports.some((line) => underWay(line.state)) ? runningPollMs : quietPollMs),
});

export function importKey(importId: string) {
  return ["imports", importId] as const;
}

/** One import; asked again and again while something happens to it. */
export function useImport(importId: string) {
  return useQuery({
    queryKey: importKey(importId),
    queryFn: () => api.get<ImportDetail>(`/api/imports/${importId}`),
    refetchInterval: ({ state }) => (state.data && isBusy(state.data) ? busyPollMs : false),
  });
}

/** Something is being done, a file is being read, or has been and is not thought about yet. */
function isBusy({ state, files, plan }: ImportDetail): boolean {
  if (underWay(state)) return true;
  return files.some((file) => {
    if (file.state === "arriving" || file.state === "reading") return true;
    return file.state === "read" && !plan?.files.some(({ fileId }) => fileId === file.id);
  });
}

export function useCreateImport() {
  const client = useQueryClient();
  return useMutation({
    // Files arrive side by side: which is the first to be there is chance.
    mutationFn: (name: string) => api.post<ImportDetail>(`/api/imports?${new URLSearchParams({ name: name.slice(0, 200) })}`),
    onSuccess: (detail) => {
      client.setQueryData(importKey(detail.id), detail);
      return client.invalidateQueries({ queryKey: ["imports"], exact: true });
    },
  });
}

export type ImportVerb = "check" | "run" | "cancel" | "undo";

/** Starts what takes a while; the answer says that it has begun, polling says how it goes. */
export function useImportVerb(importId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (verb: ImportVerb) => api.post<ImportDetail>(`/api/imports/${importId}/${verb}`),
    onSuccess: async (detail) => {
      client.setQueryData(importKey(importId), detail);
      client.removeQueries({ queryKey: [...importKey(importId), "rows"] });
      await client.invalidateQueries({ queryKey: ["imports"], exact: true });
    },
    onError: () => client.invalidateQueries({ queryKey: importKey(importId) }),
  });
}

export function useRemoveFile(importId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (fileId: string) => api.delete<ImportDetail>(`/api/imports/${importId}/files/${fileId}`),
    onSuccess: () => client.invalidateQueries({ queryKey: importKey(importId) }),
  });
}

export function useRemoveImport(importId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete(`/api/imports/${importId}`),
    onSuccess: () => {
      client.removeQueries({ queryKey: importKey(importId) });
      return client.invalidateQueries({ queryKey: ["imports"], exact: true });
    },
  });
}

const planMutation = (importId: string) => ["imports", importId, "plan"];

/** Keeps a changed plan at once: shown before the answer, sent in order, and taken back where it is refused. */
export function useSavePlan(importId: string) {
  const client = useQueryClient();
  const key = importKey(importId);
  const mutationKey = planMutation(importId);
  return useMutation({
    mutationKey,
    scope: { id: mutationKey.join(" ") },
    mutationFn: (plan: Plan) => api.put<ImportDetail>(`/api/imports/${importId}/plan`, plan),
    onMutate: async (plan) => {
      await client.cancelQueries({ queryKey: key });
      client.setQueryData<ImportDetail>(key, (detail) => detail && { ...detail, plan, check: null });
    },
    // while further changes are on their way, the answer to this one is old already
    onSuccess: (detail) => {
      if (client.isMutating({ mutationKey }) <= 1) client.setQueryData(key, detail);
    },
    onError: () => client.invalidateQueries({ queryKey: key }),
  });
}

/** Whether a change of the plan is still on its way. */
export function useSavingPlan(importId: string): boolean {
  return useMutationState({ filters: { mutationKey: planMutation(importId), status: "pending" } }).length > 0;
}

export function useLoadPlan(importId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (file: File) => api.post<ImportDetail>(`/api/imports/${importId}/plan-file`, JSON.parse(await file.text())),
    onSuccess: (detail) => client.setQueryData(importKey(importId), detail),
  });
}

export function fetchRows(importId: string, status: RowStatus, offset: number): Promise<RowsPage> {
  return api.get<RowsPage>(`/api/imports/${importId}/rows`, { status, offset, limit: rowsPage });
}

export const pipelinesQuery = queryOptions({
  queryKey: ["pipelines"],
  queryFn: () => api.get<{ pipelines: PipelineWire[] }>("/api/pipelines"),
});

export const membersQuery = queryOptions({ queryKey: ["members"], queryFn: () => api.get<MemberList>("/api/members") });

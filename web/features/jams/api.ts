import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ChangeBody, ChangeNote, Task, TaskBody } from "#activities/contract.ts";
import type { JamsAnswer, Measure } from "#insights/flow/contract.ts";
import { api } from "#web/lib/api.ts";
import type { ScopeParams } from "#web/lib/scope.ts";

export function jamsQuery(scope: ScopeParams) {
  return queryOptions({
    queryKey: ["insights", "jams", scope],
    queryFn: ({ signal }) => api.get<JamsAnswer>("/api/insights/jams", scope, { signal }),
    placeholderData: keepPreviousData,
  });
}

export const measuresQuery = queryOptions({
  queryKey: ["measures"],
  queryFn: async () => (await api.get<{ measures: Measure[] }>("/api/insights/measures")).measures,
  staleTime: Number.POSITIVE_INFINITY,
});

export const tasksQuery = queryOptions({
  queryKey: ["tasks"],
  queryFn: async () => (await api.get<{ tasks: Task[] }>("/api/tasks")).tasks,
});

export const changesQuery = queryOptions({
  queryKey: ["changes"],
  queryFn: async () => (await api.get<{ changes: ChangeNote[] }>("/api/changes")).changes,
});

export const membersQuery = queryOptions({
  queryKey: ["members"],
  queryFn: async () => (await api.get<{ members: { userId: string; name: string }[] }>("/api/members")).members,
  staleTime: 60_000,
});

/** Writes tasks and notes; lists follow. `id` undefined makes a new one. */
export function useWrites() {
  const client = useQueryClient();
  const fresh = (key: string) => () => client.invalidateQueries({ queryKey: [key] });
  const saveTask = useMutation({
    mutationFn: ({ id, body }: { id?: string; body: TaskBody }) =>
      id ? api.put<Task>(`/api/tasks/${id}`, body) : api.post<Task>("/api/tasks", body),
    onSettled: fresh("tasks"),
  });
  const removeTask = useMutation({ mutationFn: (id: string) => api.delete(`/api/tasks/${id}`), onSettled: fresh("tasks") });
  const saveChange = useMutation({
    mutationFn: ({ id, body }: { id?: string; body: ChangeBody }) =>
      id ? api.put<ChangeNote>(`/api/changes/${id}`, body) : api.post<ChangeNote>("/api/changes", body),
    onSettled: fresh("changes"),
  });
  const removeChange = useMutation({ mutationFn: (id: string) => api.delete(`/api/changes/${id}`), onSettled: fresh("changes") });
  return { saveTask, removeTask, saveChange, removeChange };
}

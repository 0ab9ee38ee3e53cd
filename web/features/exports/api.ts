import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { BackupsAnswer } from "#exports/contract.ts";
import { api } from "#web/lib/api.ts";

const whileRunningMs = 2_000;
const otherwiseMs = 60_000;

export const backupsQuery = queryOptions({
  queryKey: ["backups"],
  queryFn: () => api.get<BackupsAnswer>("/api/backups"),
  refetchInterval: ({ state }) => (state.data?.running ? whileRunningMs : otherwiseMs),
});

export function useBackUp() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<BackupsAnswer>("/api/backups"),
    onSuccess: (answer) => client.setQueryData(backupsQuery.queryKey, answer),
    onError: () => client.invalidateQueries({ queryKey: backupsQuery.queryKey }),
  });
}
